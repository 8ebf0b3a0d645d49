/** Arbitrary resources, with everything that the model can say. */
import { type Cidr, cidrOf, type IpAddress, ipAddressFromBytes } from "@ambit/addr";
import fc from "fast-check";
import type { Match, ServiceAccountMatch, StringMatch } from "../authorization.ts";
import { type MeshResource, resourceKey } from "../mesh-batch.ts";
import type { Endpoint } from "../service.ts";
import type { GatewayAddress } from "../workload.ts";

/** A mesh of a few resources with different keys. */
export function anyResources() {
  const workloads = fc.uniqueArray(anyWorkload(), { maxLength: 3, selector: resourceKey });
  const services = fc.uniqueArray(anyService(), { maxLength: 3, selector: resourceKey });
  const policies = fc.uniqueArray(anyPolicy(), { maxLength: 3, selector: resourceKey });
  return fc.tuple(workloads, services, policies).map((lists) => lists.flat());
}

function anyText() {
  return fc.string({ maxLength: 12 });
}

function anyName() {
  return fc.stringMatching(/^[a-z][a-z0-9.-]{0,12}$/);
}

function anyKey() {
  return fc.tuple(anyName(), anyName()).map((parts) => parts.join("/"));
}

function anyIp(): fc.Arbitrary<IpAddress> {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  );
  return bytes.map((octets) => ipAddressFromBytes(octets, 0, octets.length === 4 ? 4 : 16));
}

function anyCidr(): fc.Arbitrary<Cidr> {
  return fc.tuple(anyIp(), fc.nat(32)).map(([ip, prefixLength]) => cidrOf(ip, prefixLength));
}

function anyPort() {
  return fc.nat(0xffff);
}

function anyPorts() {
  return fc.array(fc.tuple(anyPort(), anyPort()), { maxLength: 4 }).map((pairs) => new Map(pairs));
}

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

function listOf<T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(item, { maxLength: 3 });
}

function anyGateway(): fc.Arbitrary<GatewayAddress> {
  const address = fc.record({
    kind: fc.constant("address" as const),
    network: fc.constantFrom("", "n"),
    address: anyIp(),
  });
  const hostname = fc.record({
    kind: fc.constant("hostname" as const),
    namespace: anyName(),
    hostname: anyName(),
  });
  return fc.record({ destination: fc.oneof(address, hostname), hboneMtlsPort: anyPort() });
}

function anyStatus() {
  return fc.constantFrom("Healthy" as const, "Unhealthy" as const);
}

function anyWorkload(): fc.Arbitrary<MeshResource> {
  const workload = fc.record({
    uid: fc.string({ minLength: 1, maxLength: 12 }),
    name: anyText(),
    namespace: anyText(),
    trustDomain: anyText(),
    serviceAccount: anyText(),
    workloadIps: listOf(anyIp()),
    network: anyText(),
    protocol: fc.constantFrom("TCP" as const, "HBONE" as const),
    networkMode: fc.constantFrom("Standard" as const, "HostNetwork" as const),
    workloadName: anyText(),
    workloadType: anyText(),
    canonicalName: anyText(),
    canonicalRevision: anyText(),
    hostname: anyText(),
    node: anyText(),
    nativeTunnel: fc.boolean(),
    applicationTunnel: maybe(
      fc.record({
        protocol: fc.constantFrom("NONE" as const, "PROXY" as const),
        port: maybe(fc.integer({ min: 1, max: 0xffff })),
      }),
    ),
    authorizationPolicies: listOf(anyKey()),
    status: anyStatus(),
    clusterId: anyText(),
    locality: fc.record({ region: anyText(), zone: anyText(), subzone: anyText() }),
    capacity: fc.nat(0xffff_ffff),
    waypoint: maybe(anyGateway()),
    networkGateway: maybe(anyGateway()),
    services: fc.constant([]),
  });
  const endpoints = listOf(fc.tuple(anyKey(), anyPorts())).map((pairs) => new Map(pairs));
  return fc.record({ kind: fc.constant("workload" as const), workload, endpoints });
}

function anyService(): fc.Arbitrary<MeshResource> {
  const service = fc.record({
    name: anyText(),
    namespace: anyName(),
    hostname: anyName(),
    vips: listOf(fc.record({ network: fc.constantFrom("", "n"), address: anyIp() })),
    cidrVips: listOf(fc.record({ network: anyText(), cidr: anyCidr() })),
    ports: anyPorts(),
    subjectAltNames: listOf(anyText()),
    waypoint: maybe(anyGateway()),
    weightedWaypoints: listOf(fc.record({ destination: anyGateway(), weight: fc.nat(0xffff_ffff) })),
    loadBalancer: maybe(
      fc.record({
        routingPreferences: listOf(fc.constantFrom("Network" as const, "Region" as const, "Node" as const)),
        mode: fc.constantFrom(
          "Standard" as const,
          "Strict" as const,
          "Failover" as const,
          "Passthrough" as const,
        ),
        healthPolicy: fc.constantFrom("OnlyHealthy" as const, "AllowAll" as const),
      }),
    ),
    ipFamilies: maybe(fc.constantFrom("IPv4" as const, "IPv6" as const, "Dual" as const)),
    canonical: fc.boolean(),
    visibility: fc.constantFrom("Public" as const, "Namespace" as const),
  });
  const endpoint: fc.Arbitrary<Endpoint> = fc.record({
    workloadUid: fc.stringMatching(/^[a-z]{1,8}$/),
    port: anyPorts(),
    status: anyStatus(),
  });
  // In the order of the dump, so that the lists compare.
  const endpoints = fc
    .uniqueArray(endpoint, { maxLength: 3, selector: ({ workloadUid }) => workloadUid })
    .map((list) => list.toSorted((left, right) => (left.workloadUid < right.workloadUid ? -1 : 1)));
  return fc.record({ kind: fc.constant("service" as const), service, endpoints });
}

function anyPolicy(): fc.Arbitrary<MeshResource> {
  const string: fc.Arbitrary<StringMatch> = fc.oneof(
    fc.record({
      kind: fc.constantFrom("exact" as const, "prefix" as const, "suffix" as const),
      value: anyText(),
    }),
    fc.constant({ kind: "presence" as const }),
  );
  const account: fc.Arbitrary<ServiceAccountMatch> = fc.record({
    namespace: anyText(),
    serviceAccount: anyText(),
  });
  const match: fc.Arbitrary<Match> = fc.record({
    namespaces: listOf(string),
    notNamespaces: listOf(string),
    principals: listOf(string),
    notPrincipals: listOf(string),
    serviceAccounts: listOf(account),
    notServiceAccounts: listOf(account),
    sourceIps: listOf(anyCidr()),
    notSourceIps: listOf(anyCidr()),
    destinationIps: listOf(anyCidr()),
    notDestinationIps: listOf(anyCidr()),
    destinationPorts: listOf(anyPort()),
    notDestinationPorts: listOf(anyPort()),
  });
  const policy = fc.record({
    name: anyName(),
    namespace: anyName(),
    scope: fc.constantFrom("Global" as const, "Namespace" as const, "WorkloadSelector" as const),
    action: fc.constantFrom("Allow" as const, "Deny" as const),
    dryRun: fc.boolean(),
    rules: listOf(listOf(listOf(match))),
  });
  return fc.record({ kind: fc.constant("policy" as const), policy });
}
