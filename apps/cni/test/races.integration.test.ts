// What can happen to pods on the way, with real namespaces, rules and sockets.

import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { PODS } from "../src/kube/pod.ts";
import { aRig, PATIENCE, RIG_OBSTACLE, type Rig } from "./rig.ts";

async function ambientRig(): Promise<Rig> {
  const rig = await aRig();
  await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
  return rig;
}

describeUnless(RIG_OBSTACLE, "races", () => {
  test("a pod that is deleted while it is enrolled leaves nothing behind", async () => {
    await using rig = await ambientRig();
    await rig.startAgent();
    const ztunnel = await rig.startZtunnel();
    const pod = await rig.addPod("app", "client");
    const network = rig.addNetwork();
    ztunnel.onRequest = ({ kind }) => {
      if (kind === "add") void rig.api.delete(PODS, { namespace: "app", name: "client" });
      return undefined;
    };
    await rig.cmdAdd(pod, network);
    await eventually(() => expect(ztunnel.pods.size).toBe(0), PATIENCE);
    await eventually(async () => expect((await rig.report()).pods).toEqual([]), PATIENCE);
    expect(rig.probeSet()).not.toContain(network.ip);
  });

  test("a label that flaps ends as it was last", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app");
    const pod = await rig.addRunningPod("app", "client");
    await rig.startAgent();
    const ztunnel = await rig.startZtunnel();
    for (let count = 0; count < 9; count += 1) {
      await rig.labelNamespace("app", count % 2 === 0 ? "ambient" : null);
    }
    await eventually(async () => {
      expect(await rig.redirection(pod)).toBe("enabled");
      expect((await rig.report({ verify: true })).pods).toMatchObject([{ installed: true, proven: true }]);
    }, PATIENCE);
    expect(ztunnel.pods.get(pod.uid)).toBe(pod.network.inode);
    for (let count = 0; count < 9; count += 1) {
      await rig.labelNamespace("app", count % 2 === 0 ? null : "ambient");
    }
    await eventually(() => expect(rig.rules(pod.network)).not.toContain("ISTIO"), PATIENCE);
    await eventually(() => expect(ztunnel.pods.size).toBe(0), PATIENCE);
    expect(await rig.redirection(pod)).toBeUndefined();
  });

  test("an address is used again by another pod", async () => {
    await using rig = await ambientRig();
    await rig.startAgent();
    await rig.startZtunnel();
    const first = await rig.addPod("app", "first");
    const network = rig.addNetwork();
    await rig.cmdAdd(first, network);
    const second = await rig.addPod("app", "second");
    const other = { ...rig.addNetwork(), ip: network.ip };
    expect(await rig.cmdAdd(second, other)).toMatchObject({ status: 200 });
    await rig.api.delete(PODS, { namespace: "app", name: "first" });
    await eventually(async () => expect((await rig.report()).pods).toHaveLength(1), PATIENCE);
    expect(rig.probeSet()).toContain(`${network.ip} comment "${second.uid}"`);
  });

  test("a Job that has ended is out of the mesh, though its Pod stays", async () => {
    await using rig = await ambientRig();
    const pod = await rig.addRunningPod("app", "job");
    await rig.startAgent();
    const ztunnel = await rig.startZtunnel();
    await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
    expect(rig.probeSet()).toContain(pod.network.ip);
    await rig.setStatus(pod, { phase: "Succeeded", podIP: null, podIPs: null });
    await eventually(() => expect(ztunnel.pods.size).toBe(0), PATIENCE);
    await eventually(async () => expect(await rig.redirection(pod)).toBeUndefined(), PATIENCE);
    expect(rig.probeSet()).not.toContain(pod.network.ip);
    expect((await rig.report()).pods).toMatchObject([{ wanted: false, reason: "the pod has ended" }]);
  });

  test("a ztunnel that is replaced has all pods, and pods that start meanwhile go to the newer one", async () => {
    await using rig = await ambientRig();
    await rig.startAgent();
    const old = await rig.startZtunnel();
    const first = await rig.addPod("app", "first");
    const firstNetwork = rig.addNetwork();
    await rig.cmdAdd(first, firstNetwork);
    const young = await rig.startZtunnel();
    expect(young.pods).toEqual(new Map([[first.uid, firstNetwork.inode]]));
    const second = await rig.addPod("app", "second");
    const secondNetwork = rig.addNetwork();
    expect(await rig.cmdAdd(second, secondNetwork)).toMatchObject({ status: 200 });
    expect(young.pods.get(second.uid)).toBe(secondNetwork.inode);
    expect(old.pods.has(second.uid)).toBe(false);
    young[Symbol.dispose]();
    await eventually(() => expect(old.pods.get(second.uid)).toBe(secondNetwork.inode), PATIENCE);
    await eventually(
      async () => expect((await rig.report()).pods.every(({ proven }) => proven)).toBe(true),
      PATIENCE,
    );
  });

  test("a pod of the same name in a new namespace is another pod", async () => {
    await using rig = await ambientRig();
    await rig.startAgent();
    const ztunnel = await rig.startZtunnel();
    const first = await rig.addPod("app", "web-0");
    await rig.cmdAdd(first, rig.addNetwork());
    await rig.api.delete(PODS, { namespace: "app", name: "web-0" });
    const second = await rig.addPod("app", "web-0");
    const network = rig.addNetwork();
    expect(await rig.cmdAdd(second, network, { uid: second.uid })).toMatchObject({ status: 200 });
    await eventually(() => expect(ztunnel.pods).toEqual(new Map([[second.uid, network.inode]])), PATIENCE);
  });

  test("pods that start 8 at a time are all enrolled", async () => {
    await using rig = await ambientRig();
    await rig.startAgent();
    const ztunnel = await rig.startZtunnel();
    const waiting = Array.from({ length: 48 }, () => rig.addNetwork());
    const durations: number[] = [];
    const lane = async (): Promise<void> => {
      for (let network = waiting.pop(); network !== undefined; network = waiting.pop()) {
        const pod = await rig.addPod("app", network.netnsName);
        const startMs = performance.now();
        expect(await rig.cmdAdd(pod, network, { uid: pod.uid })).toMatchObject({ status: 200 });
        durations.push(performance.now() - startMs);
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));
    expect(ztunnel.pods.size).toBe(48);
    durations.sort((a, b) => a - b);
    const [median = 0, longest = 0] = [durations[24], durations.at(-1)];
    process.stdout.write(
      `a pod's request: median ${Math.round(median)} ms, longest ${Math.round(longest)} ms\n`,
    );
  });

  test("Ready only when a ztunnel is there, or none can be expected", async () => {
    await using rig = await aRig();
    await rig.addNamespace("istio-system");
    const pod = await rig.addPod("istio-system", "ztunnel-1", { app: "ztunnel" });
    await rig.setStatus(pod, { phase: "Running" });
    rig.addConflist();
    await rig.startAgent();
    await eventually(async () => expect(await rig.pendingParts()).toContain("ztunnel"), PATIENCE);
    await rig.startZtunnel();
    await eventually(async () => expect(await rig.pendingParts()).not.toContain("ztunnel"), PATIENCE);
    await rig.stopAgent();
    await rig.api.delete(PODS, { namespace: "istio-system", name: "ztunnel-1" });
    await rig.startAgent();
    await eventually(async () => expect(await rig.pendingParts()).not.toContain("ztunnel"), PATIENCE);
  });
});
