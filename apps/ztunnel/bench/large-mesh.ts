/** A mesh of any size, with the texts that a real one has. */
import { parseIpAddress } from "@ambit/addr";
import type { Authorization, MeshResource, PortMap, Service, Workload } from "@ambit/model";
import { aMatch, aPolicy, aService, aWorkload } from "@ambit/model/testing";

export interface MeshSize {
  readonly workloads: number;
  readonly services: number;
  readonly policies: number;
}

/** The node of the proxy, and the pod that it serves. */
export const LOCAL_NODE = "ip-10-0-0-0.eu-central-1.compute.internal";
export const LOCAL_POD = { name: "client", namespace: "bench", serviceAccount: "client" } as const;

const NAMESPACES = 200;
const NODES = 500;
const POLICY_KINDS = 4;

/** The pod of the proxy itself, which is no part of the mesh that is loaded. */
export function localPod(): MeshResource {
  return {
    kind: "workload",
    workload: aWorkload({ ...LOCAL_POD, workloadIps: [parseIpAddress("10.0.0.1")], node: LOCAL_NODE }),
    endpoints: new Map(),
  };
}

export function largeMesh({ workloads, services, policies }: MeshSize): MeshResource[] {
  const resources: MeshResource[] = [];
  for (let index = 0; index < services; index++)
    resources.push({ kind: "service", service: serviceOf(index), endpoints: [] });
  for (let index = 0; index < workloads; index++) resources.push(workloadOf(index, { services }));
  for (let index = 0; index < policies; index++) resources.push({ kind: "policy", policy: policyOf(index) });
  return resources;
}

/** `revision` makes it another one than before. */
export function workloadOf(
  index: number,
  { services, revision = "v1" }: { readonly services: number; readonly revision?: string },
): Extract<MeshResource, { kind: "workload" }> {
  const service = serviceOf(index % services);
  const { name: app, namespace } = service;
  const name = `${app}-5d8f7c9b4-${index.toString(36).padStart(5, "x")}`;
  const key = `${namespace}/${service.hostname}`;
  const endpoints: ReadonlyMap<string, PortMap> = new Map([[key, service.ports]]);
  const workload: Workload = aWorkload({
    name,
    namespace,
    uid: `Kubernetes//Pod/${namespace}/${name}`,
    serviceAccount: app,
    workloadIps: [parseIpAddress(`10.${64 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`)],
    workloadName: app,
    canonicalName: app,
    canonicalRevision: revision,
    node: `ip-10-0-${Math.floor((index % NODES) / 250) + 1}-${index % 250}.eu-central-1.compute.internal`,
    authorizationPolicies: [policyKey(index % services)],
    locality: { region: "eu-central-1", zone: `eu-central-1${"abc"[index % 3] ?? "a"}`, subzone: "" },
    services: [key],
  });
  return { kind: "workload", workload, endpoints };
}

function serviceOf(index: number): Service {
  return aService({
    name: `app-${index}`,
    namespace: namespaceOf(index),
    vips: [{ network: "", address: parseIpAddress(`10.32.${index >> 8}.${index & 255}`) }],
    ports: new Map([
      [80, 8080],
      [443, 8443],
    ]),
  });
}

function policyOf(index: number): Authorization {
  const [namespace = "", name = ""] = policyKey(index).split("/");
  const clients = [0, 1, 2].map((offset) => ({
    kind: "exact" as const,
    value: `cluster.local/ns/${namespaceOf(index + offset)}/sa/app-${index + offset}`,
  }));
  return aPolicy({
    name,
    namespace,
    scope: index % POLICY_KINDS === 0 ? "Namespace" : "WorkloadSelector",
    rules: [[[aMatch({ principals: clients })], [aMatch({ destinationPorts: [8080, 8443] })]]],
  });
}

function policyKey(index: number): string {
  return `${namespaceOf(index)}/allow-app-${index}`;
}

function namespaceOf(index: number): string {
  return `team-${index % NAMESPACES}`;
}
