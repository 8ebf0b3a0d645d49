import type { KubeObject } from "@ambit/kube";
import { describe, expect, test } from "vitest";
import { describeRollout } from "./rollout.ts";

const anObject = (spec: object, status: object, generation = 2): KubeObject => ({
  metadata: { name: "x", generation },
  spec,
  status: { observedGeneration: 2, ...status },
});

describe("a deployment", () => {
  test.each<[string, object, object, readonly [number, number, boolean]]>([
    [
      "that is there",
      { replicas: 2 },
      { replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
      [2, 2, true],
    ],
    ["on its way", { replicas: 2 }, { replicas: 2, updatedReplicas: 2, availableReplicas: 1 }, [1, 2, false]],
    [
      "with an old pod",
      { replicas: 2 },
      { replicas: 3, updatedReplicas: 2, availableReplicas: 3 },
      [2, 2, false],
    ],
    ["of one by default", {}, { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }, [1, 1, true]],
    [
      "that nobody has seen",
      { replicas: 1 },
      { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
      [1, 1, false],
    ],
  ])("%s", (_name, spec, status, [ready, total, isDone]) => {
    expect(describeRollout("Deployment", anObject(spec, status))).toEqual({ ready, total, isDone });
  });
});

describe("a daemon set", () => {
  test.each<[string, object, readonly [number, number, boolean]]>([
    [
      "on all nodes",
      { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 },
      [3, 3, true],
    ],
    [
      "with an old pod",
      { desiredNumberScheduled: 3, updatedNumberScheduled: 2, numberAvailable: 3 },
      [2, 3, false],
    ],
    [
      "without nodes",
      { desiredNumberScheduled: 0, updatedNumberScheduled: 0, numberAvailable: 0 },
      [0, 0, true],
    ],
    ["that nobody has seen", { observedGeneration: 1 }, [0, 0, false]],
  ])("%s", (_name, status, [ready, total, isDone]) => {
    expect(describeRollout("DaemonSet", anObject({}, status))).toEqual({ ready, total, isDone });
  });
});

test("a definition is ready when it is established, and a role at once", () => {
  const established = { conditions: [{ type: "Established", status: "True" }] };
  expect(describeRollout("CustomResourceDefinition", anObject({}, {})).isDone).toBe(false);
  expect(describeRollout("CustomResourceDefinition", anObject({}, established)).isDone).toBe(true);
  expect(describeRollout("Role", anObject({}, {})).isDone).toBe(true);
});
