/** The local YAML file (LOCAL_XDS_PATH) of a scenario: one line per resource, in YAML's flow form, which is JSON. */
import type { PodPlan } from "./topology.ts";

type StringMatch =
  | { readonly Exact: string }
  | { readonly Prefix: string }
  | { readonly Suffix: string }
  | { readonly Presence: readonly [] };

interface AccountMatch {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** One match of a policy's clause; an absent list asks nothing. */
export interface PolicyMatch {
  readonly namespaces?: readonly StringMatch[];
  readonly notNamespaces?: readonly StringMatch[];
  readonly principals?: readonly StringMatch[];
  readonly notPrincipals?: readonly StringMatch[];
  readonly serviceAccounts?: readonly AccountMatch[];
  readonly notServiceAccounts?: readonly AccountMatch[];
  readonly sourceIps?: readonly string[];
  readonly notSourceIps?: readonly string[];
  readonly destinationIps?: readonly string[];
  readonly notDestinationIps?: readonly string[];
  readonly destinationPorts?: readonly number[];
  readonly notDestinationPorts?: readonly number[];
}

export interface PolicySpec {
  readonly name: string;
  readonly namespace: string;
  readonly scope: "Global" | "Namespace" | "WorkloadSelector";
  readonly action: "Allow" | "Deny";
  readonly dryRun: boolean;
  /** Rules of clauses of matches: one rule, all its clauses, any match of a clause. */
  readonly rules: readonly (readonly (readonly PolicyMatch[])[])[];
}

/** A Deny policy for namespace `shop` with one rule of one match, unless the options say otherwise. */
export function aPolicy(name: string, match: PolicyMatch, options: Partial<PolicySpec> = {}): PolicySpec {
  return {
    name,
    namespace: "shop",
    scope: "Namespace",
    action: "Deny",
    dryRun: false,
    rules: [[[match]]],
    ...options,
  };
}

/** What Istio makes of PeerAuthentication STRICT: whoever proves no identity is denied. */
export function strictPolicy(): PolicySpec {
  return aPolicy("strict", { notPrincipals: [{ Presence: [] }] });
}

/** The SPIFFE identity of a pod. */
export function identityOf(pod: PodPlan): string {
  return `spiffe://cluster.local/ns/${pod.namespace}/sa/${pod.serviceAccount}`;
}

/** The host name of the service that a pod serves. */
export function serviceHostname(pod: PodPlan): string {
  return `${pod.name}.${pod.namespace}.svc.cluster.local`;
}

/** All pods as workloads, their services, and the policies. */
export function formatMeshFile(pods: readonly PodPlan[], policies: readonly PolicySpec[]): string {
  const services = pods.filter((pod) => pod.spec.service !== undefined).map(serviceOf);
  return [
    ...section("workloads", pods.map(workloadOf)),
    ...section("services", services),
    ...section("policies", policies),
    "",
  ].join("\n");
}

function section(name: string, items: readonly unknown[]): readonly string[] {
  if (items.length === 0) return [`${name}: []`];
  return [`${name}:`, ...items.map((item) => `- ${JSON.stringify(item)}`)];
}

function workloadOf(pod: PodPlan): object {
  const key = `${pod.namespace}/${serviceHostname(pod)}`;
  return {
    uid: `Kubernetes//Pod/${pod.namespace}/${workloadName(pod)}`,
    name: workloadName(pod),
    namespace: pod.namespace,
    serviceAccount: pod.serviceAccount,
    trustDomain: "cluster.local",
    workloadIps: [pod.address.ip, pod.address.ip6],
    protocol: pod.inMesh ? "HBONE" : "TCP",
    node: pod.node,
    network: "",
    workloadName: pod.name,
    workloadType: "deployment",
    canonicalName: pod.name,
    canonicalRevision: "v1",
    clusterId: "Kubernetes",
    services: pod.spec.service === undefined ? {} : { [key]: pod.spec.service },
  };
}

/** As a deployment's first replica would be called. */
export function workloadName(pod: PodPlan): string {
  return `${pod.name}-1`;
}

function serviceOf(pod: PodPlan): object {
  return {
    name: pod.name,
    namespace: pod.namespace,
    hostname: serviceHostname(pod),
    vips: [`/${pod.vip.ip}`, `/${pod.vip.ip6}`],
    ports: pod.spec.service,
    subjectAltNames: [],
    canonical: true,
  };
}
