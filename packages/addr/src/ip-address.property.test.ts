import { isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findIpAddress, ipAddressBytes, ipAddressFromBytes, ipFamily } from "./ip-address.ts";

/** Biased to zeros, so that runs, gaps and the mapped block occur. */
const word = fc.oneof(fc.constant(0), fc.constant(0xffff), fc.integer({ min: 0, max: 0xffff }));
const words = fc.array(word, { minLength: 8, maxLength: 8 });

test("IPv4 bytes survive text and back, and the text is what was read", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
      const ip = ipAddressFromBytes(bytes, 0, 4);
      expect(ip).toBe([...bytes].join("."));
      expect(findIpAddress(ip)).toBe(ip);
      expect([...ipAddressBytes(ip)]).toEqual([...bytes]);
      expect(ipFamily(ip)).toBe(4);
    }),
  );
});

test("every spelling of an IPv6 address gives one canonical text, the one of the URL standard", () => {
  fc.assert(
    fc.property(words, fc.boolean(), (groups, capitals) => {
      const padded = groups.map((group) => group.toString(16).padStart(4, "0")).join(":");
      const short = groups.map((group) => group.toString(16)).join(":");
      const ip = findIpAddress(capitals ? padded.toUpperCase() : padded);
      expect(findIpAddress(short)).toBe(ip);
      expect(ip).toBe(expectedText(groups));
      expect(findIpAddress(ip ?? "")).toBe(ip);
    }),
  );
});

test("IPv6 bytes survive text and back outside the mapped block", () => {
  fc.assert(
    fc.property(words, (groups) => {
      const bytes = Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
      const ip = ipAddressFromBytes(bytes, 0, 16);
      const isMapped = ipFamily(ip) === 4;
      expect([...ipAddressBytes(ip)]).toEqual([...bytes].slice(isMapped ? 12 : 0));
    }),
  );
});

test("accepts exactly the texts that the platform accepts, zones apart", () => {
  const alphabet = fc.constantFrom(..."0123456789abcF.:::");
  const spelling = fc.oneof(fc.string({ unit: alphabet, maxLength: 24 }), fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(spelling, (text) => {
      expect(findIpAddress(text) !== undefined).toBe(isIP(text) !== 0);
    }),
    { numRuns: 2000 },
  );
});

/** The serializer of the URL standard follows RFC 5952 but keeps the mapped block in hexadecimal. */
function expectedText(groups: readonly number[]): string {
  if (groups.slice(0, 6).join() === "0,0,0,0,0,65535") {
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join(".");
  }
  const url = new URL(`http://[${groups.map((group) => group.toString(16)).join(":")}]/`);
  return url.hostname.slice(1, -1);
}
