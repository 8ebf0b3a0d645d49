import { CodedError } from "@ambit/errors";

export type KubeProxyErrorCode =
  /** The node's network namespace cannot be opened. */
  | "no-netns"
  /** nft is missing, or refused what it was given; nothing of it is in force. */
  | "nft-failed";

export class KubeProxyError extends CodedError<KubeProxyErrorCode> {}
