/** Connected proxies in the forms that istioctl reads. Pure. */
import type { XdsConnectionState } from "@ambit/xds-grpc";
import { shownText } from "../ca/shown-text.ts";
import type { XdsCaller } from "./xds-access.ts";

type Connection = XdsConnectionState<XdsCaller>;
type WallMs = (monotonicMs: number) => number;

/** `pod.namespace`; empty before the first request. */
export function proxyNameOf({ nodeId }: Connection): string {
  return nodeId === undefined ? "" : `${nodeId.name}.${nodeId.namespace}`;
}

/** One item of /debug/syncz. */
export function describeSync(connection: Connection, wallMs: WallMs): unknown {
  const { node, nodeId, types } = connection;
  const version = metadataText(connection, "ISTIO_VERSION");
  return {
    cluster_id: metadataText(connection, "CLUSTER_ID"),
    proxy: proxyNameOf(connection),
    proxy_type: nodeId?.type ?? "",
    ...(version === "" || node === undefined ? {} : { istio_version: version }),
    resources: Object.fromEntries(
      types.map(({ typeUrl, sentNonce, ackedNonce, sentAtMs, error }) => [
        typeUrl,
        {
          ...(sentNonce === "" ? {} : { sent: sentNonce }),
          ...(ackedNonce === "" ? {} : { acked: ackedNonce }),
          ...(error === undefined ? {} : { error: error.message }),
          ...(sentAtMs === undefined ? {} : { sentTime: new Date(wallMs(sentAtMs)).toISOString() }),
        },
      ]),
    ),
  };
}

/** One item of /debug/connections. */
export function describeConnection(connection: Connection, wallMs: WallMs): unknown {
  const { id, peer, caller, node, connectedAtMs, types } = connection;
  return {
    connectionId: `${proxyNameOf(connection)}-${id}`,
    connectedAt: new Date(wallMs(connectedAtMs)).toISOString(),
    address: peer.name,
    tls: peer.isTls,
    identities: caller?.identities ?? [],
    metadata: node?.metadata ?? {},
    watches: Object.fromEntries(
      types.map(({ typeUrl, isWildcard, subscribedNames }) => [
        typeUrl,
        isWildcard ? "*" : `${subscribedNames} names`,
      ]),
    ),
  };
}

/** Streams by the version their clients say they are of; empty for those that do not say. */
export function countByVersion(connections: readonly Connection[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const connection of connections) {
    const version = shownText(metadataText(connection, "ISTIO_VERSION"));
    counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  return counts;
}

function metadataText({ node }: Connection, name: string): string {
  const value = node?.metadata[name];
  return typeof value === "string" ? value : "";
}
