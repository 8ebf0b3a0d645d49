import { describe, expect, test } from "vitest";
import { aContext, aPod } from "../testing/a-pod.ts";
import { resolveEnvironment } from "./environment.ts";

function envOf(container: Readonly<Record<string, unknown>>, keys = {}) {
  const pod = aPod({ containers: [{ name: "main", ...container }] }, { labels: { app: "shop" } });
  const [spec] = pod.containers;
  if (spec === undefined) throw new Error("no container");
  return resolveEnvironment(aContext(pod, keys), spec);
}

const field = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } });
const limit = (resource: string, divisor?: string) => ({
  valueFrom: { resourceFieldRef: { resource, ...(divisor === undefined ? {} : { divisor }) } },
});

describe("a container's environment", () => {
  test("begins with the API server's address and its own name", () => {
    expect(envOf({})).toEqual({
      PATH: "/usr/bin",
      HOSTNAME: "web",
      KUBERNETES_SERVICE_HOST: "10.2.0.1",
      KUBERNETES_SERVICE_PORT: "443",
      KUBERNETES_SERVICE_PORT_HTTPS: "443",
    });
  });

  test("refers to what comes before, and to nothing else", () => {
    const env = [
      { name: "A", value: "1" },
      { name: "B", value: "$(A)-$(C)-$$(A)-$A" },
      { name: "C", value: "3" },
    ];
    expect(envOf({ env })).toMatchObject({ B: "1-$(C)-$(A)-$A" });
  });

  test.each([
    ["metadata.name", "web"],
    ["metadata.namespace", "shop"],
    ["metadata.uid", "u1"],
    ["metadata.labels['app']", "shop"],
    ["metadata.annotations['none']", ""],
    ["spec.nodeName", "n1"],
    ["spec.serviceAccountName", "default"],
    ["status.hostIP", "10.0.0.11"],
    ["status.podIP", "10.1.1.2"],
    ["status.podIPs", "10.1.1.2,fd01::2"],
  ])("knows the field %s", (path, value) => {
    expect(envOf({ env: [{ name: "X", ...field(path) }] })["X"]).toBe(value);
  });

  test("refuses a field that there is not, naming the variable", () => {
    expect(() => envOf({ env: [{ name: "X", ...field("spec.nothing") }] })).toThrow(
      "variable X: there is no field spec.nothing",
    );
  });

  test("knows limits, which are the node's own where the container has none", () => {
    const env = [
      { name: "CPU", ...limit("limits.cpu") },
      { name: "MILLI", ...limit("limits.cpu", "1m") },
      { name: "MEMORY", ...limit("limits.memory", "1Mi") },
      { name: "REQUEST", ...limit("requests.memory") },
    ];
    expect(envOf({ env, resources: { limits: { cpu: "1500m" } } })).toMatchObject({
      CPU: "2",
      MILLI: "1500",
      MEMORY: "4096",
      REQUEST: "0",
    });
  });

  test("takes keys of ConfigMaps and Secrets, alone or all, env before envFrom", () => {
    const keys = { "config-map/c": { a: "1", b: "2" }, "secret/s": { p: "hush" } };
    const env = [
      { name: "P", valueFrom: { secretKeyRef: { name: "s", key: "p" } } },
      { name: "X_b", value: "mine" },
      { name: "NOT", valueFrom: { configMapKeyRef: { name: "c", key: "z", optional: true } } },
    ];
    const result = envOf({ env, envFrom: [{ prefix: "X_", configMapRef: { name: "c" } }] }, keys);
    expect(result).toMatchObject({ P: "hush", X_a: "1", X_b: "mine" });
    expect(result).not.toHaveProperty("NOT");
  });

  test.each([
    ["a ConfigMap", { configMapKeyRef: { name: "c", key: "k" } }, {}, 'configmap "c" not found'],
    ["a Secret", { secretKeyRef: { name: "s", key: "k" } }, {}, 'secret "s" not found'],
    [
      "a key",
      { configMapKeyRef: { name: "c", key: "k" } },
      { "config-map/c": {} },
      `couldn't find key k in configmap "c"`,
    ],
  ])("waits for %s that is not there", (_name, valueFrom, keys, message) => {
    expect(() => envOf({ env: [{ name: "X", valueFrom }] }, keys)).toThrow(
      expect.objectContaining({ code: "not-there", message }),
    );
  });
});
