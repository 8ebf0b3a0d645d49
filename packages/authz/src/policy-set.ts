import type { Authorization } from "@ambit/model";
import type { CompiledPolicy } from "./compiled-policy.ts";
import { compilePolicy } from "./compiled-policy.ts";
import { isCacheable, VerdictCache } from "./verdict-cache.ts";

/** The policies of one destination, sorted by the part they play in a decision, each in the order given. */
export interface PolicySet {
  readonly denies: readonly CompiledPolicy[];
  readonly allows: readonly CompiledPolicy[];
  readonly dryRuns: readonly CompiledPolicy[];
  /** Undefined where none are kept. */
  readonly verdicts: VerdictCache | undefined;
}

const sets = new WeakMap<readonly Authorization[], PolicySet>();

/** The sorted form of a list. Kept for frozen lists only: a list that can change must not answer from memory. */
export function policySetOf(policies: readonly Authorization[]): PolicySet {
  const known = sets.get(policies);
  if (known !== undefined) return known;
  const sorted = sortPolicies(policies);
  if (!Object.isFrozen(policies)) return { ...sorted, verdicts: undefined };
  const made = { ...sorted, verdicts: isCacheable(policies) ? new VerdictCache() : undefined };
  sets.set(policies, made);
  return made;
}

function sortPolicies(policies: readonly Authorization[]): Omit<PolicySet, "verdicts"> {
  const denies: CompiledPolicy[] = [];
  const allows: CompiledPolicy[] = [];
  const dryRuns: CompiledPolicy[] = [];
  for (const policy of policies) {
    const compiled = compilePolicy(policy);
    if (compiled.dryRun) dryRuns.push(compiled);
    else if (compiled.action === "Deny") denies.push(compiled);
    else allows.push(compiled);
  }
  return { denies, allows, dryRuns };
}
