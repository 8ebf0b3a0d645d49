import { CodedError } from "@ambit/errors";

/** What keeps a command from doing its work. */
export type LabErrorCode =
  /** The command line, or a file that it names. */
  | "bad-usage"
  /** Something this machine lacks; the message has the fix. */
  | "not-possible"
  /** No such lab, pod or process, or it is not in a state for this. */
  | "not-found"
  /** Somebody else works on the same lab. */
  | "busy"
  /** A part of the lab did not come up, or ended. */
  | "not-ready";

/** Its message is all that a user is shown: it names the thing and what to do. */
export class LabError extends CodedError<LabErrorCode> {}
