import { describe, expect, test } from "vitest";
import type { Pod } from "../objects/pod.ts";
import { decodeReplicaSet, type ReplicaSet } from "../objects/workload-set.ts";
import { aPod } from "../testing/objects.ts";
import { hashOf } from "./pod-template.ts";
import { planReplicaSet } from "./replica-sets.ts";

const aSet = (replicas: number, minReadySeconds = 0): ReplicaSet =>
  decodeReplicaSet({
    metadata: { name: "web", namespace: "default", uid: "u", generation: 3 },
    spec: {
      replicas,
      minReadySeconds,
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web" } }, spec: { containers: [] } },
    },
  });

const named = (name: string, overrides: Partial<Omit<Pod, "meta">> = {}, createdMs = 0): Pod =>
  aPod({ meta: { name, createdMs }, ...overrides });

describe("a replica set", () => {
  test.each([
    [
      "without a node before those with one",
      [named("a"), named("b", { nodeName: undefined, phase: "Pending" })],
      "b",
    ],
    ["not running before those that run", [named("a"), named("b", { phase: "Pending" })], "b"],
    [
      "not ready before those that are",
      [named("a", { isReady: false, readyMs: undefined }), named("b")],
      "a",
    ],
    [
      "ready since shortly before those ready for long",
      [named("a", { readyMs: 1 }), named("b", { readyMs: 2 })],
      "b",
    ],
    ["younger before older ones", [named("a", {}, 2), named("b", {}, 1)], "a"],
  ])("removes pods %s", (_case, pods, expected) => {
    const removed = planReplicaSet(aSet(1), pods, 10).actions.filter(({ type }) => type === "delete");
    expect(removed).toMatchObject([{ name: { name: expected } }]);
  });

  test("counts a pod as available when it has been ready for long enough, and looks again then", () => {
    const plan = planReplicaSet(
      aSet(2, 10),
      [named("a", { readyMs: 0 }), named("b", { readyMs: 4000 })],
      10_000,
    );
    expect(plan.lookAgainInMs).toBe(4000);
    expect(plan.actions).toMatchObject([
      { part: "status", body: { status: { observedGeneration: 3, readyReplicas: 2, availableReplicas: 1 } } },
    ]);
  });

  test("replaces pods that end or failed, and removes what is left of those", () => {
    const pods = [aPod({ meta: { name: "a", isTerminating: true } }), named("b", { phase: "Failed" })];
    const { actions } = planReplicaSet(aSet(2), pods, 0);
    expect(actions.filter(({ type }) => type === "create")).toHaveLength(2);
    expect(actions.filter(({ type }) => type === "delete")).toMatchObject([{ name: { name: "b" } }]);
  });

  test("without a selector or a template is refused", () => {
    const spec = { selector: { matchLabels: { app: "web" } }, template: { spec: { containers: [] } } };
    const code = expect.objectContaining({ code: "bad-object" });
    expect(() => decodeReplicaSet({ metadata: { name: "a" }, spec: { ...spec, selector: {} } })).toThrow(
      code,
    );
    expect(() => decodeReplicaSet({ metadata: { name: "a" }, spec: { ...spec, template: {} } })).toThrow(
      code,
    );
  });
});

test("hashes of templates do not depend on the order of keys, and on everything else", () => {
  expect(hashOf({ a: 1, b: { c: [1, 2], d: 2 } })).toBe(hashOf({ b: { d: 2, c: [1, 2] }, a: 1 }));
  const others = [{ a: 1 }, { a: 2 }, { a: "1" }, { a: [1] }, { a: [1, 2] }, { a: [2, 1] }, {}];
  expect(new Set(others.map(hashOf)).size).toBe(others.length);
  expect(hashOf({})).toMatch(/^[bcdfghjklmnpqrstvwxz2-9]{10}$/);
});
