/** Objects that measurements of enrolment are made with. */
import type { MeshObject } from "../src/mesh-objects.ts";

export const ECHO_PORT = 8080;

export function namespaceObject(name: string, isAmbient: boolean): MeshObject {
  const labels = isAmbient ? { "istio.io/dataplane-mode": "ambient" } : {};
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

export interface PodShape {
  readonly namespace: string;
  readonly name: string;
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A pod that does nothing until somebody starts a program in it. */
export function idlePod({ namespace, name, node, labels = {} }: PodShape): MeshObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { app: name, ...labels } },
    spec: {
      ...(node === undefined ? {} : { nodeName: node }),
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "app", image: "busybox", command: ["sleep", "infinity"] }],
    },
  };
}

export function idlePods(namespace: string, count: number, node: string): readonly MeshObject[] {
  return Array.from({ length: count }, (_, index) => idlePod({ namespace, name: `idle-${index}`, node }));
}
