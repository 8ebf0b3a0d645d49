/**
 * Puts ztunnel together and takes it apart. Start: files, then sockets, then threads, so that a mistake is told
 * before anything is taken. Stop, in this order: accept nothing, drain every component and server at the same time
 * until the deadline, cut off the rest, end certificates and file watch, end the threads.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { formatErrorChain } from "@ambit/errors";
import type { BoundHttpServer } from "@ambit/http-server";
import type { CaClient, SecretManager } from "@ambit/identity";
import { type Clock, type Readiness, TaskGroup } from "@ambit/lifecycle";
import { MeshState } from "@ambit/mesh-state";
import type { MeshResource, Workload } from "@ambit/model";
import { type BuildInfo, countOpenFileDescriptors, type Logging } from "@ambit/program";
import { ThreadProfiler } from "@ambit/program/profiler";
import { DataPlane, nodeWorkerThreads, ownershipOf, ProxyError, type ThreadData } from "@ambit/proxy";
import type { XdsSource } from "@ambit/proxy/control-plane";
import { buildSecrets, caEndpointOf, fakeCaClient, xdsEndpointOf } from "@ambit/proxy/control-plane-access";
import {
  bindAdminServer,
  bindReadinessServer,
  bindStatsServer,
  buildProfiles,
  buildReadiness,
  dumpCertificates,
  heapInspector,
} from "@ambit/proxy/servers";
import { display, type Logger } from "@ambit/telemetry";
import type { ZtunnelConfig } from "./config.ts";
import { type BoundWorkloads, bindWorkloads } from "./control/bind-workloads.ts";
import { formatConfigDump } from "./control/config-dump.ts";
import { type ConnectionsSources, connectionEndpoints } from "./control/connections-dump.ts";
import { dataConfigOf } from "./control/data-config.ts";
import type { Listeners } from "./control/listeners.ts";
import { LocalConfig } from "./control/local-config.ts";
import { buildMetrics, type ProcessMetrics } from "./control/metrics.ts";
import { OnDemandLookups } from "./control/on-demand-lookups.ts";
import { followRevocationFile } from "./control/revocation-file.ts";
import { findUnwantedResources } from "./control/unwanted-resources.ts";
import { xdsNodeOf } from "./control/xds-node.ts";
import {
  WORKER_LOAD_WORDS,
  type WorkerInit,
  type ZtunnelMainMessage,
  type ZtunnelWorkerMessage,
} from "./messages.ts";

/** Requests in hand when the data plane has drained get this much longer. */
const SERVER_DRAIN_LIMIT_MS = 1_000;

/** What the process gives to its ztunnel. */
export interface ZtunnelDeps {
  /** Entry point of the data-plane threads. */
  readonly workerUrl: URL;
  readonly clock: Clock;
  readonly logging: Logging;
  readonly build: BuildInfo;
  readonly maxFileDescriptors: number;
  /** Someone asked for the end of the process through admin. */
  readonly onQuit: () => void;
  /** A worker is lost: the process has to end. Logged already, told once. */
  readonly onFailure: () => void;
  /** The CNI agent speaks another protocol than this program: the process has to end. Logged already. */
  readonly onProtocolError: () => void;
}

type ZtunnelPlane = DataPlane<ZtunnelMainMessage, ZtunnelWorkerMessage>;

/** What is read and made before any socket is opened. */
interface Parts {
  readonly config: ZtunnelConfig;
  readonly deps: ZtunnelDeps;
  readonly localConfig: LocalConfig | undefined;
  readonly ca: CaClient & Partial<Disposable>;
  readonly secrets: SecretManager;
  readonly metrics: ProcessMetrics;
  readonly readiness: Readiness;
  readonly state: MeshState;
}

/**
 * A ztunnel whose ports are taken and whose threads are starting; `serve` puts it to work. Throws ProxyError or
 * HttpServerError, and then nothing stays open.
 */
export async function buildZtunnel(config: ZtunnelConfig, deps: ZtunnelDeps): Promise<Ztunnel> {
  const parts = await buildParts(config, deps);
  const dnsBlock = config.dnsProxy ? parts.readiness.block("dns proxy") : undefined;
  const proxyBlock = parts.readiness.block("proxy");
  const stateBlock = parts.readiness.block("state manager");
  await using stack = new AsyncDisposableStack();
  stack.defer(() => parts.ca[Symbol.dispose]?.());
  stack.use(parts.secrets);
  const { logger } = deps.logging;
  const serverLogger = logger.child("hyper_util");
  const readinessServer = stack.use(
    await bindReadinessServer(parts.readiness, { address: config.readinessAddress, logger: serverLogger }),
  );
  const workloads = stack.use(bindBoundWorkloads(parts));
  dnsBlock?.[Symbol.dispose]();
  proxyBlock[Symbol.dispose]();
  if (!config.dnsProxy) logger.child("app").info("no dns proxy created");
  // Threads come after the data plane's ports, so that a port in use is told before there is anything to stop.
  const xdsMade = Promise.withResolvers<XdsSource | undefined>();
  const lookups = stack.use(
    new OnDemandLookups({
      fetch: async (name, signal) => {
        const xds = await xdsMade.promise;
        if (xds === undefined) throw new ProxyError("unsupported", "there is no control plane to ask");
        await xds.fetch(name, signal);
      },
      forget: (names) => void xdsMade.promise.then((xds) => xds?.forget(names)),
      post: (worker, message) => dataPlane.post(worker, message),
      nowMs: () => deps.clock.nowMs(),
    }),
  );
  const dataPlane = spawnDataPlane(parts, workloads, lookups);
  stack.use(dataPlane);
  stack.defer(() => dataPlane.stop());
  const revocationFile = followCrlPath(parts, dataPlane);
  if (revocationFile !== undefined) stack.use(revocationFile);
  const admin = stack.use(await bindAdmin(parts, { dataPlane, workloads }, serverLogger));
  const stats = stack.use(
    await bindStatsServer(parts.metrics.registry, { address: config.statsAddress, logger: serverLogger }),
  );
  const servers = { readiness: readinessServer, stats, admin };
  const xds = await buildXds(parts, dataPlane);
  xdsMade.resolve(xds);
  const { listeners } = workloads;
  return new Ztunnel({ parts, stateBlock, dataPlane, xds, listeners, servers, resources: stack.move() });
}

interface ZtunnelInit {
  readonly parts: Parts;
  /** Holds readiness back until the workers know the mesh. */
  readonly stateBlock: Disposable;
  readonly dataPlane: ZtunnelPlane;
  /** Undefined without a control plane. */
  readonly xds: XdsSource | undefined;
  /** Of dedicated mode. */
  readonly listeners: Listeners | undefined;
  readonly servers: {
    readonly readiness: BoundHttpServer;
    readonly stats: BoundHttpServer;
    readonly admin: BoundHttpServer;
  };
  readonly resources: AsyncDisposableStack;
}

/** See buildZtunnel. */
export class Ztunnel {
  /** Of dedicated mode. Real addresses, also where port 0 was asked for. */
  readonly listeners: Listeners | undefined;
  readonly servers: ZtunnelInit["servers"];
  readonly #init: ZtunnelInit;
  readonly #tasks = new TaskGroup();
  #watch: Disposable | undefined;
  #draining: Promise<"drained" | "forced"> | undefined;

  constructor(init: ZtunnelInit) {
    this.#init = init;
    this.listeners = init.listeners;
    this.servers = init.servers;
  }

  get isDraining(): boolean {
    return this.#draining !== undefined;
  }

  /** Resolves when the mesh is known to every worker and connections are accepted. */
  async serve(): Promise<void> {
    const { parts, dataPlane, xds, stateBlock } = this.#init;
    await dataPlane.ready;
    await dataPlane.publish(parts.localConfig?.resources ?? []);
    if (xds !== undefined && (await this.#synchronize(xds)) === "ended") return;
    stateBlock[Symbol.dispose]();
    if (this.isDraining) return;
    dataPlane.serve();
    // As ztunnel: beside a control plane the file is where the mesh starts from, and is read once.
    if (xds === undefined) this.#watch = watchLocalConfig(parts, dataPlane);
  }

  /** Drains once, however often it is called. "forced": connections were cut off at the deadline. */
  drain(): Promise<"drained" | "forced"> {
    this.#draining ??= this.#drain();
    return this.#draining;
  }

  /** Makes the threads leave their waits, so that an exit does not wait for them. Synchronous, for process.on("exit"). */
  stopThreads(): void {
    this.#init.dataPlane.stop();
  }

  /** Ends everything but the log. "stuck": a thread cannot be ended, and the process only by a signal. */
  async end(limitMs: number): Promise<"ended" | "stuck"> {
    this.#watch?.[Symbol.dispose]();
    await this.#tasks[Symbol.asyncDispose]();
    const outcome = await this.#init.dataPlane.end(limitMs);
    await this.#init.resources.disposeAsync();
    return outcome;
  }

  /** Follows the control plane from here on. Resolves with the first whole picture, or when this proxy ends before. */
  async #synchronize(xds: XdsSource): Promise<"synced" | "ended"> {
    if (this.#tasks.signal.aborted) return "ended";
    const { deps } = this.#init.parts;
    this.#tasks.spawn("xds", (signal) => xds.run(signal));
    this.#tasks.join().catch((error: unknown) => {
      deps.logging.logger.error("xds failed", { error: formatErrorChain(error) });
      deps.onFailure();
    });
    return xds.firstSync;
  }

  async #drain(): Promise<"drained" | "forced"> {
    const { dataPlane, servers, parts } = this.#init;
    const all = Object.values(servers);
    for (const server of all) server.drain("graceful");
    const outcome = await dataPlane.drain("graceful", parts.config.drainDeadlineMs);
    const limit = Promise.withResolvers<void>();
    using _timer = parts.deps.clock.setTimer(SERVER_DRAIN_LIMIT_MS, limit.resolve);
    await Promise.race([Promise.all(all.map((server) => server.closed)), limit.promise]);
    return outcome;
  }
}

/** Throws ProxyError for what is wrong in files. */
async function buildParts(config: ZtunnelConfig, deps: ZtunnelDeps): Promise<Parts> {
  const { clock, logging } = deps;
  const { logger } = logging;
  const localConfig = config.localXds === undefined ? undefined : LocalConfig.load(config.localXds);
  if (localConfig !== undefined) logLocalConfig(logger, "local config initialized", localConfig.resources);
  const ca = await buildCaClient(config, clock);
  const secrets = buildSecrets({ client: ca, clock, logger: logger.child("identity::manager") });
  const metrics = buildMetrics({
    openFileDescriptors: countOpenFileDescriptors,
    maxFileDescriptors: deps.maxFileDescriptors,
    istioVersion: config.istioVersion,
    proxyMode: config.proxyMode,
    logCounts: () => logging.writer.counts,
  });
  const readiness = buildReadiness(clock, logger.child("readiness"));
  const state = new MeshState({ localNode: config.localNode });
  return { config, deps, localConfig, ca, secrets, metrics, readiness, state };
}

/** Throws ProxyError. */
async function buildCaClient(config: ZtunnelConfig, clock: Clock): Promise<CaClient & Partial<Disposable>> {
  const { secretTtlMs: ttlMs, proxyMode, fakeCaFiles: files } = config;
  const endpoint = caEndpointOf(config);
  if (endpoint === undefined) return fakeCaClient({ files, ttlMs });
  const { remoteCaClient } = await import("@ambit/proxy/control-plane");
  return remoteCaClient({ endpoint, clock, ttlMs, impersonates: proxyMode === "shared" });
}

async function buildXds(parts: Parts, dataPlane: ZtunnelPlane): Promise<XdsSource | undefined> {
  const { config, deps, metrics, state } = parts;
  const endpoint = xdsEndpointOf(config);
  if (endpoint === undefined) return undefined;
  const { XdsSource } = await import("@ambit/proxy/control-plane");
  const isOwn = isOwnWorkload(config);
  return new XdsSource({
    endpoint,
    node: xdsNodeOf(config),
    onDemand: config.xdsOnDemand,
    clock: deps.clock,
    logger: deps.logging.logger,
    metrics: metrics.xds,
    health: metrics.xdsHealth,
    hasWorkload: (uid) => state.has("workload", uid),
    apply: (batch) => dataPlane.apply(batch),
    findUnwanted: (isDemanded) =>
      findUnwantedResources({
        state,
        isDemanded,
        isKept: (workload) => workload.node === config.localNode || isOwn(workload),
      }),
  });
}

function bindBoundWorkloads({ config, deps, readiness, metrics }: Parts): BoundWorkloads {
  const { clock, logging, onProtocolError } = deps;
  const loggerFor = (scope: string): Logger => logging.logger.child(scope);
  return bindWorkloads(config, { clock, readiness, loggerFor, podMetrics: metrics.pods, onProtocolError });
}

function spawnDataPlane(
  { config, deps, state, secrets, metrics }: Parts,
  workloads: BoundWorkloads,
  lookups: OnDemandLookups,
): ZtunnelPlane {
  const dataConfig = dataConfigOf(config, deps.logging.describe());
  const count = config.workerThreads;
  return DataPlane.spawn<ZtunnelMainMessage, ZtunnelWorkerMessage>({
    workerCount: count,
    spawn: nodeWorkerThreads({
      url: deps.workerUrl,
      count,
      name: "ztunnel",
      init: {
        config: dataConfig,
        listeners: workloads.listeners?.fds,
        loads: new SharedArrayBuffer(count * WORKER_LOAD_WORDS * Int32Array.BYTES_PER_ELEMENT),
      } satisfies Omit<WorkerInit, keyof ThreadData>,
    }),
    serveWorkloads: (ports) => workloads.serve(ports),
    isOwn: isOwnWorkload(config),
    state,
    secrets,
    onTick: (tick) => {
      metrics.crl.apply(tick);
      metrics.traffic.apply(tick);
      metrics.threads.apply(tick);
    },
    onMessage: (message) => {
      if (message.type === "dns-counts") metrics.dns.apply(message);
      else if (message.type === "lookup-wanted") lookups.wanted(message);
      else if (message.type === "lookups-unused") lookups.unused(message);
      else workloads.receive(message);
    },
    logging: deps.logging,
    clock: deps.clock,
    onFailure: deps.onFailure,
  });
}

function isOwnWorkload({
  proxyMode: mode,
  workload,
  localNode,
}: ZtunnelConfig): (workload: Workload) => boolean {
  return ownershipOf({ mode, workload, localNode });
}

function bindAdmin(
  parts: Parts,
  { dataPlane, workloads }: { readonly dataPlane: ZtunnelPlane; readonly workloads: BoundWorkloads },
  logger: Logger,
): Promise<BoundHttpServer> {
  const { config, deps, localConfig, secrets, state } = parts;
  const configDump = (): Promise<Uint8Array> =>
    formatConfigDump(
      {
        config,
        build: deps.build,
        state: () => state,
        staticConfig: () => localConfig?.resources ?? [],
        certificates: () => dumpCertificates(secrets),
        pods: () => workloads.pods(),
        connections: () => dataPlane.requests.dumpConnections(),
      },
      nextTurn,
    );
  const connections: ConnectionsSources = {
    workload: config.workload,
    pods: () => workloads.pods(),
    connections: () => dataPlane.requests.dumpConnections(),
    recentConnections: (workload) => dataPlane.requests.recentConnections(workload),
  };
  return bindAdminServer(
    {
      configDump,
      title: "Ztunnel Admin",
      more: connectionEndpoints(connections),
      logLevels: deps.logging,
      heap: heapInspector("ztunnel", dataPlane.requests),
      profiles: buildProfiles({
        main: new ThreadProfiler(),
        workers: dataPlane.requests,
        clock: deps.clock,
        epochMs: Date.now,
      }),
      shutdown: () => deps.onQuit(),
    },
    { address: config.adminAddress, logger },
  );
}

function followCrlPath({ config, deps, metrics }: Parts, dataPlane: ZtunnelPlane): Disposable | undefined {
  if (config.crlPath === undefined) return undefined;
  return followRevocationFile({
    path: config.crlPath,
    clock: deps.clock,
    logger: deps.logging.logger.child("tls::crl"),
    metrics: metrics.crlFile,
    onLists: (lists) => dataPlane.revoke(lists),
  });
}

function watchLocalConfig(
  { localConfig, metrics, deps }: Parts,
  dataPlane: ZtunnelPlane,
): Disposable | undefined {
  const { logger } = deps.logging;
  return localConfig?.watch({
    clock: deps.clock,
    logger: logger.child("xds").span("local_client"),
    onChange: (resources) => {
      logLocalConfig(logger, "local config reloaded", resources);
      void dataPlane.publish(resources);
    },
    onReloadFailure: () => metrics.configReloadFailed(),
  });
}

/** Numbers are texts in the JSON form, as ztunnel's. */
function logLocalConfig(logger: Logger, message: string, resources: readonly MeshResource[]): void {
  const count = (kind: MeshResource["kind"]): number =>
    resources.filter((resource) => resource.kind === kind).length;
  logger
    .child("xds")
    .span("local_client")
    .info(message, {
      num_workloads: display(String(count("workload"))),
      num_policies: display(String(count("policy"))),
    });
}
