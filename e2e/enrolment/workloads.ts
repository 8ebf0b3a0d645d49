/** Objects that measurements of enrolment are made with. */
import { fileURLToPath } from "node:url";
import type { MeshObject } from "../src/mesh-objects.ts";

export const ECHO_PORT = 8080;
const ECHO_PROGRAM = fileURLToPath(new URL("../test-programs/echo.ts", import.meta.url));
/** Labels of a namespace for `Lab.label`. */
export const AMBIENT = { "istio.io/dataplane-mode": "ambient" };
export const NOT_AMBIENT = { "istio.io/dataplane-mode": null };

export function namespaceObject(name: string, isAmbient: boolean): MeshObject {
  const labels = isAmbient ? AMBIENT : {};
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

export interface PodShape {
  readonly namespace: string;
  readonly name: string;
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Default: the namespace's own. */
  readonly serviceAccount?: string;
}

/** A pod that does nothing until somebody starts a program in it. */
export function idlePod({ namespace, name, node, labels = {}, serviceAccount }: PodShape): MeshObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { app: name, ...labels } },
    spec: {
      ...(node === undefined ? {} : { nodeName: node }),
      ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }),
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "app", image: "busybox", command: ["sleep", "infinity"] }],
    },
  };
}

/**
 * A pod that echoes on these ports as long as it runs. Its object goes after its network: one without a grace period may outlive
 * its object.
 */
export function echoPod(shape: PodShape, ports: readonly number[]): MeshObject {
  const { spec, ...pod } = idlePod(shape);
  const containers = ports.map((port) => ({
    name: `echo-${port}`,
    image: "busybox",
    command: [process.execPath, ECHO_PROGRAM, `${port}`],
  }));
  return { ...pod, spec: { ...Object(spec), containers, terminationGracePeriodSeconds: 1 } };
}

export function idlePods(namespace: string, count: number, node: string): readonly MeshObject[] {
  return Array.from({ length: count }, (_, index) => idlePod({ namespace, name: `idle-${index}`, node }));
}
