import type { KubeObject } from "@ambit/kube";
import { expect, test } from "vitest";
import { describeItem, isComplete, readinessOf } from "./readiness-view.ts";

const node = (name: string, status: string): KubeObject => ({
  metadata: { name },
  status: { conditions: [{ type: "Ready", status }] },
});
const workload = (name: string, status: object, generation = 1): KubeObject => ({
  metadata: { name, generation },
  spec: { replicas: 1 },
  status: { observedGeneration: 1, ...status },
});
const lab = { nodeCount: 2, hasMesh: true };

test("everything of the mesh is wanted on every node, and the controller once", () => {
  const items = readinessOf(
    {
      nodes: [node("n1", "True"), node("n2", "False")],
      deployments: [workload("istiod", { readyReplicas: 1 })],
      daemonSets: [workload("istio-cni-node", { numberReady: 2 }), workload("ztunnel", { numberReady: 1 })],
    },
    lab,
  );
  expect(items.map(describeItem)).toEqual([
    "nodes 1 of 2",
    "istiod 1 of 1",
    "istio-cni-node 2 of 2",
    "ztunnel 1 of 2",
  ]);
  expect(isComplete(items)).toBe(false);
});

test("nothing is there yet, or only in an older generation", () => {
  const old = workload("istiod", { readyReplicas: 1 }, 2);
  const items = readinessOf({ nodes: [], deployments: [old], daemonSets: [] }, lab);
  expect(items.map(({ ready }) => ready)).toEqual([0, 0, 0, 0]);
});

test("without a mesh the nodes are all", () => {
  const nodes = [node("n1", "True"), node("n2", "True")];
  const items = readinessOf({ nodes, deployments: [], daemonSets: [] }, { ...lab, hasMesh: false });
  expect(items).toEqual([{ name: "nodes", ready: 2, wanted: 2 }]);
  expect(isComplete(items)).toBe(true);
});
