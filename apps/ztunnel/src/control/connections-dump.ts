/**
 * The documents below GET /debug/connections: which pods this proxy serves, and of each what is open and how the last
 * connections ended. An ended one has the names of the access log's fields.
 */

import type { ConnectionDump, RecentConnection, TlsDump, WorkloadKey } from "@ambit/data-plane/messages";
import { textResponse } from "@ambit/http-server";
import type { JsonObject, JsonValue } from "@ambit/model";
import { type AdminEndpoint, formatJson, jsonResponse } from "@ambit/proxy/servers";
import { type DumpedPods, dumpConnections } from "./config-dump.ts";

/** Where the documents take their parts from; asked anew each time. */
export interface ConnectionsSources {
  /** Of dedicated mode. */
  readonly workload: WorkloadKey | undefined;
  /** Of shared mode; undefined in dedicated mode. */
  pods(): DumpedPods | undefined;
  connections(): Promise<readonly ConnectionDump[]>;
  recentConnections(workload: WorkloadKey): Promise<readonly RecentConnection[]>;
}

interface Served {
  /** Of shared mode. */
  readonly uid: string | undefined;
  readonly workload: WorkloadKey;
}

/** Who is served, as JSON text. */
export function formatServedPods(sources: ConnectionsSources): string {
  const pods = servedBy(sources).map(describe);
  return formatJson({ pods });
}

/** Of the pod with this uid, `namespace/name`, or name if only one has it, as JSON text; undefined if there is none. */
export async function formatPodConnections(
  sources: ConnectionsSources,
  pod: string,
): Promise<string | undefined> {
  const served = findServed(servedBy(sources), pod);
  if (served === undefined) return undefined;
  const [connections, recent] = await Promise.all([
    sources.connections(),
    sources.recentConnections(served.workload),
  ]);
  const pods = sources.pods();
  const own = connections.filter(({ pod: key }) => key === undefined || pods?.uidOf(key) === served.uid);
  return formatJson({
    pod: describe(served),
    open: dumpConnections(own),
    ended: recent.map(dumpRecent),
  });
}

function servedBy(sources: ConnectionsSources): readonly Served[] {
  const { workload } = sources;
  if (workload !== undefined) return [{ uid: undefined, workload }];
  return (sources.pods()?.states ?? []).map(({ pod }) => ({ uid: pod.uid, workload: pod.workload }));
}

function findServed(all: readonly Served[], pod: string): Served | undefined {
  const byName = all.filter(
    ({ workload: { name, namespace } }) => pod === name || pod === `${namespace}/${name}`,
  );
  return all.find(({ uid }) => uid === pod) ?? (byName.length === 1 ? byName[0] : undefined);
}

function describe({ uid, workload: { name, namespace, serviceAccount } }: Served): JsonObject {
  return { ...(uid !== undefined && { uid }), name, namespace, serviceAccount };
}

function dumpRecent(recent: RecentConnection): JsonObject {
  return withoutAbsent({
    time: new Date(recent.endedAtMs).toISOString(),
    direction: recent.direction,
    "src.addr": recent.sourceAddress,
    "src.workload": recent.sourceWorkload,
    "src.identity": recent.sourceIdentity,
    "dst.addr": recent.destinationAddress,
    "dst.hbone_addr": recent.authority,
    "dst.service": recent.service,
    "dst.workload": recent.destinationWorkload,
    bytes_sent: recent.bytesSent,
    bytes_recv: recent.bytesReceived,
    duration: recent.durationMs === undefined ? undefined : `${Math.floor(recent.durationMs)}ms`,
    response_flags: recent.responseFlag,
    error: recent.error,
    "error.code": recent.errorCode,
    "error.doc": recent.errorCode === undefined ? undefined : `docs/ERRORS.md#${recent.errorCode}`,
    "policy.name": recent.policy,
    "policy.rule": recent.rule,
    local: recent.isLocal ? "true" : undefined,
    tls: recent.tls && dumpTls(recent.tls),
  });
}

function dumpTls({ version, cipher, group, peerIdentity, peerSerial }: TlsDump): JsonObject {
  return withoutAbsent({ version, cipher, group, peerIdentity, peerSerial });
}

function withoutAbsent(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const present: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) present[name] = value;
  return present;
}

const PODS_PATH = "/debug/connections/";

/** `/debug/connections` and what is below it. */
export function connectionEndpoints(sources: ConnectionsSources): readonly AdminEndpoint[] {
  return [
    {
      path: PODS_PATH,
      description: "pods; below it, for a pod's uid or name: open connections and the last that ended (JSON)",
      handler: async ({ path }) => {
        if (!path.startsWith(PODS_PATH)) return jsonResponse(formatServedPods(sources));
        const body = await formatPodConnections(sources, path.slice(PODS_PATH.length));
        return body === undefined
          ? textResponse(404, "no such pod here, or several of that name: /debug/connections lists them\n")
          : jsonResponse(body);
      },
    },
  ];
}
