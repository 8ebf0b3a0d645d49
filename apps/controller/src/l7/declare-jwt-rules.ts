/** RequestAuthentications of waypoints, and who they are for. */
import {
  type JwtRuleSpec,
  metaKey,
  type ObjectProblem,
  type RequestAuthentication,
} from "@ambit/mesh-objects";
import type { JwtRule } from "@ambit/model/http";
import type { ObjectReport } from "../collections/ambient-changes.ts";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import { type KeySet, keySourceOf } from "../jwks/key-source.ts";
import { attached, type Targeted, targetKeys } from "./declare-l7-policies.ts";
import type { MeshL7Settings } from "./mesh-l7-settings.ts";

export interface JwtRules {
  /** Of all that applies to these targets, in the order of the namespaces given. */
  rulesOf(read: Reader, targets: readonly string[], namespaces: readonly string[]): readonly JwtRule[];
  /** Keys that could not be fetched. */
  readonly problems: Collection<ObjectReport>;
}

interface TargetedRules extends Targeted {
  readonly rules: readonly JwtRule[];
}

export function declareJwtRules(
  graph: CollectionGraph,
  from: Collection<RequestAuthentication>,
  { settings, keySets }: { settings: Collection<MeshL7Settings>; keySets: Collection<KeySet> },
): JwtRules {
  const converted = graph.derive<RequestAuthentication, TargetedRules>("tokens of waypoints", {
    from,
    keyOf: ({ key }) => key,
    derive: ({ targetRefs, namespace, jwtRules }, read, key) => {
      if (targetRefs.length === 0) return [];
      const targets = targetKeys(targetRefs, namespace, read.value(settings).rootNamespace);
      return [{ key, namespace, targets, rules: jwtRules.map((rule) => convertRule(rule, read, keySets)) }];
    },
  });
  const problems = graph.derive<RequestAuthentication, ObjectReport>("problems of waypoints' tokens", {
    from,
    keyOf: ({ kind, key }) => `${kind}/${key}`,
    derive: ({ kind, jwtRules, ...meta }, read) => {
      const found = meta.targetRefs.length === 0 ? [] : problemsOf(jwtRules, read, keySets);
      return found.length === 0 ? [] : [{ kind, key: metaKey(meta), problems: found }];
    },
  });
  const byTarget = converted.index("target", ({ targets }) => targets);
  return {
    rulesOf: (read, targets, namespaces) =>
      attached(read, byTarget, targets, namespaces).flatMap(({ rules }) => rules),
    problems,
  };
}

/** Until its keys are there every token of the issuer is refused. */
function convertRule(spec: JwtRuleSpec, read: Reader, keySets: Collection<KeySet>): JwtRule {
  const { jwks, jwksUri: _uri, timeoutMs: _timeout, ...rule } = spec;
  const source = keySourceOf(spec);
  const fetched = source === undefined ? undefined : read.get(keySets, source.id)?.jwks;
  return { ...rule, jwks: jwks ?? fetched ?? "" };
}

function problemsOf(
  rules: readonly JwtRuleSpec[],
  read: Reader,
  keySets: Collection<KeySet>,
): readonly ObjectProblem[] {
  return rules.flatMap((rule, index) => {
    const source = keySourceOf(rule);
    const keySet = source === undefined ? undefined : read.get(keySets, source.id);
    if (keySet?.failure === undefined) return [];
    const rest =
      keySet.jwks === undefined
        ? "every token of this issuer is refused until they can be"
        : "those that were fetched before still count";
    const reason = `keys cannot be fetched, ${rest}: ${keySet.failure}`;
    return [{ path: `spec.jwtRules[${index}].jwksUri`, reason }];
  });
}
