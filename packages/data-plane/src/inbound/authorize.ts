/** Asks the policies about one inbound connection, and says so in the log. */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import {
  type ConnectionDecision,
  type ConnectionFacts,
  decideConnection,
  explainDecision,
  explainDryRun,
} from "@ambit/authz";
import { formatIdentity, type Workload } from "@ambit/model";
import { display, type Logger } from "@ambit/telemetry";
import type { WorkloadContext } from "../thread/context.ts";

/** A connection whose lines say which one they are about. */
export interface TracedConnection {
  /** The logger, inside the span of this connection: its trace id and peer. */
  inSpan(logger: Logger): Logger;
}

type AuthorizeContext = Pick<WorkloadContext, "config" | "state" | "rbacLog">;

/**
 * Decides by the policies of `local` as they are now. A selector policy that the workload names but nobody has sent is
 * skipped, as Istio does; AMBIT_STRICT_POLICY_REFERENCES=true refuses instead of guessing what it would have said.
 */
export function authorize(
  context: AuthorizeContext,
  local: Workload,
  facts: ConnectionFacts,
  connection: TracedConnection,
): ConnectionDecision {
  const { state, config } = context;
  const unknown = state.unknownPolicies(local);
  const decision: ConnectionDecision =
    config.strictPolicyReferences && unknown.length > 0
      ? { allow: false, reason: "explicitly-denied", policy: `unknown policy ${unknown[0]}`, dryRun: [] }
      : decideConnection(state.policiesFor(local), facts);
  logDecision(context, { facts, connection }, decision);
  return decision;
}

/** Policy decisions are of level debug, or info with AUTHZ_POLICY_INFO_LOGGING=true. */
function logDecision(
  { config, rbacLog }: AuthorizeContext,
  { facts, connection }: { readonly facts: ConnectionFacts; readonly connection: TracedConnection },
  decision: ConnectionDecision,
): void {
  const level = config.authzPolicyInfoLogging ? "info" : "debug";
  if (!rbacLog.isEnabled(level)) return;
  const log = connection.inSpan(rbacLog);
  const fields = {
    "src.ip": display(facts.sourceIp),
    "src.identity": facts.identity === undefined ? undefined : formatIdentity(facts.identity),
    "dst.ip": display(facts.destinationIp),
    "dst.port": facts.destinationPort,
    "policy.name": decision.policy,
    "policy.rule": decision.rule,
  };
  log[level](decision.allow ? "connection allowed" : "connection denied", {
    ...fields,
    reason: explainDecision(decision),
  });
  for (const match of decision.dryRun) log[level](explainDryRun(match), fields);
}

/** `inbound{id=... peer=...}`, as ztunnel names it; the id is that of the trace. */
export function inboundSpan(logger: Logger, traceId: string, peer: SocketAddress): Logger {
  return logger.span("inbound", { id: display(traceId), peer: display(formatSocketAddress(peer)) });
}
