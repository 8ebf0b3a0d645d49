/** Asks the policies about one inbound connection, and says so in the log. */
import {
  type ConnectionDecision,
  type ConnectionFacts,
  decideConnection,
  explainDecision,
  explainDryRun,
} from "@ambit/authz";
import { formatIdentity, type Workload } from "@ambit/model";
import { display } from "@ambit/telemetry";
import type { DataContext } from "./context.ts";

type AuthorizeContext = Pick<DataContext, "config" | "state" | "rbacLog">;

/**
 * Decides by the policies of `local` as they are now. A selector policy that the workload names but nobody has sent is
 * skipped, as Istio does; AMBIT_STRICT_POLICY_REFERENCES=true refuses instead of guessing what it would have said.
 */
export function authorize(
  context: AuthorizeContext,
  local: Workload,
  facts: ConnectionFacts,
): ConnectionDecision {
  const { state, config } = context;
  const unknown = state.unknownPolicies(local);
  const decision: ConnectionDecision =
    config.strictPolicyReferences && unknown.length > 0
      ? { allow: false, reason: "explicitly-denied", policy: `unknown policy ${unknown[0]}`, dryRun: [] }
      : decideConnection(state.policiesFor(local), facts);
  logDecision(context, facts, decision);
  return decision;
}

/** Policy decisions are of level debug, or info with AUTHZ_POLICY_INFO_LOGGING=true. */
function logDecision(
  { config, rbacLog }: AuthorizeContext,
  facts: ConnectionFacts,
  decision: ConnectionDecision,
): void {
  const level = config.authzPolicyInfoLogging ? "info" : "debug";
  if (!rbacLog.isEnabled(level)) return;
  const fields = {
    "src.ip": display(facts.sourceIp),
    "src.identity": facts.identity === undefined ? undefined : formatIdentity(facts.identity),
    "dst.ip": display(facts.destinationIp),
    "dst.port": facts.destinationPort,
    "policy.name": decision.policy,
    "policy.rule": decision.rule,
  };
  rbacLog[level](decision.allow ? "connection allowed" : "connection denied", {
    ...fields,
    reason: explainDecision(decision),
  });
  for (const match of decision.dryRun) rbacLog[level](explainDryRun(match), fields);
}
