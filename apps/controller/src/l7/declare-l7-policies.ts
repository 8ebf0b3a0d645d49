/** Policies with targets, translated once each, and who they are for. */
import { type AuthorizationPolicy, metaKey, type TargetRef } from "@ambit/mesh-objects";
import type { HttpPolicy } from "@ambit/model/http";
import type { ObjectReport } from "../collections/ambient-changes.ts";
import type {
  Collection,
  CollectionGraph,
  CollectionIndex,
  Reader,
} from "../collections/collection-graph.ts";
import { convertPolicy } from "./http-policy.ts";
import type { MeshL7Settings } from "./mesh-l7-settings.ts";

/** Something with targets, and their keys. */
export interface Targeted {
  /** `ns/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly targets: readonly string[];
}

interface TargetedPolicy extends Targeted {
  readonly policy: HttpPolicy;
}

export interface L7Policies {
  /** What applies to these targets, in the order of the namespaces given, each once. */
  policiesOf(read: Reader, targets: readonly string[], namespaces: readonly string[]): readonly HttpPolicy[];
  readonly problems: Collection<ObjectReport>;
}

export function declareL7Policies(
  graph: CollectionGraph,
  from: Collection<AuthorizationPolicy>,
  settings: Collection<MeshL7Settings>,
): L7Policies {
  const convert = (policy: AuthorizationPolicy, read: Reader) =>
    convertPolicy(policy, read.value(settings).trustDomains);
  const policies = graph.derive<AuthorizationPolicy, TargetedPolicy>("policies of waypoints", {
    from,
    keyOf: ({ key }) => key,
    derive: (policy, read, key) => {
      if (policy.targetRefs.length === 0) return [];
      const { rootNamespace } = read.value(settings);
      const targets = targetKeys(policy.targetRefs, policy.namespace, rootNamespace);
      return [{ key, namespace: policy.namespace, targets, policy: convert(policy, read).policy }];
    },
  });
  const problems = graph.derive<AuthorizationPolicy, ObjectReport>("problems of waypoints' policies", {
    from,
    keyOf: ({ kind, key }) => `${kind}/${key}`,
    derive: (policy, read) => {
      const found = policy.targetRefs.length === 0 ? [] : convert(policy, read).problems;
      return found.length === 0 ? [] : [{ kind: policy.kind, key: metaKey(policy), problems: found }];
    },
  });
  const byTarget = policies.index("target", ({ targets }) => targets);
  return {
    policiesOf: (read, targets, namespaces) =>
      attached(read, byTarget, targets, namespaces).map(({ policy }) => policy),
    problems,
  };
}

/** Everything that is attached to any of the targets, each once, by the place of its namespace and by name. */
export function attached<T extends Targeted>(
  read: Reader,
  byTarget: CollectionIndex<T>,
  targets: readonly string[],
  namespaces: readonly string[],
): readonly T[] {
  const found = new Map(
    targets.flatMap((target) => read.lookup(byTarget, target).map((one) => [one.key, one] as const)),
  );
  const place = ({ namespace }: T) => namespaces.indexOf(namespace);
  return [...found.values()].sort(
    (left, right) => place(left) - place(right) || (left.key < right.key ? -1 : 1),
  );
}

/** A class stands for every waypoint of it, so only who speaks for the whole mesh may name it. */
export function targetKeys(
  targetRefs: readonly TargetRef[],
  ownNamespace: string,
  rootNamespace: string,
): readonly string[] {
  return targetRefs.flatMap(({ group, kind, namespace, name }) => {
    if ((namespace ?? ownNamespace) !== ownNamespace) return [];
    switch (`${group === "core" ? "" : group}/${kind}`) {
      case "/Service":
      case "networking.istio.io/ServiceEntry":
      case "gateway.networking.k8s.io/Gateway":
        return [`${kind}/${ownNamespace}/${name}`];
      case "gateway.networking.k8s.io/GatewayClass":
        return ownNamespace === rootNamespace ? [`${kind}/${name}`] : [];
      default:
        return [];
    }
  });
}
