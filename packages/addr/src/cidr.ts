import { AddrError } from "./addr-error.ts";
import { findIpAddress, type IpAddress, ipAddressBytes, ipAddressFromBytes, ipFamily } from "./ip-address.ts";

/** A block of addresses. Bits below the prefix may be set, as in ztunnel; they do not count. Plain data. */
export interface Cidr {
  readonly ip: IpAddress;
  readonly prefixLength: number;
}

// Bits of an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) in front of the IPv4 address.
const MAPPED_PREFIX = 96;

/** Reads `10.0.0.0/8`, `fd00::/8`, or an address alone, which is a block of one. Throws AddrError "invalid-cidr". */
export function parseCidr(text: string): Cidr {
  const slash = text.indexOf("/");
  const host = slash < 0 ? text : text.slice(0, slash);
  const ip = findIpAddress(host);
  if (ip === undefined) {
    throw invalidCidr(text);
  }
  if (slash < 0) {
    return { ip, prefixLength: prefixLimit(ip) };
  }
  const prefixLength = findPrefixLength(text.slice(slash + 1));
  const isMapped = host.includes(":") && ipFamily(ip) === 4;
  if (prefixLength === undefined || prefixLength > (isMapped ? 128 : prefixLimit(ip))) {
    throw invalidCidr(text);
  }
  return isMapped ? mappedCidr(ip, prefixLength) : { ip, prefixLength };
}

/** A block from its parts, for decoders. Throws AddrError "invalid-cidr" if the prefix does not fit the family. */
export function cidrOf(ip: IpAddress, prefixLength: number): Cidr {
  if (!Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > prefixLimit(ip)) {
    throw invalidCidr(`${ip}/${prefixLength}`);
  }
  return { ip, prefixLength };
}

/** `10.0.0.0/8`, always with the prefix length. */
export function formatCidr(cidr: Cidr): string {
  return `${cidr.ip}/${cidr.prefixLength}`;
}

function prefixLimit(ip: IpAddress): 32 | 128 {
  return ipFamily(ip) === 4 ? 32 : 128;
}

/**
 * A block that begins in the IPv4-mapped range. One inside the range is the IPv4 block it stands for; a wider one is
 * IPv6, written with the bits below the prefix cleared because its own address has no IPv6 form here.
 */
function mappedCidr(ip: IpAddress, prefixLength: number): Cidr {
  if (prefixLength >= MAPPED_PREFIX) {
    return { ip, prefixLength: prefixLength - MAPPED_PREFIX };
  }
  const bytes = new Uint8Array(16);
  bytes.set([0xff, 0xff, ...ipAddressBytes(ip)], 10);
  for (let bit = prefixLength; bit < 128; bit += 1) {
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) & ~(0x80 >> (bit & 7));
  }
  return { ip: ipAddressFromBytes(bytes, 0, 16), prefixLength };
}

function findPrefixLength(text: string): number | undefined {
  return /^(0|[1-9][0-9]{0,2})$/.test(text) ? Number(text) : undefined;
}

function invalidCidr(text: string): AddrError {
  return new AddrError("invalid-cidr", `invalid CIDR ${JSON.stringify(text)}`);
}
