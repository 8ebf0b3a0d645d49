import type { SocketAddress } from "@ambit/addr";
import { findSocketAddress } from "@ambit/addr";

/** Whom a CONNECT request names: an address as it is, or a service by hostname and service port. */
export type ParsedAuthority =
  | { readonly kind: "address"; readonly address: SocketAddress }
  | { readonly kind: "hostname"; readonly hostname: string; readonly port: number };

// RFC 3986 §3.2.2 reg-name, without percent-encoding: no service is named so. RFC 9110 §9.3.6: CONNECT has no userinfo.
const HOST_AND_PORT = /^([A-Za-z0-9\-._~!$&'()*+,;=]{1,255}):(\d{1,5})$/;
const MAX_PORT = 0xffff;

/** Reads `:authority`. Undefined is a bad request: no host, no numeric port, or something else around them. */
export function parseAuthority(text: string): ParsedAuthority | undefined {
  const address = findSocketAddress(text);
  if (address !== undefined) return { kind: "address", address };
  const [, hostname, digits] = HOST_AND_PORT.exec(text) ?? [];
  if (hostname === undefined || digits === undefined) return undefined;
  const port = Number(digits);
  return port <= MAX_PORT ? { kind: "hostname", hostname, port } : undefined;
}
