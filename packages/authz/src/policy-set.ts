import type { Authorization } from "@ambit/model";
import type { CompiledPolicy } from "./compiled-policy.ts";
import { compilePolicy } from "./compiled-policy.ts";

/** The policies of one destination, sorted by the part they play in a decision, each in the order given. */
export interface PolicySet {
  readonly denies: readonly CompiledPolicy[];
  readonly allows: readonly CompiledPolicy[];
  readonly dryRuns: readonly CompiledPolicy[];
}

const sets = new WeakMap<readonly Authorization[], PolicySet>();

/** The sorted form of a list. Kept for frozen lists only: a list that can change must not answer from memory. */
export function policySetOf(policies: readonly Authorization[]): PolicySet {
  const known = sets.get(policies);
  if (known !== undefined) return known;
  const made = sortPolicies(policies);
  if (Object.isFrozen(policies)) sets.set(policies, made);
  return made;
}

function sortPolicies(policies: readonly Authorization[]): PolicySet {
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
