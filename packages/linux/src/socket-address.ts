/**
 * struct sockaddr_in (16 bytes): family u16, port u16 big-endian, address 4, zero 8.
 * struct sockaddr_in6 (28 bytes): family u16, port u16 big-endian, flow label 4, address 16, scope id 4.
 */
import { type IpFamily, ipAddressBytes, ipAddressFromBytes, ipFamily, type SocketAddress } from "@ambit/addr";
import { badArgument, checkInteger } from "./arguments.ts";
import { scratch, scratchView } from "./scratch.ts";

const AF_INET = 2;
const AF_INET6 = 10;
export const SOCKADDR_BYTES = 28;

const SOCKADDR_IN_BYTES = 16;
const MAX_PORT = 65535;
const HOST_IS_LITTLE_ENDIAN = true;

/** As the kernel numbers it. Throws LinuxError on a family that is none. */
export function addressFamily(family: IpFamily): number {
  if (family !== 4 && family !== 6) throw badArgument("family", family);
  return family === 4 ? AF_INET : AF_INET6;
}

/** Writes `address` at `at` of the scratch page and gives the size of the struct. Throws LinuxError on a bad port. */
export function writeSocketAddress(address: SocketAddress, at: number): number {
  checkInteger("port", address.port, { min: 0, max: MAX_PORT });
  const isIpv4 = ipFamily(address.ip) === 4;
  const size = isIpv4 ? SOCKADDR_IN_BYTES : SOCKADDR_BYTES;
  scratch.bytes.fill(0, at, at + size);
  scratchView.setUint16(at, isIpv4 ? AF_INET : AF_INET6, HOST_IS_LITTLE_ENDIAN);
  scratchView.setUint16(at + 2, address.port);
  scratch.bytes.set(checkedBytes(address, isIpv4), at + (isIpv4 ? 4 : 8));
  return size;
}

/** Reads a struct of either family; a v4-mapped address becomes IPv4. `undefined` for any other family. */
export function readSocketAddress(at: number): SocketAddress | undefined {
  const family = scratchView.getUint16(at, HOST_IS_LITTLE_ENDIAN);
  const port = scratchView.getUint16(at + 2);
  if (family === AF_INET) {
    return { ip: ipAddressFromBytes(scratch.bytes, at + 4, 4), port };
  }
  if (family === AF_INET6) {
    return { ip: ipAddressFromBytes(scratch.bytes, at + 8, 16), port };
  }
  return undefined;
}

function checkedBytes(address: SocketAddress, isIpv4: boolean): Uint8Array {
  const bytes = ipAddressBytes(address.ip);
  if (bytes.length !== (isIpv4 ? 4 : 16)) {
    throw badArgument("ip", address.ip);
  }
  return bytes;
}
