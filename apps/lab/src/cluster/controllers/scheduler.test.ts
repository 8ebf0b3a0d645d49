import { describe, expect, test } from "vitest";
import type { Node } from "../objects/node.ts";
import { MutableObjectTable } from "../objects/object-table.ts";
import { decodePod, type Pod } from "../objects/pod.ts";
import { aNode, aPod } from "../testing/objects.ts";
import { planOrphan } from "./orphan-pods.ts";
import { planPlacements } from "./scheduler.ts";

function tableOf<T extends Pod | Node>(objects: readonly T[]): MutableObjectTable<T> {
  const table = new MutableObjectTable<T>();
  for (const object of objects) table.apply({ type: "add", name: object.meta, object });
  return table;
}

/** Node by pod, or what is said of the pod. */
function placements(nodes: readonly Node[], pods: readonly Pod[]): Readonly<Record<string, unknown>> {
  const { actions } = planPlacements({ nodes: tableOf(nodes), pods: tableOf(pods) }, 0);
  return Object.fromEntries(
    actions.map((action) =>
      action.type === "patch"
        ? [action.name.name, /nodeName":"(\w+)/.exec(JSON.stringify(action.body))?.[1]]
        : [],
    ),
  );
}

const waiting = (name: string, overrides: Partial<Omit<Pod, "meta">> = {}): Pod =>
  aPod({ meta: { name }, nodeName: undefined, phase: "Pending", isReady: false, ...overrides });

describe("the scheduler", () => {
  test("gives pods to the node with the fewest, each counted at once", () => {
    const pods = [aPod({ meta: { name: "x" }, nodeName: "n1" }), waiting("a"), waiting("b"), waiting("c")];
    expect(placements([aNode("n1"), aNode("n2")], pods)).toEqual({ a: "n2", b: "n1", c: "n2" });
  });

  test("does not count pods that have ended", () => {
    const ended = ["x", "y"].map((name) => aPod({ meta: { name }, nodeName: "n1", phase: "Succeeded" }));
    expect(placements([aNode("n1"), aNode("n2")], [...ended, waiting("a")])).toEqual({ a: "n1" });
  });

  test.each([
    ["a selector", { nodeSelector: { disk: "fast" } }],
    [
      "an affinity",
      { nodeAffinity: [{ matchExpressions: [{ key: "disk", operator: "In", values: ["fast"] }] }] },
    ],
    [
      "an affinity by name",
      { nodeAffinity: [{ matchFields: [{ key: "metadata.name", operator: "In", values: ["n2"] }] }] },
    ],
    [
      "one of several terms",
      {
        nodeAffinity: [
          { matchExpressions: [{ key: "none", operator: "Exists" }] },
          { matchExpressions: [{ key: "disk", operator: "NotIn", values: ["slow"] }] },
        ],
      },
    ],
    ["a number", { nodeAffinity: [{ matchExpressions: [{ key: "cores", operator: "Gt", values: ["4"] }] }] }],
  ])("heeds %s", (_case, overrides) => {
    const nodes = [aNode("n1", { disk: "slow", cores: "2" }), aNode("n2", { disk: "fast", cores: "8" })];
    expect(placements(nodes, [waiting("a", overrides)])).toEqual({ a: "n2" });
  });

  test("says once of a pod that fits nowhere", () => {
    const nodes = [aNode("n1"), aNode("n2", { disk: "fast" }, false)];
    const picky = { nodeSelector: { disk: "fast" } };
    expect(placements(nodes, [waiting("a", picky)])).toEqual({ a: undefined });
    expect(placements(nodes, [waiting("a", { ...picky, scheduledReason: "Unschedulable" })])).toEqual({});
    // An empty term fits nowhere either, nor does an operator that nobody knows.
    expect(placements(nodes, [waiting("a", { nodeAffinity: [{}] })])).toEqual({ a: undefined });
    expect(
      placements(nodes, [
        waiting("a", { nodeAffinity: [{ matchExpressions: [{ key: "x", operator: "Near" }] }] }),
      ]),
    ).toEqual({ a: undefined });
  });

  test("leaves pods of other schedulers alone", () => {
    expect(placements([aNode("n1")], [waiting("a", { schedulerName: "mine" })])).toEqual({});
  });
});

describe("pods without a node", () => {
  const pod = aPod({ nodeName: "gone" });

  test("are left for a while, then fail, then go", () => {
    expect(planOrphan(pod, 10)).toEqual({ actions: [], lookAgainInMs: 10 });
    expect(planOrphan(pod, 0).actions).toMatchObject([
      { type: "patch", part: "status", body: { status: { phase: "Failed" } } },
    ]);
    expect(planOrphan({ ...pod, phase: "Failed" }, 0).actions).toMatchObject([{ type: "delete" }]);
  });
});

test("a pod is decoded from what the API has of it", () => {
  const pod = decodePod({
    metadata: {
      name: "a",
      namespace: "b",
      ownerReferences: [{ apiVersion: "v1", kind: "Job", name: "j", uid: "u", controller: true }],
    },
    spec: {
      nodeName: "n1",
      containers: [{ name: "main", ports: [{ name: "http", containerPort: 80 }] }],
    },
    status: {
      phase: "Running",
      podIP: "10.0.0.1",
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" }],
      containerStatuses: [
        { restartCount: 2 },
        { restartCount: 1, state: { terminated: { finishedAt: "2026-01-01T00:00:01Z" } } },
      ],
    },
  });
  expect(pod).toMatchObject({
    meta: { controller: { kind: "Job", name: "j" } },
    ips: ["10.0.0.1"],
    ports: [{ name: "http", port: 80, protocol: "TCP" }],
    isReady: true,
    readyMs: Date.UTC(2026, 0, 1),
    restarts: 3,
    finishedMs: Date.UTC(2026, 0, 1, 0, 0, 1),
  });
});
