/** Rules in real namespaces, read back with the programs that recorded a stock agent's. */
import { describe, expect, test } from "vitest";
import {
  applyInPod,
  type Backend,
  formatBackend,
  recaptureInPod,
  releaseInPod,
  removeInPod,
  verifyInPod,
} from "../src/index.ts";
import { aCapture, RECORDED, readGolden, rulesOf } from "../src/testing/golden.ts";
import { describeWithNetfilter, TestNamespace } from "./support.ts";

const IPTABLES_NFT: Backend = { kind: "iptables", variant: "nft" };
const IPTABLES_LEGACY: Backend = { kind: "iptables", variant: "legacy" };
const NFTABLES: Backend = { kind: "nftables" };
const BACKENDS = [IPTABLES_NFT, IPTABLES_LEGACY, NFTABLES].map((backend) => ({
  name: formatBackend(backend),
  backend,
}));

/** Rules of others, with the words that make parsing hard. */
const FOREIGN = [
  'iptables-nft -t nat -A OUTPUT -p tcp -m comment --comment "go to \\"-j ISTIO_OUTPUT\\"" -j ACCEPT',
  "iptables-nft -t nat -N ISTIO_FOREIGN",
  "iptables-nft -t nat -A ISTIO_FOREIGN -d 10.9.9.9 -j RETURN",
  "ip6tables-nft -t mangle -A PREROUTING -p tcp --dport 4242 -j ACCEPT",
  "iptables-legacy -t nat -A PREROUTING -p udp -j ACCEPT",
  "nft add table inet foreign",
  "nft add chain inet foreign output '{ type nat hook output priority -100 ; }'",
  "nft add rule inet foreign output tcp dport 4242 accept",
  "ip rule add fwmark 0x7 lookup 77 pref 32000",
  "ip route add local 10.9.9.0/24 dev lo table 100",
].join(" && ");

const EVERYTHING = [
  "iptables-nft-save",
  "ip6tables-nft-save",
  "iptables-legacy-save",
  "ip6tables-legacy-save",
  "nft list ruleset inet",
  "ip rule",
  "ip -6 rule",
  "ip route show table 100",
  "ip -6 route show table 100 || true",
].join("; ");

/** Everything but tables without rules, which come into being by being read or used, and stay. */
function state(pod: TestNamespace): string {
  const text = rulesOf(pod.shell(EVERYTHING)).join("\n");
  return text.replaceAll(/\*\w+\n(?::\w+ ACCEPT\n)*COMMIT\n?/g, "");
}

/** As an iptables program prints it; legacy iptables has its tables and chains in another order. */
function saved(pod: TestNamespace, tool: string): readonly string[] {
  return rulesOf(pod.shell(tool));
}

function routes(pod: TestNamespace): readonly string[] {
  return rulesOf(pod.shell("ip rule; ip -6 rule; ip route show table 100; ip -6 route show table 100"));
}

describeWithNetfilter("rules in a pod's namespace", () => {
  describe.each(RECORDED)("of %s", (name, capture) => {
    test("read back as recorded with iptables (nft)", async () => {
      using pod = new TestNamespace();
      expect(await applyInPod(pod, { capture, backend: IPTABLES_NFT, isFresh: true })).toBe("installed");
      for (const tool of ["iptables-save", "ip6tables-save"]) {
        expect(saved(pod, tool.replace("-", "-nft-"))).toEqual(
          rulesOf(readGolden(`iptables/${name}.${tool}.txt`)),
        );
      }
      expect(routes(pod)).toEqual(rulesOf(readGolden(`iptables/${name}.routes.txt`)));
    });

    test("read back as recorded with iptables (legacy)", async () => {
      using pod = new TestNamespace();
      await applyInPod(pod, { capture, backend: IPTABLES_LEGACY, isFresh: true });
      for (const tool of ["iptables-save", "ip6tables-save"]) {
        const recorded = rulesOf(readGolden(`iptables/${name}.${tool}.txt`));
        expect(saved(pod, tool.replace("-", "-legacy-")).toSorted()).toEqual(recorded.toSorted());
      }
    });

    test("read back as recorded with nftables", async () => {
      using pod = new TestNamespace();
      await applyInPod(pod, { capture, backend: NFTABLES, isFresh: true });
      expect(rulesOf(pod.shell("nft list ruleset"))).toEqual(rulesOf(readGolden(`nftables/${name}.nft.txt`)));
    });
  });

  describe.each(BACKENDS)("of $name", ({ backend }) => {
    test("twice are the same, by the fast way and by the long one", async () => {
      using pod = new TestNamespace();
      const desired = { capture: aCapture(), backend };
      await applyInPod(pod, { ...desired, isFresh: true });
      expect(pod.programs.length).toBeLessThanOrEqual(4);
      const before = state(pod);
      expect(await applyInPod(pod, { ...desired, isFresh: false })).toBe("unchanged");
      expect(await applyInPod(pod, { ...desired, isFresh: true })).toBe("unchanged");
      expect(state(pod)).toBe(before);
      expect(await verifyInPod(pod, desired)).toEqual([]);
    });

    test.each([
      ["the fast way", aCapture(), aCapture()],
      ["looking", aCapture(), undefined],
      ["looking, when the fast way does not fit", aCapture({ dnsCapture: false }), aCapture()],
    ])("go by %s, and what others made stays as it was", async (_name, capture, lastCapture) => {
      using pod = new TestNamespace();
      pod.shell(FOREIGN);
      const before = state(pod);
      await applyInPod(pod, { capture, backend, isFresh: true });
      expect(state(pod)).not.toBe(before);
      await removeInPod(pod, { backend, lastCapture });
      expect(state(pod)).toBe(before);
      await removeInPod(pod, { backend, lastCapture });
      expect(state(pod)).toBe(before);
    });

    test("are released in one step, can be taken back, and go by the fast way afterwards", async () => {
      using pod = new TestNamespace();
      const desired = { capture: aCapture(), backend };
      const before = state(pod);
      await applyInPod(pod, { ...desired, isFresh: true });
      const applied = state(pod);
      expect(await releaseInPod(pod, desired)).toBe(true);
      const released = state(pod).split("\n");
      expect(applied.split("\n").length - released.length).toBe(backend.kind === "nftables" ? 2 : 4);
      expect(await applyInPod(pod, { ...desired, isFresh: false })).toBe("repaired");
      expect(state(pod)).toBe(applied);
      await releaseInPod(pod, desired);
      pod.programs.length = 0;
      await removeInPod(pod, { backend, lastCapture: aCapture(), isReleased: true });
      expect(pod.programs.length).toBeLessThanOrEqual(4);
      expect(state(pod)).toBe(before);
    });

    test("are taken back after a release as they were, with no look at them", async () => {
      using pod = new TestNamespace();
      const desired = { capture: aCapture(), backend };
      expect(await recaptureInPod(pod, desired)).toBe(false);
      await applyInPod(pod, { ...desired, isFresh: true });
      const applied = state(pod);
      await releaseInPod(pod, desired);
      pod.programs.length = 0;
      expect(await recaptureInPod(pod, desired)).toBe(true);
      expect(pod.programs.length).toBeLessThanOrEqual(2);
      expect(state(pod)).toBe(applied);
      expect(await verifyInPod(pod, desired)).toEqual([]);
    });

    test.each(RECORDED)("follow a pod whose annotations come to be those of %s", async (_name, capture) => {
      using pod = new TestNamespace();
      pod.shell(FOREIGN);
      await applyInPod(pod, { capture, backend, isFresh: true });
      const expected = state(pod);
      await applyInPod(pod, { capture: aCapture(), backend, isFresh: false });
      expect(await verifyInPod(pod, { capture: aCapture(), backend })).toEqual([]);
      await applyInPod(pod, { capture, backend, isFresh: false });
      expect(await verifyInPod(pod, { capture, backend })).toEqual([]);
      expect(state(pod)).toBe(expected);
    });

    test.each(BACKENDS.filter((other) => other.backend !== backend))(
      "take the place of those of $name",
      async (other) => {
        using pod = new TestNamespace();
        pod.shell(FOREIGN);
        await applyInPod(pod, { capture: aCapture(), backend, isFresh: true });
        const expected = state(pod);
        await applyInPod(pod, { capture: aCapture(), backend: other.backend, isFresh: false });
        expect(await verifyInPod(pod, { capture: aCapture(), backend: other.backend })).toEqual([]);
        expect(await verifyInPod(pod, { capture: aCapture(), backend })).not.toEqual([]);
        expect(await applyInPod(pod, { capture: aCapture(), backend, isFresh: false })).toBe("repaired");
        expect(state(pod)).toBe(expected);
      },
    );

    test("without IPv6 are only IPv4's", async () => {
      using pod = new TestNamespace();
      const capture = aCapture({ ipv6: false });
      await applyInPod(pod, { capture, backend, isFresh: true });
      expect(
        pod.shell("ip6tables-nft-save; ip6tables-legacy-save; nft list ruleset inet; ip -6 rule"),
      ).not.toMatch(/ISTIO|ip6 |fwmark/);
      expect(await verifyInPod(pod, { capture, backend })).toEqual([]);
    });

    test("are made in a pod that has switched IPv6 off", async () => {
      using pod = new TestNamespace();
      pod.shell("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
      const desired = { capture: aCapture(), backend };
      expect(await applyInPod(pod, { ...desired, isFresh: true })).toBe("installed");
      expect(await verifyInPod(pod, desired)).toEqual([]);
    });

    test("are not left behind when the loopback is down, and the error says that it is", async () => {
      using pod = new TestNamespace();
      pod.shell("ip link set lo down");
      const before = state(pod);
      await expect(applyInPod(pod, { capture: aCapture(), backend, isFresh: true })).rejects.toThrow(
        /loopback.*is down/,
      );
      expect(state(pod)).toBe(before);
    });
  });

  test("damage is named and repaired, with iptables (nft)", async () => {
    using pod = new TestNamespace();
    const desired = { capture: aCapture(), backend: IPTABLES_NFT };
    await applyInPod(pod, { ...desired, isFresh: true });
    const good = state(pod);
    pod.shell(
      "iptables-nft -t nat -D ISTIO_OUTPUT -p tcp -m mark --mark 0x111/0xfff -j ACCEPT && " +
        "iptables-nft -t nat -A ISTIO_PRERT -p tcp --dport 4242 -j ACCEPT && " +
        "iptables-nft -t mangle -I PREROUTING 1 -p udp -j ISTIO_PRERT && ip -6 rule del pref 32764",
    );
    const differences = await verifyInPod(pod, desired);
    expect(differences.map((text) => text.split(" ").slice(0, 3).join(" "))).toEqual([
      "IPv4 table mangle",
      "IPv4 table nat",
      "IPv6 has 0",
    ]);
    expect(await applyInPod(pod, { ...desired, isFresh: false })).toBe("repaired");
    expect(state(pod)).toBe(good);
  });

  test("damage is named and repaired, with nftables", async () => {
    using pod = new TestNamespace();
    const desired = { capture: aCapture(), backend: NFTABLES };
    await applyInPod(pod, { ...desired, isFresh: true });
    const good = state(pod);
    pod.shell(
      "nft flush chain inet istio-ambient-nat istio-prerouting; nft delete table inet istio-ambient-raw",
    );
    expect(await verifyInPod(pod, desired)).toEqual([
      'table inet istio-ambient-nat lacks in chain istio-prerouting, at 1, the rule "meta l4proto tcp ip saddr 169.254.7.127 counter accept"',
      "table inet istio-ambient-raw is missing",
    ]);
    expect(await applyInPod(pod, { ...desired, isFresh: false })).toBe("repaired");
    expect(state(pod)).toBe(good);
  });

  test.each([
    ["iptables (nft)", IPTABLES_NFT, "iptables-nft-restore --noflush", "iptables/restore.txt"],
    ["iptables (legacy)", IPTABLES_LEGACY, "iptables-legacy-restore --noflush", "iptables/restore.txt"],
    ["nftables", NFTABLES, "nft -f -", "nftables/transaction.nft"],
  ])("what a stock agent makes with %s is as desired, and goes", async (_name, backend, program, input) => {
    using pod = new TestNamespace();
    const capture = aCapture({ ipv6: backend.kind === "nftables" });
    pod.shell(program, readGolden(input));
    pod.shell(
      "for f in -4 -6; do ip $f rule add fwmark 0x111/0xfff lookup 100 pref 32764; ip $f route add local default dev lo table 100; done",
    );
    if (!capture.ipv6) pod.shell("ip -6 rule del pref 32764");
    expect(await verifyInPod(pod, { capture, backend })).toEqual([]);
    expect(await applyInPod(pod, { capture, backend, isFresh: false })).toBe("unchanged");
    await removeInPod(pod, { backend, lastCapture: undefined });
    expect(pod.shell(EVERYTHING)).not.toMatch(/ISTIO|istio|fwmark/);
  });
});
