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
  | "unreachable"
  /** A chart that makes what nobody can apply. */
  | "bad-chart"
  /** The cluster, or what is in it, does not let it be done; nothing was changed. */
  | "refused"
  /** It was begun and did not come to its end; the message says where it stands. */
  | "failed";

/** Its message is all that a user is shown: it names the thing and what to do. */
export class CliError extends CodedError<CliErrorCode> {}
