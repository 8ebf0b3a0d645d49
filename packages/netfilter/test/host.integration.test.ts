/** A node's own namespace: rules and sets for probes, and which backend is chosen. */
import { parseIpAddress } from "@ambit/addr";
import { expect, test } from "vitest";
import {
  type Backend,
  childPrograms,
  detectBackend,
  formatBackend,
  type HostProbesOptions,
  openHostProbes,
  type ProbedPod,
} from "../src/index.ts";
import { PROBE_SOURCE, readGolden, rulesOf } from "../src/testing/golden.ts";
import { describeWithNetfilter, TestNamespace } from "./support.ts";

const OPTIONS = { ipv6: true, probeSource: PROBE_SOURCE, kubeletUid: 0 };
const IPTABLES_NFT: Backend = { kind: "iptables", variant: "nft" };
const BACKENDS = ([IPTABLES_NFT, { kind: "iptables", variant: "legacy" }, { kind: "nftables" }] as const).map(
  (backend) => ({
    name: formatBackend(backend),
    options: { ...OPTIONS, backend } satisfies HostProbesOptions,
  }),
);

function pod(ip: string, podUid: string): ProbedPod {
  return { ip: parseIpAddress(ip), podUid };
}

/** Rules and sets, without what is another each time. */
function state(node: TestNamespace): string {
  const text = node.shell(
    "iptables-nft-save -t nat; ip6tables-nft-save -t nat; iptables-legacy-save -t nat; ip6tables-legacy-save -t nat; nft list ruleset inet; ipset save",
  );
  return rulesOf(text)
    .map((line) => line.replace(/ initval \S+/, ""))
    .join("\n")
    .replaceAll(/\*nat\n(?::\w+ ACCEPT\n)*COMMIT\n?/g, "");
}

describeWithNetfilter("a node's namespace", () => {
  test("gets the recorded rules between those of kube-proxy with iptables", async () => {
    using node = new TestNamespace();
    node.shell(
      "iptables-nft-restore",
      readGolden("host/before.iptables-save.txt").replaceAll(/^.*nfacct.*\n/gm, ""),
    );
    const before = rulesOf(node.shell("iptables-nft-save"));
    await openHostProbes(node.run, { ...OPTIONS, backend: IPTABLES_NFT });
    const after = rulesOf(node.shell("iptables-nft-save"));
    const own = (line: string): boolean => line.includes("ISTIO");
    expect(after.filter(own)).toEqual(rulesOf(readGolden("host/agent.iptables-save.txt")).filter(own));
    expect(after.filter((line) => !own(line))).toEqual(before);
    expect(after.filter((line) => line.startsWith("-A POSTROUTING"))[0]).toBe(
      "-A POSTROUTING -j ISTIO_POSTRT",
    );
    expect(rulesOf(node.shell("ip6tables-nft-save -t nat")).filter(own)).toEqual(
      rulesOf(readGolden("host/agent.ip6tables-save.txt")).filter(own),
    );
  });

  test("gets the recorded table with nftables", async () => {
    using node = new TestNamespace();
    const probes = await openHostProbes(node.run, { ...OPTIONS, backend: { kind: "nftables" } });
    const recorded = readGolden("host/agent.nft.txt");
    const pods = [...recorded.matchAll(/(10\.[\d.]+) comment "([^"]+)"/g)].map(([, ip = "", uid = ""]) =>
      pod(ip, uid),
    );
    expect(pods).toHaveLength(7);
    await probes.add(pods);
    expect(rulesOf(node.shell("nft list ruleset"))).toEqual(rulesOf(recorded));
  });

  test.each(BACKENDS)("keeps its addresses when the agent comes back, with $name", async ({ options }) => {
    using node = new TestNamespace();
    const before = state(node);
    const first = await openHostProbes(node.run, options);
    await Promise.all([
      first.add([pod("10.0.0.1", "a"), pod("fd00::1", "a")]),
      first.add([pod("10.0.0.2", "b")]),
      first.add([pod("10.0.0.3", "c")]),
    ]);
    await first.add([pod("10.0.0.3", "d")]);
    expect(await first.remove([pod("10.0.0.2", "b"), pod("10.0.0.3", "c")])).toEqual([pod("10.0.0.3", "d")]);
    const during = state(node);
    const second = await openHostProbes(node.run, options);
    expect(state(node)).toBe(during);
    expect(Object.fromEntries(second.pods)).toEqual({ "10.0.0.1": "a", "fd00::1": "a", "10.0.0.3": "d" });
    await second.sync([pod("10.0.0.1", "a")], { prune: true });
    expect(Object.fromEntries((await openHostProbes(node.run, options)).pods)).toEqual({ "10.0.0.1": "a" });
    await second.destroy();
    expect(state(node)).toBe(before);
    await second.destroy();
  });

  test.each(BACKENDS)("is mended when somebody has removed everything, with $name", async ({ options }) => {
    using node = new TestNamespace();
    const probes = await openHostProbes(node.run, options);
    await probes.add([pod("10.0.0.1", "a")]);
    const good = state(node);
    node.shell(
      "nft delete table inet istio-ambient-nat; for t in nft legacy; do iptables-$t -t nat -F; ip6tables-$t -t nat -F; done; ipset destroy; true",
    );
    await probes.add([pod("10.0.0.2", "b")]);
    await probes.remove([pod("10.0.0.2", "b")]);
    expect(state(node)).toBe(good);
  });

  test.each(BACKENDS)(
    "is restored when somebody has removed rules or addresses, with $name",
    async ({ options }) => {
      using node = new TestNamespace();
      const probes = await openHostProbes(node.run, options);
      await probes.add([pod("10.0.0.1", "a"), pod("fd00::1", "a")]);
      const good = state(node);
      expect(await probes.restore({ withRules: true })).toEqual([]);
      node.shell("nft flush chain inet istio-ambient-nat postrouting; true");
      node.shell("for t in nft legacy; do iptables-$t -t nat -F; ip6tables-$t -t nat -F; done; true");
      expect(await probes.restore({ withRules: true })).not.toEqual([]);
      expect(state(node)).toBe(good);
      node.shell("ipset flush; nft flush set inet istio-ambient-nat istio-inpod-probes-v4; true");
      expect(await probes.restore({ withRules: false })).toHaveLength(1);
      expect(state(node)).toBe(good);
    },
  );

  test("has nothing of nftables any more once it is programmed with iptables", async () => {
    using node = new TestNamespace();
    await openHostProbes(node.run, { ...OPTIONS, backend: { kind: "nftables" } });
    await openHostProbes(node.run, { ...OPTIONS, backend: IPTABLES_NFT });
    expect(node.shell("nft list tables inet")).toBe("");
  });

  test("is programmed with nftables when asked to, but not while there are sets for iptables", async () => {
    using node = new TestNamespace();
    const options = { nativeNftables: true, forceIptables: undefined, ipv6: true };
    expect((await detectBackend(node.run, options)).backend).toEqual({ kind: "nftables" });
    const probes = await openHostProbes(node.run, { ...OPTIONS, backend: IPTABLES_NFT });
    const choice = await detectBackend(node.run, options);
    expect(choice.backend).toEqual(IPTABLES_NFT);
    expect(choice.warning).toMatch(/until it is rebooted/);
    await probes.destroy();
    expect((await detectBackend(node.run, options)).backend).toEqual({ kind: "nftables" });
  });

  test("is programmed with legacy iptables where that is in use", async () => {
    using node = new TestNamespace();
    const options = { nativeNftables: false, forceIptables: undefined, ipv6: true };
    expect((await detectBackend(node.run, options)).backend).toEqual(IPTABLES_NFT);
    node.shell("iptables-legacy -t filter -N KUBE-FORWARD");
    const choice = await detectBackend(node.run, options);
    expect(choice).toMatchObject({
      backend: { kind: "iptables", variant: "legacy" },
      reason: "the node has rules of legacy iptables",
    });
    // Trying things out has left nothing.
    expect(node.shell("iptables-nft-save; nft list ruleset inet")).not.toMatch(/ISTIO|istio/);
  });
});

const here = childPrograms((start) => start());

test("a program that is not there is an error that names the package", async () => {
  await expect(here({ program: "ip6tables-nonsense", args: [] })).rejects.toMatchObject({
    code: "program-missing",
    message: expect.stringContaining("install the package iptables"),
  });
});

test("a program's code, output and input arrive", async () => {
  expect(
    await here({
      program: "sh",
      args: ["-c", "cat; echo $X >&2; exit 3"],
      stdin: "in",
      environment: { X: "err" },
    }),
  ).toEqual({ code: 3, stdout: "in", stderr: "err\n" });
  expect(await here({ program: "sh", args: ["-c", "kill -9 $$"] })).toMatchObject({ code: 137 });
});

test("a program that does not read its input is no error", async () => {
  expect(await here({ program: "true", args: [], stdin: "x".repeat(1 << 20) })).toMatchObject({ code: 0 });
});

test("a program that does not stop talking is stopped", async () => {
  await expect(here({ program: "cat", args: ["/dev/zero"] })).rejects.toMatchObject({
    code: "program-failed",
  });
});
