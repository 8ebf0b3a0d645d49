// A pod behind a branch interface of AWS, as its network plugin makes one: a routing table of its own, chosen by the interface.

import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { aRig, PATIENCE, RIG_OBSTACLE, type Rig } from "./rig.ts";

const TABLE = "101";
const VENDOR_PRIORITY = 1536;

function onNode(rig: Rig, ...words: readonly string[]): string {
  return execFileSync("ip", ["netns", "exec", rig.nodeNetns, ...words], { encoding: "utf8" });
}

/** A node of which the sysctl says that pods may be behind such interfaces, with one that is. */
async function aBranchPod(rig: Rig, earlyDemux: "0" | "1") {
  symlinkSync("/proc/sys", join(rig.root, "proc", "sys"));
  onNode(rig, "sh", "-c", `echo ${earlyDemux} > /proc/sys/net/ipv4/tcp_early_demux`);
  await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
  const pod = await rig.addRunningPod("app", "client");
  onNode(rig, "ip", "route", "add", `${pod.network.ip}/32`, "dev", "veth1", "table", TABLE);
  onNode(rig, "ip", "rule", "add", "iif", "veth1", "lookup", TABLE, "priority", String(VENDOR_PRIORITY));
  await rig.startAgent();
  await rig.startZtunnel();
  await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
  const added = [
    `512:\tfrom all to ${pod.network.ip} lookup ${TABLE}`,
    `${VENDOR_PRIORITY - 1}:\tfrom all iif veth1 lookup local`,
  ];
  const present = (): readonly string[] =>
    onNode(rig, "ip", "rule")
      .split("\n")
      .map((line) => line.trimEnd())
      .filter((line) => added.includes(line));
  return { pod, added, present };
}

describeUnless(RIG_OBSTACLE, "a pod behind a branch interface", () => {
  test("has its probes routed while it is enrolled, also over a restart of the agent", async () => {
    await using rig = await aRig();
    const { pod, added, present } = await aBranchPod(rig, "0");
    await eventually(() => expect(present()).toEqual(added), PATIENCE);
    await rig.stopAgent();
    expect(present()).toEqual(added);
    await rig.startAgent();
    await rig.startZtunnel();
    expect(present()).toEqual(added);
    await rig.labelNamespace("app", null);
    await eventually(() => expect(present()).toEqual([]), PATIENCE);
    expect(await rig.redirection(pod)).toBeUndefined();
    expect(onNode(rig, "ip", "rule")).toContain(`${VENDOR_PRIORITY}:`);
  });

  test("is not looked for where the node's own setting says that there is none", async () => {
    await using rig = await aRig();
    const { present } = await aBranchPod(rig, "1");
    expect(present()).toEqual([]);
  });
});
