import { describe, expect, test } from "vitest";
import { decodePod } from "./pod.ts";

const aPod = (parts: { metadata?: object; spec?: object; status?: object } = {}) => ({
  metadata: { name: "cart-1", namespace: "shop", ...parts.metadata },
  spec: { nodeName: "n1", serviceAccountName: "cart", ...parts.spec },
  status: { phase: "Running", podIPs: [{ ip: "10.0.0.1" }], ...parts.status },
});

test("a pod is read with what is used of it", () => {
  const metadata = {
    uid: "u1",
    labels: { app: "cart" },
    annotations: {
      "ambient.istio.io/redirection": "enabled",
      "kubectl.kubernetes.io/last-applied-configuration": "{}",
    },
    creationTimestamp: "2026-01-01T00:00:00Z",
  };
  const status = { conditions: [{ type: "Ready", status: "True" }] };
  expect(decodePod(aPod({ metadata, status }))).toEqual({
    object: {
      kind: "Pod",
      name: "cart-1",
      namespace: "shop",
      uid: "u1",
      generation: 0,
      createdMs: Date.UTC(2026, 0, 1),
      labels: { app: "cart" },
      annotations: { "ambient.istio.io/redirection": "enabled" },
      node: "n1",
      serviceAccount: "cart",
      isHostNetwork: false,
      isTerminating: false,
      namedPorts: [],
      controller: undefined,
      phase: "Running",
      isReady: true,
      ips: ["10.0.0.1"],
    },
    problems: [],
  });
});

describe("addresses", () => {
  test.each<[string, object, readonly string[]]>([
    [
      "both lists agree",
      { podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.1" }, { ip: "fd00::1" }] },
      ["10.0.0.1", "fd00::1"],
    ],
    ["there is only the older field", { podIPs: undefined, podIP: "10.0.0.2" }, ["10.0.0.2"]],
    ["there are none", { podIPs: [], podIP: "" }, []],
  ])("%s", (_name, status, expected) => {
    expect(decodePod(aPod({ status })).object.ips).toEqual(expected);
  });

  test("one that cannot be read takes the others with it, and is named", () => {
    const { object, problems } = decodePod(
      aPod({ status: { podIPs: [{ ip: "10.0.0.1" }, { ip: "10.0.0.300" }] } }),
    );
    expect(object.ips).toEqual([]);
    expect(problems).toEqual([{ path: "status.podIPs[1].ip", reason: 'invalid IP address "10.0.0.300"' }]);
  });
});

test("named TCP ports are of containers first, then of init containers that keep running", () => {
  const spec = {
    containers: [
      {
        ports: [
          { name: "web", containerPort: 80 },
          { containerPort: 81 },
          { name: "dns", containerPort: 53, protocol: "UDP" },
        ],
      },
      { ports: [{ name: "admin", containerPort: 90, protocol: "TCP" }] },
    ],
    initContainers: [
      { restartPolicy: "Always", ports: [{ name: "proxy", containerPort: 15 }] },
      { ports: [{ name: "once", containerPort: 16 }] },
    ],
  };
  expect(decodePod(aPod({ spec })).object.namedPorts).toEqual([
    { name: "web", port: 80 },
    { name: "admin", port: 90 },
    { name: "proxy", port: 15 },
  ]);
});

test("the controller counts for pods with a generated name", () => {
  const ownerReferences = [
    { kind: "Other", name: "x" },
    { apiVersion: "apps/v1", kind: "ReplicaSet", name: "cart-abc", controller: true },
  ];
  const controller = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "cart-abc" };
  expect(decodePod(aPod({ metadata: { generateName: "cart-", ownerReferences } })).object.controller).toEqual(
    controller,
  );
  expect(decodePod(aPod({ metadata: { ownerReferences } })).object.controller).toBeUndefined();
});
