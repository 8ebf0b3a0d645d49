/**
 * What the admin server's /config_dump shows of the mesh, in the shapes that istioctl reads: the names of the local
 * file, keys in alphabetical order, empty optionals left out.
 */

import { formatCidr } from "@ambit/addr";
import { type Authorization, authorizationKey, type Match, type StringMatch } from "./authorization.ts";
import { formatDestination, formatNetworkAddress } from "./destination.ts";
import type { MeshResource } from "./mesh-batch.ts";
import { type Endpoint, type LoadBalancer, type PortMap, type Service } from "./service.ts";
import type { ApplicationTunnel, GatewayAddress, Locality, Workload } from "./workload.ts";

/** What a dump is made of before it is printed. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** Plain JSON; keys stand in the order in which they are printed. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** An item of `workloads`. `services` lists the keys of its services. */
export function dumpWorkload(workload: Workload): JsonObject {
  return objectOf(workloadFields(workload, unlessEmptyList(workload.services)));
}

/** An item of `services`, with its endpoints sorted by workload uid. */
export function dumpService(service: Service, endpoints: Iterable<Endpoint>): JsonObject {
  return objectOf({
    canonical: service.canonical,
    cidrVips: unlessEmptyList(
      service.cidrVips.map(({ network, cidr }) => ({ cidr: formatCidr(cidr), network })),
    ),
    endpoints: dumpEndpoints(endpoints),
    hostname: service.hostname,
    ipFamilies: service.ipFamilies,
    loadBalancer: ifPresent(service.loadBalancer, dumpLoadBalancer),
    name: service.name,
    namespace: service.namespace,
    ports: dumpPorts(service.ports),
    subjectAltNames: service.subjectAltNames,
    vips: service.vips.map(formatNetworkAddress),
    visibility: service.visibility,
    waypoint: ifPresent(service.waypoint, dumpGateway),
    weightedWaypoints: unlessEmptyList(
      service.weightedWaypoints.map(({ destination, weight }) => ({
        destination: dumpGateway(destination),
        weight,
      })),
    ),
  });
}

/** An item of `policies`; of each match entry, the lists that are not empty. */
export function dumpAuthorization(policy: Authorization): JsonObject {
  return {
    action: policy.action,
    dryRun: policy.dryRun,
    name: policy.name,
    namespace: policy.namespace,
    rules: policy.rules.map((rule) => rule.map((clause) => clause.map(dumpMatch))),
    scope: policy.scope,
  };
}

/** `stagedServices`: the endpoints of services that are not known, by service key. */
export function dumpStagedServices(staged: ReadonlyMap<string, ReadonlyMap<string, Endpoint>>): JsonObject {
  const sorted = sortedByKey([...staged], ([key]) => key);
  return Object.fromEntries(sorted.map(([key, endpoints]) => [key, dumpEndpoints(endpoints.values())]));
}

/** `staticConfig`: what the local file says, item by item, before anything is put together. */
export function dumpStaticConfig(resources: readonly MeshResource[]): JsonObject {
  const policies: JsonObject[] = [];
  const services: JsonObject[] = [];
  const workloads: JsonObject[] = [];
  for (const resource of resources) {
    if (resource.kind === "workload") {
      const endpoints = [...resource.endpoints].map(([key, ports]) => [key, dumpPorts(ports)] as const);
      workloads.push(objectOf(workloadFields(resource.workload, Object.fromEntries(endpoints))));
    } else if (resource.kind === "service") {
      services.push(dumpService(resource.service, resource.endpoints));
    } else {
      policies.push(dumpAuthorization(resource.policy));
    }
  }
  return { policies, services, workloads };
}

/** Workloads in the order of the dump, by uid. */
export function sortedWorkloads(workloads: Iterable<Workload>): readonly Workload[] {
  return sortedByKey([...workloads], (workload) => workload.uid);
}

/** Services or their entries in the order of the dump: by hostname, then namespace. */
export function sortedServices<T extends { readonly service: Service }>(entries: Iterable<T>): readonly T[] {
  return sortedByKey([...entries], ({ service }) => `${service.hostname}\0${service.namespace}`);
}

/** Policies in the order of the dump, by `namespace/name`. */
export function sortedPolicies(policies: Iterable<Authorization>): readonly Authorization[] {
  return sortedByKey([...policies], authorizationKey);
}

type OptionalFields = Readonly<Record<string, JsonValue | undefined>>;

function workloadFields(workload: Workload, services: JsonValue | undefined): OptionalFields {
  return {
    applicationTunnel: ifPresent(workload.applicationTunnel, dumpTunnel),
    authorizationPolicies: unlessEmptyList(workload.authorizationPolicies),
    canonicalName: unlessEmpty(workload.canonicalName),
    canonicalRevision: unlessEmpty(workload.canonicalRevision),
    capacity: workload.capacity,
    clusterId: workload.clusterId,
    hostname: unlessEmpty(workload.hostname),
    locality: dumpLocality(workload.locality),
    name: workload.name,
    namespace: workload.namespace,
    nativeTunnel: workload.nativeTunnel || undefined,
    network: unlessEmpty(workload.network),
    networkGateway: ifPresent(workload.networkGateway, dumpGateway),
    networkMode: workload.networkMode,
    node: unlessEmpty(workload.node),
    protocol: workload.protocol,
    serviceAccount: unlessEmpty(workload.serviceAccount),
    services,
    status: workload.status,
    trustDomain: unlessEmpty(workload.trustDomain),
    uid: unlessEmpty(workload.uid),
    waypoint: ifPresent(workload.waypoint, dumpGateway),
    workloadIps: workload.workloadIps,
    workloadName: unlessEmpty(workload.workloadName),
    workloadType: unlessEmpty(workload.workloadType),
  };
}

function dumpEndpoints(endpoints: Iterable<Endpoint>): JsonObject {
  const sorted = sortedByKey([...endpoints], (endpoint) => endpoint.workloadUid);
  return Object.fromEntries(
    sorted.map(({ workloadUid, port, status }) => [
      workloadUid,
      { port: dumpPorts(port), status, workloadUid },
    ]),
  );
}

function dumpPorts(ports: PortMap): JsonObject {
  return Object.fromEntries(ports);
}

function dumpGateway({ destination, hboneMtlsPort }: GatewayAddress): JsonObject {
  return { destination: formatDestination(destination), hboneMtlsPort };
}

function dumpLoadBalancer({ healthPolicy, mode, routingPreferences }: LoadBalancer): JsonObject {
  return { healthPolicy, mode, routingPreferences };
}

function dumpTunnel({ port, protocol }: ApplicationTunnel): JsonObject {
  return objectOf({ port, protocol });
}

function dumpLocality({ region, subzone, zone }: Locality): JsonObject | undefined {
  return region === "" && zone === "" && subzone === "" ? undefined : { region, subzone, zone };
}

function dumpMatch(match: Match): JsonObject {
  return objectOf({
    destinationIps: unlessEmptyList(match.destinationIps.map(formatCidr)),
    destinationPorts: unlessEmptyList(match.destinationPorts),
    namespaces: unlessEmptyList(match.namespaces.map(dumpStringMatch)),
    notDestinationIps: unlessEmptyList(match.notDestinationIps.map(formatCidr)),
    notDestinationPorts: unlessEmptyList(match.notDestinationPorts),
    notNamespaces: unlessEmptyList(match.notNamespaces.map(dumpStringMatch)),
    notPrincipals: unlessEmptyList(match.notPrincipals.map(dumpStringMatch)),
    notServiceAccounts: unlessEmptyList(match.notServiceAccounts.map((account) => ({ ...account }))),
    notSourceIps: unlessEmptyList(match.notSourceIps.map(formatCidr)),
    principals: unlessEmptyList(match.principals.map(dumpStringMatch)),
    serviceAccounts: unlessEmptyList(match.serviceAccounts.map((account) => ({ ...account }))),
    sourceIps: unlessEmptyList(match.sourceIps.map(formatCidr)),
  });
}

function dumpStringMatch(match: StringMatch): JsonObject {
  switch (match.kind) {
    case "exact":
      return { Exact: match.value };
    case "prefix":
      return { Prefix: match.value };
    case "suffix":
      return { Suffix: match.value };
    case "presence":
      return { Presence: [] };
  }
}

function objectOf(fields: OptionalFields): JsonObject {
  const present: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) {
      present.push([name, value]);
    }
  }
  return Object.fromEntries(present);
}

function unlessEmpty(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function unlessEmptyList(items: readonly JsonValue[]): readonly JsonValue[] | undefined {
  return items.length === 0 ? undefined : items;
}

function ifPresent<T>(value: T | undefined, dump: (value: T) => JsonObject): JsonObject | undefined {
  return value === undefined ? undefined : dump(value);
}

function sortedByKey<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  // By code unit, not by locale: the order is part of the format.
  return items.toSorted((left, right) => compareText(keyOf(left), keyOf(right)));
}

function compareText(left: string, right: string): number {
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}
