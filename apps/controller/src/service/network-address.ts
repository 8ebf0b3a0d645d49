import { type Cidr, type IpAddress, ipAddressBytes, ipAddressFromBytes, ipFamily } from "@ambit/addr";
import type { NetworkAddress } from "@ambit/proto/workload";

/** An address in a network, on the wire. */
export function networkAddress(network: string, ip: IpAddress): NetworkAddress {
  const address = ipAddressBytes(ip);
  return network === "" ? { address } : { network, address };
}

/** The bits below the prefix are cleared; a block of one is an address without a length. */
export function networkBlock(network: string, block: Cidr): NetworkAddress {
  const single = networkAddress(network, block.ip);
  return isSingle(block) ? single : { ...single, address: maskedBytes(block), length: block.prefixLength };
}

/** The name under which a client asks for an address. */
export function addressAlias(network: string, ip: IpAddress): string {
  return `${network}/${ip}`;
}

/** The name under which a client asks for a block, written without the bits below the prefix. */
export function blockAlias(network: string, block: Cidr): string {
  if (isSingle(block)) {
    return addressAlias(network, block.ip);
  }
  const first = ipAddressFromBytes(maskedBytes(block), 0, ipFamily(block.ip) === 4 ? 4 : 16);
  return `${addressAlias(network, first)}/${block.prefixLength}`;
}

function isSingle({ ip, prefixLength }: Cidr): boolean {
  return prefixLength === (ipFamily(ip) === 4 ? 32 : 128);
}

function maskedBytes({ ip, prefixLength }: Cidr): Uint8Array {
  return ipAddressBytes(ip).map((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefixLength - index * 8));
    return byte & (0xff00 >> bits) & 0xff;
  });
}
