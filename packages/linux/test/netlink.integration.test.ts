import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
} from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import { inNetns, routeNetlink } from "../src/index.ts";
import { TestNamespace } from "./support.ts";

const RTM_NEWRULE = 32;
const NLM_F_REQUEST_ACK_EXCL_CREATE = 0x605;
const NLMSG_ERROR = 2;

/** `ip rule add fwmark N lookup 77 pref N`, numbered. */
function ruleMessage(sequence: number, mark: number): Uint8Array {
  const bytes = new Uint8Array(52);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, RTM_NEWRULE, true);
  view.setUint16(6, NLM_F_REQUEST_ACK_EXCL_CREATE, true);
  view.setUint32(8, sequence, true);
  // struct fib_rule_hdr: family, lengths, tos, table, two reserved, action, flags.
  bytes.set([2, 0, 0, 0, 77, 0, 0, 1], 16);
  for (const [at, type, value] of [
    [28, 10, mark],
    [36, 16, 0xfff],
    [44, 6, mark],
  ] as const) {
    view.setUint16(at, 8, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, value, true);
  }
  return bytes;
}

/** Error and sequence number of each acknowledgement. */
function acknowledgements(answer: Uint8Array | number): readonly (readonly [number, number])[] {
  if (typeof answer === "number") throw new Error(`errno ${-answer}`);
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  const found: (readonly [number, number])[] = [];
  for (let at = 0; at < answer.length; at += (view.getUint32(at, true) + 3) & ~3) {
    if (view.getUint16(at + 4, true) === NLMSG_ERROR) {
      found.push([view.getInt32(at + 16, true), view.getUint32(at + 8, true)]);
    }
  }
  return found;
}

describeUnless(findRootObstacle() ?? findMissingPrograms({ ip: "iproute2" }), "route netlink", () => {
  test("does several things in one request, inside the namespace that the thread is in", () => {
    using namespace = new TestNamespace();
    const request = new Uint8Array([...ruleMessage(1, 0x7), ...ruleMessage(2, 0x7), ...ruleMessage(3, 0x8)]);
    expect(acknowledgements(inNetns(namespace.fd, () => routeNetlink(request)))).toEqual([
      [0, 1],
      [-17, 2],
      [0, 3],
    ]);
    const rules = execFileSync("ip", ["-n", namespace.name, "rule"], { encoding: "utf8" });
    expect(rules).toMatch(/fwmark 0x7\/0xfff lookup 77/);
    expect(rules).toMatch(/fwmark 0x8\/0xfff lookup 77/);
    expect(execFileSync("ip", ["rule"], { encoding: "utf8" })).not.toMatch(/lookup 77/);
  });

  test("leaves no descriptor behind", () => {
    using namespace = new TestNamespace();
    // The first switch opens the thread's own namespace, for good.
    inNetns(namespace.fd, () => routeNetlink(ruleMessage(1, 1)));
    const before = readdirSync("/proc/self/fd").length;
    inNetns(namespace.fd, () => routeNetlink(ruleMessage(2, 2)));
    expect(readdirSync("/proc/self/fd")).toHaveLength(before);
  });

  test("refuses what is no request", () => {
    expect(() => routeNetlink(new Uint8Array())).toThrow(expect.objectContaining({ code: "bad-argument" }));
    expect(() => routeNetlink(new Uint8Array(1 << 20))).toThrow(
      expect.objectContaining({ code: "bad-argument" }),
    );
  });
});
