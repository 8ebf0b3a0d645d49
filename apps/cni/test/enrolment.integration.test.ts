// The agent with an API server, real namespaces and rules, and a ztunnel that is a program of the test.

import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { SELECTION_HEADER } from "../src/plugin-api/cmd-add.ts";
import { aRig, PATIENCE, RIG_OBSTACLE } from "./rig.ts";

describeUnless(RIG_OBSTACLE, "enrolment", () => {
  test("a running pod joins when its namespace is labelled, and leaves when the label goes", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app");
    const pod = await rig.addRunningPod("app", "client");
    await rig.startAgent();
    const ztunnel = await rig.startZtunnel();
    expect(ztunnel.pods.size).toBe(0);
    await rig.labelNamespace("app", "ambient");
    await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
    expect(ztunnel.pods).toEqual(new Map([[pod.uid, pod.network.inode]]));
    expect(rig.rules(pod.network)).toContain("--to-ports 15001");
    const report = await rig.report({ verify: true });
    expect(report.pods).toMatchObject([
      { uid: pod.uid, wanted: true, installed: true, proven: true, reason: "" },
    ]);
    await rig.labelNamespace("app", null);
    await eventually(async () => expect(await rig.redirection(pod)).toBeUndefined(), PATIENCE);
    // New connections are not captured any more when the annotation is gone.
    expect(rig.rules(pod.network)).not.toMatch(
      /-A (OUTPUT|PREROUTING) -j ISTIO_\w+\n(?=[^*]*COMMIT)[^*]*15001/,
    );
    await eventually(() => expect(ztunnel.pods.size).toBe(0), PATIENCE);
    // The way back for what ztunnel still has stays a while.
    await eventually(() => expect(rig.rules(pod.network)).not.toContain("ISTIO"), PATIENCE);
    await eventually(async () => expect((await rig.report()).pods[0]?.rules).toBe("none"), PATIENCE);
  });

  test("a pod that starts is in the mesh before its containers run", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    await rig.startAgent();
    const ztunnel = await rig.startZtunnel();
    const pod = await rig.addPod("app", "client");
    const network = rig.addNetwork();
    const answer = await rig.cmdAdd(pod, network);
    expect(answer).toMatchObject({ status: 200, body: "" });
    expect(await rig.redirection(pod)).toBe("enabled");
    expect(ztunnel.pods.get(pod.uid)).toBe(network.inode);
    expect(rig.rules(network)).toContain("--to-ports 15006");
    expect(await rig.metric("istio_cni_plugin_requests_total{")).toContain('{response_code="200"} 1');
  });

  test("a pod that is not selected is for Istio's plugin an error, and for ours nothing to do", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app");
    await rig.startAgent();
    const pod = await rig.addPod("app", "client");
    const network = rig.addNetwork();
    expect(await rig.cmdAdd(pod, network)).toMatchObject({
      status: 500,
      body: "pod app/client is unexpectedly not eligible for ambient enrollment\n",
    });
    const ours = await rig.cmdAdd(pod, network, { headers: { [SELECTION_HEADER]: "agent" } });
    expect(ours).toMatchObject({ status: 200, headers: { "x-ambit-outcome": "not-selected" } });
    expect(rig.rules(network)).not.toContain("ISTIO");
  });

  test("without a ztunnel a running pod is pending, and enabled as soon as one comes", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    const pod = await rig.addRunningPod("app", "client");
    await rig.startAgent();
    await eventually(async () => expect(await rig.redirection(pod)).toBe("pending"), PATIENCE);
    expect(rig.rules(pod.network)).toContain("--to-ports 15001");
    expect((await rig.report()).pods).toMatchObject([{ wanted: true, installed: true, proven: false }]);
    const ztunnel = await rig.startZtunnel();
    await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
    expect(ztunnel.requests.filter(({ kind }) => kind === "add")).toHaveLength(1);
  });

  test("a pod does not start without a ztunnel, and nothing is left of the attempt", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    await rig.startAgent();
    const pod = await rig.addPod("app", "client");
    const network = rig.addNetwork();
    expect(await rig.cmdAdd(pod, network)).toMatchObject({ status: 500, body: "no ztunnel connection\n" });
    expect(await rig.redirection(pod)).toBeUndefined();
    expect(rig.rules(network)).not.toContain("ISTIO");
    const ztunnel = await rig.startZtunnel();
    expect(ztunnel.pods.size).toBe(0);
    ztunnel.onRequest = ({ kind }) => (kind === "add" ? "address in use" : undefined);
    expect(await rig.cmdAdd(pod, network)).toMatchObject({
      status: 500,
      body: "ztunnel refused the pod: address in use\n",
    });
    expect(ztunnel.requests.at(-1)).toEqual({ kind: "del", uid: pod.uid });
    expect(rig.rules(network)).not.toContain("ISTIO");
    ztunnel.onRequest = () => undefined;
    expect(await rig.cmdAdd(pod, network)).toMatchObject({ status: 200 });
  });

  test("a restarted agent finds the same pods enrolled and repairs their rules", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    const pod = await rig.addRunningPod("app", "client");
    await rig.startAgent();
    using first = await rig.startZtunnel();
    await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
    const before = rig.rules(pod.network).replaceAll(/^#.*\n|\[\d+:\d+\]/gm, "");
    await rig.stopAgent();
    expect(await rig.redirection(pod)).toBe("enabled");
    first[Symbol.dispose]();
    const { execFileSync } = await import("node:child_process");
    execFileSync("ip", [
      "netns",
      "exec",
      pod.network.netnsName,
      "iptables",
      "-t",
      "nat",
      "-F",
      "ISTIO_OUTPUT",
    ]);
    await rig.startAgent({ AMBIENT_RECONCILE_POD_RULES_ON_STARTUP: "true" });
    const second = await rig.startZtunnel();
    expect(second.pods).toEqual(new Map([[pod.uid, pod.network.inode]]));
    await eventually(
      async () =>
        expect((await rig.report({ verify: true })).pods).toMatchObject([{ installed: true, proven: true }]),
      PATIENCE,
    );
    expect(rig.rules(pod.network).replaceAll(/^#.*\n|\[\d+:\d+\]/gm, "")).toBe(before);
  });
});
