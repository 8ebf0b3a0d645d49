/** The pods of the enrolment matrix: every way of being in or out of the mesh, on each node. */
import type { MeshObject } from "../src/mesh-objects.ts";

export const NAMESPACE = "matrix";
export const NODES = ["n1", "n2"] as const;
export const SERVER_PORT = 8080;
export const SERVICE_PORT = 80;

/**
 * `captured`: its traffic is redirected. `plain`: its label says no. `host`: in the network of its node.
 * `sidecar`: has a proxy of its own, so it is left alone.
 */
export const KINDS = ["captured", "plain", "host", "sidecar"] as const;
export type PodKind = (typeof KINDS)[number];

export interface MatrixPod {
  readonly name: string;
  readonly kind: PodKind;
  readonly node: (typeof NODES)[number];
}

/** One of each kind, all on the first node. */
export const CLIENTS: readonly MatrixPod[] = KINDS.map((kind) => ({
  name: `client-${kind}`,
  kind,
  node: "n1",
}));

/** One of each kind on each node. */
export const SERVERS: readonly MatrixPod[] = NODES.flatMap((node) =>
  KINDS.map((kind) => ({ name: `${kind}-${node}`, kind, node })),
);

/** Pods, and for each server a service with an address and one without. */
export function matrixObjects(): readonly MeshObject[] {
  return [
    ...[...CLIENTS, ...SERVERS].map(podObject),
    ...SERVERS.flatMap(({ name }) => [serviceObject(name, name), serviceObject(`${name}-headless`, name)]),
  ];
}

/** How a client can find a server. */
export const ADDRESSINGS = ["pod address", "service address", "headless name", "service name"] as const;
export type Addressing = (typeof ADDRESSINGS)[number];

export function hostnameOf(server: MatrixPod, addressing: Addressing): string {
  const name = addressing === "headless name" ? `${server.name}-headless` : server.name;
  return `${name}.${NAMESPACE}.svc.cluster.local`;
}

/** A pod in its node's network shares its ports with the node. */
export function serverPort({ kind }: MatrixPod): number {
  return kind === "host" ? SERVER_PORT + 1 : SERVER_PORT;
}

function podObject({ name, kind, node }: MatrixPod): MeshObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: NAMESPACE,
      labels: { app: name, ...(kind === "plain" ? { "istio.io/dataplane-mode": "none" } : {}) },
      ...(kind === "sidecar" ? { annotations: { "sidecar.istio.io/status": "{}" } } : {}),
    },
    spec: {
      nodeName: node,
      hostNetwork: kind === "host",
      dnsPolicy: kind === "host" ? "ClusterFirstWithHostNet" : "ClusterFirst",
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "app", image: "busybox", command: ["sleep", "infinity"] }],
    },
  };
}

function serviceObject(name: string, app: string): MeshObject {
  const server = SERVERS.find((candidate) => candidate.name === app);
  const targetPort = server === undefined ? SERVER_PORT : serverPort(server);
  const isHeadless = name !== app;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: NAMESPACE },
    spec: {
      selector: { app },
      // Without an address of its own there is nothing that could change the port.
      ports: [{ name: "tcp", port: isHeadless ? targetPort : SERVICE_PORT, targetPort }],
      ...(isHeadless ? { clusterIP: "None" } : {}),
    },
  };
}
