/** RequestAuthentications of waypoints, and who they are for. */
import type { JwtRuleSpec, RequestAuthentication } from "@ambit/mesh-objects";
import type { JwtRule } from "@ambit/model/http";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import { attached, type Targeted, targetKeys } from "./declare-l7-policies.ts";
import type { MeshL7Settings } from "./mesh-l7-settings.ts";

export interface JwtRules {
  /** Of all that applies to these targets, in the order of the namespaces given. */
  rulesOf(read: Reader, targets: readonly string[], namespaces: readonly string[]): readonly JwtRule[];
}

interface TargetedRules extends Targeted {
  readonly rules: readonly JwtRule[];
}

export function declareJwtRules(
  graph: CollectionGraph,
  from: Collection<RequestAuthentication>,
  settings: Collection<MeshL7Settings>,
): JwtRules {
  const converted = graph.derive<RequestAuthentication, TargetedRules>("tokens of waypoints", {
    from,
    keyOf: ({ key }) => key,
    derive: ({ targetRefs, namespace, jwtRules }, read, key) => {
      if (targetRefs.length === 0) return [];
      const targets = targetKeys(targetRefs, namespace, read.value(settings).rootNamespace);
      return [{ key, namespace, targets, rules: jwtRules.map(convertRule) }];
    },
  });
  const byTarget = converted.index("target", ({ targets }) => targets);
  return {
    rulesOf: (read, targets, namespaces) =>
      attached(read, byTarget, targets, namespaces).flatMap(({ rules }) => rules),
  };
}

/** Without keys every token of the issuer is refused: keys that are elsewhere are not fetched. */
function convertRule({ jwks, jwksUri: _elsewhere, ...rule }: JwtRuleSpec): JwtRule {
  return { ...rule, jwks: jwks ?? "" };
}
