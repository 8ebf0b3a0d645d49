import { describe, expect, test } from "vitest";
import type { ProgramResult } from "./program.ts";
import { addRouting, describeRoutingDifferences, parseRouting, removeRouting } from "./routing.ts";
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
  expect(parseRouting(parts.get("ip rule") ?? "", parts.get("ip route show table 100") ?? "")).toEqual(
    expected,
  );
  expect(parseRouting(parts.get("ip -6 rule") ?? "", parts.get("ip -6 route show table 100") ?? "")).toEqual(
    expected,
  );
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
    expect(await addRouting(pod.run, 4)).toBe(true);
    expect(await addRouting(pod.run, 4)).toBe(false);
  });

  test("is content without IPv6 where a pod has switched it off", async () => {
    const pod = answering(
      { stderr: "Error: IPv6 is disabled on nexthop device.\nCommand failed -:1\n" },
      "1",
    );
    expect(await addRouting(pod.run, 6)).toBe(false);
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
    await expect(addRouting(answering({ stderr }).run, 4)).rejects.toThrow(message);
  });
});

describe("removing", () => {
  test("is content with nothing", async () => {
    const stderr =
      "RTNETLINK answers: No such file or directory\nCommand failed -:1\nRTNETLINK answers: No such process\n";
    await expect(removeRouting(answering({ stderr }).run, 4)).resolves.toBeUndefined();
  });

  test("fails on anything else", async () => {
    const stderr = "RTNETLINK answers: Operation not permitted\nCommand failed -:1\n";
    await expect(removeRouting(answering({ stderr }).run, 4)).rejects.toMatchObject({
      code: "not-permitted",
    });
  });
});
