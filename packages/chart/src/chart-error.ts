import { CodedError } from "@ambit/errors";

/** Why a chart made no objects. */
export type ChartErrorCode =
  /** Files that are no chart, or not whole. */
  | "bad-chart"
  /** What the user gave. */
  | "bad-values"
  /** A template that is not written in the language, or in a part of it that is not known here. */
  | "bad-template"
  /** A template that cannot be carried out with these values, or says so itself. */
  | "failed-template";

/** Messages name the file and, in a template, the line. */
export class ChartError extends CodedError<ChartErrorCode> {}
