/** AuthorizationPolicies: rules that never match, and rules that whoever enforces them cannot check. */
import { parseCidr } from "@ambit/addr";
import { containsLabels } from "@ambit/kube-objects/selectors";
import {
  type AuthorizationPolicy,
  type AuthorizationRule,
  decodeAuthorizationPolicy,
} from "@ambit/mesh-objects";
import { translateAuthorizationPolicy, translateRules } from "@ambit/mesh-objects/policy";
import type { CheckContext } from "./check-context.ts";
import { checkTargetRefs } from "./check-target-refs.ts";
import { isConditionKey } from "./policy-attributes.ts";
import type { Findings } from "./verdict.ts";

const ACTIONS: ReadonlySet<string> = new Set(["ALLOW", "DENY", "AUDIT", "CUSTOM"]);
/** Actions of rules: without any, nothing ever happens. */
const NEEDS_RULES: ReadonlySet<string> = new Set(["DENY", "CUSTOM"]);
const IP_FIELDS = ["remoteIpBlocks", "notRemoteIpBlocks"] as const;
const ACCOUNT_FIELDS = ["serviceAccounts", "notServiceAccounts"] as const;
const PRINCIPAL_FIELDS = ["principals", "notPrincipals"] as const;
/** Matched as a whole, from the left or from the right. Paths have patterns of their own. */
const PATTERN_FIELDS: ReadonlySet<string> = new Set([
  ...PRINCIPAL_FIELDS,
  "requestPrincipals",
  "notRequestPrincipals",
  "namespaces",
  "notNamespaces",
  "trustDomains",
  "notTrustDomains",
  "hosts",
  "notHosts",
  "methods",
  "notMethods",
]);
const MIDDLE_STAR = /^.+\*.+$/;

export function checkAuthorizationPolicy(json: unknown, context: CheckContext, findings: Findings): void {
  const { object: policy, problems } = decodeAuthorizationPolicy(json);
  findings.addDecoded(problems);
  checkAction(policy, findings);
  checkTargets(policy, context, findings);
  for (const [index, rule] of policy.rules.entries()) checkRule(rule, `spec.rules[${index}]`, findings);
  checkEnforcement(policy, context, findings);
  checkSelector(policy, context, findings);
}

function checkAction({ action, rules, hasProvider }: AuthorizationPolicy, findings: Findings): void {
  if (!ACTIONS.has(action)) {
    findings.reject(
      "spec.action",
      `there is no action ${JSON.stringify(action)}: use ALLOW, DENY, AUDIT or CUSTOM`,
    );
  }
  if (NEEDS_RULES.has(action) && rules.length === 0) {
    findings.reject(
      "spec.rules",
      `${action} without rules never applies; add an empty rule ({}) for every connection`,
    );
  }
  if (action === "CUSTOM" && !hasProvider)
    findings.reject("spec.provider", "CUSTOM needs the name of a provider");
  if (action !== "CUSTOM" && hasProvider) findings.reject("spec.provider", "only CUSTOM has a provider");
}

function checkTargets(policy: AuthorizationPolicy, context: CheckContext, findings: Findings): void {
  const { selector, targetRefs, hasBothTargetFields } = policy;
  if (targetRefs.length === 0) return;
  if (selector !== undefined) {
    findings.reject(
      "spec.selector",
      "a policy has a selector (for ztunnel) or targetRefs (for a waypoint), not both",
    );
  }
  if (hasBothTargetFields) findings.reject("spec.targetRef", "use targetRefs alone");
  checkTargetRefs(policy, context, findings);
}

function checkRule({ from, to, when }: AuthorizationRule, path: string, findings: Findings): void {
  checkClauses(from, { path: `${path}.from`, part: "source", matchesAll: "every source" }, findings);
  checkClauses(to, { path: `${path}.to`, part: "operation", matchesAll: "every operation" }, findings);
  if (when?.length === 0) findings.reject(`${path}.when`, "is empty: leave it out");
  for (const [index, { key, values, notValues }] of (when ?? []).entries()) {
    const place = `${path}.when[${index}]`;
    if (!isConditionKey(key)) findings.reject(`${place}.key`, `there is no attribute ${JSON.stringify(key)}`);
    if (values.length + notValues.length === 0) findings.reject(place, "has neither values nor notValues");
  }
}

interface ClausePlace {
  readonly path: string;
  readonly part: "source" | "operation";
  readonly matchesAll: string;
}

type Clause = Readonly<Record<string, readonly string[] | undefined>>;

function checkClauses(
  clauses: readonly Clause[] | undefined,
  { path, part, matchesAll }: ClausePlace,
  findings: Findings,
): void {
  const advice = `is empty: leave it out to match ${matchesAll}`;
  if (clauses?.length === 0) findings.reject(path, advice);
  for (const [index, clause] of (clauses ?? []).entries()) {
    const place = `${path}[${index}].${part}`;
    if (Object.keys(clause).length === 0) findings.reject(place, advice);
    checkValues(clause, place, findings);
  }
}

function checkValues(clause: Clause, path: string, findings: Findings): void {
  for (const field of IP_FIELDS) {
    each(clause[field], `${path}.${field}`, (value, place) => {
      if (!isIpBlock(value)) findings.reject(place, `${JSON.stringify(value)} is no IP block`);
    });
  }
  for (const field of ACCOUNT_FIELDS) {
    each(clause[field], `${path}.${field}`, (value, place) => {
      const parts = value.split("/");
      if (parts.length > 2 || parts.includes("")) {
        findings.reject(
          place,
          `${JSON.stringify(value)} is no service account: write name or namespace/name`,
        );
      }
    });
  }
  for (const field of PRINCIPAL_FIELDS) {
    each(clause[field], `${path}.${field}`, (value, place) => {
      if (value.startsWith("spiffe://")) {
        findings.warn(
          place,
          "matches nobody: principals are written without spiffe://, as trust-domain/ns/n/sa/a",
        );
      }
    });
  }
  for (const [field, values] of Object.entries(clause)) {
    if (!PATTERN_FIELDS.has(field)) continue;
    each(values, `${path}.${field}`, (value, place) => {
      if (MIDDLE_STAR.test(value))
        findings.warn(place, "a * in the middle stands for itself, not for any text");
    });
  }
}

function each(
  values: readonly string[] | undefined,
  path: string,
  look: (value: string, path: string) => void,
): void {
  for (const [index, value] of (values ?? []).entries()) look(value, `${path}[${index}]`);
}

/** What ztunnel makes of it, in the words of its status condition. Values that nobody can read count for waypoints too. */
function checkEnforcement(policy: AuthorizationPolicy, context: CheckContext, findings: Findings): void {
  const { namespace, rules, action } = policy;
  const { problems } = translateRules(rules, {
    action: action === "DENY" ? "DENY" : "ALLOW",
    namespace,
    isStrict: context.isStrict,
  });
  for (const { path, reason } of problems) findings.reject(path, reason);
  const translated = translateAuthorizationPolicy(policy, context);
  if (translated === undefined) return;
  if (translated.condition.reason === "UnsupportedValue") findings.warn("spec", translated.condition.message);
  for (const { path, reason } of translated.problems) {
    if (!path.startsWith("spec.rules")) findings.warn(path, reason);
  }
}

function checkSelector(
  { namespace, selector, targetRefs }: AuthorizationPolicy,
  { surroundings, rootNamespace }: CheckContext,
  findings: Findings,
): void {
  if (surroundings === undefined || selector === undefined || targetRefs.length > 0) return;
  if (Object.keys(selector.matchLabels).length === 0) return;
  for (const workload of surroundings.workloads()) {
    const isThere = namespace === rootNamespace || workload.namespace === namespace;
    if (isThere && containsLabels(workload.labels, selector.matchLabels)) return;
  }
  const where = namespace === rootNamespace ? "any namespace" : `namespace ${namespace}`;
  findings.warn("spec.selector", `selects nothing: no workload of ${where} has these labels now`);
}

function isIpBlock(value: string): boolean {
  try {
    parseCidr(value);
    return true;
  } catch {
    return false;
  }
}
