/** `when` of a policy, as a waypoint checks it. */
import type { AuthorizationRule } from "@ambit/mesh-objects";
import type { Condition } from "@ambit/model/http";
import {
  accountsOf,
  blocksOf,
  namesOf,
  portsOf,
  principalsOf,
  type RuleScope,
  textsOf,
  trustDomainsOf,
  type ValueLists,
} from "./policy-attributes.ts";

type RuleCondition = NonNullable<AuthorizationRule["when"]>[number];

/** None for a key that a waypoint does not know, which is reported. */
export function convertCondition(
  { key, values, notValues }: RuleCondition,
  path: string,
  scope: RuleScope,
): readonly Condition[] {
  const lists = { values, notValues, path: `${path}.values`, notPath: `${path}.notValues` };
  const condition = conditionOf(key, lists, scope);
  if (condition !== undefined) return [condition];
  scope.problems.push({ path: `${path}.key`, reason: `waypoints know no attribute ${JSON.stringify(key)}` });
  scope.isLost = true;
  return [];
}

function conditionOf(key: string, lists: ValueLists, scope: RuleScope): Condition | undefined {
  switch (key) {
    case "source.ip":
    case "remote.ip":
    case "destination.ip":
      return { key, blocks: blocksOf(lists, scope) };
    case "source.namespace":
      return { key, namespaces: namesOf(lists, scope) };
    case "source.serviceAccount":
      return { key, accounts: accountsOf(lists, scope) };
    case "source.principal":
      return { key, texts: principalsOf(lists, scope) };
    case "source.trustDomain":
      return { key, texts: trustDomainsOf(lists, scope) };
    case "request.auth.principal":
      return { key, principals: namesOf(lists, scope) };
    case "request.auth.audiences":
    case "request.auth.presenter":
    case "connection.sni":
      return { key, texts: textsOf(lists, scope) };
    case "destination.port":
      return { key, ports: portsOf(lists, scope) };
    default:
      return familyCondition(key, lists, scope);
  }
}

function familyCondition(key: string, lists: ValueLists, scope: RuleScope): Condition | undefined {
  const [, header] = /^request\.headers\[([^\]]+)\]$/.exec(key) ?? [];
  if (header !== undefined) {
    return { key: "header", name: header.toLowerCase(), texts: textsOf(lists, scope) };
  }
  const [, brackets] = /^request\.auth\.claims((?:\[[^\]]+\])+)$/.exec(key) ?? [];
  if (brackets === undefined) return undefined;
  const path = brackets.slice(1, -1).split("][");
  return { key: "request.auth.claims", path, texts: textsOf(lists, scope) };
}
