import type { Authorization } from "@ambit/model";
import type { CompiledPolicy } from "./compiled-policy.ts";
import type { ConnectionDecision, ConnectionFacts, DryRunMatch } from "./decision.ts";
import { type PolicySet, policySetOf } from "./policy-set.ts";

const NO_DRY_RUN: readonly DryRunMatch[] = Object.freeze([]);
const UNRESTRICTED: ConnectionDecision = Object.freeze({
  allow: true,
  policy: undefined,
  rule: undefined,
  dryRun: NO_DRY_RUN,
});

/**
 * Decides one connection against the policies that apply to its destination, in this order: a matching DENY refuses,
 * no ALLOW at all admits, a matching ALLOW admits, the rest is refused. Dry-run policies are reported, never obeyed.
 * Pass a frozen list where it is asked repeatedly: its sorted form is kept, and of a long one its verdicts.
 */
export function decideConnection(
  policies: readonly Authorization[],
  facts: ConnectionFacts,
): ConnectionDecision {
  if (policies.length === 0) return UNRESTRICTED;
  const set = policySetOf(policies);
  return set.verdicts === undefined ? decide(set, facts) : set.verdicts.find(facts, () => decide(set, facts));
}

function decide({ denies, allows, dryRuns }: PolicySet, facts: ConnectionFacts): ConnectionDecision {
  const dryRun = findDryRunMatches(dryRuns, facts);
  for (const { key, firstMatchingRule } of denies) {
    const rule = firstMatchingRule(facts);
    if (rule >= 0) return { allow: false, reason: "explicitly-denied", policy: key, rule, dryRun };
  }
  if (allows.length === 0) return unrestricted(dryRun);
  for (const { key, firstMatchingRule } of allows) {
    const rule = firstMatchingRule(facts);
    if (rule >= 0) return { allow: true, policy: key, rule, dryRun };
  }
  return { allow: false, reason: "not-allowed", policy: undefined, rule: undefined, dryRun };
}

function findDryRunMatches(
  dryRuns: readonly CompiledPolicy[],
  facts: ConnectionFacts,
): readonly DryRunMatch[] {
  if (dryRuns.length === 0) return NO_DRY_RUN;
  const matches: DryRunMatch[] = [];
  for (const { key, action, firstMatchingRule } of dryRuns) {
    const rule = firstMatchingRule(facts);
    if (rule >= 0) matches.push({ policy: key, action, rule });
  }
  return matches;
}

function unrestricted(dryRun: readonly DryRunMatch[]): ConnectionDecision {
  return dryRun.length === 0 ? UNRESTRICTED : { allow: true, policy: undefined, rule: undefined, dryRun };
}
