import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AddrError } from "./addr-error.ts";
import { type Cidr, cidrOf, formatCidr, parseCidr } from "./cidr.ts";
import { CidrMatcher } from "./cidr-matcher.ts";
import { type IpAddress, ipAddressBytes, ipAddressFromBytes, parseIpAddress } from "./ip-address.ts";

describe("CIDR text", () => {
  test.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["10.1.2.3/8", "10.1.2.3/8"],
    ["1.2.3.4", "1.2.3.4/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["fd00::/8", "fd00::/8"],
    ["::1", "::1/128"],
    ["::/0", "::/0"],
    ["::ffff:10.0.0.0/104", "10.0.0.0/8"],
    ["::ffff:10.0.0.1/96", "10.0.0.1/0"],
    ["::ffff:10.0.0.1", "10.0.0.1/32"],
    ["::ffff:10.0.0.0/82", "::c000:0:0/82"],
    ["::ffff:10.0.0.0/16", "::/16"],
  ])("reads %s as %s", (text, canonical) => {
    expect(formatCidr(parseCidr(text))).toBe(canonical);
  });

  test.each([
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/08",
    "10.0.0.0/8/8",
    "10.0.0.0/8 ",
    "::/129",
    "::ffff:1.2.3.4/129",
    "10.0.0/8",
    "host/8",
  ])("refuses %j", (text) => {
    expect(() => parseCidr(text)).toThrow(AddrError);
  });

  test("builds a block from parts that fit", () => {
    const ip = parseIpAddress("10.0.0.0");
    expect(cidrOf(ip, 8)).toEqual({ ip, prefixLength: 8 });
    for (const prefixLength of [-1, 33, 1.5, Number.NaN]) {
      expect(() => cidrOf(ip, prefixLength)).toThrow(AddrError);
    }
  });
});

describe("CIDR matcher", () => {
  test.each([
    ["no blocks", [], "10.0.0.1", false],
    ["inside", ["10.0.0.0/8"], "10.255.0.1", true],
    ["outside", ["10.0.0.0/8"], "11.0.0.1", false],
    ["host bits do not count", ["10.1.2.3/8"], "10.9.9.9", true],
    ["one address", ["10.0.0.1"], "10.0.0.1", true],
    ["its neighbour", ["10.0.0.1"], "10.0.0.0", false],
    ["the second block", ["10.0.0.0/8", "192.168.0.0/16"], "192.168.3.4", true],
    ["a wide block after a narrow one", ["10.1.0.0/16", "10.0.0.0/8"], "10.2.0.0", true],
    ["a narrow block after a wide one", ["10.0.0.0/8", "10.1.0.0/16"], "10.2.0.0", true],
    ["all IPv4", ["0.0.0.0/0"], "255.1.2.3", true],
    ["all IPv4 does not hold IPv6", ["0.0.0.0/0"], "::1", false],
    ["all IPv6 does not hold IPv4", ["::/0"], "1.2.3.4", false],
    ["all IPv6", ["::/0"], "fe80::1", true],
    ["a mapped address is IPv4", ["10.0.0.0/8"], "::ffff:10.1.1.1", true],
    ["an odd IPv6 prefix", ["fd00::/9"], "fd7f::1", true],
    ["past an odd IPv6 prefix", ["fd00::/9"], "fd80::1", false],
    ["one IPv6 address", ["fd00::5"], "fd00::5", true],
    ["everything after something", ["10.0.0.0/8", "0.0.0.0/0"], "1.1.1.1", true],
  ])("%s", (_name, cidrs, ip, expected) => {
    expect(new CidrMatcher(cidrs.map(parseCidr)).matches(parseIpAddress(ip))).toBe(expected);
  });

  test("refuses a prefix that its family does not have", () => {
    expect(() => new CidrMatcher([{ ip: parseIpAddress("1.2.3.4"), prefixLength: 64 }])).toThrow(AddrError);
  });

  test("agrees with a comparison bit by bit", () => {
    fc.assert(
      fc.property(fc.array(anyCidr(), { maxLength: 8 }), anyIp(), (cidrs, ip) => {
        expect(new CidrMatcher(cidrs).matches(ip)).toBe(cidrs.some((cidr) => holdsBitByBit(cidr, ip)));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Few distinct bits, so that blocks and addresses meet. */
function anyIp(): fc.Arbitrary<IpAddress> {
  const octet = fc.constantFrom(0, 1, 2, 127, 128, 192, 254, 255);
  return fc.constantFrom(4 as const, 16 as const).chain((length) =>
    fc.array(octet, { minLength: 2, maxLength: 2 }).map(([first = 0, last = 0]) => {
      const bytes = new Uint8Array(length);
      bytes[0] = first;
      bytes[length - 1] = last;
      return ipAddressFromBytes(bytes, 0, length);
    }),
  );
}

function anyCidr(): fc.Arbitrary<Cidr> {
  return anyIp().chain((ip) =>
    fc.integer({ min: 0, max: ipAddressBytes(ip).length * 8 }).map((prefixLength) => ({ ip, prefixLength })),
  );
}

function holdsBitByBit(cidr: Cidr, ip: IpAddress): boolean {
  const block = bitText(cidr.ip);
  const address = bitText(ip);
  const { prefixLength } = cidr;
  return block.length === address.length && block.slice(0, prefixLength) === address.slice(0, prefixLength);
}

function bitText(ip: IpAddress): string {
  return [...ipAddressBytes(ip)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
}
