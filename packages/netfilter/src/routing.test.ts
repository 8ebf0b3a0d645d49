import { describe, expect, test } from "vitest";
import type { PodNamespace } from "./pod-namespace.ts";
import type { ProgramResult } from "./program.ts";
import { addRouting, describeRoutingDifferences, parseRouting, removeRouting } from "./routing.ts";
import { decodeRoutingAnswer, encodeRouting } from "./routing-netlink.ts";
import { FakeNamespace } from "./testing/fake-namespace.ts";
import { readGolden } from "./testing/golden.ts";

/** Parts of a recording, by the command above each. */
function recorded(name: string): ReadonlyMap<string, string> {
  const parts = readGolden(`iptables/${name}.routes.txt`).split(/^# /m).slice(1);
  return new Map(
    parts.map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n") + 1)]),
  );
}

test.each([
  ["default", { rules: 1, hasRoute: true }],
  ["after-unenrol", { rules: 0, hasRoute: false }],
])("reads what was recorded of %s", (name, expected) => {
  const parts = recorded(name);
  for (const family of ["", "-6 "]) {
    const text = `${parts.get(`ip ${family}rule`)}${parts.get(`ip ${family}route show table 100`)}`;
    expect(parseRouting(text)).toEqual(expected);
  }
});

function answering(result: Partial<ProgramResult>, disableIpv6 = "0"): FakeNamespace {
  const pod = new FakeNamespace();
  pod.overrides.set("ip", () => ({ code: 1, stdout: "", stderr: "", ...result }));
  pod.overrides.set("cat", () => ({ code: 0, stdout: `${disableIpv6}\n`, stderr: "" }));
  return pod;
}

describe("adding", () => {
  test("says whether something was missing", async () => {
    const pod = new FakeNamespace();
    expect(await addRouting(pod, 4)).toBe(true);
    expect(await addRouting(pod, 4)).toBe(false);
  });

  test("is content without IPv6 where a pod has switched it off", async () => {
    const pod = answering(
      { stderr: "Error: IPv6 is disabled on nexthop device.\nCommand failed -:1\n" },
      "1",
    );
    expect(await addRouting(pod, 6)).toBe(false);
    expect(await describeRoutingDifferences(answering({ code: 0 }, "1").run, 6)).toEqual([]);
  });

  test.each([
    ["a refusal", "RTNETLINK answers: Operation not permitted\nCommand failed -:1\n", /NET_ADMIN/],
    [
      "a loopback that is down",
      "Error: Nexthop device is not up.\nCommand failed -:1\n",
      /loopback.*is down/,
    ],
  ])("fails on %s", async (_name, stderr, message) => {
    await expect(addRouting(answering({ stderr }), 4)).rejects.toThrow(message);
  });
});

describe("removing", () => {
  test("is content with nothing", async () => {
    const stderr =
      "RTNETLINK answers: No such file or directory\nCommand failed -:1\nRTNETLINK answers: No such process\n";
    await expect(removeRouting(answering({ stderr }), 4)).resolves.toBeUndefined();
  });

  test("fails on anything else", async () => {
    const stderr = "RTNETLINK answers: Operation not permitted\nCommand failed -:1\n";
    await expect(removeRouting(answering({ stderr }), 4)).rejects.toMatchObject({
      code: "not-permitted",
    });
  });
});

/** A kernel that answers requests with these errnos. */
function kernel(
  answers: { readonly route: number; readonly rule: number },
  disableIpv6 = "0",
): FakeNamespace & PodNamespace {
  const pod = answering({}, disableIpv6);
  return Object.assign(pod, { netlink: () => acknowledge(answers) });
}

function acknowledge({ route, rule }: { readonly route: number; readonly rule: number }): Uint8Array {
  const bytes = new Uint8Array(72);
  const view = new DataView(bytes.buffer);
  for (const [at, sequence, errno] of [
    [0, 1, route],
    [36, 2, rule],
  ] as const) {
    view.setUint32(at, 36, true);
    view.setUint16(at + 4, 2, true);
    view.setUint32(at + 8, sequence, true);
    view.setInt32(at + 16, -errno, true);
  }
  return bytes;
}

describe("without a program", () => {
  test("the request is a route and a rule, with the fields that iproute2 gives them", () => {
    expect(Buffer.from(encodeRouting("add", 4)).toString("hex")).toBe(
      "2c000000180005050100000000000000" + // route: create or replace
        "020000006403fe0200000000" + // IPv4, table 100, boot, host scope, local
        "08000f006400000008000400" +
        "01000000" + // table 100, interface 1
        "34000000200005060200000000000000" + // rule: create only
        "020000006400000100000000" + // IPv4, table 100, look up
        "08000600fc7f0000" + // priority 32764
        "08000a0011010000" + // mark 0x111
        "08001000ff0f0000", // mask 0xfff
    );
    expect(Buffer.from(encodeRouting("remove", 6)).toString("hex", 4, 18)).toBe(
      "1900050001000000000000000a00",
    );
  });

  test("says whether something was missing", async () => {
    expect(await addRouting(kernel({ route: 0, rule: 0 }), 4)).toBe(true);
    expect(await addRouting(kernel({ route: 0, rule: 17 }), 4)).toBe(false);
  });

  test("is content without IPv6 where a pod has switched it off", async () => {
    expect(await addRouting(kernel({ route: 13, rule: 0 }, "1"), 6)).toBe(false);
    await expect(addRouting(kernel({ route: 13, rule: 0 }), 6)).rejects.toMatchObject({
      code: "program-failed",
    });
  });

  test.each([
    ["a refusal", { route: 1, rule: 1 }, /NET_ADMIN/],
    ["a loopback that is down", { route: 100, rule: 0 }, /loopback.*is down/],
    ["anything else", { route: 0, rule: 22 }, /IPv4 route or rule.*errno 22/],
  ])("adding fails on %s", async (_name, answers, message) => {
    await expect(addRouting(kernel(answers), 4)).rejects.toThrow(message);
  });

  test("removing is content with nothing, and with nothing else", async () => {
    await expect(removeRouting(kernel({ route: 3, rule: 2 }), 4)).resolves.toBeUndefined();
    await expect(removeRouting(kernel({ route: 3, rule: 1 }), 4)).rejects.toMatchObject({
      code: "not-permitted",
    });
  });

  test("a socket that cannot be had is a refusal, and half an answer is none", async () => {
    const pod = Object.assign(answering({}), { netlink: () => -1 });
    await expect(addRouting(pod, 4)).rejects.toMatchObject({ code: "not-permitted" });
    expect(() => decodeRoutingAnswer(acknowledge({ route: 0, rule: 0 }).subarray(0, 40))).toThrow(
      expect.objectContaining({ code: "unreadable-output" }),
    );
  });
});
