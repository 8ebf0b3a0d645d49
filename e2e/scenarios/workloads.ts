/** Pods of scenarios: each serves, and each can be told to ask. */

import type { MeshObject } from "../src/mesh-objects.ts";
import type { Cluster } from "./cluster.ts";

/** What a server listens on in its pod, and its service in front of it. */
export const SERVER_PORT = 8080;
export const SERVICE_PORT = 80;
/** Namespaces and pods in the mesh, out of it, and as their namespace is. */
export const AMBIENT = { "istio.io/dataplane-mode": "ambient" } as const;
export const NOT_AMBIENT = { "istio.io/dataplane-mode": "none" } as const;
const GRACE_SECONDS = 2;

export function namespaceObject(
  name: string,
  labels: Readonly<Record<string, string>> = AMBIENT,
): MeshObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

export interface PodShape {
  readonly namespace: string;
  /** Also its label `app` and its service account. */
  readonly name: string;
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly isOnHost?: boolean;
  readonly ports?: readonly number[];
  /** Instead of serving. */
  readonly args?: readonly string[];
  readonly probes?: Readonly<Record<string, unknown>>;
}

/** With the account that it runs as. */
export function podObjects(cluster: Cluster, shape: PodShape): readonly MeshObject[] {
  const { namespace, name, node, labels = {} } = shape;
  return [
    accountObject(namespace, name),
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace, name, labels: { app: name, ...labels } },
      spec: { ...podSpec(cluster, shape), ...(node === undefined ? {} : { nodeName: node }) },
    },
  ];
}

export interface WorkloadShape extends PodShape {
  readonly replicas: number;
}

/** A Deployment of such pods, with the account that they run as. */
export function deploymentObjects(cluster: Cluster, shape: WorkloadShape): readonly MeshObject[] {
  const { namespace, name, labels = {} } = shape;
  const selector = { app: name };
  return [
    accountObject(namespace, name),
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { namespace, name },
      spec: {
        replicas: shape.replicas,
        selector: { matchLabels: selector },
        template: { metadata: { labels: { ...selector, ...labels } }, spec: podSpec(cluster, shape) },
      },
    },
  ];
}

/** What a pod of a Deployment, a Job and the like is. */
export function podSpec(cluster: Cluster, shape: PodShape): Readonly<Record<string, unknown>> {
  const { name, isOnHost = false, ports = [SERVER_PORT] } = shape;
  const serve = ["echo", "--name", name, ...ports.flatMap((port) => ["--port", `${port}`])];
  const probe = { tcpSocket: { port: ports[0] ?? SERVER_PORT }, periodSeconds: 1 };
  return {
    serviceAccountName: name,
    terminationGracePeriodSeconds: GRACE_SECONDS,
    // Where nothing listens yet, nobody is to be sent. On the host nobody but the kubelet asks that.
    ...(isOnHost ? { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" } : {}),
    // Every node that there is, also one that is not ready for others.
    tolerations: [{ operator: "Exists" }],
    containers: [
      {
        name: "app",
        image: cluster.toolsImage,
        imagePullPolicy: "IfNotPresent",
        args: shape.args ?? serve,
        ...(shape.args === undefined ? { readinessProbe: probe } : {}),
        ...shape.probes,
        env: [field("POD_NAME", "metadata.name"), field("NODE_NAME", "spec.nodeName")],
      },
    ],
  };
}

export interface ServiceShape {
  readonly namespace: string;
  readonly name: string;
  /** Of the pods behind it; its own name unless given. */
  readonly app?: string;
  readonly targetPort?: number;
  readonly isHeadless?: boolean;
  /** As many families as the cluster has. */
  readonly isDualStack?: boolean;
}

export function serviceObject(shape: ServiceShape): MeshObject {
  const { namespace, name, app = name, targetPort = SERVER_PORT, isHeadless = false } = shape;
  // Without an address of its own there is nothing that could change the port.
  const port = isHeadless ? targetPort : SERVICE_PORT;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace, name },
    spec: {
      selector: { app },
      ports: [{ name: "http", port, targetPort }],
      ...(isHeadless ? { clusterIP: "None" } : {}),
      ...(shape.isDualStack === true ? { ipFamilyPolicy: "PreferDualStack" } : {}),
    },
  };
}

export function accountObject(namespace: string, name: string): MeshObject {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace, name } };
}

/** Plaintext is refused, or not, for all pods of the namespace. */
export function peerAuthentication(namespace: string, mode: "STRICT" | "PERMISSIVE"): MeshObject {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { namespace, name: "mode" },
    spec: { mtls: { mode } },
  };
}

function field(name: string, fieldPath: string): Readonly<Record<string, unknown>> {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
