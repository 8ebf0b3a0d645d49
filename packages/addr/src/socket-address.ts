import { AddrError } from "./addr-error.ts";
import { findIpAddress, findIpv6Address, type IpAddress } from "./ip-address.ts";

/** An address and a port, 0 to 65535. Plain: safe to post between threads. */
export interface SocketAddress {
  readonly ip: IpAddress;
  readonly port: number;
}

const MAX_PORT = 0xffff;
const MAX_PORT_DIGITS = 5;

/** `1.2.3.4:80` or `[::1]:80`. */
export function formatSocketAddress(address: SocketAddress): string {
  const { ip, port } = address;
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** Throws AddrError "invalid-socket-address". */
export function parseSocketAddress(text: string): SocketAddress {
  const address = findSocketAddress(text);
  if (address === undefined) {
    throw new AddrError("invalid-socket-address", `invalid socket address ${JSON.stringify(text)}`);
  }
  return address;
}

/** Reads `1.2.3.4:80` or `[::1]:80`; a hostname, a missing port or a service name gives `undefined`. */
export function findSocketAddress(text: string): SocketAddress | undefined {
  const colon = text.lastIndexOf(":");
  const port = findPort(text, colon + 1);
  if (colon < 1 || port === undefined) {
    return undefined;
  }
  const ip = findHost(text, colon);
  return ip === undefined ? undefined : { ip, port };
}

function findHost(text: string, colon: number): IpAddress | undefined {
  if (text.startsWith("[")) {
    return text.charAt(colon - 1) === "]" ? findIpv6Address(text.slice(1, colon - 1)) : undefined;
  }
  const host = text.slice(0, colon);
  // IPv6 without brackets is ambiguous: its last group would be read as the port.
  return host.includes(":") ? undefined : findIpAddress(host);
}

function findPort(text: string, start: number): number | undefined {
  const digits = text.length - start;
  if (digits < 1 || digits > MAX_PORT_DIGITS) {
    return undefined;
  }
  let port = 0;
  for (let position = start; position < text.length; position += 1) {
    const digit = text.charCodeAt(position) - 0x30;
    if (digit < 0 || digit > 9) {
      return undefined;
    }
    port = port * 10 + digit;
  }
  return port <= MAX_PORT ? port : undefined;
}
