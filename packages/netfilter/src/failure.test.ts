import { describe, expect, test } from "vitest";
import { attempt, programFailure, unlessImpossible } from "./failure.ts";
import { NetfilterError } from "./netfilter-error.ts";

const RESTORE = {
  program: "iptables-nft-restore",
  args: ["--noflush"],
  stdin: "*nat\n-N ISTIO_OUTPUT\n-A ISTIO_OUTPUT -p tcp -j REDIRECT --to-ports 15001\nCOMMIT\n",
};

describe("a failure names the line and the fix", () => {
  test.each([
    [
      "a kernel without a target",
      RESTORE,
      {
        code: 4,
        stderr:
          "iptables-nft-restore v1.8.9 (nf_tables): \nline 3: RULE_APPEND failed (No such file or directory): rule in chain ISTIO_OUTPUT\n",
      },
      "kernel-unsupported",
      /at "-A ISTIO_OUTPUT -p tcp -j REDIRECT --to-ports 15001".*load the modules xt_REDIRECT with modprobe/,
    ],
    [
      "a kernel without legacy tables",
      { program: "iptables-legacy-save", args: [] },
      {
        code: 3,
        stderr:
          "iptables-legacy-save v1.8.9: can't initialize iptables table `nat': Table does not exist (do you need to insmod?)\n",
      },
      "kernel-unsupported",
      /load the modules ip_tables, iptable_nat, iptable_mangle, iptable_raw/,
    ],
    [
      "a kernel without a legacy table",
      { program: "iptables-legacy-restore", args: [], stdin: "*mangle\nCOMMIT\n" },
      {
        code: 2,
        stderr:
          "iptables-restore v1.8.9 (legacy): iptables-restore: unable to initialize table 'mangle'\n\nError occurred at line: 1\nTry `iptables-restore -h' for more information.\n",
      },
      "kernel-unsupported",
      /at "\*mangle".*iptable_mangle/,
    ],
    [
      "a kernel without ip sets",
      { program: "ipset", args: ["restore"] },
      { code: 1, stderr: "ipset v7.17: Cannot open session to kernel. can't open socket to ipset\n" },
      "kernel-unsupported",
      /load the modules ip_set, ip_set_hash_ip/,
    ],
    [
      "nft on a kernel without it",
      { program: "nft", args: ["-f", "-"], stdin: "add table inet x\nadd rule inet x y ct zone set 1\n" },
      {
        code: 1,
        stderr:
          "/dev/stdin:2:1-9: Error: Could not process rule: No such file or directory\nadd rule\n^^^^^^^^\n",
      },
      "kernel-unsupported",
      /load the modules nft_ct with modprobe/,
    ],
    [
      "no rights",
      RESTORE,
      {
        code: 4,
        stderr:
          "iptables-nft-restore v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n",
      },
      "not-permitted",
      /NET_ADMIN/,
    ],
    ["something else", RESTORE, { code: 1, stderr: "" }, "program-failed", /ended with 1: no message$/],
  ])("%s", (...[, call, result, code, message]) => {
    const error = programFailure(call, { stdout: "", ...result });
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("in one line of a bounded length", () => {
    const error = programFailure(RESTORE, { code: 1, stdout: "", stderr: "bad\n".repeat(10_000) });
    expect(error.message).not.toContain("\n");
    expect(error.message.length).toBeLessThan(600);
  });
});

test("what cannot be there is not looked for, other failures are failures", async () => {
  const failing = (code: "program-missing" | "program-failed") => () =>
    Promise.reject(new NetfilterError(code, "no"));
  await expect(unlessImpossible(failing("program-missing"))).resolves.toBeUndefined();
  await expect(unlessImpossible(failing("program-failed"))).rejects.toMatchObject({ code: "program-failed" });
});

describe("an attempt finds its place occupied", () => {
  test.each([
    [
      "by a chain, with nft",
      RESTORE,
      "iptables-nft-restore: line 2 failed: Chain already exists.",
      "occupied",
    ],
    ["by a chain, with legacy", RESTORE, "iptables-restore: line 2 failed", "occupied"],
    ["by a table", { program: "nft", args: [] }, "Error: Could not process rule: File exists", "occupied"],
    ["not when a rule fails", RESTORE, "iptables-restore: line 3 failed", "failed"],
    [
      "not when the kernel has no chains",
      RESTORE,
      "line 2: CHAIN_ADD failed (No such file or directory): chain ISTIO_OUTPUT",
      "failed",
    ],
  ] as const)("%s", async (_name, call, stderr, expected) => {
    expect(await attempt(async () => ({ code: 1, stdout: "", stderr }), call)).toBe(expected);
  });
});
