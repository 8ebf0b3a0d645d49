/**
 * The document of GET /config_dump. istioctl reads it, so keys and shapes are ztunnel's; what only this program has
 * is added as new keys (`connections` in dedicated mode, which ztunnel does not show there).
 */

import type { ConnectionDump } from "@ambit/data-plane/messages";
import type { Captured, MeshState } from "@ambit/mesh-state";
import {
  dumpAuthorization,
  dumpService,
  dumpStagedServices,
  dumpStaticConfig,
  dumpWorkload,
  type JsonObject,
  type JsonValue,
  type MeshResource,
} from "@ambit/model";
import { type BuildInfo, dumpBuildInfo } from "@ambit/program";
import { formatJsonAt } from "@ambit/proxy/servers";
import type { ZdsPodState } from "@ambit/zds";
import type { ZtunnelConfig } from "../config/ztunnel-config.ts";
import { dumpConfig } from "./config-yaml.ts";

/** The part of the mesh state that is shown. */
export type DumpedState = Pick<
  MeshState,
  "captureWorkloads" | "captureServices" | "capturePolicies" | "stagedEndpoints"
>;

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

/** Items that are written between two pauses: a few milliseconds of work. */
const SLICE_ITEMS = 200;

/** A part of the dump: a value, or a list of which each item is made when it is its turn. */
type Section = { readonly value: JsonValue } | { readonly items: readonly (() => JsonValue)[] };

/**
 * The whole dump as pretty JSON with sorted keys, without a final newline, as recorded. A large mesh is written bit by bit:
 * `pause` is awaited in between.
 */
export async function formatConfigDump(
  sources: ConfigDumpSources,
  pause: () => Promise<void>,
): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let separator = "{\n";
  for (const [key, section] of sections(sources, await sources.connections())) {
    pieces.push(encoder.encode(`${separator}  ${JSON.stringify(key)}: `));
    separator = ",\n";
    if ("value" in section) {
      pieces.push(encoder.encode(formatJsonAt(section.value, "  ")));
      continue;
    }
    for (let start = 0; start < section.items.length; start += SLICE_ITEMS) {
      const slice = section.items.slice(start, start + SLICE_ITEMS);
      const texts = slice.map((item) => `    ${formatJsonAt(item(), "    ")}`);
      pieces.push(encoder.encode(`${start === 0 ? "[\n" : ",\n"}${texts.join(",\n")}`));
      await pause();
    }
    pieces.push(encoder.encode(section.items.length === 0 ? "[]" : "\n  ]"));
  }
  pieces.push(encoder.encode("\n}"));
  return concatenate(pieces);
}

/** The dump as a value. Lists are sorted by the key of their items, so that two dumps can be compared. */
export async function composeConfigDump(sources: ConfigDumpSources): Promise<JsonObject> {
  const all = sections(sources, await sources.connections());
  return Object.fromEntries(
    all.map(([key, section]) => [
      key,
      "value" in section ? section.value : section.items.map((item) => item()),
    ]),
  );
}

/** In the order of the dump. Called when there is nothing to wait for any more, so that all of it is of one moment. */
function sections(
  sources: ConfigDumpSources,
  connections: readonly ConnectionDump[],
): readonly (readonly [string, Section])[] {
  const state = sources.state();
  const pods = sources.pods();
  return [
    ["certificates", { value: sources.certificates() }],
    ["config", { value: dumpConfig(sources.config) }],
    ...(pods === undefined ? [["connections", { value: dumpConnections(connections) }] as const] : []),
    ["policies", { items: itemsOf(state.capturePolicies(), dumpAuthorization) }],
    [
      "services",
      {
        items: itemsOf(
          state.captureServices(),
          ({ service, endpoints }) => dumpService(service, endpoints.values()),
          byHostname,
        ),
      },
    ],
    ["stagedServices", { value: dumpStagedServices(state.stagedEndpoints()) }],
    ["staticConfig", { value: dumpStaticConfig(sources.staticConfig()) }],
    ["version", { value: dumpBuildInfo(sources.build) }],
    ...(pods === undefined
      ? []
      : [["workloadState", { value: dumpWorkloadState(pods, connections) }] as const]),
    ["workloads", { items: itemsOf(state.captureWorkloads(), dumpWorkload) }],
  ];
}

/** Sorted by key, by code unit and not by locale: the order is part of the format. */
function itemsOf<T>(
  captured: readonly Captured<T>[],
  dump: (value: T) => JsonObject,
  sortKey: (key: string) => string = (key) => key,
): readonly (() => JsonObject)[] {
  return captured
    .map(({ key, read }) => ({ key: sortKey(key), item: () => dump(read()) }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ item }) => item);
}

/** Services are listed by hostname first, of `namespace/hostname`. */
function byHostname(key: string): string {
  const end = key.indexOf("/");
  return `${key.slice(end + 1)}\0${key.slice(0, end)}`;
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
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

function dumpConnection(connection: ConnectionDump): JsonObject {
  const { src, originalDst, actualDst, protocol, isLocal, tls } = connection;
  const shown = {
    src,
    originalDst: originalDst ?? null,
    actualDst,
    protocol,
    ...(isLocal === true && { local: true }),
  };
  return tls === undefined ? shown : { ...shown, tls: { ...tls, peerIdentity: tls.peerIdentity ?? null } };
}
