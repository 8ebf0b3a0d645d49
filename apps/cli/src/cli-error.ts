import { CodedError } from "@ambit/errors";

/** What a command could not do: the words and flags it was given, what it found, or where it looked. */
export type CliErrorCode =
  /** The command line; the message says what is accepted. */
  | "bad-usage"
  /** A pod, node or file that is not there. */
  | "not-found"
  /** An answer that is not what it has to be. */
  | "bad-answer"
  /** Somebody who should answer does not. */
  | "unreachable";

/** Its message is all that a user is shown: it names the thing and what to do. */
export class CliError extends CodedError<CliErrorCode> {}
