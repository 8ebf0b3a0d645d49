// A NetworkPolicy that forgets HBONE is named with its remedy, and the remedy works.

import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { decodePod, PODS } from "../src/kube/pod.ts";
import { NETWORK_POLICIES } from "../src/policy/network-policy.ts";
import { aRig, PATIENCE, RIG_OBSTACLE } from "./rig.ts";

describeUnless(RIG_OBSTACLE, "a NetworkPolicy that keeps HBONE from pods of the mesh", () => {
  test("is reported with the patch that fixes it, until that is done", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    const pod = await rig.addRunningPod("app", "web");
    await rig.startAgent();
    await rig.startZtunnel();
    const enrolled = async () =>
      decodePod(await rig.api.get(PODS, { namespace: "app", name: "web" })).enrolled;
    await eventually(async () => expect(await enrolled()).toMatchObject({ reason: "Enrolled" }), PATIENCE);
    await rig.api.create(NETWORK_POLICIES, "app", {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "web" },
      spec: { podSelector: {}, ingress: [{ ports: [{ protocol: "TCP", port: 8080 }] }] },
    });
    await eventually(
      async () => expect(await enrolled()).toMatchObject({ status: "True", reason: "NetworkPolicyConflict" }),
      PATIENCE,
    );
    const message = (await enrolled())?.message ?? "";
    expect(message).toContain("NetworkPolicy app/web keeps HBONE (TCP 15008) from the pod's ingress");
    expect((await rig.report()).pods).toMatchObject([{ uid: pod.uid, reason: message }]);
    expect(rig.log.join("")).toContain("a NetworkPolicy keeps HBONE from pods of the mesh");
    const operations: unknown = JSON.parse(/-p '(.*)'$/.exec(message)?.[1] ?? "");
    await rig.api.patch(
      NETWORK_POLICIES,
      { namespace: "app", name: "web" },
      { kind: "json", operations: operations as [] },
    );
    await eventually(
      async () => expect(await enrolled()).toEqual({ status: "True", reason: "Enrolled", message: "" }),
      PATIENCE,
    );
    expect((await rig.report()).pods).toMatchObject([{ reason: "" }]);
  });
});
