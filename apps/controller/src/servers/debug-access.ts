/** Who may look into the controller over HTTP. */
import { findIpAddress, isLoopback } from "@ambit/addr";
import type { HttpRequest } from "@ambit/http-server";
import { findIdentity } from "@ambit/model";
import type { Authentication } from "../ca/authentication.ts";
import type { CallPeer } from "../ca/caller.ts";

/** Everything, or only proxies of some namespaces; a status refuses. */
export type DebugAccess =
  | { readonly kind: "all" }
  | { readonly kind: "namespaces"; readonly namespaces: ReadonlySet<string> }
  | { readonly kind: "refused"; readonly status: 401 | 503 };

export interface DebugAccessOptions {
  readonly authenticator: { authenticate(peer: CallPeer): Promise<Authentication> };
  readonly systemNamespace: string;
}

/** Callers on this machine may see everything, and so may identities of the control plane's own namespace. */
export async function decideDebugAccess(
  request: HttpRequest,
  { authenticator, systemNamespace }: DebugAccessOptions,
): Promise<DebugAccess> {
  if (isLocal(request.client)) return { kind: "all" };
  const peer: CallPeer = {
    address: request.client,
    certificate: undefined,
    header: (name) => request.header(name),
  };
  const authentication = await authenticator.authenticate(peer);
  if (!authentication.ok) return { kind: "refused", status: authentication.isTemporary ? 503 : 401 };
  const namespaces = new Set(
    authentication.caller.identities.flatMap((uri) => findIdentity(uri)?.namespace ?? []),
  );
  return namespaces.has(systemNamespace) ? { kind: "all" } : { kind: "namespaces", namespaces };
}

/** IPv4 clients of an IPv6 socket have mapped addresses, which are parsed to IPv4 ones. */
function isLocal(client: string): boolean {
  const ip = findIpAddress(client);
  return ip !== undefined && isLoopback(ip);
}
