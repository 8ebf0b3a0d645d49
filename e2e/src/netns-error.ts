import { CodedError } from "@ambit/errors";

export type NetnsErrorCode =
  | "not-root"
  | "missing-tool"
  | "command-failed"
  | "bad-topology"
  | "not-ready"
  | "process-exited"
  | "agent-failed";

/** A scenario could not be built or observed; what a scenario's traffic does is a value, never this. */
export class NetnsError extends CodedError<NetnsErrorCode> {}
