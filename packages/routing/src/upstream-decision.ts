import type { IpAddress, IpFamily, SocketAddress } from "@ambit/addr";
import type { Identity, Service, Workload } from "@ambit/model";

/** One outbound connection as the listener sees it. */
export interface UpstreamRequest {
  readonly source: Workload;
  /** The application's own address, which tells a waypoint from its clients. */
  readonly sourceIp: IpAddress;
  /** Original destination. */
  readonly target: SocketAddress;
  /** The network this proxy is configured for. */
  readonly network: string;
  readonly endpoints?: EndpointFacts;
}

/** What is known of endpoints beside the mesh: by uid of their workloads. */
export interface EndpointFacts {
  /** Connections that go there now; of two endpoints that are drawn the one with less for its capacity is taken. */
  readonly loadOf: (uid: string) => number;
  /** Tried in vain by this connection. */
  readonly isAvoided: (uid: string) => boolean;
}

/** Plain TCP. Without `workload` the target is unknown to the mesh and passed through. */
export interface TcpUpstream {
  readonly kind: "tcp";
  readonly destination: SocketAddress;
  readonly workload: Workload | undefined;
  readonly service: Service | undefined;
}

/** One HBONE tunnel. */
export interface HboneUpstream {
  readonly kind: "hbone";
  /** Where the tunnel goes. */
  readonly hop: SocketAddress;
  /** `:authority` of the CONNECT request. */
  readonly authority: string;
  /** The hop must prove one of these. Order matters to the tunnel pool's key. Empty accepts nobody. */
  readonly expectedIdentities: readonly Identity[];
  /** Who terminates the tunnel: the destination itself or its waypoint. */
  readonly workload: Workload;
  /** The service that was addressed. */
  readonly service: Service | undefined;
  readonly viaWaypoint: boolean;
}

/** An HBONE tunnel to an east-west gateway, and inside it another to the destination's side. */
export interface DoubleHboneUpstream {
  readonly kind: "double-hbone";
  /** Where the outer tunnel goes. */
  readonly hop: SocketAddress;
  /** `:authority` of both CONNECT requests: the service by name. */
  readonly authority: string;
  readonly gateway: Workload;
  /** For the outer handshake, as `expectedIdentities` of a single tunnel. */
  readonly gatewayIdentities: readonly Identity[];
  /** For the inner handshake: only names the service declares. Empty accepts nobody. */
  readonly expectedIdentities: readonly Identity[];
  /** Value of `x-forwarded-network`, sent in the inner request only. */
  readonly forwardedNetwork: string;
  /** The remote endpoint, or the remote waypoint, that the choice fell on. */
  readonly workload: Workload;
  readonly service: Service;
  readonly viaWaypoint: boolean;
}

/** A decision that is complete but for the address: see `resumeWithAddresses`. */
export type PendingUpstream =
  | ({ readonly kind: "tcp"; readonly port: number } & Omit<TcpUpstream, "kind" | "destination">)
  | ({
      readonly kind: "hbone";
      readonly port: number;
      /** Fixed by the target, or the port to put behind the address that is found. */
      readonly authority: string | { readonly port: number };
    } & Omit<HboneUpstream, "kind" | "hop" | "authority">)
  | ({ readonly kind: "double-hbone"; readonly port: number } & Omit<DoubleHboneUpstream, "kind" | "hop">);

/** The hop is known by name only: resolve A and AAAA records, then call `resumeWithAddresses`. */
export interface HostnameUpstream {
  readonly kind: "resolve-hostname";
  readonly hostname: string;
  /** Records of this family win. */
  readonly preferredFamily: IpFamily;
  readonly pending: PendingUpstream;
}

/** Why there is no next hop. */
export type RoutingErrorCode =
  | "no-healthy-upstream"
  | "unknown-waypoint"
  | "no-service"
  | "no-network-gateway"
  | "unknown-network-gateway"
  | "no-address"
  | "hostname-unresolved";

/** The connection has to be refused. `message` is what the access log says. */
export interface UpstreamError {
  readonly kind: "error";
  readonly code: RoutingErrorCode;
  readonly message: string;
}

/** The next hop of one outbound connection, or why there is none. Chosen once: a live connection keeps its route. */
export type UpstreamDecision =
  | TcpUpstream
  | HboneUpstream
  | DoubleHboneUpstream
  | HostnameUpstream
  | UpstreamError;
