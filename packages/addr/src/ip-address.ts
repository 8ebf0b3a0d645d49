import { AddrError } from "./addr-error.ts";
import type { Brand } from "./brand.ts";
import { formatIpv4, formatIpv6, IPV6_WORDS, isMappedIpv4, lowIpv4, readIpv4, readIpv6 } from "./ip-text.ts";

/**
 * An IP address in its one canonical text: IPv4 dotted, IPv6 as RFC 5952, IPv4-mapped IPv6 as IPv4. Equal addresses
 * are equal strings, so it serves as a map key.
 */
export type IpAddress = Brand<string, "IpAddress">;

/** IP version. An IPv4-mapped IPv6 address is 4. */
export type IpFamily = 4 | 6;

// Every use is synchronous and done before the next one, so one scratch area serves all calls.
const scratch = new Uint16Array(IPV6_WORDS);

/** Throws AddrError "invalid-ip". */
export function parseIpAddress(text: string): IpAddress {
  const ip = findIpAddress(text);
  if (ip === undefined) {
    throw new AddrError("invalid-ip", `invalid IP address ${JSON.stringify(text)}`);
  }
  return ip;
}

/** The canonical form of an address in text, `undefined` if it is none. IPv4 costs one scan and no allocation. */
export function findIpAddress(text: string): IpAddress | undefined {
  if (readIpv4(text, 0) >= 0) {
    // The IPv4 grammar admits one text per address: what was read is canonical.
    return text as IpAddress;
  }
  return findIpv6Address(text);
}

/** As findIpAddress, for IPv6 text only; the mapped block still becomes IPv4. */
export function findIpv6Address(text: string): IpAddress | undefined {
  return readIpv6(text, scratch) ? ipAddressFromWords(scratch) : undefined;
}

/** Reads 4 or 16 bytes in network order. Throws AddrError "invalid-ip" if there are fewer. */
export function ipAddressFromBytes(bytes: Uint8Array, offset: number, length: 4 | 16): IpAddress {
  const first = bytes[offset];
  const last = bytes[offset + length - 1];
  if (first === undefined || last === undefined) {
    throw new AddrError(
      "invalid-ip",
      `IP address of ${length} bytes at ${offset} exceeds ${bytes.length} bytes`,
    );
  }
  if (length === 4) {
    return `${first}.${bytes[offset + 1] ?? 0}.${bytes[offset + 2] ?? 0}.${last}` as IpAddress;
  }
  for (let index = 0; index < IPV6_WORDS; index += 1) {
    scratch[index] = ((bytes[offset + index * 2] ?? 0) << 8) | (bytes[offset + index * 2 + 1] ?? 0);
  }
  return ipAddressFromWords(scratch);
}

/** 4 or 16 bytes in network order, a fresh array. */
export function ipAddressBytes(ip: IpAddress): Uint8Array {
  if (ipFamily(ip) === 4) {
    const value = ipv4Number(ip);
    return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
  }
  readIpv6(ip, scratch);
  const bytes = new Uint8Array(16);
  for (let index = 0; index < IPV6_WORDS; index += 1) {
    const word = scratch[index] ?? 0;
    bytes[index * 2] = word >>> 8;
    bytes[index * 2 + 1] = word & 0xff;
  }
  return bytes;
}

/** 4 or 6. An IPv4-mapped address is 4, as its canonical form is. */
export function ipFamily(ip: IpAddress): IpFamily {
  return ip.includes(":") ? 6 : 4;
}

/** 127.0.0.0/8 or ::1. */
export function isLoopback(ip: IpAddress): boolean {
  return ip.startsWith("127.") || ip === "::1";
}

/** 0.0.0.0 or ::. */
export function isUnspecified(ip: IpAddress): boolean {
  return ip === "0.0.0.0" || ip === "::";
}

/** An IPv4 address as an unsigned number. The caller knows the family. */
export function ipv4Number(ip: IpAddress): number {
  return readIpv4(ip, 0);
}

/** The canonical address of eight words. */
export function ipAddressFromWords(words: Uint16Array): IpAddress {
  return (isMappedIpv4(words) ? formatIpv4(lowIpv4(words)) : formatIpv6(words)) as IpAddress;
}
