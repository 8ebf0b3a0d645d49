// The agent as a process of its own: its exit codes, and what it leaves on the node when it is told to stop or is killed.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { PODS, REDIRECTION_ANNOTATION } from "../src/kube/pod.ts";
import { AgentProcess } from "./agent-process.ts";
import { aRig, PATIENCE, RIG_OBSTACLE, type Rig } from "./rig.ts";

const DAEMON_SETS = { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true };

async function aDaemonSet(rig: Rig): Promise<void> {
  const labels = { "k8s-app": "istio-cni-node" };
  await rig.api.create(DAEMON_SETS, "istio-system", {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "istio-cni-node" },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "install-cni", image: "none" }] } },
    },
  });
}

describeUnless(RIG_OBSTACLE, "the process", () => {
  test("ends with 64 and all problems for a bad configuration", async () => {
    await using agent = new AgentProcess({ AMBIENT_ENABLED: "yes", MONITORING_PORT: "x" });
    expect(await agent.exit).toBe(64);
    expect(agent.output).toMatch(/AMBIENT_ENABLED is "yes".*\n.*MONITORING_PORT is "x"/);
  });

  test("ends with 1 when a port is taken", async () => {
    await using rig = await aRig();
    await rig.startAgent();
    const port = String(rig.agent?.httpServers.get("monitoring").address.port);
    await using second = new AgentProcess({ ...rig.environment(), MONITORING_PORT: port });
    expect(await second.exit).toBe(1);
    expect(second.output).toContain("cannot listen on");
  });

  test("told to stop for an upgrade it leaves the node as it is, and its successor takes over", async () => {
    await using rig = await aRig();
    await rig.addNamespace("istio-system");
    await aDaemonSet(rig);
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    const pod = await rig.addRunningPod("app", "client");
    await using first = new AgentProcess(rig.environment());
    await first.says("serving");
    using ztunnel = await rig.startZtunnel();
    await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
    expect(await first.stop("SIGTERM")).toBe(0);
    expect(first.output).toContain('action="keep"');
    expect(ztunnel.isClosed).toBe(true);
    expect(existsSync(rig.pluginSocket)).toBe(false);
    expect(rig.probeSet()).toContain(pod.network.ip);
    expect(rig.rules(pod.network)).toContain("15001");
    await using second = new AgentProcess(rig.environment());
    await second.says("serving");
    const next = await rig.startZtunnel();
    expect(next.pods).toEqual(new Map([[pod.uid, pod.network.inode]]));
    expect(rig.probeSet()).toContain(pod.network.ip);
  });

  test("told to stop for good it takes the node's rules away, and leaves the pods'", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    const pod = await rig.addRunningPod("app", "client");
    await using agent = new AgentProcess(rig.environment());
    await agent.says("serving");
    await rig.startZtunnel();
    await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
    expect(await agent.stop("SIGTERM")).toBe(0);
    expect(agent.output).toContain('action="clean-up"');
    expect(() => rig.probeSet()).toThrow();
    expect(rig.rules(pod.network)).toContain("15001");
    expect(await rig.redirection(pod)).toBe("enabled");
  });

  test("killed between rules and annotation, its successor takes away what is left", async () => {
    await using rig = await aRig();
    await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
    const pod = await rig.addRunningPod("app", "client");
    await using first = new AgentProcess(rig.environment());
    await first.says("serving");
    await rig.startZtunnel();
    await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
    await first.stop("SIGKILL");
    // As if it had been killed just before it annotated the pod, and the label had gone since.
    await rig.labelNamespace("app", null);
    const metadata = { annotations: { [REDIRECTION_ANNOTATION]: null } };
    await rig.api.patch(PODS, pod, { kind: "merge", body: { metadata } });
    expect(rig.rules(pod.network)).toContain("ISTIO");
    expect(existsSync(join(rig.root, "agent", "captured", pod.uid))).toBe(true);
    await using second = new AgentProcess(rig.environment());
    await second.says("serving");
    await eventually(() => expect(rig.rules(pod.network)).not.toContain("ISTIO"), PATIENCE);
    await eventually(
      () => expect(existsSync(join(rig.root, "agent", "captured", pod.uid))).toBe(false),
      PATIENCE,
    );
  });
});
