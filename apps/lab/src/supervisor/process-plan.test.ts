import { expect, test } from "vitest";
import { planLab } from "../network/index.ts";
import { nodeOf, planProcesses } from "./process-plan.ts";

const plan = planLab({ name: "x", index: 0, nodeCount: 2 });

test("a control plane, and a kubelet and a kube-proxy for each node, each in its namespace", () => {
  expect(planProcesses(plan).map(({ name, netns, follows }) => [name, netns, follows])).toEqual([
    ["control-plane", "x-cp", undefined],
    ["kubelet-n1", "x-n1", "control-plane"],
    ["kube-proxy-n1", "x-n1", undefined],
    ["kubelet-n2", "x-n2", "control-plane"],
    ["kube-proxy-n2", "x-n2", undefined],
  ]);
});

test("a node that is none is named with those there are", () => {
  expect(nodeOf(plan, "n2").number).toBe(2);
  expect(() => nodeOf(plan, "n3")).toThrow('lab "x" has no node "n3" (n1, n2)');
});
