import { CodedError } from "@ambit/errors";

export type NetworkErrorCode =
  /** A lab whose name, index or number of nodes cannot be. */
  | "bad-plan"
  /** A program of the system is not there, failed, or took too long. */
  | "command-failed"
  /** A process in a namespace did not die. */
  | "still-running";

/** The lab's network could not be planned, made or removed. */
export class NetworkError extends CodedError<NetworkErrorCode> {}
