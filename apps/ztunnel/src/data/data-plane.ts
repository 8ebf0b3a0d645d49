/** Builds and runs one data-plane thread: its workloads' proxies, replica, counters, and what the main thread asks. */
import { Reactor, ThreadMemory } from "@ambit/reactor";
import { createLogger, LogFilter } from "@ambit/telemetry";
import type {
  DrainComponent,
  MainMessage,
  RecentConnection,
  WorkerGauges,
  WorkerInit,
  WorkerMessage,
} from "../messages.ts";
import { AccessFields } from "./access-fields.ts";
import { ConnectionTotals } from "./connection-registry.ts";
import type { ThreadContext } from "./context.ts";
import { makeDnsThread } from "./dns/dns-thread.ts";
import { DrainReport } from "./drain-report.ts";
import { FailureCounters } from "./failure-counters.ts";
import { HeapKeeper, type HeapPorts } from "./heap-keeper.ts";
import { LateKeepalive } from "./late-keepalive.ts";
import { NO_LISTENERS } from "./listener.ts";
import { LocalPods } from "./local-pods.ts";
import { LogBuffer } from "./log-buffer.ts";
import { OnDemandRoutes } from "./on-demand.ts";
import { Pods } from "./pods.ts";
import { Replica } from "./replica.ts";
import { Revocations } from "./revocations.ts";
import { answerAboutThread, type ThreadPorts } from "./thread-answers.ts";
import { TrafficRegistry } from "./traffic-counters.ts";
import { tunnelProfiles } from "./tunnel-profiles.ts";
import { WorkerLoads } from "./worker-loads.ts";
import { WorkloadProxy } from "./workload-proxy.ts";
import { WorkloadTls } from "./workload-tls.ts";
import { ZdsLink } from "./zds-link.ts";

const TICK_MS = 250;
/** Shared mode: a pod may have any of them. */
const POD_COMPONENTS: readonly DrainComponent[] = [
  "inbound",
  "inbound passthrough",
  "outbound",
  "socks5",
  "dns",
];

/** What the thread takes from its host; all synchronous. */
export interface DataPlanePorts extends ThreadPorts {
  /** The buffers in `transfer` are the main thread's afterwards. */
  readonly post: (message: WorkerMessage, transfer?: readonly ArrayBuffer[]) => void;
  /** The next message of the main thread, if any. */
  readonly receive: () => MainMessage | undefined;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Microseconds since the epoch. */
  readonly nowMicros: () => number;
  readonly random: () => number;
  /** Lower-case digits. */
  readonly randomHex: (length: number) => string;
  readonly heap: HeapPorts;
}

/** See the module comment. */
export class DataPlane {
  readonly #init: WorkerInit;
  readonly #ports: DataPlanePorts;
  readonly #reactor: Reactor;
  readonly #logBuffer: LogBuffer;
  readonly #filter: LogFilter;
  readonly #context: ThreadContext;
  readonly #replica: Replica;
  /** Of the one workload in dedicated mode. */
  readonly #proxy: WorkloadProxy | undefined;
  /** Those of shared mode. */
  readonly #pods: Pods;
  /** To the CNI agent; worker 0's in shared mode. */
  readonly #zds: ZdsLink | undefined;
  readonly #heapKeeper: HeapKeeper;
  #drainReport: DrainReport | undefined;
  /** Whether outbound listeners take part; undefined: they have to be told. */
  #isDue: boolean | undefined;
  /** Of the loop, up to the last tick. */
  #lastTick = { ms: 0, busyMs: 0 };
  #isServing = false;

  constructor(init: WorkerInit, ports: DataPlanePorts) {
    this.#init = init;
    this.#ports = ports;
    this.#heapKeeper = new HeapKeeper(ports.heap);
    const { config } = init;
    this.#filter = LogFilter.parse(config.logFilter);
    this.#logBuffer = new LogBuffer((lines) => ports.post({ type: "log", index: init.index, lines }));
    this.#reactor = new Reactor({
      nowMs: ports.nowMs,
      wakeFd: init.wakeFd,
      onWake: () => {
        this.#receiveAll();
        this.#reconsider();
      },
      onTick: (_nowMs, longestTurnMs) => this.#tick(longestTurnMs),
      tickMs: TICK_MS,
      onHandlerError: (error) =>
        this.#context.log.error("connection aborted by an internal error", {
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    });
    const { index } = init;
    this.#replica = new Replica({
      nowMs: ports.nowMs,
      scheduleNextTurn: (deferred) => this.#reactor.scheduleNextTurn(deferred),
      onPart: () => ports.post({ type: "part-received", index }),
      onApplied: (version) => {
        for (const proxy of [...this.#proxies()]) proxy.onStateChanged();
        ports.post({ type: "applied", index, version });
      },
    });
    this.#context = this.#buildContext();
    this.#pods = new Pods({
      thread: this.#context,
      onAdded: (uid, error) => ports.post({ type: "pod-added", index: init.index, uid, error }),
      onRemoved: (uid) => {
        // Lines about its connections go first, as they do below.
        this.#logBuffer.flush();
        ports.post({ type: "pod-removed", index: init.index, uid });
      },
      onDrained: (component, forced) => this.#drainReport?.drained(component, forced),
    });
    this.#proxy = this.#dedicatedProxy();
    this.#zds =
      config.zdsPath === undefined || index !== 0
        ? undefined
        : new ZdsLink({ reactor: this.#reactor, path: config.zdsPath, index, post: ports.post });
  }

  /** Runs until the main thread says exit. */
  run(): void {
    this.#ports.post({ type: "ready", index: this.#init.index });
    this.#receiveAll();
    this.#reactor.run();
    this.#tick(0);
  }

  /** One turn, for a host that runs the loop itself: two of these can share a thread. */
  turn(maxWaitMs: number): void {
    this.#reactor.turn(maxWaitMs);
  }

  #buildContext(): ThreadContext {
    const { config, loads, index, wakeFd } = this.#init;
    const { nowMs, nowMicros, random, randomHex } = this.#ports;
    const loggerOptions = {
      format: config.logFormat,
      filter: this.#filter,
      sink: this.#logBuffer,
      nowMicros,
    } as const;
    const reactor = this.#reactor;
    const { state } = this.#replica;
    const traffic = new TrafficRegistry();
    const memory = new ThreadMemory();
    const onDemand = config.onDemand
      ? new OnDemandRoutes({
          reactor,
          state,
          random,
          request: (key) => this.#ports.post({ type: "lookup-wanted", index, key }),
          forget: (keys) => this.#ports.post({ type: "lookups-unused", index, keys }),
        })
      : undefined;
    return {
      config,
      reactor,
      memory,
      state,
      onDemand,
      tls: new WorkloadTls({
        reactor,
        config,
        wallClockMs: () => nowMicros() / 1000,
        request: (identity) =>
          this.#ports.post({ type: "certificate-wanted", index: this.#init.index, identity }),
      }),
      revocations: new Revocations(),
      tunnelProfiles: tunnelProfiles(config),
      records: {
        traffic,
        accessLog: createLogger({ ...loggerOptions, scope: "access" }),
        accessFields: new AccessFields(),
        nowMs,
      },
      connectionTotals: new ConnectionTotals(),
      failures: new FailureCounters(),
      loads: new WorkerLoads(loads, index, wakeFd),
      localPods: config.localFastPath ? new LocalPods() : undefined,
      keepalives: new LateKeepalive(reactor, config.keepalive),
      dns: makeDnsThread({
        config,
        reactor,
        memory,
        state,
        onDemand,
        randomHex,
        log: createLogger({ ...loggerOptions, scope: "dns" }),
      }),
      log: createLogger({ ...loggerOptions, scope: "proxy" }),
      rbacLog: createLogger({ ...loggerOptions, scope: "rbac" }),
      random,
      randomHex,
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

  #receiveAll(): void {
    for (let message = this.#ports.receive(); message !== undefined; message = this.#ports.receive()) {
      this.#handle(message);
    }
    this.#replica.apply();
  }

  #handle(message: MainMessage): void {
    switch (message.type) {
      case "state":
        this.#replica.receive(message);
        return;
      case "serve":
        this.#serve();
        return;
      case "certificate":
        this.#installCertificate(message);
        return;
      case "revocations":
        this.#context.revocations.replace(message.lists);
        for (const proxy of [...this.#proxies()]) proxy.onRevocationsChanged();
        return;
      case "certificate-failed":
        this.#context.tls.fail(message.identity, message.reason);
        return;
      case "lookup-done":
        this.#context.onDemand?.answered(message.key, message.isAnswered);
        return;
      case "log-filter":
        this.#filter.replace(LogFilter.parse(message.filter));
        return;
      case "drain":
        this.#drain(message);
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
      case "exit":
        this.#exit();
        return;
      default:
        this.#answer(message);
    }
  }

  #answer(message: Extract<MainMessage, { id: number }>): void {
    const { index } = this.#init;
    const { id } = message;
    switch (message.type) {
      case "dump-connections":
        return this.#ports.post({
          type: "connections",
          index,
          id,
          connections: [...this.#proxies()].flatMap(({ context }) => context.connections.dump()),
        });
      case "dump-recent":
        return this.#ports.post({
          type: "recent-connections",
          index,
          id,
          connections: this.#recentConnections(message.workload),
        });
      case "heap-statistics":
      case "heap-snapshot":
      case "profile":
        return this.#ports.post(answerAboutThread(this.#ports, index, message));
    }
  }

  /** A pod that drains and its successor may have one name. */
  #recentConnections(
    workload: Extract<MainMessage, { type: "dump-recent" }>["workload"],
  ): RecentConnection[] {
    const epochOffsetMs = this.#ports.nowMicros() / 1_000 - this.#ports.nowMs();
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

  #exit(): void {
    this.#zds?.stop();
    this.#proxy?.close();
    this.#pods.close();
    this.#context.dns.hostnames.close();
    this.#context.memory[Symbol.dispose]();
    this.#reactor.stop();
  }

  /** Again, it can only hasten. */
  #drain({ mode, deadlineMs }: Extract<MainMessage, { type: "drain" }>): void {
    const isFirst = this.#drainReport === undefined;
    this.#drainReport ??= this.#makeDrainReport();
    this.#proxy?.drain(mode, deadlineMs);
    this.#pods.drain(mode, deadlineMs);
    if (isFirst) this.#drainReport.reportAbsent();
  }

  #makeDrainReport(): DrainReport {
    const undrained = [...this.#proxies()].map((proxy) => proxy.undrained);
    return new DrainReport(this.#proxy?.undrained ?? POD_COMPONENTS, undrained, (component, forced) => {
      // Lines about what was cut off go first: after the last report the main thread ends this one.
      this.#logBuffer.flush();
      this.#ports.post({ type: "drained", index: this.#init.index, component, forced });
    });
  }

  /** Listeners are told only when it is another's turn than before, or when there is a new one. */
  #reconsider(): void {
    const { isDue } = this.#context.loads;
    if (isDue === this.#isDue) return;
    this.#isDue = isDue;
    for (const proxy of this.#proxies()) proxy.reconsider();
  }

  #installCertificate(message: Extract<MainMessage, { type: "certificate" }>): void {
    try {
      this.#context.tls.install(message);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#context.log.error("workload certificate refused", { error: reason });
      this.#context.tls.fail(message.identity, reason);
    }
  }

  /** Tells the other threads how this one fares, and looks how they do. */
  #shareLoad(): void {
    const { connectionTotals, loads } = this.#context;
    const { nowMs: ms, busyMs } = this.#reactor;
    const elapsedMs = Math.max(1, ms - this.#lastTick.ms);
    loads.setBusyShare(Math.min(1, (busyMs - this.#lastTick.busyMs) / elapsedMs));
    loads.setConnections(connectionTotals.count("outbound"));
    this.#lastTick = { ms, busyMs };
    this.#reconsider();
  }

  #tick(longestTurnMs: number): void {
    this.#logBuffer.flush();
    const { keepalives, records } = this.#context;
    keepalives.onTick();
    this.#context.onDemand?.onTick();
    this.#shareLoad();
    const { newLabelSets, traffic } = records.traffic.takeDeltas();
    // Also a mesh that was replaced leaves garbage, as large as the mesh.
    const isBusy = this.#replica.takeHasChanged() || traffic.length > 0;
    this.#heapKeeper.onTick(this.#reactor.nowMs, isBusy);
    this.#ports.post({
      type: "tick",
      index: this.#init.index,
      loopLagMs: longestTurnMs,
      newLabelSets,
      traffic,
      failures: this.#context.failures.takeDeltas(),
      ...this.#context.dns.counters.takeDeltas(),
      crlRejections: this.#context.revocations.takeRejections(),
      gauges: this.#gauges(),
    });
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
