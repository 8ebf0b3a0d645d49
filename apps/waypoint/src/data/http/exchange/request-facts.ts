/** A request as policies, routes and limits look at it. Its headers are those that are forwarded if no route changes them. */
import { findIpAddress, type IpAddress } from "@ambit/addr";
import { changeQuery, type HttpFacts, type TokenChange, type VerifiedToken } from "@ambit/authz/http";
import type { HeaderList } from "@ambit/http1";
import { formatIdentity, type Identity } from "@ambit/model";
import type { RateLimitFacts } from "@ambit/routing/http";
import type { RequestHead } from "../message/message.ts";
import type { Inbound } from "./inbound.ts";

/** A path that is normal, and its query. */
export interface NormalTarget {
  readonly path: string;
  /** Without its "?". */
  readonly query: string | undefined;
}

/** See the module comment. */
export class RequestFacts implements HttpFacts, RateLimitFacts {
  readonly identity: Identity | undefined;
  readonly sourceIp: IpAddress;
  readonly remoteIp: IpAddress;
  readonly destinationIp: IpAddress;
  readonly destinationPort: number;
  readonly serverName = undefined;
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  query: string | undefined;
  token: VerifiedToken | undefined;
  readonly #headers: HeaderList;

  constructor(inbound: Inbound, head: RequestHead, target: NormalTarget, trustedProxies: number) {
    this.identity = inbound.clientIdentity;
    this.sourceIp = inbound.clientAddress.ip;
    const remote = remoteAddressText(head.headers.findJoined("x-forwarded-for"), trustedProxies);
    this.remoteIp = (remote === undefined ? undefined : findIpAddress(remote)) ?? this.sourceIp;
    this.destinationIp = inbound.destination.address;
    this.destinationPort = inbound.destination.port;
    this.method = head.method;
    this.scheme = head.scheme;
    this.authority = head.authority;
    this.path = target.path;
    this.query = target.query;
    this.#headers = head.headers;
  }

  get port(): number {
    return this.destinationPort;
  }

  get clientNamespace(): string | undefined {
    return this.identity?.namespace;
  }

  get claims(): VerifiedToken | undefined {
    return this.token;
  }

  get principal(): string {
    return this.identity === undefined ? "" : formatIdentity(this.identity);
  }

  /** What was a token is not forwarded. */
  changeQuery(change: TokenChange): void {
    this.query = changeQuery(this.query, change);
  }

  header(name: string): string | undefined {
    return this.#headers.findJoined(name);
  }
}

/** The client's address behind so many proxies that are trusted: counted from the right of X-Forwarded-For. */
export function remoteAddressText(
  forwardedFor: string | undefined,
  trustedProxies: number,
): string | undefined {
  if (trustedProxies <= 0 || forwardedFor === undefined) return undefined;
  const hops = forwardedFor.split(",").map((hop) => hop.trim());
  return hops.length < trustedProxies ? undefined : hops[hops.length - trustedProxies];
}
