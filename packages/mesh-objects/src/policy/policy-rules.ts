/**
 * The rules of an AuthorizationPolicy -> what ztunnel can check. Each rule becomes one Group: one Rules for `to`, one for
 * `from`, one for each `when`. What needs HTTP is left out in the direction that allows less: an ALLOW rule goes as a
 * whole; of a DENY rule the HTTP parts go, and a clause of which nothing is left matches nothing.
 */
import type { Group, Match, Rules } from "@ambit/proto/authorization";
import type { AuthorizationRule, RuleCondition } from "../authorization-policy.ts";
import type { ObjectProblem } from "../object-problem.ts";
import { type AttributeWriter, findConditionWriters, findWriter } from "./l4-attributes.ts";
import type { ValueList } from "./l4-values.ts";

export interface TranslatedRules {
  readonly groups: Group[];
  /** What ztunnel cannot check, by the names it has in the policy; sorted. */
  readonly unsupported: readonly string[];
  readonly problems: readonly ObjectProblem[];
}

export interface RuleOptions {
  readonly action: "ALLOW" | "DENY";
  /** Of the policy, for service accounts that name none. */
  readonly namespace: string;
  /** An ALLOW rule of which a value cannot be read goes as a whole. Istio ignores the value alone, which can allow more. */
  readonly isStrict: boolean;
}

// Enough to mend a policy by; a hostile one must not make the list long.
const NOTED_PROBLEMS = 32;

/** Never throws: what cannot be read is left out and named. */
export function translateRules(rules: readonly AuthorizationRule[], options: RuleOptions): TranslatedRules {
  const unsupported = new Set<string>();
  const problems: ObjectProblem[] = [];
  const groups = rules.flatMap((rule, index): Group[] => {
    // What could not be read when the object was decoded is no better than what ztunnel does not know.
    const scope = { namespace: options.namespace, problems: [], unsupported: new Set(rule.unreadable) };
    const group = translateRule(rule, scope, `spec.rules[${index}]`);
    problems.push(...scope.problems);
    scope.unsupported.forEach((name) => unsupported.add(name));
    const isLessThanWritten = scope.unsupported.size > 0 || (options.isStrict && scope.problems.length > 0);
    return options.action === "ALLOW" && isLessThanWritten ? [] : [group];
  });
  return { groups, unsupported: [...unsupported].sort(), problems: problems.slice(0, NOTED_PROBLEMS) };
}

/** Whether any connection can match: an empty Match matches none, and all Rules of a Group have to match. */
export function canMatch(groups: readonly Group[]): boolean {
  return groups.some(({ rules }) =>
    (rules ?? []).every(({ matches }) => (matches ?? []).some((match) => Object.keys(match).length > 0)),
  );
}

interface RuleScope {
  readonly namespace: string;
  readonly problems: ObjectProblem[];
  readonly unsupported: Set<string>;
}

function translateRule(
  { from = [], to = [], when = [] }: AuthorizationRule,
  scope: RuleScope,
  path: string,
): Group {
  const rules: Rules[] = [];
  if (to.length > 0) {
    rules.push({
      matches: to.map((clause, index) => matchOf(clause, scope, `${path}.to[${index}].operation`)),
    });
  }
  if (from.length > 0) {
    rules.push({
      matches: from.map((clause, index) => matchOf(clause, scope, `${path}.from[${index}].source`)),
    });
  }
  when.forEach((condition, index) => {
    rules.push({ matches: [conditionMatch(condition, scope, `${path}.when[${index}]`)] });
  });
  return { rules };
}

function matchOf(clause: Readonly<Record<string, readonly string[]>>, scope: RuleScope, path: string): Match {
  const match: Match = {};
  for (const [attribute, values] of Object.entries(clause)) {
    const list = { values, path: `${path}.${attribute}` };
    write({ match, list, scope, attribute, writer: findWriter(attribute) });
  }
  return match;
}

function conditionMatch({ key, values, notValues }: RuleCondition, scope: RuleScope, path: string): Match {
  const match: Match = {};
  const writers = findConditionWriters(key);
  const lists = [
    { list: { values, path: `${path}.values` }, writer: writers?.positive },
    { list: { values: notValues, path: `${path}.notValues` }, writer: writers?.negative },
  ];
  for (const { list, writer } of lists) {
    if (list.values.length > 0) {
      write({ match, list, scope, attribute: key, writer });
    }
  }
  return match;
}

interface Writing {
  readonly match: Match;
  readonly list: ValueList;
  readonly scope: RuleScope;
  readonly attribute: string;
  readonly writer: AttributeWriter | undefined;
}

function write({ match, list, scope, attribute, writer }: Writing): void {
  if (writer === undefined) {
    scope.unsupported.add(attribute);
  } else {
    writer(match, list, scope);
  }
}
