import type { IpAddress } from "@ambit/addr";
import type { Identity } from "@ambit/model";
import type { VerifiedToken } from "./verified-token.ts";

/** What is known of a connection through a waypoint, whatever is spoken on it. */
export interface ChainFacts {
  /** Proven by the tunnel's mutual TLS. */
  readonly identity: Identity | undefined;
  /** Of the client's pod. */
  readonly sourceIp: IpAddress;
  /** Of the client behind trusted proxies; the source's where none are trusted, and always on TCP. */
  readonly remoteIp: IpAddress;
  /** As addressed: a service's VIP or a pod's. */
  readonly destinationIp: IpAddress;
  /** As addressed: the service's port, or the pod's. */
  readonly destinationPort: number;
  /** Of TLS inside the tunnel. */
  readonly serverName: string | undefined;
}

/** What policies look at in a request, before any route changes it. */
export interface HttpFacts extends ChainFacts {
  readonly method: string;
  /** As received, with its port. */
  readonly authority: string;
  /** Normalised, without the query: byte for byte what is forwarded if no route rewrites it. */
  readonly path: string;
  /** Undefined while custom policies are asked: they come before tokens. */
  readonly token: VerifiedToken | undefined;
  /** All values of a header, joined by ","; undefined if there is none. Names are in lower case. */
  header(name: string): string | undefined;
}
