/** AuthorizationPolicy -> what ztunnel gets of it, and what the policy's status says about that. */
import { Action, type Authorization, Scope } from "@ambit/proto/authorization";
import type { AuthorizationPolicy } from "../authorization-policy.ts";
import { findBoolean } from "../boolean-text.ts";
import type { DesiredCondition } from "../condition.ts";
import type { ObjectProblem } from "../object-problem.ts";
import { formatNames, formatProblems } from "../problem-text.ts";
import { DRY_RUN } from "../well-known.ts";
import type { WorkloadSelector } from "../workload-selector.ts";
import { canMatch, type TranslatedRules, translateRules } from "./policy-rules.ts";

/** What a translation goes by. */
export interface PolicySettings {
  readonly rootNamespace: string;
  /** Dry-run policies are sent; otherwise they are refused. */
  readonly isDryRunOffered: boolean;
  /** Where Istio would allow more than was written, do not. */
  readonly isStrict: boolean;
}

/** A policy as ztunnel gets it, and what its status says. */
export interface TranslatedPolicy {
  /** Absent for a policy that is not sent. */
  readonly authorization: Authorization | undefined;
  readonly condition: DesiredCondition;
  readonly problems: readonly ObjectProblem[];
}

/** The condition of a policy that ztunnel may enforce. */
export const ZTUNNEL_ACCEPTED = "ZtunnelAccepted";

/** Translates one without targets; `undefined` for one with targets, in which ztunnel has no part. */
export function translateAuthorizationPolicy(
  policy: AuthorizationPolicy,
  settings: PolicySettings,
): TranslatedPolicy | undefined {
  if (policy.targetRefs.length > 0) {
    return undefined;
  }
  const problems: ObjectProblem[] = [];
  const isDryRun = readDryRun(policy, problems);
  if (isDryRun && !settings.isDryRunOffered) {
    return refused(policy, `annotation ${DRY_RUN}: dry-run policies are disabled for ztunnel`, problems);
  }
  const { action, selector } = policy;
  if (action !== "ALLOW" && action !== "DENY") {
    return refused(policy, `ztunnel does not support the ${action} action, only ALLOW and DENY`, problems);
  }
  if (selector?.isPartial === true) {
    const why = "spec.selector cannot be read in full, so that nobody knows what it selects";
    return refused(policy, why, problems);
  }
  if (selectsNothing(policy, settings)) {
    const reason =
      "without labels it selects no workload; without a selector the policy applies to the whole namespace";
    problems.push({ path: "spec.selector", reason });
  }
  const { namespace, name, generation } = policy;
  const rules = translateRules(policy.rules, { action, namespace, isStrict: settings.isStrict });
  const authorization: Authorization = {
    name,
    namespace,
    scope: scopeOf(policy, settings),
    action: Action[action],
    groups: rules.groups,
    ...(isDryRun ? { dryRun: true } : {}),
  };
  problems.push(...rules.problems);
  const condition: DesiredCondition = {
    type: ZTUNNEL_ACCEPTED,
    status: "True",
    observedGeneration: generation,
    ...acceptance(rules, action, [...problems, ...unreadableParts(policy)]),
  };
  return { authorization, condition, problems };
}

/** Parts outside of the rules that the decoder has reported already; here they are for the condition alone. */
function unreadableParts({ unreadable }: AuthorizationPolicy): readonly ObjectProblem[] {
  return unreadable.map((path) => ({ path, reason: "cannot be read or is not known" }));
}

function readDryRun({ annotations }: AuthorizationPolicy, problems: ObjectProblem[]): boolean {
  const text = annotations[DRY_RUN];
  const value = text === undefined ? false : findBoolean(text);
  if (value === undefined) {
    const path = `metadata.annotations.${DRY_RUN}`;
    problems.push({ path, reason: "expected true or false; the policy is enforced" });
  }
  return value ?? false;
}

/** Istio gives a selector without labels to no workload. Strict takes it as none at all, which is what it looks like. */
function selectsNothing({ selector }: AuthorizationPolicy, { isStrict }: PolicySettings): boolean {
  return !isStrict && selector !== undefined && isEmpty(selector);
}

function isEmpty({ matchLabels }: WorkloadSelector): boolean {
  return Object.keys(matchLabels).length === 0;
}

function scopeOf(policy: AuthorizationPolicy, settings: PolicySettings): Scope {
  const { selector, namespace } = policy;
  if (selector !== undefined && (!isEmpty(selector) || selectsNothing(policy, settings))) {
    return Scope.WORKLOAD_SELECTOR;
  }
  return namespace === settings.rootNamespace ? Scope.GLOBAL : Scope.NAMESPACE;
}

function acceptance(
  { unsupported, groups }: TranslatedRules,
  action: "ALLOW" | "DENY",
  problems: readonly ObjectProblem[],
): Pick<DesiredCondition, "reason" | "message"> {
  const ignored = problems.length > 0 ? ` Ignored: ${formatProblems(problems)}.` : "";
  if (unsupported.length === 0) {
    return { reason: "Accepted", message: `Attached to ztunnel.${ignored}` };
  }
  const consequence =
    action === "ALLOW"
      ? "rules that use them are left out, which allows less than they say"
      : canMatch(groups)
        ? "the DENY rules are enforced without them, which denies more than they say"
        : "no rule is left that can match, so that the policy denies nothing";
  const message = `Attached to ztunnel, which cannot check ${formatNames(unsupported)}: ${consequence}. Use a waypoint for them.`;
  return { reason: "UnsupportedValue", message: `${message}${ignored}` };
}

function refused(
  { generation }: AuthorizationPolicy,
  why: string,
  problems: readonly ObjectProblem[],
): TranslatedPolicy {
  const condition: DesiredCondition = {
    type: ZTUNNEL_ACCEPTED,
    status: "False",
    reason: "UnsupportedValue",
    message: `Not sent to ztunnel: ${why}.`,
    observedGeneration: generation,
  };
  return { authorization: undefined, condition, problems };
}
