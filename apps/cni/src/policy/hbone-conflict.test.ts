import { describe, expect, test } from "vitest";
import { describeConflicts, findHboneConflicts, formatPatch } from "./hbone-conflict.ts";
import { decodeNetworkPolicy, type NetworkPolicy } from "./network-policy.ts";

const LABELS = { app: "web" };
const FROM_CLIENTS = [{ podSelector: { matchLabels: { app: "client" } } }];

function aPolicy(spec: object, name = "p"): NetworkPolicy {
  return decodeNetworkPolicy({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: "app", resourceVersion: "1" },
    spec: { podSelector: {}, ...spec },
  });
}

function ingress(...rules: readonly object[]): NetworkPolicy {
  return aPolicy({ ingress: rules });
}

function found(...policies: readonly NetworkPolicy[]): readonly string[] {
  return findHboneConflicts(LABELS, policies).map(
    ({ policy, direction, index }) => `${policy.name} ${direction} ${index}`,
  );
}

describe("HBONE is kept from a pod", () => {
  test.each([
    { name: "by a port of the application alone", policy: ingress({ ports: [{ port: 8080 }] }) },
    { name: "by a port that has a name", policy: ingress({ ports: [{ port: "http", protocol: "TCP" }] }) },
    { name: "by a range that ends before", policy: ingress({ ports: [{ port: 8000, endPort: 15_007 }] }) },
    {
      name: "when others than those who are allowed may use it",
      policy: ingress(
        { ports: [{ port: 8080 }], from: FROM_CLIENTS },
        { ports: [{ port: 15_008 }], from: [{ podSelector: {} }] },
      ),
    },
    {
      name: "when the port is open for UDP",
      policy: ingress({ ports: [{ port: 8080 }, { port: 15_008, protocol: "UDP" }] }),
    },
  ])("$name", ({ policy }) => {
    expect(found(policy)).toEqual(["p ingress 0"]);
  });

  test("on its way out as well", () => {
    expect(found(aPolicy({ policyTypes: ["Egress"], egress: [{ ports: [{ port: 80 }] }] }))).toEqual([
      "p egress 0",
    ]);
  });

  test("by each rule that forgets it", () => {
    const rules = [{ ports: [{ port: 80 }], from: FROM_CLIENTS }, { ports: [{ port: 53, protocol: "UDP" }] }];
    expect(found(ingress(...rules, { ports: [{ port: 81 }] }))).toEqual(["p ingress 0", "p ingress 2"]);
  });
});

describe("HBONE is not kept from a pod", () => {
  test.each([
    { name: "by all ports", policy: ingress({}) },
    { name: "by all of TCP", policy: ingress({ ports: [{ protocol: "TCP" }] }) },
    { name: "by its port", policy: ingress({ ports: [{ port: 8080 }, { port: 15_008 }] }) },
    { name: "by a range", policy: ingress({ ports: [{ port: 1, endPort: 65_535 }] }) },
    {
      name: "when another rule has it for everybody",
      policy: ingress({ ports: [{ port: 8080 }], from: FROM_CLIENTS }, { ports: [{ port: 15_008 }] }),
    },
    {
      name: "when another rule has it for the same peers",
      policy: ingress(
        { ports: [{ port: 8080 }], from: FROM_CLIENTS },
        { ports: [{ port: 15_008 }], from: FROM_CLIENTS },
      ),
    },
    { name: "by one that allows nothing: it means that", policy: aPolicy({ ingress: [] }) },
    { name: "by one about UDP alone", policy: ingress({ ports: [{ port: 53, protocol: "UDP" }] }) },
    {
      name: "by one for other pods",
      policy: aPolicy({ podSelector: { matchLabels: { app: "db" } }, ingress: [{ ports: [{ port: 1 }] }] }),
    },
    {
      name: "by one that is not about ingress",
      policy: aPolicy({ policyTypes: ["Egress"], ingress: [{ ports: [{ port: 1 }] }] }),
    },
    { name: "by one that is no policy at all", policy: aPolicy({ podSelector: 7, ingress: "junk" }) },
  ])("$name", ({ policy }) => {
    expect(found(policy)).toEqual([]);
  });

  test("when another policy has it", () => {
    const other = aPolicy({ ingress: [{ ports: [{ port: 15_008 }] }] }, "q");
    expect(found(ingress({ ports: [{ port: 8080 }] }), other)).toEqual([]);
  });
});

test("the patch makes it right", () => {
  const spec = { podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }] };
  const [conflict] = findHboneConflicts(LABELS, [aPolicy(spec)]);
  if (conflict === undefined) throw new Error("no conflict");
  const text = formatPatch(conflict);
  expect(text).toBe(
    `kubectl patch networkpolicy p -n app --type=json -p '[{"op":"add","path":"/spec/ingress/0/ports/-","value":{"protocol":"TCP","port":15008}}]'`,
  );
  expect(describeConflicts([conflict])).toBe(
    `NetworkPolicy app/p keeps HBONE (TCP 15008) from the pod's ingress; to fix it: ${text}`,
  );
  expect(describeConflicts([])).toBeUndefined();
});
