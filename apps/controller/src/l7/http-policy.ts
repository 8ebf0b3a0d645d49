/** AuthorizationPolicies of waypoints. What cannot be translated never widens access. */
import { type AuthorizationPolicy, findBoolean, type ObjectProblem } from "@ambit/mesh-objects";
import { DRY_RUN } from "@ambit/mesh-objects/labels";
import type { HttpPolicy, OperationMatch, PolicyRule, SourceMatch } from "@ambit/model/http";
import {
  accountsOf,
  blocksOf,
  hostsOf,
  namesOf,
  pathsOf,
  portsOf,
  principalsOf,
  type RuleScope,
  textsOf,
  trustDomainsOf,
  type ValueLists,
} from "./policy-attributes.ts";
import { convertCondition } from "./policy-conditions.ts";

/** A policy as waypoints get it, and what of it means nothing. */
export interface ConvertedPolicy {
  readonly policy: HttpPolicy;
  readonly problems: readonly ObjectProblem[];
}

// Enough to mend a policy by; a hostile one must not make the list long.
const NOTED_PROBLEMS = 32;

const ACTIONS: ReadonlyMap<string, HttpPolicy["action"]> = new Map([
  ["ALLOW", "allow"],
  ["DENY", "deny"],
  ["CUSTOM", "custom"],
  ["AUDIT", "audit"],
]);

const EVERYTHING: PolicyRule = { from: [], to: [], when: [] };

export function convertPolicy(policy: AuthorizationPolicy, trustDomains: readonly string[]): ConvertedPolicy {
  const { namespace, name } = policy;
  const action = ACTIONS.get(policy.action);
  const problems: ObjectProblem[] = [];
  if (action === undefined) {
    // Whoever wrote it wanted less than everything to pass.
    const reason = `there is no action ${JSON.stringify(policy.action)}: everything is denied`;
    problems.push({ path: "spec.action", reason });
  }
  const isEnforced = findBoolean(policy.annotations[DRY_RUN]) !== true;
  const rules =
    action === undefined
      ? [EVERYTHING]
      : policy.rules.flatMap((rule, index) => {
          const scope: RuleScope = {
            mayWiden: action === "deny" || action === "custom",
            namespace,
            trustDomains,
            problems,
            isLost: false,
          };
          return convertRule(rule, `spec.rules[${index}]`, scope);
        });
  return {
    policy: {
      namespace,
      name,
      action: action ?? "deny",
      provider: action === "custom" ? policy.provider : undefined,
      isDryRun: !isEnforced && (action === "allow" || action === "deny"),
      rules,
    },
    problems: problems.slice(0, NOTED_PROBLEMS),
  };
}

type Rule = AuthorizationPolicy["rules"][number];
type SourceClause = NonNullable<Rule["from"]>[number];
type OperationClause = NonNullable<Rule["to"]>[number];

/** An item of a list that could not be read at all is missed there: the rule would match less. */
const LIST_ITEM = /\]$/;

function convertRule(rule: Rule, path: string, scope: RuleScope): readonly PolicyRule[] {
  const { from = [], to = [], when = [], unreadable } = rule;
  if (unreadable.length > 0) scope.isLost = true;
  if (scope.mayWiden && unreadable.some((place) => LIST_ITEM.test(place))) return [EVERYTHING];
  const converted: PolicyRule = {
    from: from.map((clause, index) => convertSource(clause, `${path}.from[${index}].source`, scope)),
    to: to.map((clause, index) => convertOperation(clause, `${path}.to[${index}].operation`, scope)),
    when: when.flatMap((condition, index) => convertCondition(condition, `${path}.when[${index}]`, scope)),
  };
  if (!scope.mayWiden && [...from, ...to].some((clause) => Object.keys(clause).length === 0)) {
    scope.problems.push({ path, reason: "has an empty source or operation, which would allow everything" });
    scope.isLost = true;
  }
  return scope.isLost && !scope.mayWiden ? [] : [converted];
}

function convertSource(clause: SourceClause, path: string, scope: RuleScope): SourceMatch {
  return {
    principals: principalsOf(
      listsOf(path, ["principals", clause.principals], ["notPrincipals", clause.notPrincipals]),
      scope,
    ),
    namespaces: namesOf(
      listsOf(path, ["namespaces", clause.namespaces], ["notNamespaces", clause.notNamespaces]),
      scope,
    ),
    serviceAccounts: accountsOf(
      listsOf(
        path,
        ["serviceAccounts", clause.serviceAccounts],
        ["notServiceAccounts", clause.notServiceAccounts],
      ),
      scope,
    ),
    trustDomains: trustDomainsOf(
      listsOf(path, ["trustDomains", clause.trustDomains], ["notTrustDomains", clause.notTrustDomains]),
      scope,
    ),
    requestPrincipals: namesOf(
      listsOf(
        path,
        ["requestPrincipals", clause.requestPrincipals],
        ["notRequestPrincipals", clause.notRequestPrincipals],
      ),
      scope,
    ),
    ips: blocksOf(listsOf(path, ["ipBlocks", clause.ipBlocks], ["notIpBlocks", clause.notIpBlocks]), scope),
    remoteIps: blocksOf(
      listsOf(
        path,
        ["remoteIpBlocks", clause.remoteIpBlocks],
        ["notRemoteIpBlocks", clause.notRemoteIpBlocks],
      ),
      scope,
    ),
  };
}

function convertOperation(clause: OperationClause, path: string, scope: RuleScope): OperationMatch {
  return {
    hosts: hostsOf(listsOf(path, ["hosts", clause.hosts], ["notHosts", clause.notHosts]), scope),
    ports: portsOf(listsOf(path, ["ports", clause.ports], ["notPorts", clause.notPorts]), scope),
    methods: textsOf(listsOf(path, ["methods", clause.methods], ["notMethods", clause.notMethods]), scope),
    paths: pathsOf(listsOf(path, ["paths", clause.paths], ["notPaths", clause.notPaths]), scope),
  };
}

type NamedList = readonly [field: string, values: readonly string[] | undefined];

function listsOf(path: string, [field, values]: NamedList, [notField, notValues]: NamedList): ValueLists {
  return {
    values: values ?? [],
    notValues: notValues ?? [],
    path: `${path}.${field}`,
    notPath: `${path}.${notField}`,
  };
}
