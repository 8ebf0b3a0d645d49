import type { ConnectionDecision, DeniedConnection, DryRunMatch } from "./decision.ts";

/** Error text of a connection that was open when a policy change made it inadmissible, as ztunnel logs it. */
export const POLICY_CHANGE_MESSAGE = "connection closed due to policy change";

/** Error text of a refused connection, to the letter as ztunnel's access log has it. */
export function formatDenial(decision: DeniedConnection): string {
  return `connection closed due to policy rejection: ${explainDecision(decision)}`;
}

/** Why a connection was admitted or refused, for logs and diagnosis. Refusals read as in ztunnel's access log. */
export function explainDecision(decision: ConnectionDecision): string {
  if (!decision.allow) {
    return decision.reason === "explicitly-denied"
      ? `explicitly denied by: ${decision.policy ?? "unknown policy"}`
      : "allow policies exist, but none allowed";
  }
  return decision.policy === undefined ? "no allow policies apply" : `allowed by: ${decision.policy}`;
}

/** What a dry-run policy would have had a part in, with the rule that matched. */
export function explainDryRun(match: DryRunMatch): string {
  const verb = match.action === "Deny" ? "deny" : "allow";
  return `dry-run policy ${match.policy} would ${verb} (rule ${match.rule})`;
}
