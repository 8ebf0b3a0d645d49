import type { PathMatch, Redirect } from "@ambit/model/http";
import { joinTarget, rewritePath } from "./rewrite-path.ts";

/** What the address of a redirect is made of. */
export interface RedirectFacts {
  readonly scheme: string;
  /** As received, with its port. */
  readonly authority: string;
  /** That the request was addressed to: the service's. */
  readonly port: number;
  /** Without the query. */
  readonly path: string;
  readonly query: string | undefined;
}

/** A port that a scheme does not need to name. */
const DEFAULT_PORT: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** `Location` of a redirect; `match` is what the route compared the path with. */
export function redirectLocation(
  redirect: Redirect,
  match: PathMatch | undefined,
  facts: RedirectFacts,
): string {
  const scheme = redirect.scheme ?? facts.scheme;
  const path = redirect.path === undefined ? facts.path : rewritePath(redirect.path, match, facts.path);
  return `${scheme}://${redirectAuthority(redirect, scheme, facts)}${joinTarget(path, facts.query)}`;
}

function redirectAuthority({ hostname, port }: Redirect, scheme: string, facts: RedirectFacts): string {
  if (port === undefined) return hostname ?? keptAuthority(scheme, facts);
  const host = splitPort(hostname ?? facts.authority).host;
  switch (port) {
    case "scheme-default":
      return host;
    case "request-port":
      return withPort(host, scheme, facts.port);
    default:
      return withPort(host, scheme, port);
  }
}

/** The client's own, and the port in it; but not the default port of a scheme that is left. */
function keptAuthority(scheme: string, facts: RedirectFacts): string {
  const { host, port } = splitPort(facts.authority);
  const isStale = scheme !== facts.scheme && port === DEFAULT_PORT[facts.scheme];
  return isStale ? host : facts.authority;
}

function withPort(host: string, scheme: string, port: number): string {
  return port === DEFAULT_PORT[scheme] ? host : `${host}:${port}`;
}

function splitPort(authority: string): { readonly host: string; readonly port: number | undefined } {
  const found = /^(.*):(\d+)$/.exec(authority);
  const [, host, port] = found ?? [];
  // An IPv6 address has colons of its own, and brackets where it is followed by a port.
  if (host === undefined || (host.includes(":") && !host.endsWith("]"))) {
    return { host: authority, port: undefined };
  }
  return { host, port: Number(port) };
}
