// What the cluster is told of a pod's way into the mesh, proven from inside its namespace.

import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { PODS, type Pod } from "../src/kube/pod.ts";
import { aRig, PATIENCE, RIG_OBSTACLE, type Rig } from "./rig.ts";

const TYPE = "ambient.istio.io/Enrolled";

async function conditions(rig: Rig, { namespace, name }: Pick<Pod, "namespace" | "name">) {
  const { status } = await rig.api.get(PODS, { namespace, name });
  return (
    (status as { readonly conditions?: readonly Record<string, string>[] } | undefined)?.conditions ?? []
  );
}

describeUnless(RIG_OBSTACLE, "the condition Enrolled", () => {
  test("comes with the annotation, beside those of others, and goes with it", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    const pod = await rig.addRunningPod("app", "client");
    await rig.setStatus(pod, { conditions: [{ type: "Ready", status: "True" }] });
    await rig.startAgent();
    await rig.startZtunnel();
    await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
    await eventually(
      async () =>
        expect(await conditions(rig, pod)).toEqual([
          { type: "Ready", status: "True" },
          {
            type: TYPE,
            status: "True",
            reason: "Enrolled",
            message: "",
            lastTransitionTime: expect.stringMatching(/^\d{4}-.*Z$/),
          },
        ]),
      PATIENCE,
    );
    await eventually(
      async () => expect(await rig.metric('ambit_pods_enrolled_condition{reason="Enrolled"}')).toMatch(/ 1$/),
      PATIENCE,
    );
    await rig.labelNamespace("app", null);
    await eventually(
      async () => expect(await conditions(rig, pod)).toEqual([{ type: "Ready", status: "True" }]),
      PATIENCE,
    );
    expect(await rig.redirection(pod)).toBeUndefined();
  });

  test("says that a ztunnel confirms the pod and does not listen in it", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    await rig.startAgent();
    const ztunnel = await rig.startZtunnel();
    ztunnel.isDeaf = true;
    const pod = await rig.addRunningPod("app", "client");
    await eventually(
      async () =>
        expect(await conditions(rig, pod)).toMatchObject([
          {
            type: TYPE,
            status: "False",
            reason: "ListenersMissing",
            message: "nobody listens inside the pod on 15001, 15006, 15008",
          },
        ]),
      PATIENCE,
    );
    expect((await rig.report()).pods).toMatchObject([
      { installed: true, proven: false, reason: "nobody listens inside the pod on 15001, 15006, 15008" },
    ]);
  });

  test("says why a pod does not start", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    await rig.startAgent();
    const pod = await rig.addPod("app", "client");
    const network = rig.addNetwork();
    expect(await rig.cmdAdd(pod, network)).toMatchObject({ status: 500 });
    await eventually(
      async () =>
        expect(await conditions(rig, pod)).toMatchObject([
          { type: TYPE, status: "False", reason: "StartRefused", message: "no ztunnel connection" },
        ]),
      PATIENCE,
    );
    expect(rig.log.join("")).toContain("a pod that is to be in the mesh is not");
    await rig.startZtunnel();
    expect(await rig.cmdAdd(pod, network)).toMatchObject({ status: 200 });
    await eventually(
      async () => expect(await conditions(rig, pod)).toMatchObject([{ status: "True", reason: "Enrolled" }]),
      PATIENCE,
    );
  });
});
