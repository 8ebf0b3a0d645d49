import type { AuthorizationProvider, HttpPolicy } from "@ambit/model/http";
import type { CompiledHttpPolicy } from "./compiled-http-policy.ts";
import { type HttpPolicySet, httpPolicySetOf } from "./http-policy-set.ts";
import type { ChainFacts, HttpFacts } from "./request-facts.ts";

/** What dry-run policies of one action would have said. */
export interface DryRunResult {
  readonly isAllowed: boolean;
  /** The rule that matched. */
  readonly policy: string | undefined;
}

/** Undefined where there are no such policies. */
export interface DryRun {
  readonly deny: DryRunResult | undefined;
  readonly allow: DryRunResult | undefined;
}

/** What DENY and ALLOW policies say. `policy` is the rule that decided, as `ns[..]-policy[..]-rule[..]`. */
export type RequestDecision =
  | { readonly allow: true; readonly policy: string | undefined; readonly dryRun: DryRun | undefined }
  | {
      readonly allow: false;
      readonly policy: string | undefined;
      /** For the access log's response code details, or why the connection was closed. */
      readonly details: string;
      readonly dryRun: DryRun | undefined;
    };

/** What custom policies say: ask this provider, or refuse, because nobody can be asked. */
export type CustomDecision =
  | { readonly kind: "none" }
  | { readonly kind: "ask"; readonly provider: AuthorizationProvider; readonly policy: string }
  | { readonly kind: "deny"; readonly policy: string; readonly details: string };

/** What a client of a refused request gets, as Istio says it. */
export const DENIED_BODY = "RBAC: access denied";

const UNRESTRICTED: RequestDecision = Object.freeze({ allow: true, policy: undefined, dryRun: undefined });
const NO_CUSTOM: CustomDecision = Object.freeze({ kind: "none" });

type Find = (policy: CompiledHttpPolicy) => string | undefined;

/** A matching DENY refuses, no ALLOW at all admits, a matching ALLOW admits, the rest is refused. Custom policies are asked before. */
export function decideRequest(policies: readonly HttpPolicy[], facts: HttpFacts): RequestDecision {
  if (policies.length === 0) return UNRESTRICTED;
  return decide(httpPolicySetOf(policies), (policy) => policy.findForRequest(facts));
}

/** As `decideRequest`, of a connection that is not HTTP: a refusal closes it without a byte. */
export function decideTcp(policies: readonly HttpPolicy[], facts: ChainFacts): RequestDecision {
  if (policies.length === 0) return UNRESTRICTED;
  return decide(httpPolicySetOf(policies), (policy) => policy.findForConnection(facts));
}

/** Who has to be asked about a request, before its tokens are looked at. */
export function findCustom(
  policies: readonly HttpPolicy[],
  providers: readonly AuthorizationProvider[],
  facts: HttpFacts,
): CustomDecision {
  if (policies.length === 0) return NO_CUSTOM;
  return findProvider(httpPolicySetOf(policies), providers, (policy) => policy.findForRequest(facts));
}

/** As `findCustom`, of a connection that is not HTTP. Policies whose provider speaks HTTP do not count there (Istio). */
export function findTcpCustom(
  policies: readonly HttpPolicy[],
  providers: readonly AuthorizationProvider[],
  facts: ChainFacts,
): CustomDecision {
  if (policies.length === 0) return NO_CUSTOM;
  return findProvider(httpPolicySetOf(policies), providers, (policy) =>
    findByName(providers, policy)?.protocol === "http" ? undefined : policy.findForConnection(facts),
  );
}

function decide(set: HttpPolicySet, find: Find): RequestDecision {
  const dryRun = findDryRun(set, find);
  const denying = firstOf(set.denies, find);
  if (denying !== undefined) return denied(denying, dryRun);
  if (set.allows.length === 0) {
    return dryRun === undefined ? UNRESTRICTED : { allow: true, policy: undefined, dryRun };
  }
  const allowing = firstOf(set.allows, find);
  return allowing === undefined ? denied(undefined, dryRun) : { allow: true, policy: allowing, dryRun };
}

function denied(policy: string | undefined, dryRun: DryRun | undefined): RequestDecision {
  return { allow: false, policy, details: deniedDetails(policy ?? "none"), dryRun };
}

function deniedDetails(policy: string): string {
  return `rbac_access_denied_matched_policy[${policy}]`;
}

function firstOf(policies: readonly CompiledHttpPolicy[], find: Find): string | undefined {
  for (const policy of policies) {
    const rule = find(policy);
    if (rule !== undefined) return rule;
  }
  return undefined;
}

function findDryRun({ dryRunDenies, dryRunAllows }: HttpPolicySet, find: Find): DryRun | undefined {
  if (dryRunDenies.length === 0 && dryRunAllows.length === 0) return undefined;
  const denying = firstOf(dryRunDenies, find);
  const allowing = firstOf(dryRunAllows, find);
  return {
    deny: dryRunDenies.length === 0 ? undefined : { isAllowed: denying === undefined, policy: denying },
    allow: dryRunAllows.length === 0 ? undefined : { isAllowed: allowing !== undefined, policy: allowing },
  };
}

/** With several providers on one destination nobody can say who is to be asked, so what matches is refused (Istio's default). */
function findProvider(
  { customs, hasSeveralProviders }: HttpPolicySet,
  providers: readonly AuthorizationProvider[],
  find: Find,
): CustomDecision {
  for (const custom of customs) {
    const policy = find(custom);
    if (policy === undefined) continue;
    const provider = findByName(providers, custom);
    if (provider === undefined || provider.service === undefined || hasSeveralProviders) {
      return { kind: "deny", policy, details: deniedDetails(`${policy}-deny-due-to-bad-CUSTOM-action`) };
    }
    return { kind: "ask", provider, policy };
  }
  return NO_CUSTOM;
}

function findByName(
  providers: readonly AuthorizationProvider[],
  { policy }: CompiledHttpPolicy,
): AuthorizationProvider | undefined {
  return providers.find(({ name }) => name === policy.provider);
}
