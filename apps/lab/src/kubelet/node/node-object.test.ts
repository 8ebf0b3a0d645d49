import { expect, test } from "vitest";
import { planLab } from "../../network/index.ts";
import { nodeObject } from "./node-object.ts";

test("a node is known by its plan", () => {
  const [node] = planLab({ name: "lab", index: 0, nodeCount: 1 }).nodes;
  if (node === undefined) throw new Error("no node");
  const machine = { architecture: "amd64", cpus: 2, memoryBytes: 2 ** 31, kernelVersion: "6.1" };
  expect(nodeObject(node, machine, 0)).toMatchObject({
    metadata: { name: "n1", labels: { "kubernetes.io/hostname": "n1", "kubernetes.io/arch": "amd64" } },
    spec: { podCIDR: "10.129.4.0/22", podCIDRs: ["10.129.4.0/22", "fdab:1700:0:101::/64"] },
    status: {
      addresses: [
        { type: "InternalIP", address: "10.128.0.11" },
        { type: "InternalIP", address: "fdab:1700::b" },
        { type: "Hostname", address: "n1" },
      ],
      capacity: { cpu: "2", memory: "2097152Ki", pods: "250" },
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: "1970-01-01T00:00:00Z" }],
    },
  });
});
