/** Pods whose sidecar was started before the plugin, against an API server and in real namespaces. */
import type { NewKubeObject } from "@ambit/kube";
import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { decodePod, PODS, type Pod } from "../src/kube/pod.ts";
import { aRig, PATIENCE, type PodNetwork, RIG_OBSTACLE, type Rig } from "./rig.ts";

const EVENTS = { group: "", version: "v1", plural: "events", isNamespaced: true };
const METRIC = "istio_cni_repair_pods_repaired_total{";

/** A pod whose validation fails, as kubelet shows it. */
async function addBrokenPod(
  rig: Rig,
  labels: Readonly<Record<string, string>> = {},
  name = "cart",
): Promise<Pod & { network: PodNetwork }> {
  const object: NewKubeObject = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels, annotations: { "sidecar.istio.io/status": "{}" } },
    spec: {
      nodeName: "n1",
      initContainers: [{ name: "istio-validation", image: "v" }],
      containers: [
        { name: "app", image: "a" },
        { name: "istio-proxy", image: "p" },
      ],
    },
  };
  const pod = decodePod(await rig.api.create(PODS, "shop", object));
  const network = rig.addNetwork();
  rig.addProcess(
    name === "cart" ? 4001 : 4002,
    network.netnsName,
    `0::/kubepods/burstable/pod${pod.uid}/c1\n`,
  );
  await rig.setStatus(pod, {
    phase: "Pending",
    podIP: network.ip,
    podIPs: [{ ip: network.ip }],
    initContainerStatuses: [
      {
        name: "istio-validation",
        state: { waiting: { reason: "CrashLoopBackOff" } },
        lastState: { terminated: { exitCode: 126 } },
      },
    ],
  });
  return { ...pod, network };
}

async function reasons(rig: Rig): Promise<readonly unknown[]> {
  const { items } = await rig.api.list(EVENTS, { namespace: "shop" });
  return items.map(({ reason }) => reason);
}

describeUnless(RIG_OBSTACLE, "a pod whose sidecar was started before the plugin", () => {
  test.each(["true", "false"])(
    "has its traffic led through it after all, with ambient %s",
    async (ambient) => {
      await using rig = await aRig();
      await rig.addNamespace("shop");
      const { network } = await addBrokenPod(rig);
      await rig.startAgent({ REPAIR_REPAIR_PODS: "true", AMBIENT_ENABLED: ambient });
      await eventually(async () => {
        expect(await rig.metric(METRIC)).toContain('{type="repair",result="success"} 1');
      }, PATIENCE);
      expect(rig.rules(network)).toContain("-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006");
    },
  );

  test("is deleted, with an event that says so", async () => {
    await using rig = await aRig();
    await rig.addNamespace("shop");
    await addBrokenPod(rig);
    await rig.startAgent({ REPAIR_DELETE_PODS: "true" });
    await eventually(async () => {
      expect(await rig.metric(METRIC)).toContain('{type="delete",result="success"} 1');
    }, PATIENCE);
    expect(await reasons(rig)).toEqual(["DeleteBrokenPod"]);
    const { items } = await rig.api.list(PODS, { namespace: "shop" });
    expect(items.filter(({ metadata }) => metadata.deletionTimestamp === undefined)).toEqual([]);
  });

  test("is labelled, once", async () => {
    await using rig = await aRig();
    await rig.addNamespace("shop");
    const pod = await addBrokenPod(rig);
    await rig.startAgent({ REPAIR_LABEL_PODS: "true" });
    await eventually(async () => {
      const { metadata } = await rig.api.get(PODS, pod);
      expect(metadata.labels?.["cni.istio.io/uninitialized"]).toBe("true");
    }, PATIENCE);
    await eventually(async () => {
      expect(await rig.metric(METRIC)).toContain('{type="label",result="success"} 1');
    }, PATIENCE);
    expect(await reasons(rig)).toEqual(["LabelBrokenPod"]);
  });

  test("keeps a label of that name which it has already", async () => {
    await using rig = await aRig();
    await rig.addNamespace("shop");
    const pod = await addBrokenPod(rig, { "cni.istio.io/uninitialized": "mine" });
    await rig.startAgent({ REPAIR_LABEL_PODS: "true" });
    await eventually(async () => {
      expect(await rig.metric(METRIC)).toContain('{type="label",result="skip"} 1');
    }, PATIENCE);
    const { metadata } = await rig.api.get(PODS, pod);
    expect(metadata.labels?.["cni.istio.io/uninitialized"]).toBe("mine");
  });

  test("is not repaired where the selectors of the repair leave it out", async () => {
    await using rig = await aRig();
    await rig.addNamespace("shop");
    const left = await addBrokenPod(rig, { app: "cart" });
    const meant = await addBrokenPod(rig, { app: "other" }, "other");
    await rig.startAgent({ REPAIR_LABEL_PODS: "true", REPAIR_LABEL_SELECTORS: "app=other" });
    const key = "cni.istio.io/uninitialized";
    await eventually(async () => {
      expect((await rig.api.get(PODS, meant)).metadata.labels?.[key]).toBe("true");
    }, PATIENCE);
    expect((await rig.api.get(PODS, left)).metadata.labels).toEqual({ app: "cart" });
  });
});
