/**
 * Puts a waypoint together and takes it apart: sockets, then threads, then the control plane; clients are let in when mesh
 * and configuration are known. Stop: drain data plane and servers at the same time, then certificates, then threads.
 */
import { formatErrorChain } from "@ambit/errors";
import type { BoundHttpServer } from "@ambit/http-server";
import { type Clock, TaskGroup } from "@ambit/lifecycle";
import { MeshState } from "@ambit/mesh-state";
import type { Logging } from "@ambit/program";
import { DataPlane, DedicatedWorkload, nodeWorkerThreads, ownershipOf, type ThreadData } from "@ambit/proxy";
import type { XdsSource } from "@ambit/proxy/control-plane";
import { buildSecrets } from "@ambit/proxy/control-plane-access";
import { buildReadiness, dumpCertificates, formatJson } from "@ambit/proxy/servers";
import type { WaypointConfig } from "./config.ts";
import { ConfigurationUpdates } from "./control/configuration-updates.ts";
import { makeCa, makeXds } from "./control/control-plane.ts";
import { dataConfigOf } from "./control/data-config.ts";
import { findCollector } from "./control/find-collector.ts";
import { bindInbound } from "./control/inbound-socket.ts";
import { toJson } from "./control/json-value.ts";
import { buildMetrics } from "./control/metrics.ts";
import { bindServers } from "./control/servers.ts";
import { SpanExporter } from "./control/span-exporter.ts";
import type { ConfigureMessage, WaypointInit, WaypointWorkerMessage } from "./messages.ts";

/** Requests in hand when the data plane has drained get this much longer. */
const SERVER_DRAIN_LIMIT_MS = 1_000;
/** Of the drain, at most: clients that have not heard that this waypoint leaves are still let in. */
const MAX_ACCEPTING_MS = 5_000;
/** What the process gives to its waypoint. */
export interface WaypointDeps {
  /** Entry point of the data-plane threads. */
  readonly workerUrl: URL;
  readonly clock: Clock;
  readonly logging: Logging;
  readonly maxFileDescriptors: number;
  /** Someone asked for the end of the process through admin. */
  readonly onQuit: () => void;
  /** A worker is lost: the process has to end. Logged already, told once. */
  readonly onFailure: () => void;
}

interface Parts {
  readonly config: WaypointConfig;
  readonly deps: WaypointDeps;
  readonly dataPlane: DataPlane<ConfigureMessage, WaypointWorkerMessage>;
  readonly xds: XdsSource;
  readonly spans: SpanExporter;
  readonly servers: Readonly<Record<"readiness" | "stats" | "admin", BoundHttpServer>>;
  readonly stateBlock: Disposable;
  readonly resources: AsyncDisposableStack;
}

/** Its ports are taken and its threads start; `serve` puts it to work. Throws, and then nothing stays open. */
export async function buildWaypoint(config: WaypointConfig, deps: WaypointDeps): Promise<Waypoint> {
  const { clock, logging } = deps;
  const { logger } = logging;
  await using stack = new AsyncDisposableStack();
  const readiness = buildReadiness(clock, logger.child("readiness"));
  const stateBlock = readiness.block("state manager");
  const metrics = buildMetrics(config, {
    logCounts: () => logging.writer.counts,
    maxFileDescriptors: deps.maxFileDescriptors,
  });
  const ca = stack.use(makeCa(config, clock));
  const secrets = stack.use(buildSecrets({ client: ca, clock, logger: logger.child("identity::manager") }));
  const listener = stack.use(bindInbound(config));
  const state = new MeshState(config.localNode === undefined ? {} : { localNode: config.localNode });
  const updates = new ConfigurationUpdates(config.workerThreads, (message) => dataPlane.broadcast(message));
  const { workload, workerThreads: workerCount, localNode } = config;
  const spans = new SpanExporter({
    service: config.gatewayName,
    metrics: metrics.spans,
    clock,
    logger: logger.child("tracing"),
    findCollector: (service, port) => findCollector(state, { service, port }, Math.random()),
  });
  const dataPlane = DataPlane.spawn<ConfigureMessage, WaypointWorkerMessage>({
    workerCount,
    spawn: nodeWorkerThreads({
      url: deps.workerUrl,
      count: workerCount,
      name: "waypoint",
      init: {
        config: dataConfigOf(config, logging.describe()),
        listenerFd: listener.fd,
      } satisfies Omit<WaypointInit, keyof ThreadData>,
    }),
    serveWorkloads: (ports) =>
      new DedicatedWorkload({ workload, listeners: listener, clock, logger: logger.child("drain") }, ports),
    isOwn: ownershipOf({ mode: "dedicated", workload, localNode }),
    state,
    secrets,
    onTick: (tick) => {
      metrics.crl.apply(tick);
      metrics.traffic.apply(tick);
      metrics.threads.apply(tick);
    },
    onMessage: (message) => {
      if (message.type === "configured") updates.configured(message);
      else {
        metrics.requests.apply(message);
        spans.add(message);
      }
    },
    logging,
    clock,
    onFailure: deps.onFailure,
  });
  stack.use(dataPlane);
  stack.defer(() => dataPlane.stop());
  const servers = await bindServers({ config, deps, readiness, metrics, dataPlane, stack }, async () =>
    formatJson({
      certificates: dumpCertificates(secrets),
      connections: (await dataPlane.requests.dumpConnections()).map((connection) => ({
        src: connection.src,
        destination: connection.originalDst ?? null,
        endpoint: connection.actualDst,
      })),
      configuration: updates.resources.map((resource) => toJson(resource)),
      mesh: { records: state.size },
    }),
  );
  const xds = makeXds({ config, deps, metrics, state, updates, dataPlane });
  return new Waypoint({ config, deps, dataPlane, xds, spans, servers, stateBlock, resources: stack.move() });
}

/** See buildWaypoint. */
export class Waypoint {
  readonly servers: Parts["servers"];
  readonly #parts: Parts;
  readonly #tasks = new TaskGroup();
  #draining: Promise<"drained" | "forced"> | undefined;
  #isServing = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.servers = parts.servers;
  }

  get isDraining(): boolean {
    return this.#draining !== undefined;
  }

  /** Resolves when mesh and configuration are known to every worker and clients are let in. */
  async serve(): Promise<void> {
    const { dataPlane, xds, spans, deps, stateBlock } = this.#parts;
    await dataPlane.ready;
    await dataPlane.publish([]);
    if (this.#tasks.signal.aborted) return;
    this.#tasks.spawn("xds", (signal) => xds.run(signal));
    this.#tasks.spawn("tracing", (signal) => spans.run(signal));
    this.#tasks.join().catch((error: unknown) => {
      deps.logging.logger.error("xds failed", { error: formatErrorChain(error) });
      deps.onFailure();
    });
    if ((await xds.firstSync) === "ended") return;
    stateBlock[Symbol.dispose]();
    if (this.#draining !== undefined) return;
    this.#isServing = true;
    dataPlane.serve();
  }

  /** Drains once, however often it is called. */
  drain(): Promise<"drained" | "forced"> {
    this.#draining ??= this.#drain();
    return this.#draining;
  }

  /** Makes the threads leave their waits. Synchronous, for process.on("exit"). */
  stopThreads(): void {
    this.#parts.dataPlane.stop();
  }

  /** Ends everything but the log. */
  async end(limitMs: number): Promise<"ended" | "stuck"> {
    await this.#tasks[Symbol.asyncDispose]();
    const outcome = await this.#parts.dataPlane.end(limitMs);
    await this.#parts.resources.disposeAsync();
    return outcome;
  }

  async #drain(): Promise<"drained" | "forced"> {
    const { dataPlane, config, deps } = this.#parts;
    const all = Object.values(this.servers);
    for (const server of all) server.drain("graceful");
    const acceptingMs = Math.min(config.drainDeadlineMs / 2, MAX_ACCEPTING_MS);
    if (this.#isServing) await new Promise<void>((resolve) => void deps.clock.setTimer(acceptingMs, resolve));
    const outcome = await dataPlane.drain("graceful", config.drainDeadlineMs - acceptingMs);
    using _limit = deps.clock.setTimer(SERVER_DRAIN_LIMIT_MS, () => {
      for (const server of all) server.drain("immediate");
    });
    return outcome;
  }
}
