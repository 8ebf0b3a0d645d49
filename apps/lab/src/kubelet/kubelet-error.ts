import { CodedError } from "@ambit/errors";

export type KubeletErrorCode =
  /** The node's configuration cannot be. */
  | "bad-config"
  /** Something a pod refers to is not there yet: it is tried again. */
  | "not-there"
  /** A volume cannot be made. */
  | "mount-failed"
  /** An image that stands for no program, or the like. */
  | "cannot-run"
  /** A CNI plugin, or what is said of it, failed. */
  | "network-failed"
  /** No pod or container of that name runs here. */
  | "not-running";

/** A pod could not be run as it asks; the message is for its events. */
export class KubeletError extends CodedError<KubeletErrorCode> {}
