/** The policies that ztunnels get, as a collection, and which of them a workload refers to. */

import { containsLabels } from "@ambit/kube-objects/selectors";
import type { AuthorizationPolicy, PeerAuthentication, TextMap } from "@ambit/mesh-objects";
import { type TranslatedPolicy, translateAuthorizationPolicy } from "@ambit/mesh-objects/policy";
import { type Authorization, Scope } from "@ambit/proto/authorization";
import type { ObjectReport } from "../collections/ambient-changes.ts";
import type {
  Collection,
  CollectionGraph,
  CollectionIndex,
  Reader,
} from "../collections/collection-graph.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import type { Waypoint } from "../waypoint/waypoint.ts";
import { oldest, peerAuthenticationKeys } from "./effective-mtls.ts";
import { implicitAllowName, implicitAllowPolicy } from "./implicit-allow.ts";
import { convertPortModes, staticStrictPolicy } from "./peer-authentication-policy.ts";

export interface PolicyOptions {
  /** Policies in dry-run mode are sent, marked as such. */
  readonly isDryRunOffered: boolean;
  /** Waypoints are allowed by workloads behind them, whatever their policies say. */
  readonly isWaypointAutoAllowed: boolean;
  /** Where Istio would allow more than was written, do not. */
  readonly isPolicyStrict: boolean;
}

/** One policy as ztunnels get it. */
export interface MeshPolicy {
  /** `ns/name`. */
  readonly key: string;
  readonly authorization: Authorization;
}

/** What became of an AuthorizationPolicy without targets. */
export interface PolicyOutcome extends TranslatedPolicy {
  readonly key: string;
  readonly policy: AuthorizationPolicy;
}

export interface Policies {
  readonly policies: Collection<MeshPolicy>;
  readonly outcomes: Collection<PolicyOutcome>;
  /** What of AuthorizationPolicies could not be translated, beyond what could not be decoded. */
  readonly problems: Collection<ObjectReport>;
  /** Keys of the policies that a workload refers to, sorted, each once. */
  policiesOf(read: Reader, workload: PolicySubject): readonly string[];
}

export interface PolicySubject {
  readonly namespace: string;
  readonly labels: TextMap;
  /** `ns/name` of those it is attached to, directly or through a service. */
  readonly waypointKeys?: readonly string[];
}

type PolicyInputs = Pick<ObjectCollections, "AuthorizationPolicy" | "PeerAuthentication"> & {
  readonly settings: Collection<MeshSettings>;
  readonly waypoints: Collection<Waypoint>;
};

export function declarePolicies(
  graph: CollectionGraph,
  inputs: PolicyInputs,
  options: PolicyOptions,
): Policies {
  const { settings, waypoints } = inputs;
  const outcomes = declareOutcomes(graph, inputs, options);
  const outcomesByNamespace = outcomes.index("namespace of selector", ({ policy, authorization }) =>
    authorization?.scope === Scope.WORKLOAD_SELECTOR && hasLabels(policy) ? [policy.namespace] : [],
  );
  const peerAuthentications = indexPeerAuthentications(inputs.PeerAuthentication);
  const policies = graph.join("policies", [
    declareTranslated(graph, outcomes),
    declareConverted(graph, { inputs, peerAuthentications, isStrict: options.isPolicyStrict }),
    declareStatic(graph, inputs),
    declareImplicit(graph, inputs, options),
  ]);

  const policiesOf = (read: Reader, { namespace, labels, waypointKeys = [] }: PolicySubject) => {
    const { rootNamespace } = read.value(settings);
    const selects = (object: Selecting) => containsLabels(labels, object.selector?.matchLabels ?? {});
    const selected = [...new Set([namespace, rootNamespace])]
      .flatMap((scope) => read.lookup(outcomesByNamespace, scope, ({ policy }) => selects(policy)))
      .map(({ key }) => key);
    const { defaults, selecting } = peerAuthentications;
    const isRoot = namespace === rootNamespace;
    const fromPeerAuthentication = peerAuthenticationKeys(
      {
        mesh: oldest(read.lookup(defaults, rootNamespace)),
        namespace: isRoot ? undefined : oldest(read.lookup(defaults, namespace)),
        workload: isRoot ? undefined : oldest(read.lookup(selecting, namespace, selects)),
      },
      { rootNamespace, isStrict: options.isPolicyStrict },
    );
    const implicit = options.isWaypointAutoAllowed
      ? waypointKeys.flatMap((key) => implicitAllowKeys(read.get(waypoints, key)))
      : [];
    return [...new Set([...selected, ...fromPeerAuthentication, ...implicit])].sort();
  };
  const problems = declareProblems(graph, outcomes);
  return { policies, outcomes, problems, policiesOf };
}

function declareOutcomes(
  graph: CollectionGraph,
  { AuthorizationPolicy: from, settings }: PolicyInputs,
  { isDryRunOffered, isPolicyStrict: isStrict }: PolicyOptions,
): Collection<PolicyOutcome> {
  return graph.derive<AuthorizationPolicy, PolicyOutcome>("authorization policy outcomes", {
    from,
    keyOf: ({ key }) => key,
    derive: (policy, read, key) => {
      const { rootNamespace } = read.value(settings);
      const translated = translateAuthorizationPolicy(policy, { rootNamespace, isDryRunOffered, isStrict });
      return translated === undefined ? [] : [{ ...translated, key, policy }];
    },
  });
}

function declareTranslated(graph: CollectionGraph, from: Collection<PolicyOutcome>): Collection<MeshPolicy> {
  return graph.derive<PolicyOutcome, MeshPolicy>("translated policies", {
    from,
    keyOf: ({ key }) => key,
    derive: ({ authorization, key }) => (authorization === undefined ? [] : [{ key, authorization }]),
  });
}

function declareProblems(graph: CollectionGraph, from: Collection<PolicyOutcome>): Collection<ObjectReport> {
  return graph.derive<PolicyOutcome, ObjectReport>("policy problems", {
    from,
    keyOf: ({ kind, key }) => `${kind}/${key}`,
    derive: ({ problems, key }) =>
      problems.length === 0 ? [] : [{ kind: "AuthorizationPolicy", key, problems }],
  });
}

interface PeerAuthenticationIndexes {
  /** Those without a selector, by namespace. */
  readonly defaults: CollectionIndex<PeerAuthentication>;
  /** Those that select by labels, by namespace. */
  readonly selecting: CollectionIndex<PeerAuthentication>;
}

/** A selector without labels is as good as none. One that cannot be read in full selects nothing. */
function indexPeerAuthentications(all: Collection<PeerAuthentication>): PeerAuthenticationIndexes {
  const namespaceIf = (isWanted: boolean, { namespace, selector }: PeerAuthentication) =>
    isWanted && selector?.isPartial !== true ? [namespace] : [];
  return {
    defaults: all.index("namespace, for defaults", (policy) => namespaceIf(!hasLabels(policy), policy)),
    selecting: all.index("namespace, for selectors", (policy) => namespaceIf(hasLabels(policy), policy)),
  };
}

function declareConverted(
  graph: CollectionGraph,
  {
    inputs: { PeerAuthentication: from, settings },
    peerAuthentications: { defaults },
    isStrict,
  }: {
    readonly inputs: PolicyInputs;
    readonly peerAuthentications: PeerAuthenticationIndexes;
    readonly isStrict: boolean;
  },
): Collection<MeshPolicy> {
  return graph.derive<PeerAuthentication, MeshPolicy>("converted peer authentications", {
    from,
    keyOf: ({ key }) => key,
    derive: (policy, read) => {
      const { rootNamespace } = read.value(settings);
      const isConverted =
        policy.namespace !== rootNamespace && hasLabels(policy) && policy.portModes.length > 0;
      if (!isConverted || policy.selector?.isPartial === true) {
        return [];
      }
      const parents = {
        namespace: oldest(read.lookup(defaults, policy.namespace))?.mode,
        mesh: oldest(read.lookup(defaults, rootNamespace))?.mode,
        isStrict,
      };
      const authorization = convertPortModes(policy, parents);
      return authorization === undefined ? [] : [meshPolicy(authorization)];
    },
  });
}

/** There is one as soon as there is any PeerAuthentication. */
function declareStatic(
  graph: CollectionGraph,
  { PeerAuthentication: all, settings }: PolicyInputs,
): Collection<MeshPolicy> {
  return graph.deriveGroups<PeerAuthentication, MeshPolicy>("static strict policy", {
    from: all.index("existence", () => ["any"]),
    keyOf: ({ key }) => key,
    derive: (_all, read) => [meshPolicy(staticStrictPolicy(read.value(settings).rootNamespace))],
  });
}

function declareImplicit(
  graph: CollectionGraph,
  { waypoints: from, settings }: PolicyInputs,
  { isWaypointAutoAllowed }: PolicyOptions,
): Collection<MeshPolicy> {
  return graph.derive<Waypoint, MeshPolicy>("implicit waypoint policies", {
    from,
    keyOf: ({ key }) => key,
    derive: (waypoint, read) => {
      const authorization = isWaypointAutoAllowed
        ? implicitAllowPolicy(waypoint, read.value(settings).trustDomain)
        : undefined;
      return authorization === undefined ? [] : [meshPolicy(authorization)];
    },
  });
}

function implicitAllowKeys(waypoint: Waypoint | undefined): readonly string[] {
  return waypoint === undefined || waypoint.serviceAccounts.length === 0
    ? []
    : [`${waypoint.namespace}/${implicitAllowName(waypoint)}`];
}

type Selecting = Pick<AuthorizationPolicy | PeerAuthentication, "selector">;

function hasLabels({ selector }: Selecting): boolean {
  return selector !== undefined && Object.keys(selector.matchLabels).length > 0;
}

function meshPolicy(authorization: Authorization): MeshPolicy {
  return { key: `${authorization.namespace}/${authorization.name}`, authorization };
}
