import { expect, test } from "vitest";
import { podTrouble } from "./pod-trouble.ts";

const pod = (status: object) => ({ metadata: { namespace: "shop", name: "web" }, status });

test.each([
  [{ phase: "Running", conditions: [{ type: "Ready", status: "True" }] }, undefined],
  [{ phase: "Succeeded" }, undefined],
  [{}, "shop/web: Pending"],
  [
    {
      phase: "Pending",
      containerStatuses: [{ state: { waiting: { reason: "ContainerCreating", message: "no network" } } }],
    },
    "shop/web: ContainerCreating: no network",
  ],
  [
    { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", message: "0/0 nodes" }] },
    "shop/web: 0/0 nodes",
  ],
])("%j", (status, line) => {
  expect(podTrouble(pod(status))).toBe(line);
});
