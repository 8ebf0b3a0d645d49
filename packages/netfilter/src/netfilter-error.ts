import { CodedError } from "@ambit/errors";

/** Why rules could not be read, made or removed. `message` names the fix where there is one. */
export type NetfilterErrorCode =
  | "program-missing"
  | "kernel-unsupported"
  | "not-permitted"
  | "program-failed"
  | "program-timeout"
  | "unreadable-output"
  | "not-as-desired"
  | "invalid-value";

/** Thrown by everything in this package that fails. Traffic is as it was before the call, or wholly as wanted. */
export class NetfilterError extends CodedError<NetfilterErrorCode> {}
