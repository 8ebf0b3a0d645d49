import { CodedError } from "@ambit/errors";

/** Why the agent could not do something. */
export type AgentErrorCode =
  /** A socket of ours cannot be made. */
  | "bind-failed"
  | "worker-start"
  /** A Kubernetes object that makes no sense. */
  | "bad-object"
  /** A network namespace cannot be opened or entered. */
  | "netns-failed"
  /** A policy rule of the node cannot be made. */
  | "host-rules-failed"
  /** The pod cannot be enrolled just now. */
  | "not-enrolled";

/** The agent's failures. Messages name the pod or path, and the fix where there is one. */
export class AgentError extends CodedError<AgentErrorCode> {}
