import { CodedError } from "@ambit/errors";

export type DnsServerErrorCode =
  /** An address of the server is taken, or not this machine's. */
  | "bind-failed"
  /** The namespace from which upstreams are asked cannot be opened. */
  | "no-netns";

export class DnsServerError extends CodedError<DnsServerErrorCode> {}
