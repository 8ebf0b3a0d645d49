/** The Kubernetes objects of a scenario: what a cluster with these pods would have. */
import { serviceHostname, workloadName } from "./mesh-file.ts";
import type { PodPlan } from "./topology.ts";

/** An object as the API takes it. */
export interface MeshObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Of the controller and its accounts. */
export const SYSTEM_NAMESPACE = "istio-system";

/** The path of an object's collection. Throws for a kind that no scenario has. */
export function collectionPath({ apiVersion, kind, metadata }: MeshObject): string {
  const plural = PLURALS[kind];
  if (plural === undefined) throw new Error(`no scenario has objects of kind ${kind}`);
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { namespace } = metadata;
  return namespace === undefined ? `${group}/${plural}` : `${group}/namespaces/${namespace}/${plural}`;
}

const PLURALS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: "authorizationpolicies",
  Namespace: "namespaces",
  Node: "nodes",
  PeerAuthentication: "peerauthentications",
  Pod: "pods",
  Service: "services",
  ServiceAccount: "serviceaccounts",
};

/** Namespaces, accounts, nodes, pods and services, in an order in which they can be created. */
export function meshObjects(pods: readonly PodPlan[]): readonly MeshObject[] {
  const namespaces = new Set([SYSTEM_NAMESPACE, ...pods.map((pod) => pod.namespace)]);
  const accounts = new Map(pods.map((pod) => [`${pod.namespace}/${pod.serviceAccount}`, pod]));
  return [
    ...[...namespaces].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
    ...[...accounts.values()].map(({ namespace, serviceAccount }) => ({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: serviceAccount, namespace },
    })),
    ...[...new Set(pods.map(({ node }) => node))].map((name) => ({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name },
    })),
    ...pods.map(podObject),
    ...pods.filter((pod) => pod.spec.service !== undefined).map(serviceObject),
  ];
}

/** Running and ready, and captured if it is in the mesh. */
function podObject(pod: PodPlan): MeshObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: workloadName(pod),
      namespace: pod.namespace,
      labels: { app: pod.name, version: "v1" },
      annotations: pod.inMesh ? { "ambient.istio.io/redirection": "enabled" } : {},
    },
    spec: {
      nodeName: pod.node,
      serviceAccountName: pod.serviceAccount,
      containers: [{ name: "app", image: "app" }],
    },
    status: {
      phase: "Running",
      podIP: pod.address.ip,
      podIPs: [{ ip: pod.address.ip }, { ip: pod.address.ip6 }],
      conditions: [{ type: "Ready", status: "True" }],
    },
  };
}

function serviceObject(pod: PodPlan): MeshObject {
  const [name = pod.name] = serviceHostname(pod).split(".");
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: pod.namespace },
    spec: {
      selector: { app: pod.name },
      clusterIP: pod.vip.ip,
      clusterIPs: [pod.vip.ip, pod.vip.ip6],
      ipFamilies: ["IPv4", "IPv6"],
      ipFamilyPolicy: "PreferDualStack",
      ports: Object.entries(pod.spec.service ?? {}).map(([port, targetPort]) => ({
        name: `tcp-${port}`,
        port: Number(port),
        targetPort,
        protocol: "TCP",
      })),
    },
  };
}
