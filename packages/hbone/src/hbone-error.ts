import { CodedError } from "@ambit/errors";

/** Settings that HTTP/2 forbids, an identity too long for a PROXY header, an answer to a dial nobody asked for. */
export type HboneErrorCode = "bad-setting" | "identity-too-long" | "no-pending-dial";

/** A wrong setting or a caller's mistake. What a peer sends never throws: it parses to a value or to `undefined`. */
export class HboneError extends CodedError<HboneErrorCode> {}
