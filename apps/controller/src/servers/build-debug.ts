/** What the debug endpoints show, taken from the parts of the running controller. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getHeapStatistics, writeHeapSnapshot } from "node:v8";
import type { HttpHandler } from "@ambit/http-server";
import type { MeshConfig, ObjectKind } from "@ambit/mesh-objects";
import type { LogLevels } from "@ambit/program";
import { ADDRESS_TYPE } from "@ambit/xds";
import type { XdsConnectionState, XdsServer } from "@ambit/xds-grpc";
import type { Authenticator } from "../ca/authentication.ts";
import { dumpAmbientIndex, messageJson } from "../collections/ambient-dump.ts";
import type { AddressResource, AmbientIndex } from "../collections/ambient-index.ts";
import type { ControllerConfig } from "../config.ts";
import type { ObjectFeed } from "../kube/object-feed.ts";
import { decideDebugAccess } from "./debug-access.ts";
import { debugHandler } from "./debug-server.ts";
import type { XdsCaller } from "./xds-access.ts";

export interface DebugParts {
  readonly config: ControllerConfig;
  readonly index: AmbientIndex;
  readonly meshConfig: () => MeshConfig | undefined;
  readonly feed: ObjectFeed;
  readonly xds: XdsServer<XdsCaller>;
  readonly authenticator: Authenticator;
  readonly logLevels: LogLevels;
  /** Wall clock of an instant of the monotonic one. */
  readonly wallMs: (monotonicMs: number) => number;
}

export function buildDebugHandler(parts: DebugParts): HttpHandler {
  const { config, index, meshConfig, feed, xds, authenticator, logLevels, wallMs } = parts;
  return debugHandler({
    sources: {
      wallMs,
      connections: () => xds.connections(),
      ambient: () => dumpAmbientIndex(index),
      configOf: (connection) => configOf(index, connection),
      meshConfig: () => meshConfig() ?? {},
      policies: () => dumpAmbientIndex(index).policies,
      configs: () => CONFIG_KINDS.flatMap((kind) => [...index.objects(kind)]),
      networks: () => networksOf(index),
      clusters: () => [
        {
          id: config.clusterId,
          secretName: "",
          syncStatus: feed.pending.length === 0 ? "synced" : "syncing",
        },
      ],
      push: () => xds.push(),
      collections: () => index.counters(),
      informers: () => feed.describe(),
      problems: () => [...index.reports()],
      logLevels,
      disconnect: (id) => xds.disconnect(id),
      heap: config.mayInspectHeap ? heap : undefined,
    },
    decideAccess: (request) =>
      decideDebugAccess(request, { authenticator, systemNamespace: config.podNamespace }),
  });
}

/** The mesh's own kinds; those of Kubernetes can be had from its API. */
const CONFIG_KINDS = [
  "AuthorizationPolicy",
  "PeerAuthentication",
  "ServiceEntry",
  "WorkloadEntry",
  "Gateway",
  "GatewayClass",
  "HTTPRoute",
  "GRPCRoute",
  "BackendTLSPolicy",
] as const satisfies readonly ObjectKind[];

function networksOf(index: AmbientIndex): readonly unknown[] {
  return [...index.addresses()].flatMap((address) =>
    address.kind === "workload" && address.name.startsWith("NetworkGateway/")
      ? [messageJson(address.workload)]
      : [],
  );
}

const heap = {
  statistics: () => ({ process: { ...process.memoryUsage() }, heap: { ...getHeapStatistics() } }),
  writeSnapshot: () =>
    // Readable by this user alone, because a heap holds the CA's key.
    writeHeapSnapshot(join(mkdtempSync(join(tmpdir(), "controller-heap-")), "main.heapsnapshot")),
};

/** All addresses, or for a client on demand those of its node; what it subscribed to is in /debug/connections. */
function configOf(index: AmbientIndex, { node, types }: XdsConnectionState<XdsCaller>): readonly unknown[] {
  const isOnDemand = types.some(({ typeUrl, isWildcard }) => typeUrl === ADDRESS_TYPE && !isWildcard);
  const name = node?.metadata["NODE_NAME"];
  const addresses =
    isOnDemand && typeof name === "string" ? index.workloadsOnNode(name) : [...index.addresses()];
  return addresses.map(addressJson);
}

function addressJson(resource: AddressResource): unknown {
  const type = { "@type": ADDRESS_TYPE };
  return resource.kind === "workload"
    ? { ...type, workload: messageJson(resource.workload) }
    : { ...type, service: messageJson(resource.service) };
}
