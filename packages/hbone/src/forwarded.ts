import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import { isHeaderText } from "./header-text.ts";

/**
 * The `forwarded` field: the application's own socket address and, if it asked for a service, that service's hostname.
 * As ztunnel, the address is quoted (RFC 7239 §6 needs that for the port) and the host is not. A name that no header
 * can carry is left out.
 */
export function formatForwarded(client: SocketAddress, serviceHostname?: string): string {
  const address = `for="${formatSocketAddress(client)}"`;
  return serviceHostname === undefined || !isHeaderText(serviceHostname)
    ? address
    : `${address};host=${serviceHostname}`;
}

/** The service hostname of a `forwarded` value by ztunnel's rules, which are laxer than RFC 7239. */
export function parseForwardedHost(value: string): string | undefined {
  // Most requests name an address only.
  if (!value.includes(HOST) || !isHeaderText(value)) {
    return undefined;
  }
  const pair = value
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(HOST));
  if (pair === undefined) {
    return undefined;
  }
  const host = pair.slice(HOST.length).replace(/^"/, "").replace(/"$/, "");
  return host === "" ? undefined : host;
}

const HOST = "host=";
