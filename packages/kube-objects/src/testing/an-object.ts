import type { KubeObject } from "../kube-object.ts";

/** A ConfigMap in `default`. */
export function aConfigMap(name: string, data: Readonly<Record<string, string>> = {}): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" }, data };
}
