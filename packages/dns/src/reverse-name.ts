/** Names under which addresses are looked up: `4.3.2.1.in-addr.arpa` (RFC 1035 §3.5), `...8.b.d.0.1.0.0.2.ip6.arpa` (RFC 3596 §2.5). */
import { findIpAddress, type IpAddress, ipAddressBytes, ipAddressFromBytes } from "@ambit/addr";
import { canonicalDnsName, type DnsName, dnsLabels, parseDnsName } from "./dns-name.ts";

const V4_SUFFIX = ["in-addr", "arpa"];
const V6_SUFFIX = ["ip6", "arpa"];
const V6_NIBBLES = 32;

/** The name that has the PTR records of an address. */
export function reverseNameOf(ip: IpAddress): DnsName {
  const bytes = [...ipAddressBytes(ip)].toReversed();
  if (bytes.length === 4) {
    return parseDnsName([...bytes, ...V4_SUFFIX].join("."));
  }
  const nibbles = bytes.flatMap((byte) => [byte & 0xf, byte >>> 4]).map((nibble) => nibble.toString(16));
  return parseDnsName([...nibbles, ...V6_SUFFIX].join("."));
}

/** The address that a name stands for; `undefined` for any other name, and for a part of an address. */
export function findReverseAddress(name: DnsName): IpAddress | undefined {
  const labels = dnsLabels(canonicalDnsName(name));
  if (labels.slice(-2).join(".") === V4_SUFFIX.join(".")) {
    const text = labels.slice(0, -2).toReversed().join(".");
    return text.includes(":") ? undefined : findIpAddress(text);
  }
  const nibbles = labels.slice(0, -2).toReversed();
  if (labels.slice(-2).join(".") !== V6_SUFFIX.join(".") || nibbles.length !== V6_NIBBLES) {
    return undefined;
  }
  if (!nibbles.every((nibble) => /^[0-9a-f]$/.test(nibble))) {
    return undefined;
  }
  const bytes = Uint8Array.from({ length: 16 }, (_, index) =>
    Number.parseInt(`${nibbles[index * 2]}${nibbles[index * 2 + 1]}`, 16),
  );
  return ipAddressFromBytes(bytes, 0, 16);
}
