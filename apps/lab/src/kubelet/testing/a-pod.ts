/** Pods for tests, valid as they are. */
import type { KubeObject } from "@ambit/kube";
import { decodePod } from "../pod/decode-pod.ts";
import type { Pod } from "../pod/pod.ts";
import type { PodContext } from "../process/environment.ts";

/** As the API server gives it. */
export function aPodObject(
  spec: Readonly<Record<string, unknown>> = {},
  metadata: Readonly<Record<string, unknown>> = {},
  status: Readonly<Record<string, unknown>> = {},
): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "shop", uid: "u1", ...metadata },
    spec: { containers: [{ name: "main", image: "x", command: ["run"] }], ...spec },
    status,
  };
}

export function aPod(...parts: Parameters<typeof aPodObject>): Pod {
  return decodePod(aPodObject(...parts));
}

/** ConfigMaps and Secrets as text, by `config-map/name` and `secret/name`. */
export function aContext(
  pod: Pod,
  keys: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): PodContext {
  return {
    pod,
    place: {
      nodeName: "n1",
      hostIps: ["10.0.0.11", "fd00::b"],
      podIps: ["10.1.1.2", "fd01::2"],
      cpus: 2,
      memoryBytes: 4 * 2 ** 30,
    },
    findKeys: (kind, _namespace, name) => {
      const found = keys[`${kind}/${name}`];
      if (found === undefined) return undefined;
      return new Map(Object.entries(found).map(([key, text]) => [key, new TextEncoder().encode(text)]));
    },
    apiServer: { host: "10.2.0.1", port: 443 },
    base: { PATH: "/usr/bin" },
  };
}
