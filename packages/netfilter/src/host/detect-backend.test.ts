import { describe, expect, test } from "vitest";
import { missingProgram } from "../child-program.ts";
import type { ProgramCall, ProgramResult, RunProgram } from "../program.ts";
import { type BackendOptions, detectBackend } from "./detect-backend.ts";

const OPTIONS: BackendOptions = { nativeNftables: false, forceIptables: undefined, ipv6: true };
const DONE: ProgramResult = { code: 0, stdout: "", stderr: "" };
const NO_KERNEL: ProgramResult = {
  code: 4,
  stdout: "",
  stderr: "line 3: RULE_APPEND failed (No such file or directory)",
};
const NOT_FOUND: ProgramResult = {
  code: 127,
  stdout: "",
  stderr: "unshare: failed to execute: No such file or directory",
};

/** Everything works and nothing is there, but for what is said by program; a trial goes by the name of its program. */
function aHost(answers: Readonly<Record<string, ProgramResult | "missing">>): RunProgram {
  return async (call: ProgramCall) => {
    const name = call.program === "unshare" ? `trial of ${call.args[1]}` : call.program;
    const answer =
      answers[name] ?? (name === "ipset" ? { code: 1, stdout: "", stderr: "does not exist" } : DONE);
    if (answer === "missing") throw missingProgram(name);
    return answer;
  };
}

const LEGACY_RULES = {
  code: 0,
  stdout: "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n",
  stderr: "",
};
const LEGACY_POLICY = { code: 0, stdout: "*filter\n:INPUT DROP [0:0]\nCOMMIT\n", stderr: "" };
const LEGACY_EMPTY = { code: 0, stdout: "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n", stderr: "" };

describe("the variant of iptables is", () => {
  test.each([
    ["nft where it works", {}, "nft"],
    ["legacy where it has rules", { "iptables-legacy-save": LEGACY_RULES }, "legacy"],
    ["legacy where it has IPv6 rules", { "ip6tables-legacy-save": LEGACY_RULES }, "legacy"],
    ["legacy where it has a policy", { "iptables-legacy-save": LEGACY_POLICY }, "legacy"],
    ["nft where legacy tables are empty", { "iptables-legacy-save": LEGACY_EMPTY }, "nft"],
    [
      "nft where there is no legacy",
      { "iptables-legacy-save": "missing", "ip6tables-legacy-save": "missing" },
      "nft",
    ],
    ["plain where there is no other", { "trial of iptables-nft-restore": NOT_FOUND }, "plain"],
    [
      "legacy where the kernel has nothing else",
      { "trial of iptables-nft-restore": NO_KERNEL, "trial of iptables-restore": NO_KERNEL },
      "legacy",
    ],
  ] as const)("%s", async (_name, answers, variant) => {
    const choice = await detectBackend(aHost(answers), OPTIONS);
    expect(choice).toMatchObject({ backend: { kind: "iptables", variant }, warning: undefined });
  });

  test("what is asked for", async () => {
    const host = aHost({ "iptables-legacy-save": LEGACY_RULES });
    const choice = await detectBackend(host, { ...OPTIONS, forceIptables: "nft" });
    expect(choice.backend).toEqual({ kind: "iptables", variant: "nft" });
  });
});

describe("nothing is chosen that does not work", () => {
  test.each([
    [
      "what is asked for",
      { ...OPTIONS, forceIptables: "legacy" },
      { "trial of iptables-legacy-restore": NO_KERNEL },
    ],
    [
      "IPv6 that is wanted",
      { ...OPTIONS, forceIptables: "nft" },
      { "trial of ip6tables-nft-restore": NO_KERNEL },
    ],
    [
      "legacy with rules",
      OPTIONS,
      { "iptables-legacy-save": LEGACY_RULES, "trial of iptables-legacy-restore": NO_KERNEL },
    ],
  ] as const)("%s", async (_name, options, answers) => {
    await expect(detectBackend(aHost(answers), options)).rejects.toMatchObject({
      code: "kernel-unsupported",
    });
  });

  test("but IPv6 that is not wanted does not matter", async () => {
    const host = aHost({ "trial of ip6tables-nft-restore": NO_KERNEL });
    const choice = await detectBackend(host, { ...OPTIONS, ipv6: false });
    expect(choice.backend).toEqual({ kind: "iptables", variant: "nft" });
  });

  test("and the error says what to install", async () => {
    const host = aHost({
      "trial of iptables-nft-restore": NOT_FOUND,
      "trial of iptables-restore": NOT_FOUND,
      "trial of iptables-legacy-restore": NOT_FOUND,
    });
    await expect(detectBackend(host, OPTIONS)).rejects.toThrow(
      /iptables-nft-restore.*install the package iptables/,
    );
  });
});

describe("with NATIVE_NFTABLES", () => {
  const native = { ...OPTIONS, nativeNftables: true };

  test.each([
    ["nothing of iptables is there", {}],
    ["ipset is not even installed", { ipset: "missing" }],
    ["looking fails", { nft: { code: 1, stdout: "", stderr: "Error: interrupted" } }],
  ] as const)("nftables is used when %s", async (_name, answers) => {
    expect(await detectBackend(aHost(answers), native)).toMatchObject({
      backend: { kind: "nftables" },
      warning: undefined,
    });
  });

  test.each([
    ["the node has sets for iptables", { ipset: DONE }, /until it is rebooted/],
    [
      "nft has no JSON",
      { nft: { code: 1, stdout: "", stderr: "Error: JSON support not compiled-in" } },
      /built without JSON/,
    ],
  ] as const)("iptables is used when %s, and the warning says why", async (_name, answers, warning) => {
    const choice = await detectBackend(aHost(answers), native);
    expect(choice.backend).toEqual({ kind: "iptables", variant: "nft" });
    expect(choice.warning).toMatch(warning);
  });

  test("a node without nft is an error that names the package", async () => {
    await expect(detectBackend(aHost({ nft: "missing" }), native)).rejects.toThrow(
      /install the package nftables/,
    );
  });
});
