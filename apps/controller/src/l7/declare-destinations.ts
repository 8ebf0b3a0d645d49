/** DestinationRules, by the hosts that they are for, and the workloads of their subsets. */

import { containsLabels } from "@ambit/kube-objects/selectors";
import type { DestinationRule, DestinationSubset, TextMap } from "@ambit/mesh-objects";
import { GATEWAY_NAME } from "@ambit/mesh-objects/labels";
import type { NamedMatch, Subset, WaypointService } from "@ambit/model/http";
import type {
  Collection,
  CollectionGraph,
  CollectionIndex,
  Reader,
} from "../collections/collection-graph.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import type { ServiceResource } from "../service/declare-services.ts";
import { labelsOfWorkload } from "../workload/labels-of-workload.ts";
import type { WorkloadResource } from "../workload/workload-resource.ts";
import type { MeshL7Settings } from "./mesh-l7-settings.ts";
import { type RequiredTls, trafficPolicies } from "./traffic-policy.ts";
import { fullHostname } from "./virtual-rule.ts";

export interface Destinations {
  /** What a waypoint (`ns/name`) does with the endpoints of a service. */
  policiesOf(
    read: Reader,
    place: {
      readonly waypoint: string;
      readonly service: ServiceResource;
      readonly requiredTls: readonly RequiredTls[];
    },
  ): Pick<WaypointService, "trafficPolicies" | "subsets">;
}

export interface DestinationInputs {
  readonly objects: ObjectCollections;
  readonly settings: Collection<MeshL7Settings>;
  readonly services: Collection<ServiceResource>;
  readonly servicesByHostname: CollectionIndex<ServiceResource>;
  /** By the keys of their services. */
  readonly workloadsByService: CollectionIndex<WorkloadResource>;
  readonly domainSuffix: string;
}

/** A rule under the full name of its host. */
interface HostRule {
  readonly key: string;
  readonly host: string;
  readonly rule: DestinationRule;
}

/** The workloads of a service that are in the subsets of a rule. */
interface SubsetMembers {
  readonly rule: string;
  readonly service: string;
  /** uids, by the place of the subset in its rule. */
  readonly workloads: readonly (readonly string[])[];
}

export function declareDestinations(graph: CollectionGraph, inputs: DestinationInputs): Destinations {
  const { objects, settings } = inputs;
  const rules = graph.derive<DestinationRule, HostRule>("destinations", {
    from: objects.DestinationRule,
    keyOf: ({ key }) => key,
    derive: (rule, _read, key) => {
      if (rule.host === "") return [];
      const { host, namespace } = rule;
      return [
        { key, host: isWildcard(host) ? host : fullHostname(host, namespace, inputs.domainSuffix), rule },
      ];
    },
  });
  const members = declareMembers(graph, rules, inputs);
  // All with a wildcard in one place: there are few of them.
  const byHost = rules.index("host, of destinations", ({ host }) => [isWildcard(host) ? "*" : host]);
  return {
    policiesOf: (read, { waypoint, service, requiredTls }) => {
      const { rootNamespace, destinationRuleExportTo } = read.value(settings);
      const namespace = namespaceOf(waypoint);
      const hostname = service.service.hostname ?? "";
      const concerns = ({ host, rule }: HostRule) =>
        matchesHost(host, hostname) && isVisible(rule, namespace, destinationRuleExportTo);
      const visible = [...read.lookup(byHost, hostname, concerns), ...read.lookup(byHost, "*", concerns)];
      const found = chooseRules(
        visible.filter(({ rule }) => isForWaypoint(rule, () => labelsOfWaypoint(read, objects, waypoint))),
        [namespace === rootNamespace ? "" : namespace, namespaceOf(service.name), rootNamespace],
      );
      const top = found.find(({ rule }) => rule.traffic !== undefined)?.rule.traffic;
      if (found.length + requiredTls.length === 0) return NOTHING;
      const context = { hostname, subjectAltNames: subjectAltNamesOf(read, objects, service), requiredTls };
      return {
        trafficPolicies: trafficPolicies([top], context),
        subsets: subsetsOf(found).map(
          ({ subset, rule, place }): Subset => ({
            name: subset.name,
            labels: Object.entries(subset.labels).map(labelMatch),
            workloads: read.get(members, memberKey({ rule, service: service.name }))?.workloads[place] ?? [],
            policies: subset.traffic === undefined ? [] : trafficPolicies([top, subset.traffic], context),
          }),
        ),
      };
    },
  };
}

const NOTHING = { trafficPolicies: [], subsets: [] };

/** Computed for each rule when endpoints come and go; of others nobody has to know. */
function declareMembers(
  graph: CollectionGraph,
  rules: Collection<HostRule>,
  { objects, services, servicesByHostname, workloadsByService }: DestinationInputs,
): Collection<SubsetMembers> {
  return graph.derive<HostRule, SubsetMembers>("workloads of subsets", {
    from: rules,
    keyOf: memberKey,
    derive: ({ key, host, rule: { subsets } }, read) => {
      if (subsets.length === 0) return [];
      const matches = ({ service }: ServiceResource) => matchesHost(host, service.hostname ?? "");
      const found = isWildcard(host) ? read.all(services, matches) : read.lookup(servicesByHostname, host);
      return found.map(({ name }) => {
        const labelled = read
          .lookup(workloadsByService, name)
          .map(({ name: uid }) => ({ uid, labels: labelsOfWorkload(read, objects, uid) }));
        const workloads = subsets.map((subset) =>
          labelled.filter(({ labels }) => containsLabels(labels, subset.labels)).map(({ uid }) => uid),
        );
        return { rule: key, service: name, workloads };
      });
    },
  });
}

function memberKey({ rule, service }: Pick<SubsetMembers, "rule" | "service">): string {
  return `${rule} ${service}`;
}

/** The first of these namespaces that has any, of the most specific host; those for some proxies before those for all. */
function chooseRules(visible: readonly HostRule[], namespaces: readonly string[]): readonly HostRule[] {
  for (const namespace of namespaces) {
    const own = visible.filter(({ rule }) => rule.namespace === namespace);
    const length = Math.max(0, ...own.map(({ host }) => specificity(host)));
    const ofHost = own.filter(({ host }) => specificity(host) === length);
    const forSome = ofHost.filter(({ rule }) => rule.workloadSelector !== undefined);
    const chosen = forSome.length > 0 ? forSome : ofHost;
    if (chosen.length > 0)
      return chosen.toSorted((left, right) => left.rule.createdMs - right.rule.createdMs);
  }
  return [];
}

/** More than any wildcard's for a whole name. */
function specificity(host: string): number {
  return isWildcard(host) ? host.length : Number.MAX_SAFE_INTEGER;
}

function isWildcard(host: string): boolean {
  return host.startsWith("*");
}

function matchesHost(host: string, hostname: string): boolean {
  return host === hostname || (isWildcard(host) && hostname.endsWith(host.slice(1)));
}

function isVisible(
  { namespace, exportTo }: DestinationRule,
  from: string,
  exportedByDefault: readonly string[],
): boolean {
  const told = exportTo.length > 0 ? exportTo : exportedByDefault;
  return told.some((word) => word === "*" || word === from || (word === "." && namespace === from));
}

function isForWaypoint({ workloadSelector }: DestinationRule, labels: () => TextMap): boolean {
  return workloadSelector === undefined || containsLabels(labels(), workloadSelector);
}

/** Of its pods. */
function labelsOfWaypoint(read: Reader, { Gateway }: ObjectCollections, waypoint: string): TextMap {
  const gateway = read.get(Gateway, waypoint);
  return gateway === undefined ? {} : { ...gateway.labels, [GATEWAY_NAME]: gateway.name };
}

function subjectAltNamesOf(
  read: Reader,
  { ServiceEntry }: ObjectCollections,
  { source }: ServiceResource,
): readonly string[] {
  const [kind, key] = splitAtSlash(source);
  return kind === "ServiceEntry" ? (read.get(ServiceEntry, key)?.subjectAltNames ?? []) : [];
}

/** Of several with the same name the first counts. */
function subsetsOf(
  rules: readonly HostRule[],
): readonly { readonly subset: DestinationSubset; readonly rule: string; readonly place: number }[] {
  const found = rules.flatMap(({ key, rule }) =>
    rule.subsets.map((subset, place) => [subset.name, { subset, rule: key, place }] as const),
  );
  return [...new Map(found.reverse())].map(([, one]) => one).reverse();
}

function labelMatch([name, value]: readonly [string, string]): NamedMatch {
  return { name, match: { kind: "exact", value }, isInverted: false };
}

function namespaceOf(key: string): string {
  return splitAtSlash(key)[0];
}

function splitAtSlash(text: string): readonly [string, string] {
  const slash = text.indexOf("/");
  return [text.slice(0, slash), text.slice(slash + 1)];
}
