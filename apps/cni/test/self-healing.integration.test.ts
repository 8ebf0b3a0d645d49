// Rules that somebody else removes come back by themselves, in pods and on the node, whatever they are made with.

import { execFileSync } from "node:child_process";
import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless, findMissingPrograms } from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { aRig, PATIENCE, type PodNetwork, RIG_OBSTACLE, type Rig } from "./rig.ts";

const OBSTACLE = RIG_OBSTACLE ?? findMissingPrograms({ nft: "nftables" });

/** What somebody might do to a pod, with whatever there is. */
const ATTACKS = [
  {
    name: "all rules are flushed",
    command:
      "for t in nft legacy; do for c in iptables ip6tables; do $c-$t -t nat -F; $c-$t -t mangle -F; done; done; nft flush ruleset",
  },
  {
    name: "the rules for outbound traffic are flushed",
    command:
      "for t in nft legacy; do iptables-$t -t nat -F ISTIO_OUTPUT; done; nft flush chain inet istio-ambient-nat istio-output",
  },
  { name: "the policy rule is removed", command: "ip rule del pref 32764" },
  { name: "the routes are removed", command: "ip route flush table 100" },
] as const;

const BACKENDS = [
  { name: "iptables (nft)", environment: { FORCE_IPTABLES_BINARY: "nft" }, attacks: ATTACKS },
  {
    name: "iptables (legacy)",
    environment: { FORCE_IPTABLES_BINARY: "legacy" },
    attacks: ATTACKS.slice(0, 2),
  },
  { name: "nftables", environment: { NATIVE_NFTABLES: "true" }, attacks: ATTACKS.slice(0, 2) },
] as const;

function inside(netns: string, command: string): string {
  return execFileSync("ip", ["netns", "exec", netns, "sh", "-c", `{ ${command}; } 2>/dev/null; true`], {
    encoding: "utf8",
  });
}

/** Everything of ours, without counters. */
function state({ netnsName }: Pick<PodNetwork, "netnsName">): string {
  return inside(
    netnsName,
    "for t in nft legacy; do iptables-$t-save; ip6tables-$t-save; done; nft list ruleset inet; ip rule; ip route show table 100; ipset save",
  )
    .replaceAll(/^#.*\n|\[\d+:\d+\]|packets \d+ bytes \d+|initval \S+/gm, "")
    .replaceAll(/^[*:].*\n|^COMMIT\n/gm, "");
}

async function anEnrolledPod(rig: Rig, environment: Readonly<Record<string, string>>) {
  await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
  const pod = await rig.addRunningPod("app", "client");
  await rig.startAgent({ ...environment, AMBIENT_IPV6: "true" });
  await rig.startZtunnel();
  await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
  return pod;
}

/** Between the last restoration and when the rules were last read: once more after it, which the next change must not meet. */
async function msSinceRestored(rig: Rig): Promise<number> {
  const { verified = "", restored } = (await rig.report()).pods[0] ?? {};
  return Date.parse(verified) - Date.parse(restored?.last ?? "");
}

describeUnless(OBSTACLE, "rules that somebody else has changed", () => {
  test.each(BACKENDS)("come back in a pod, with $name", async ({ environment, attacks }) => {
    await using rig = await aRig();
    const pod = await anEnrolledPod(rig, environment);
    const good = state(pod.network);
    expect(good).toContain("15001");
    for (const [index, { name, command }] of attacks.entries()) {
      inside(pod.network.netnsName, command);
      expect(state(pod.network), name).not.toBe(good);
      await eventually(() => expect(state(pod.network), name).toBe(good), PATIENCE);
      await eventually(
        async () =>
          expect(await rig.metric('ambit_rules_restored_total{scope="pod"}')).toMatch(
            new RegExp(` ${index + 1}$`),
          ),
        PATIENCE,
      );
      await eventually(async () => expect(await msSinceRestored(rig)).toBeGreaterThan(5), PATIENCE);
    }
    const report = await rig.report({ verify: true });
    expect(report.pods).toMatchObject([
      { installed: true, proven: true, restored: { count: attacks.length } },
    ]);
    expect(report.pods[0]?.reason).toMatch(/its rules were changed by somebody else and restored \(\d times/);
    expect(rig.log.join("")).toContain("somebody else has changed the pod's rules, they are restored");
    expect(await rig.redirection(pod)).toBe("enabled");
  });

  test.each(BACKENDS)("come back on the node, with its addresses, with $name", async ({ environment }) => {
    await using rig = await aRig();
    const pod = await anEnrolledPod(rig, environment);
    const node = { netnsName: rig.nodeNetns };
    await eventually(() => expect(state(node)).toContain(pod.network.ip), PATIENCE);
    const good = state(node);
    inside(
      rig.nodeNetns,
      "for t in nft legacy; do iptables-$t -t nat -F; done; nft flush chain inet istio-ambient-nat postrouting",
    );
    inside(rig.nodeNetns, "ipset flush; nft flush set inet istio-ambient-nat istio-inpod-probes-v4");
    expect(state(node)).not.toBe(good);
    await eventually(() => expect(state(node)).toBe(good), PATIENCE);
    await eventually(
      async () => expect(await rig.metric('ambit_rules_restored_total{scope="node"}')).toMatch(/ [12]$/),
      PATIENCE,
    );
    expect(rig.log.join("")).toContain("somebody else has changed the node's rules for probes");
  });

  test("are not touched when the change is somebody's own, and a pod that has left stays out", async () => {
    await using rig = await aRig();
    const pod = await anEnrolledPod(rig, {});
    inside(pod.network.netnsName, "iptables-nft -A INPUT -p tcp --dport 9 -j DROP");
    await rig.labelNamespace("app", null);
    await eventually(async () => expect((await rig.report()).pods[0]?.rules).toBe("none"), PATIENCE);
    expect(await rig.metric('ambit_rules_restored_total{scope="pod"}')).toBe("");
    expect(inside(pod.network.netnsName, "iptables-nft-save")).toContain("--dport 9 -j DROP");
    expect(state(pod.network)).not.toContain("ISTIO");
  });
});
