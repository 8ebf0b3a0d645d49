import { CodedError } from "@ambit/errors";

/** A wrong filter text, a metric defined wrongly, a sample that does not fit its metric. */
export type TelemetryErrorCode = "invalid-log-filter" | "invalid-metric" | "invalid-sample";

/** Thrown for a filter text that cannot be read, and for wrong use of a metric. */
export class TelemetryError extends CodedError<TelemetryErrorCode> {}
