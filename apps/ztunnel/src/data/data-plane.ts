/** Builds and runs one data-plane thread of ztunnel: its workloads' proxies, names, and what the main thread says of them. */
import { DataThread, type DataThreadInit, DrainReport, type PlanePorts } from "@ambit/data-plane";
import type {
  DrainComponent,
  DrainMessage,
  RecentConnection,
  WorkerGauges,
  WorkloadKey,
} from "@ambit/data-plane/messages";
import type { WorkerInit, WorkerMessage, ZtunnelMainMessage } from "../messages.ts";
import type { ThreadContext } from "./context.ts";
import { makeDnsThread } from "./dns/dns-thread.ts";
import { LocalPods } from "./local-pods.ts";
import { NO_LISTENERS } from "./no-listeners.ts";
import { OnDemandRoutes } from "./on-demand.ts";
import { Pods } from "./pods.ts";
import { WorkerLoads } from "./worker-loads.ts";
import { WorkloadProxy } from "./workload-proxy.ts";
import { ZdsLink } from "./zds-link.ts";

/** Shared mode: a pod may have any of them. */
const POD_COMPONENTS: readonly DrainComponent[] = [
  "inbound",
  "inbound passthrough",
  "outbound",
  "socks5",
  "dns",
];

/** What the thread takes from its host; all synchronous. */
export interface DataPlanePorts extends PlanePorts<ZtunnelMainMessage> {
  /** The buffers in `transfer` are the main thread's afterwards. */
  readonly post: (message: WorkerMessage, transfer?: readonly ArrayBuffer[]) => void;
}

/** See the module comment. */
export class DataPlane {
  readonly #init: WorkerInit;
  readonly #ports: DataPlanePorts;
  readonly #thread: DataThread<ZtunnelMainMessage>;
  readonly #context: ThreadContext;
  /** Of the one workload in dedicated mode. */
  readonly #proxy: WorkloadProxy | undefined;
  /** Those of shared mode. */
  readonly #pods: Pods;
  /** To the CNI agent; worker 0's in shared mode. */
  readonly #zds: ZdsLink | undefined;
  #drainReport: DrainReport | undefined;
  /** Whether outbound listeners take part; undefined: they have to be told. */
  #isDue: boolean | undefined;
  /** Of the loop, up to the last tick. */
  #lastTick = { ms: 0, busyMs: 0 };
  #isServing = false;

  constructor(init: WorkerInit, ports: DataPlanePorts) {
    this.#init = init;
    this.#ports = ports;
    const { config, index } = init;
    this.#thread = this.#makeThread(init);
    this.#context = this.#buildContext();
    this.#pods = new Pods({
      thread: this.#context,
      onAdded: (uid, error) => ports.post({ type: "pod-added", index, uid, error }),
      onRemoved: (uid) => {
        // Lines about its connections go first, as they do in a drain.
        this.#thread.flushLog();
        ports.post({ type: "pod-removed", index, uid });
      },
      onDrained: (component, forced) => this.#drainReport?.drained(component, forced),
    });
    this.#proxy = this.#dedicatedProxy();
    this.#zds =
      config.zdsPath === undefined || index !== 0
        ? undefined
        : new ZdsLink({
            reactor: this.#context.reactor,
            path: config.zdsPath,
            index,
            post: ports.post,
          });
  }

  /** Runs until the main thread says exit. */
  run(): void {
    this.#thread.run();
  }

  /** One turn, for a host that runs the loop itself: two of these can share a thread. */
  turn(maxWaitMs: number): void {
    this.#thread.turn(maxWaitMs);
  }

  #makeThread(init: DataThreadInit): DataThread<ZtunnelMainMessage> {
    return new DataThread<ZtunnelMainMessage>(init, this.#ports, {
      onMessage: (message) => this.#handle(message),
      onWoken: () => this.#reconsider(),
      onStateChanged: () => {
        for (const proxy of [...this.#proxies()]) proxy.onStateChanged();
      },
      onRevocationsChanged: () => {
        for (const proxy of [...this.#proxies()]) proxy.onRevocationsChanged();
      },
      serve: () => this.#serve(),
      drain: (message) => this.#drain(message),
      connections: () => [...this.#proxies()].flatMap(({ context }) => context.connections.dump()),
      recentConnections: (workload, epochOffsetMs) => this.#recentConnections(workload, epochOffsetMs),
      onTick: () => this.#onTick(),
      gauges: () => this.#gauges(),
      close: () => this.#close(),
    });
  }

  #buildContext(): ThreadContext {
    const { config, loads, index, wakeFd } = this.#init;
    const plane = this.#thread.context;
    const { reactor, memory, state, random, randomHex } = plane;
    const onDemand = config.onDemand
      ? new OnDemandRoutes({
          reactor,
          state,
          random,
          request: (key) => this.#ports.post({ type: "lookup-wanted", index, key }),
          forget: (keys) => this.#ports.post({ type: "lookups-unused", index, keys }),
        })
      : undefined;
    const log = this.#thread.logger("dns");
    return {
      ...plane,
      config,
      onDemand,
      loads: new WorkerLoads(loads, index, wakeFd),
      localPods: config.localFastPath ? new LocalPods() : undefined,
      dns: makeDnsThread({ config, reactor, memory, state, onDemand, randomHex, log }),
    };
  }

  #dedicatedProxy(): WorkloadProxy | undefined {
    const { config, listeners } = this.#init;
    if (config.workload === undefined) return undefined;
    return new WorkloadProxy(this.#context, {
      pod: undefined,
      workload: config.workload,
      netnsFd: undefined,
      listeners: listeners ?? NO_LISTENERS,
      onDrained: (component, forced) => this.#drainReport?.drained(component, forced),
    });
  }

  *#proxies(): Generator<WorkloadProxy> {
    if (this.#proxy !== undefined) yield this.#proxy;
    yield* this.#pods.proxies();
  }

  #handle(message: ZtunnelMainMessage): void {
    switch (message.type) {
      case "lookup-done":
        this.#context.onDemand?.answered(message.key, message.isAnswered);
        return;
      case "pod-add":
        this.#pods.add(message);
        this.#isDue = undefined;
        return;
      case "pod-remove":
        this.#pods.remove(message);
        return;
      case "zds-send":
      case "zds-close":
      case "zds-stop":
        this.#zds?.handle(message);
        return;
    }
  }

  /** A pod that drains and its successor may have one name. */
  #recentConnections(
    workload: Pick<WorkloadKey, "name" | "namespace">,
    epochOffsetMs: number,
  ): RecentConnection[] {
    return [...this.#proxies()]
      .map(({ context }) => context.records.recent)
      .filter((recent) => recent.isOf(workload))
      .flatMap((recent) => recent.dump(epochOffsetMs));
  }

  #serve(): void {
    if (this.#isServing || this.#drainReport !== undefined) return;
    this.#isServing = true;
    this.#proxy?.serve();
    this.#pods.serve();
    this.#isDue = undefined;
    this.#zds?.start();
  }

  #close(): void {
    this.#zds?.stop();
    this.#proxy?.close();
    this.#pods.close();
    this.#context.dns.hostnames.close();
  }

  #drain({ mode, deadlineMs }: DrainMessage): void {
    const isFirst = this.#drainReport === undefined;
    this.#drainReport ??= this.#makeDrainReport();
    this.#proxy?.drain(mode, deadlineMs);
    this.#pods.drain(mode, deadlineMs);
    if (isFirst) this.#drainReport.reportAbsent();
  }

  #makeDrainReport(): DrainReport {
    const undrained = [...this.#proxies()].map((proxy) => proxy.undrained);
    return new DrainReport(this.#proxy?.undrained ?? POD_COMPONENTS, undrained, (component, forced) =>
      this.#thread.reportDrained(component, forced),
    );
  }

  /** Listeners are told only when it is another's turn than before, or when there is a new one. */
  #reconsider(): void {
    const { isDue } = this.#context.loads;
    if (isDue === this.#isDue) return;
    this.#isDue = isDue;
    for (const proxy of this.#proxies()) proxy.reconsider();
  }

  /** Tells the other threads how this one fares, and looks how they do. */
  #shareLoad(): void {
    const { connectionTotals, loads, reactor } = this.#context;
    const { nowMs: ms, busyMs } = reactor;
    const elapsedMs = Math.max(1, ms - this.#lastTick.ms);
    loads.setBusyShare(Math.min(1, (busyMs - this.#lastTick.busyMs) / elapsedMs));
    loads.setConnections(connectionTotals.count("outbound"));
    this.#lastTick = { ms, busyMs };
    this.#reconsider();
  }

  #onTick(): void {
    this.#context.onDemand?.onTick();
    this.#shareLoad();
    const { dns, hostnames } = this.#context.dns.counters.takeDeltas();
    if (dns.length > 0 || hostnames.length > 0)
      this.#ports.post({ type: "dns-counts", index: this.#init.index, dns, hostnames });
  }

  #gauges(): WorkerGauges {
    const { connectionTotals: connections, memory } = this.#context;
    let openTunnelsClient = 0;
    let openTunnelsServer = 0;
    for (const proxy of this.#proxies()) {
      openTunnelsClient += proxy.clientTunnelCount;
      openTunnelsServer += proxy.inboundTunnelCount;
    }
    return {
      socketsOpenSource: connections.count("outbound") + connections.count("socks5"),
      socketsOpenDestination: openTunnelsServer + connections.count("inbound passthrough"),
      openTunnelsClient,
      openTunnelsServer,
      activeStreams: connections.count("inbound"),
      queuedBytes: memory.queueBlocks.inUse * memory.queueBlocks.slotBytes,
    };
  }
}
