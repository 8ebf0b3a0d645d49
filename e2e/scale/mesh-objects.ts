/** A large cluster: nodes, namespaces, services, and pods as a deployment would have made them. */
import type { MeshObject } from "../src/mesh-objects.ts";
import { SYSTEM_NAMESPACE } from "../src/mesh-objects.ts";

export interface ClusterSize {
  readonly pods: number;
  readonly services: number;
  readonly policies: number;
  readonly nodes: number;
}

const NAMESPACES = 40;
const OCTET = 250;
/** Of a container, as charts give it: what a pod object weighs is mostly this. */
const ENVIRONMENT = Array.from({ length: 12 }, (_, index) => ({
  name: `SETTING_${index}`,
  value: `value-of-setting-${index}`,
}));

/** The pod of that number. */
export function podName(
  size: ClusterSize,
  pod: number,
): { readonly namespace: string; readonly name: string } {
  const service = pod % size.services;
  return { namespace: namespaceOf(service), name: `svc-${service}-${Math.floor(pod / size.services)}` };
}

export function nodeName(node: number): string {
  return `node-${node}`;
}

/** In an order in which they can be created; what stands together in a list can be created at the same time. */
export function* clusterObjects(size: ClusterSize): Generator<readonly MeshObject[]> {
  const spaces = Array.from({ length: NAMESPACES }, (_, index) => `team-${index}`);
  yield [SYSTEM_NAMESPACE, ...spaces].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));
  yield [
    ...Array.from({ length: size.nodes }, (_, index) => nodeObject(index)),
    ...Array.from({ length: size.services }, (_, index) => accountObject(index)),
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "ztunnel", namespace: SYSTEM_NAMESPACE } },
  ];
  yield Array.from({ length: size.services }, (_, index) => serviceObject(index));
  yield Array.from({ length: size.policies }, (_, index) => policyObject(size, index));
  yield Array.from({ length: size.pods }, (_, index) => podObject(size, index));
}

function namespaceOf(service: number): string {
  return `team-${service % NAMESPACES}`;
}

function nodeObject(node: number): MeshObject {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: nodeName(node),
      labels: { "topology.kubernetes.io/region": "r1", "topology.kubernetes.io/zone": `z${node % 3}` },
    },
  };
}

function accountObject(service: number): MeshObject {
  const metadata = { name: `svc-${service}`, namespace: namespaceOf(service) };
  return { apiVersion: "v1", kind: "ServiceAccount", metadata };
}

function serviceObject(service: number): MeshObject {
  const ip = `10.${96 + Math.floor(service / (OCTET * OCTET))}.${Math.floor(service / OCTET) % OCTET}.${(service % OCTET) + 1}`;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: `svc-${service}`, namespace: namespaceOf(service) },
    spec: {
      selector: { app: `svc-${service}` },
      clusterIP: ip,
      clusterIPs: [ip],
      ipFamilies: ["IPv4"],
      ports: [
        { name: "http", port: 80, targetPort: 8080, protocol: "TCP" },
        { name: "grpc", port: 9000, targetPort: "grpc", protocol: "TCP" },
      ],
    },
  };
}

/** Of the pods of one service. */
function policyObject(size: ClusterSize, index: number): MeshObject {
  const service = index % size.services;
  const namespace = namespaceOf(service);
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: `policy-${index}`, namespace },
    spec: {
      selector: { matchLabels: { app: `svc-${service}` } },
      action: index % 2 === 0 ? "ALLOW" : "DENY",
      rules: [
        {
          from: [{ source: { namespaces: [namespace, SYSTEM_NAMESPACE] } }],
          to: [{ operation: { ports: ["8080", "9000"] } }],
        },
      ],
    },
  };
}

function podObject(size: ClusterSize, pod: number): MeshObject {
  const app = `svc-${pod % size.services}`;
  const ip = `10.${128 + Math.floor(pod / (OCTET * OCTET))}.${Math.floor(pod / OCTET) % OCTET}.${(pod % OCTET) + 1}`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...podName(size, pod),
      labels: { app, version: "v1", "pod-template-hash": "6f5d8c9b7" },
      annotations: { "ambient.istio.io/redirection": "enabled" },
    },
    spec: {
      nodeName: nodeName(pod % size.nodes),
      serviceAccountName: app,
      containers: [
        {
          name: "app",
          image: `registry.example/${app}:1.0`,
          ports: [
            { name: "http", containerPort: 8080, protocol: "TCP" },
            { name: "grpc", containerPort: 9000, protocol: "TCP" },
          ],
          env: ENVIRONMENT,
          resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        },
      ],
    },
    status: {
      phase: "Running",
      podIP: ip,
      podIPs: [{ ip }],
      conditions: [{ type: "Ready", status: "True" }],
    },
  };
}
