/**
 * The document of GET /config_dump. istioctl reads it, so keys and shapes are ztunnel's; what only this program has
 * is added as new keys (`connections` in dedicated mode, which ztunnel does not show there).
 */
import type { MeshState } from "@ambit/mesh-state";
import {
  dumpAuthorization,
  dumpService,
  dumpStagedServices,
  dumpStaticConfig,
  dumpWorkload,
  type JsonObject,
  type JsonValue,
  type MeshResource,
  sortedPolicies,
  sortedServices,
  sortedWorkloads,
} from "@ambit/model";
import { type BuildInfo, dumpBuildInfo } from "@ambit/program";
import type { ZdsPodState } from "@ambit/zds";
import type { ZtunnelConfig } from "../config/ztunnel-config.ts";
import type { ConnectionDump } from "../messages.ts";
import { dumpConfig } from "./config-yaml.ts";
import { formatJson } from "./json-text.ts";

/** The part of the mesh state that is shown. */
export type DumpedState = Pick<MeshState, "workloads" | "services" | "policies" | "stagedEndpoints">;

/** Where the dump takes its parts from; asked anew for every dump. */
export interface ConfigDumpSources {
  readonly config: ZtunnelConfig;
  readonly build: BuildInfo;
  state(): DumpedState;
  /** The local configuration item by item; empty when there is none. */
  staticConfig(): readonly MeshResource[];
  /** One item per identity, in the form of `SecretManager.dumpCertificates`. */
  certificates(): readonly JsonValue[];
  /** Of shared mode; undefined in dedicated mode. */
  pods(): DumpedPods | undefined;
  /** Of all workers. A worker that does not answer in time must not hold the dump up. */
  connections(): Promise<readonly ConnectionDump[]>;
}

/** Pods that are served or are to be served. */
export interface DumpedPods {
  readonly states: readonly ZdsPodState[];
  /** The pod that a connection's key names. */
  uidOf(key: string): string | undefined;
}

/** The whole dump as pretty JSON with sorted keys, without a final newline, as recorded. */
export async function formatConfigDump(sources: ConfigDumpSources): Promise<string> {
  return formatJson(await composeConfigDump(sources));
}

/** The dump as a value. Lists are sorted by the key of their items, so that two dumps can be compared. */
export async function composeConfigDump(sources: ConfigDumpSources): Promise<JsonObject> {
  // First what has to be waited for, so that everything else is of one moment.
  const connections = await sources.connections();
  const state = sources.state();
  const pods = sources.pods();
  return {
    certificates: sources.certificates(),
    config: dumpConfig(sources.config),
    ...(pods === undefined && { connections: dumpConnections(connections) }),
    policies: sortedPolicies(state.policies()).map(dumpAuthorization),
    services: sortedServices(state.services()).map(({ service, endpoints }) =>
      dumpService(service, endpoints.values()),
    ),
    stagedServices: dumpStagedServices(state.stagedEndpoints()),
    staticConfig: dumpStaticConfig(sources.staticConfig()),
    version: dumpBuildInfo(sources.build),
    ...(pods !== undefined && { workloadState: dumpWorkloadState(pods, connections) }),
    workloads: sortedWorkloads(state.workloads()).map(dumpWorkload),
  };
}

function dumpWorkloadState(pods: DumpedPods, connections: readonly ConnectionDump[]): JsonObject {
  const byUid = Map.groupBy(connections, ({ pod }) => (pod === undefined ? undefined : pods.uidOf(pod)));
  return Object.fromEntries(
    pods.states.map(({ pod: { uid, workload }, isUp }) => [
      uid,
      {
        state: isUp ? "Up" : "Pending",
        connections: dumpConnections(byUid.get(uid) ?? []),
        info: {
          name: workload.name,
          namespace: workload.namespace,
          serviceAccount: workload.serviceAccount,
        },
      },
    ]),
  );
}

/** Open connections by direction. */
export function dumpConnections(connections: readonly ConnectionDump[]): JsonObject {
  const of = (direction: ConnectionDump["direction"]): readonly JsonValue[] =>
    connections.filter((connection) => connection.direction === direction).map(dumpConnection);
  return { inbound: of("inbound"), outbound: of("outbound") };
}

function dumpConnection({ src, originalDst, actualDst, protocol, tls }: ConnectionDump): JsonObject {
  const shown = { src, originalDst: originalDst ?? null, actualDst, protocol };
  return tls === undefined ? shown : { ...shown, tls: { ...tls, peerIdentity: tls.peerIdentity ?? null } };
}
