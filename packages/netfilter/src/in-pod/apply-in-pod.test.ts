import { describe, expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { missingProgram } from "../child-program.ts";
import { FakeNamespace } from "../testing/fake-namespace.ts";
import { aCapture, readGolden, rulesOf } from "../testing/golden.ts";
import { applyInPod } from "./apply-in-pod.ts";
import { releaseInPod, removeInPod } from "./remove-in-pod.ts";
import { verifyInPod } from "./verify-in-pod.ts";

const NFT: Backend = { kind: "iptables", variant: "nft" };
const LEGACY: Backend = { kind: "iptables", variant: "legacy" };
const ROUTING = ["local default dev lo table 100", "fwmark 0x111/0xfff lookup 100 pref 32764"];

function savedRules(pod: FakeNamespace, model = "iptables-nft"): readonly string[] {
  return rulesOf(pod.model(model).save());
}

function expectNothing(pod: FakeNamespace): void {
  for (const model of ["iptables-nft", "ip6tables-nft", "iptables-legacy", "ip6tables-legacy"]) {
    expect(savedRules(pod, model).filter((line) => line.includes("ISTIO"))).toEqual([]);
  }
  expect([...pod.routing(4), ...pod.routing(6)]).toEqual([]);
}

describe("applying", () => {
  test("to a fresh pod takes one program per family for rules and one for routes", async () => {
    const pod = new FakeNamespace();
    expect(await applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: true })).toBe("installed");
    expect(pod.calls.map(({ program, args }) => `${program} ${args[0]}`).toSorted()).toEqual([
      "ip -4",
      "ip -6",
      "ip6tables-nft-restore --noflush",
      "iptables-nft-restore --noflush",
    ]);
    expect(savedRules(pod)).toEqual(rulesOf(readGolden("iptables/default.iptables-save.txt")));
    expect(savedRules(pod, "ip6tables-nft")).toEqual(
      rulesOf(readGolden("iptables/default.ip6tables-save.txt")),
    );
    expect([pod.routing(4), pod.routing(6)]).toEqual([ROUTING, ROUTING]);
  });

  test("twice changes nothing, whether the pod is said to be fresh or not", async () => {
    const pod = new FakeNamespace();
    const options = { capture: aCapture(), backend: NFT };
    await applyInPod(pod, { ...options, isFresh: true });
    const before = savedRules(pod);
    expect(await applyInPod(pod, { ...options, isFresh: false })).toBe("unchanged");
    expect(await applyInPod(pod, { ...options, isFresh: true })).toBe("unchanged");
    expect(savedRules(pod)).toEqual(before);
    expect(await verifyInPod(pod, options)).toEqual([]);
  });

  test("without IPv6 leaves its programs alone on the fast way, and removes what was there on the long one", async () => {
    const pod = new FakeNamespace();
    await applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: true });
    const capture = aCapture({ ipv6: false });
    expect(await verifyInPod(pod, { capture, backend: NFT })).toEqual([
      "IPv6 rules of iptables (nft) are there too",
    ]);
    expect(await applyInPod(pod, { capture, backend: NFT, isFresh: false })).toBe("repaired");
    expect(savedRules(pod, "ip6tables-nft").filter((line) => line.includes("ISTIO"))).toEqual([]);
    const fresh = new FakeNamespace();
    await applyInPod(fresh, { capture, backend: NFT, isFresh: true });
    expect(fresh.calls).toHaveLength(2);
  });

  test("repairs what somebody damaged and keeps what somebody added", async () => {
    const pod = new FakeNamespace();
    pod.model("iptables-nft").restore("*nat\n-A OUTPUT -d 10.0.0.1 -j ACCEPT\nCOMMIT\n");
    await applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: true });
    const good = savedRules(pod);
    pod.model("iptables-nft").restore("*nat\n-D OUTPUT -j ISTIO_OUTPUT\n-F ISTIO_PRERT\nCOMMIT\n");
    expect(await verifyInPod(pod, { capture: aCapture(), backend: NFT })).toHaveLength(1);
    expect(await applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: false })).toBe("repaired");
    expect(savedRules(pod)).toEqual(good);
  });

  test("with another backend puts its rules in place before it removes the other's", async () => {
    const pod = new FakeNamespace();
    await applyInPod(pod, { capture: aCapture(), backend: LEGACY, isFresh: true });
    pod.calls.length = 0;
    expect(await applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: false })).toBe("repaired");
    expect(savedRules(pod, "iptables-legacy").filter((line) => line.includes("ISTIO"))).toEqual([]);
    const restores = pod.calls.map(({ program }) => program).filter((program) => program.endsWith("restore"));
    expect(restores.slice(0, 2).toSorted()).toEqual(["ip6tables-nft-restore", "iptables-nft-restore"]);
    expect(restores.slice(2).toSorted()).toEqual(["ip6tables-legacy-restore", "iptables-legacy-restore"]);
    expect(await verifyInPod(pod, { capture: aCapture(), backend: NFT })).toEqual([]);
  });
});

describe("a failure", () => {
  test.each([
    ["of one family", "ip6tables-nft-restore"],
    ["of the routes", "ip"],
  ])("%s in a fresh pod leaves nothing behind", async (_name, program) => {
    const pod = new FakeNamespace();
    const usual = pod.run;
    pod.overrides.set(program, (call) => {
      if (program === "ip" && !(call.stdin ?? "").includes("add")) return { code: 0, stdout: "", stderr: "" };
      return { code: 4, stdout: "", stderr: "line 3: RULE_APPEND failed (No such file or directory)" };
    });
    const failed = applyInPod({ run: usual }, { capture: aCapture(), backend: NFT, isFresh: true });
    await expect(failed).rejects.toMatchObject({ code: "kernel-unsupported" });
    pod.overrides.clear();
    expect(savedRules(pod).filter((line) => line.includes("ISTIO"))).toEqual([]);
    expect(savedRules(pod, "ip6tables-nft").filter((line) => line.includes("ISTIO"))).toEqual([]);
  });

  test("of an enrolled pod leaves it captured", async () => {
    const pod = new FakeNamespace();
    await applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: true });
    pod.overrides.set("iptables-nft-save", () => ({ code: 1, stdout: "", stderr: "interrupted" }));
    const failed = applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: false });
    await expect(failed).rejects.toMatchObject({ code: "program-failed" });
    expect(savedRules(pod)).toEqual(rulesOf(readGolden("iptables/default.iptables-save.txt")));
  });

  test("of a pod that turns out to be enrolled leaves it captured, too", async () => {
    const pod = new FakeNamespace();
    await applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: true });
    pod.overrides.set("iptables-nft-save", () => ({ code: 1, stdout: "", stderr: "interrupted" }));
    const failed = applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: true });
    await expect(failed).rejects.toMatchObject({ code: "program-failed" });
    expect(savedRules(pod)).toEqual(rulesOf(readGolden("iptables/default.iptables-save.txt")));
  });

  test("because of a program that is not there names the package", async () => {
    const pod = new FakeNamespace();
    pod.overrides.set("iptables-nft-restore", ({ program }) => {
      throw missingProgram(program);
    });
    const failed = applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: true });
    await expect(failed).rejects.toMatchObject({
      code: "program-missing",
      message: expect.stringContaining("install the package iptables"),
    });
  });

  test("to change anything is noticed when it is read back", async () => {
    const pod = new FakeNamespace();
    pod.overrides.set("iptables-nft-restore", () => ({ code: 0, stdout: "", stderr: "" }));
    const failed = applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: false });
    await expect(failed).rejects.toMatchObject({ code: "not-as-desired" });
  });
});

describe("removing", () => {
  test("what this process applied takes one program per family for rules and one for routes", async () => {
    const pod = new FakeNamespace();
    await applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: true });
    pod.calls.length = 0;
    await removeInPod(pod, { backend: NFT, lastCapture: aCapture() });
    expect(pod.calls).toHaveLength(4);
    expectNothing(pod);
  });

  test("finds whatever is there, of any backend, also when it is not what was applied last", async () => {
    const pod = new FakeNamespace();
    await applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: true });
    await applyInPod(pod, { capture: aCapture(), backend: LEGACY, isFresh: true });
    await removeInPod(pod, { backend: NFT, lastCapture: aCapture({ dnsCapture: false }) });
    await removeInPod(pod, { backend: NFT, lastCapture: undefined });
    expectNothing(pod);
  });

  test("nothing is fine", async () => {
    const pod = new FakeNamespace();
    await removeInPod(pod, { backend: NFT, lastCapture: undefined });
    await removeInPod(pod, { backend: LEGACY, lastCapture: aCapture() });
    expectNothing(pod);
  });
});

describe("releasing", () => {
  test("takes the ways in away, and keeps the rest until it is removed", async () => {
    const pod = new FakeNamespace();
    await applyInPod(pod, { capture: aCapture(), backend: NFT, isFresh: true });
    const before = savedRules(pod);
    pod.calls.length = 0;
    expect(await releaseInPod(pod, { capture: aCapture(), backend: NFT })).toBe(true);
    expect(pod.calls).toHaveLength(2);
    const gone = before.filter((line) => !savedRules(pod).includes(line));
    expect(gone).toEqual([]);
    expect(before.length - savedRules(pod).length).toBe(2);
    pod.calls.length = 0;
    await removeInPod(pod, { backend: NFT, lastCapture: aCapture(), isReleased: true });
    expect(pod.calls).toHaveLength(4);
    expectNothing(pod);
  });

  test("can be taken back", async () => {
    const pod = new FakeNamespace();
    const options = { capture: aCapture(), backend: NFT };
    await applyInPod(pod, { ...options, isFresh: true });
    await releaseInPod(pod, options);
    expect(await applyInPod(pod, { ...options, isFresh: false })).toBe("repaired");
    expect(savedRules(pod)).toEqual(rulesOf(readGolden("iptables/default.iptables-save.txt")));
  });

  test("says when there is nothing to release", async () => {
    expect(await releaseInPod(new FakeNamespace(), { capture: aCapture(), backend: NFT })).toBe(false);
  });
});
