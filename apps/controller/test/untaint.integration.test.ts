/** Nodes that keep pods away until their CNI agent is ready, against an API server. */
import { expect, test } from "vitest";
import { Rig, SYSTEM_NAMESPACE, soon } from "./rig.ts";

const NOT_READY = { key: "cni.istio.io/not-ready", effect: "NoSchedule" };

test("a node is untainted when its agent gets ready, where that is asked for", async () => {
  await using rig = await Rig.open();
  const other = { key: "dedicated", value: "gpu", effect: "NoSchedule" };
  await rig.create({ kind: "Node", metadata: { name: "n1" }, spec: { taints: [NOT_READY, other] } });
  await rig.create({ kind: "Node", metadata: { name: "n2" }, spec: { taints: [NOT_READY] } });
  const name = "istio-cni-node-1";
  const labels = { "k8s-app": "istio-cni-node" };
  await rig.pod(name, { namespace: SYSTEM_NAMESPACE, node: "n1", labels, isEnrolled: false });
  await using controller = await rig.controller({ env: { PILOT_ENABLE_NODE_UNTAINT_CONTROLLERS: "true" } });
  const pod = { kind: "Pod", namespace: SYSTEM_NAMESPACE, name };
  await rig.patch(pod, { status: { conditions: [{ type: "Ready", status: "True" }] } }, "status");
  await soon(async () => {
    expect(await rig.get("Node", undefined, "n1")).toMatchObject({ spec: { taints: [other] } });
  });
  expect(await rig.get("Node", undefined, "n2")).toMatchObject({ spec: { taints: [NOT_READY] } });
  expect(await controller.log()).toContain("istio-node-untaint");
});

test("nodes are left alone by default", async () => {
  await using rig = await Rig.open();
  await using controller = await rig.controller();
  await soon(async () => expect(await controller.log()).toContain("istio-ip-autoallocate"));
  expect(await controller.log()).not.toContain("istio-node-untaint");
});
