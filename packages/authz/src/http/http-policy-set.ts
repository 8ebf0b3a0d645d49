import type { HttpPolicy } from "@ambit/model/http";
import { type CompiledHttpPolicy, compileHttpPolicy } from "./compiled-http-policy.ts";

/** Policies of one destination, sorted by the part they play, each in the order given. */
export interface HttpPolicySet {
  readonly customs: readonly CompiledHttpPolicy[];
  readonly denies: readonly CompiledHttpPolicy[];
  readonly allows: readonly CompiledHttpPolicy[];
  readonly dryRunDenies: readonly CompiledHttpPolicy[];
  readonly dryRunAllows: readonly CompiledHttpPolicy[];
  /** Whether custom policies name more than one provider. */
  readonly hasSeveralProviders: boolean;
}

const sets = new WeakMap<readonly HttpPolicy[], HttpPolicySet>();

/** The sorted form of a list, made when it is first asked for: what the list says must not change. */
export function httpPolicySetOf(policies: readonly HttpPolicy[]): HttpPolicySet {
  const known = sets.get(policies);
  if (known !== undefined) return known;
  const made = sortPolicies(policies);
  sets.set(policies, made);
  return made;
}

/** Audit policies decide nothing. Only ALLOW and DENY can be tried dry: a custom policy is always meant. */
function sortPolicies(policies: readonly HttpPolicy[]): HttpPolicySet {
  const of = (action: HttpPolicy["action"], isDryRun?: boolean): CompiledHttpPolicy[] =>
    policies
      .filter((policy) => policy.action === action && (isDryRun ?? policy.isDryRun) === policy.isDryRun)
      .map(compileHttpPolicy);
  const customs = of("custom");
  return {
    customs,
    denies: of("deny", false),
    allows: of("allow", false),
    dryRunDenies: of("deny", true),
    dryRunAllows: of("allow", true),
    hasSeveralProviders: new Set(customs.map(({ policy }) => policy.provider)).size > 1,
  };
}
