import { CodedError } from "@ambit/errors";

/** Which step failed; see RESULT_OF_ERROR for how it is counted. */
export type InstallErrorCode =
  | "bad-argument"
  /** There is no launcher for this machine. */
  | "unsupported-architecture"
  /** Files could not be put on the host. */
  | "copy-failed"
  /** The plugin is there and does not run on this host. */
  | "plugin-does-not-run"
  | "kubeconfig-failed"
  | "conf-failed";

/** The message names the file and what to do about it. */
export class InstallError extends CodedError<InstallErrorCode> {}
