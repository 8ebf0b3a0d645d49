import { describe, expect, test } from "vitest";
import { AddrError } from "./addr-error.ts";
import {
  findIpAddress,
  ipAddressBytes,
  ipAddressFromBytes,
  ipFamily,
  isLoopback,
  isUnspecified,
  parseIpAddress,
} from "./ip-address.ts";

describe("IP address text", () => {
  test.each([
    ["IPv4", "10.77.0.1", "10.77.0.1"],
    ["IPv4 zeros", "0.0.0.0", "0.0.0.0"],
    ["IPv4 ones", "255.255.255.255", "255.255.255.255"],
    ["unspecified", "::", "::"],
    ["loopback", "::1", "::1"],
    ["capitals", "2001:DB8::AbCd", "2001:db8::abcd"],
    ["leading zeros of a group", "2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"],
    ["the longest run wins", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["the first of equal runs wins", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["one zero group stays", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["a gap of one group is written out", "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["zeros at the end", "1:0:0:0:0:0:0:0", "1::"],
    ["a gap after seven groups", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["a gap before seven groups", "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
    ["IPv4-mapped", "::ffff:10.1.2.3", "10.1.2.3"],
    ["IPv4-mapped in hex", "::FFFF:a01:203", "10.1.2.3"],
    ["IPv4-mapped in full", "0:0:0:0:0:ffff:0a01:0203", "10.1.2.3"],
    ["IPv4 tail outside the mapped block", "64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["IPv4-compatible stays IPv6", "::1.2.3.4", "::102:304"],
    ["an IPv4 tail after six groups", "1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"],
  ])("reads %s", (_name, text, canonical) => {
    expect(findIpAddress(text)).toBe(canonical);
    expect(parseIpAddress(text)).toBe(canonical);
  });

  test.each([
    ["nothing", ""],
    ["three octets", "1.2.3"],
    ["five octets", "1.2.3.4.5"],
    ["an octet over 255", "1.2.3.256"],
    ["a leading zero", "01.2.3.4"],
    ["a double zero", "1.2.00.4"],
    ["an empty octet", "1..3.4"],
    ["a trailing dot", "1.2.3.4."],
    ["a leading dot", ".1.2.3.4"],
    ["a space", " 1.2.3.4"],
    ["a sign", "+1.2.3.4"],
    ["a hex octet", "0x1.2.3.4"],
    ["a digit of another script", "1.2.3.\u0664"],
    ["a single colon", ":"],
    ["three colons", ":::"],
    ["two gaps", "1::2::3"],
    ["a gap that stands for nothing", "1:2:3:4::5:6:7:8"],
    ["nine groups", "1:2:3:4:5:6:7:8:9"],
    ["seven groups", "1:2:3:4:5:6:7"],
    ["five digits in a group", "12345::"],
    ["a trailing colon", "1:2:3:4:5:6:7:"],
    ["a leading colon", ":1:2:3:4:5:6:7"],
    ["a letter past f", "g::"],
    ["a zone", "fe80::1%eth0"],
    ["brackets", "[::1]"],
    ["an IPv4 tail that is not last", "::1.2.3.4:5"],
    ["an IPv4 tail after seven groups", "1:2:3:4:5:6:7:1.2.3.4"],
    ["a bad IPv4 tail", "::ffff:1.2.3"],
    ["a hostname", "server.shop.svc.cluster.local"],
    ["a prefix", "10.0.0.0/8"],
  ])("refuses %s", (_name, text) => {
    expect(findIpAddress(text)).toBeUndefined();
    expect(() => parseIpAddress(text)).toThrow(AddrError);
  });

  test("says which text was bad", () => {
    expect(() => parseIpAddress("1.2.3")).toThrow(
      expect.objectContaining({ code: "invalid-ip", message: 'invalid IP address "1.2.3"' }),
    );
  });
});

describe("IP address bytes", () => {
  test.each([
    ["IPv4", [10, 77, 0, 1], 4, "10.77.0.1"],
    ["IPv6", [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], 16, "fd00::5"],
    ["IPv4-mapped IPv6", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 1, 2, 3, 4], 16, "1.2.3.4"],
  ] as const)("reads %s at an offset", (_name, bytes, length, text) => {
    expect(ipAddressFromBytes(Uint8Array.of(9, 9, ...bytes, 9), 2, length)).toBe(text);
  });

  test("refuses to read past the end", () => {
    expect(() => ipAddressFromBytes(new Uint8Array(15), 0, 16)).toThrow(AddrError);
    expect(() => ipAddressFromBytes(new Uint8Array(4), -1, 4)).toThrow(AddrError);
  });

  test("writes the bytes of the canonical form", () => {
    expect([...ipAddressBytes(parseIpAddress("::ffff:1.2.3.255"))]).toEqual([1, 2, 3, 255]);
    expect([...ipAddressBytes(parseIpAddress("1:2::ff00"))]).toEqual([
      0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0,
    ]);
  });
});

describe("kinds of address", () => {
  test.each([
    ["127.0.0.1", 4, true, false],
    ["127.255.0.9", 4, true, false],
    ["::ffff:127.0.0.1", 4, true, false],
    ["12.7.0.1", 4, false, false],
    ["::1", 6, true, false],
    ["::2", 6, false, false],
    ["0.0.0.0", 4, false, true],
    ["::", 6, false, true],
    ["::ffff:0.0.0.0", 4, false, true],
  ] as const)("%s: family %s, loopback %s, unspecified %s", (text, family, loopback, unspecified) => {
    const ip = parseIpAddress(text);
    expect(ipFamily(ip)).toBe(family);
    expect(isLoopback(ip)).toBe(loopback);
    expect(isUnspecified(ip)).toBe(unspecified);
  });
});
