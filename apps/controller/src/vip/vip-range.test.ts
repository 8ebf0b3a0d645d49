import { parseCidr, parseIpAddress } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import { VipRange } from "./vip-range.ts";

describe("a range", () => {
  test.each([
    ["10.0.0.0/30", ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.1"]],
    ["10.0.0.254/23", ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"]],
    ["2001:2::/48", ["2001:2::1", "2001:2::2", "2001:2::3", "2001:2::4"]],
    ["fd00::fe/127", ["fd00::ff", "fd00::ff"]],
  ])("%s begins after its first address and starts over at the end", (block, expected) => {
    const range = new VipRange(parseCidr(block));
    expect(expected.map(() => range.take(() => false))).toEqual(expected);
  });

  test("carries into the next byte", () => {
    const range = new VipRange(parseCidr("240.240.0.0/16"));
    const taken = Array.from({ length: 600 }, () => range.take(() => false));
    expect([taken[254], taken[255], taken[511]]).toEqual(["240.240.0.255", "240.240.1.0", "240.240.2.0"]);
  });

  test("leaves out what is used, and gives nothing when all is", () => {
    const range = new VipRange(parseCidr("10.0.0.0/30"));
    expect(range.take((ip) => ip !== parseIpAddress("10.0.0.3"))).toBe("10.0.0.3");
    expect(range.take(() => true)).toBeUndefined();
  });

  test.each([
    ["240.240.255.255", true],
    ["240.241.0.0", false],
    ["2001:2::1", false],
  ])("has %s: %s", (ip, expected) => {
    expect(new VipRange(parseCidr("240.240.0.0/16")).has(parseIpAddress(ip))).toBe(expected);
  });
});
