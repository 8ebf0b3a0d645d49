import { parseIpAddress } from "@ambit/addr";
import type { Authorization, Match } from "../authorization.ts";
import type { MeshResource } from "../mesh-batch.ts";
import { EMPTY_MATCH } from "../proto/decode-policy.ts";
import type { Endpoint, PortMap, Service } from "../service.ts";
import type { Workload } from "../workload.ts";

/** A healthy HBONE pod on node `n1` with every field set; the uid follows the name and namespace. */
export function aWorkload(fields: Partial<Workload> = {}): Workload {
  const name = fields.name ?? "client-1";
  const namespace = fields.namespace ?? "default";
  return {
    uid: `Kubernetes//Pod/${namespace}/${name}`,
    name,
    namespace,
    trustDomain: "cluster.local",
    serviceAccount: "default",
    workloadIps: [parseIpAddress("10.0.0.1")],
    network: "",
    protocol: "HBONE",
    networkMode: "Standard",
    workloadName: name,
    workloadType: "deployment",
    canonicalName: name,
    canonicalRevision: "latest",
    hostname: "",
    node: "n1",
    nativeTunnel: false,
    applicationTunnel: undefined,
    authorizationPolicies: [],
    status: "Healthy",
    clusterId: "Kubernetes",
    locality: { region: "", zone: "", subzone: "" },
    capacity: 1,
    waypoint: undefined,
    networkGateway: undefined,
    services: [],
    ...fields,
  };
}

/** A canonical service with one VIP and port 80 -> 8080; the hostname follows the name and namespace. */
export function aService(fields: Partial<Service> = {}): Service {
  const name = fields.name ?? "server";
  const namespace = fields.namespace ?? "default";
  return {
    name,
    namespace,
    hostname: `${name}.${namespace}.svc.cluster.local`,
    vips: [{ network: "", address: parseIpAddress("10.96.0.10") }],
    cidrVips: [],
    ports: new Map([[80, 8080]]),
    subjectAltNames: [],
    waypoint: undefined,
    weightedWaypoints: [],
    loadBalancer: undefined,
    ipFamilies: undefined,
    canonical: true,
    visibility: "Public",
    ...fields,
  };
}

/** An enforced namespace-wide ALLOW policy with no rules, which matches nothing. */
export function aPolicy(fields: Partial<Authorization> = {}): Authorization {
  return {
    name: "policy",
    namespace: "default",
    scope: "Namespace",
    action: "Allow",
    dryRun: false,
    rules: [],
    ...fields,
  };
}

/** A match entry; every list that is not given is empty. */
export function aMatch(fields: Partial<Match> = {}): Match {
  return { ...EMPTY_MATCH, ...fields };
}

/** The workload as a resource. Without `endpoints`: one in each of its services, with no port of its own. */
export function workloadResource(
  workload: Workload,
  endpoints: ReadonlyMap<string, PortMap> = new Map(workload.services.map((key) => [key, new Map()])),
): MeshResource {
  return { kind: "workload", workload, endpoints };
}

/** The service as a resource, by default without endpoints of its own. */
export function serviceResource(service: Service, endpoints: readonly Endpoint[] = []): MeshResource {
  return { kind: "service", service, endpoints };
}

/** The policy as a resource. */
export function policyResource(policy: Authorization): MeshResource {
  return { kind: "policy", policy };
}
