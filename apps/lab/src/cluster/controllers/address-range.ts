/** Blocks of addresses to give out of. */
import { type Cidr, type IpAddress, ipAddressBytes, ipAddressFromBytes, ipFamily } from "@ambit/addr";

/** No more of a block is used, however large it is. */
const RANGE_ADDRESSES = 65_536;

/** How many addresses of a block there are to give: neither its first (the network) nor its last. */
export function rangeSize({ ip, prefixLength }: Cidr): number {
  const bits = (ipFamily(ip) === 4 ? 32 : 128) - prefixLength;
  return Math.min(RANGE_ADDRESSES, bits > 16 ? RANGE_ADDRESSES : 2 ** bits) - 2;
}

/** The address that many places after the block's own; 1 is the first one to give. */
export function addressAt({ ip, prefixLength }: Cidr, index: number): IpAddress {
  const bytes = ipAddressBytes(ip);
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const hostBits = BigInt(bytes.length * 8 - prefixLength);
  const next = ((value >> hostBits) << hostBits) + BigInt(index);
  const result = bytes.map((_, at) => Number((next >> BigInt((bytes.length - 1 - at) * 8)) & 0xffn));
  return ipAddressFromBytes(result, 0, bytes.length === 4 ? 4 : 16);
}
