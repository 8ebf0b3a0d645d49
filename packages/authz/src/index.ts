export { decideConnection } from "./decide-connection.ts";
export type {
  AllowedConnection,
  ConnectionDecision,
  ConnectionFacts,
  DeniedConnection,
  DryRunMatch,
} from "./decision.ts";
export { explainDecision, explainDryRun, formatDenial, POLICY_CHANGE_MESSAGE } from "./explain.ts";
