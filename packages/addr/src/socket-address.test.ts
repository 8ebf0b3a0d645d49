import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AddrError } from "./addr-error.ts";
import { ipAddressFromBytes } from "./ip-address.ts";
import { findSocketAddress, formatSocketAddress, parseSocketAddress } from "./socket-address.ts";

describe("socket address text", () => {
  test.each([
    ["1.2.3.4:80", "1.2.3.4", 80],
    ["0.0.0.0:0", "0.0.0.0", 0],
    ["[::1]:65535", "::1", 65535],
    ["[FD00:0::5]:15008", "fd00::5", 15008],
    ["[::ffff:10.0.0.1]:8080", "10.0.0.1", 8080],
  ])("reads %s", (text, ip, port) => {
    expect(findSocketAddress(text)).toEqual({ ip, port });
    expect(parseSocketAddress(text)).toEqual({ ip, port });
  });

  test.each([
    ["nothing", ""],
    ["no port", "1.2.3.4"],
    ["an empty port", "1.2.3.4:"],
    ["a port past 65535", "1.2.3.4:65536"],
    ["six digits", "1.2.3.4:000080"],
    ["a service name", "1.2.3.4:http"],
    ["a signed port", "1.2.3.4:+80"],
    ["a space", "1.2.3.4:80 "],
    ["a hostname", "localhost:80"],
    ["no host", ":80"],
    ["IPv6 without brackets", "::1:80"],
    ["IPv6 without a port", "[::1]"],
    ["an open bracket", "[::1:80"],
    ["a bracket that closes only", "::1]:80"],
    ["empty brackets", "[]:80"],
    ["IPv4 in brackets", "[1.2.3.4]:80"],
    ["text after the bracket", "[::1]x:80"],
  ])("refuses %s", (_name, text) => {
    expect(findSocketAddress(text)).toBeUndefined();
    expect(() => parseSocketAddress(text)).toThrow(AddrError);
  });

  test("comes back from its text", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 65535 }), (octets, port) => {
        const address = { ip: ipAddressFromBytes(octets, 0, octets.length === 4 ? 4 : 16), port };
        expect(findSocketAddress(formatSocketAddress(address))).toEqual(address);
      }),
    );
  });
});
