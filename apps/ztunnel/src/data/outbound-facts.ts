/** What the record and the dump of an outbound connection say, by the route that it takes. */
import type { SocketAddress } from "@ambit/addr";
import { identityOf } from "@ambit/data-plane";
import type { ConnectionDump } from "@ambit/data-plane/messages";
import type { ConnectionFacts } from "@ambit/data-plane/records";
import type { Workload } from "@ambit/model";
import type { DoubleHboneUpstream, HboneUpstream, TcpUpstream } from "@ambit/routing";
import type { Upstream } from "./endpoint-choice.ts";

/** A route through the mesh, in one tunnel or in one inside another. */
export type TunnelUpstream = HboneUpstream | DoubleHboneUpstream;

/** Who connects, and from where. */
export interface OutboundSource {
  readonly workload: Workload;
  readonly address: SocketAddress;
}

export function tcpFacts(upstream: TcpUpstream, { workload, address }: OutboundSource): ConnectionFacts {
  return {
    direction: "outbound",
    sourceAddress: address,
    source: workload,
    sourceBaggage: undefined,
    sourceIdentity: undefined,
    destinationAddress: upstream.destination,
    hboneAuthority: undefined,
    destination: upstream.workload,
    service: upstream.service,
    isMutualTls: false,
  };
}

/** The destination of double HBONE is the gateway until somebody behind it has answered. */
export function tunnelFacts(
  upstream: TunnelUpstream,
  { workload, address }: OutboundSource,
): ConnectionFacts {
  return {
    direction: "outbound",
    sourceAddress: address,
    source: workload,
    sourceBaggage: undefined,
    sourceIdentity: identityOf(workload),
    destinationAddress: upstream.hop,
    hboneAuthority: upstream.authority,
    destination: upstream.kind === "hbone" ? upstream.workload : upstream.gateway,
    service: upstream.service,
    isMutualTls: true,
  };
}

/** As stock ztunnel spells it. */
export const PROTOCOL = {
  tcp: "TCP",
  hbone: "HBONE",
  "double-hbone": "DOUBLEHBONE",
} as const satisfies Record<Upstream["kind"], ConnectionDump["protocol"]>;
