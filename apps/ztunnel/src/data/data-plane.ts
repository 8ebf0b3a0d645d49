/** Builds and runs one data-plane thread: listeners, pools, replica, counters, and what the main thread asks. */
import { type Deferred, Reactor, ThreadMemory } from "@ambit/reactor";
import { createLogger, LogFilter } from "@ambit/telemetry";
import type { MainMessage, WorkerInit, WorkerMessage } from "../messages.ts";
import { AccessFields } from "./access-fields.ts";
import { ConnectionRegistry } from "./connection-registry.ts";
import type { DataContext } from "./context.ts";
import { ListenerDrain } from "./drain.ts";
import { FailureCounters } from "./failure-counters.ts";
import { HeapKeeper, type HeapPorts } from "./heap-keeper.ts";
import { InboundListener } from "./inbound.ts";
import { InboundPlaintextListener } from "./inbound-plaintext.ts";
import { LateKeepalive } from "./late-keepalive.ts";
import type { Listener } from "./listener.ts";
import { LocalWorkload } from "./local-workload.ts";
import { LogBuffer } from "./log-buffer.ts";
import { OnDemandRoutes } from "./on-demand.ts";
import { OutboundListener } from "./outbound.ts";
import { Replica } from "./replica.ts";
import { Socks5Listener } from "./socks5.ts";
import { TrafficRegistry } from "./traffic-counters.ts";
import { TunnelClient } from "./tunnel-client.ts";
import { WorkerLoads } from "./worker-loads.ts";
import { WorkloadTls } from "./workload-tls.ts";

const TICK_MS = 250;

/** What the thread takes from its host; all synchronous. */
export interface DataPlanePorts {
  readonly post: (message: WorkerMessage) => void;
  /** The next message of the main thread, if any. */
  readonly receive: () => MainMessage | undefined;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Microseconds since the epoch. */
  readonly nowMicros: () => number;
  readonly random: () => number;
  /** Lower-case digits. */
  readonly randomHex: (length: number) => string;
  readonly heapStatistics: () => Readonly<Record<string, number>>;
  readonly writeHeapSnapshot: (path: string) => string;
  readonly heap: HeapPorts;
}

/** See the module comment. */
export class DataPlane {
  readonly #init: WorkerInit;
  readonly #ports: DataPlanePorts;
  readonly #reactor: Reactor;
  readonly #logBuffer: LogBuffer;
  readonly #filter: LogFilter;
  readonly #context: DataContext;
  readonly #replica: Replica;
  readonly #listeners: Listener[];
  readonly #drain: ListenerDrain;
  readonly #pools: TunnelClient[] = [];
  readonly #heapKeeper: HeapKeeper;
  #outbound: OutboundListener | undefined;
  /** Of the loop, up to the last tick. */
  #lastTick = { ms: 0, busyMs: 0 };
  readonly #receiveNext: Deferred = {
    run: () => this.#receiveAll(),
    abort: (error) => {
      throw error;
    },
  };
  #isServing = false;
  #hasNewState = false;

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
        this.#outbound?.reconsider();
      },
      onTick: (_nowMs, longestTurnMs) => this.#tick(longestTurnMs),
      tickMs: TICK_MS,
      onHandlerError: (error) =>
        this.#context.log.error("connection aborted by an internal error", {
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    });
    this.#replica = new Replica(config.localNode);
    this.#context = this.#buildContext();
    this.#listeners = this.#buildListeners();
    this.#drain = new ListenerDrain({
      reactor: this.#reactor,
      listeners: this.#listeners,
      connections: () => this.#context.connections,
      onDrained: (component, forced) => {
        // Lines about what was cut off go first: after the last report the main thread ends this one.
        this.#logBuffer.flush();
        ports.post({ type: "drained", index: init.index, component, forced });
      },
    });
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

  #buildContext(): DataContext {
    const { config, listeners, loads, index, wakeFd } = this.#init;
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
    return {
      config,
      reactor,
      memory: new ThreadMemory(),
      state,
      local: new LocalWorkload(reactor, state, config.workload),
      onDemand: config.onDemand
        ? new OnDemandRoutes({
            reactor,
            state,
            random,
            request: (key) => this.#ports.post({ type: "lookup-wanted", index: this.#init.index, key }),
          })
        : undefined,
      tls: new WorkloadTls({
        reactor,
        config,
        wallClockMs: () => nowMicros() / 1000,
        request: (identity) =>
          this.#ports.post({ type: "certificate-wanted", index: this.#init.index, identity }),
      }),
      records: {
        traffic,
        accessLog: createLogger({ ...loggerOptions, scope: "access" }),
        accessFields: new AccessFields(),
        nowMs,
      },
      connections: new ConnectionRegistry(() => this.#drain.check()),
      failures: new FailureCounters(),
      loads: new WorkerLoads(loads, index, wakeFd),
      keepalives: new LateKeepalive(reactor, config.keepalive),
      log: createLogger({ ...loggerOptions, scope: "proxy" }),
      rbacLog: createLogger({ ...loggerOptions, scope: "rbac" }),
      random,
      randomHex,
      isTransparent: listeners.transparent,
    };
  }

  #buildListeners(): Listener[] {
    const { inbound, inboundPlaintext, outbound, socks5 } = this.#init.listeners;
    const listeners: Listener[] = [];
    if (inbound !== undefined)
      listeners.push(new InboundListener(this.#context, inbound, () => this.#drain.check()));
    if (inboundPlaintext !== undefined)
      listeners.push(new InboundPlaintextListener(this.#context, inboundPlaintext));
    if (outbound !== undefined) {
      this.#outbound = new OutboundListener(this.#context, outbound, this.#makePool());
      listeners.push(this.#outbound);
    }
    if (socks5 !== undefined) listeners.push(new Socks5Listener(this.#context, socks5, this.#makePool()));
    return listeners;
  }

  #makePool(): TunnelClient {
    const pool = new TunnelClient(this.#context);
    this.#pools.push(pool);
    return pool;
  }

  /** Everything the main thread has sent, but one part of a snapshot a turn: indexing it takes a millisecond or two. */
  #receiveAll(): void {
    for (let message = this.#ports.receive(); message !== undefined; message = this.#ports.receive()) {
      this.#handle(message);
      if (message.type !== "snapshot" || message.last) continue;
      this.#reactor.scheduleNextTurn(this.#receiveNext);
      return;
    }
  }

  #handle(message: MainMessage): void {
    switch (message.type) {
      case "snapshot":
      case "delta":
        this.#applyState(message);
        return;
      case "serve":
        this.#serve();
        return;
      case "certificate":
        this.#installCertificate(message);
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
        this.#drain.start(message.mode, message.deadlineMs);
        return;
      case "exit":
        for (const pool of this.#pools) pool.close();
        this.#reactor.stop();
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
        this.#ports.post({ type: "connections", index, id, connections: this.#context.connections.dump() });
        return;
      case "heap-statistics":
        this.#ports.post({ type: "heap", index, id, statistics: this.#ports.heapStatistics() });
        return;
      case "heap-snapshot":
        this.#ports.post({
          type: "heap-written",
          index,
          id,
          path: this.#ports.writeHeapSnapshot(message.path),
        });
        return;
    }
  }

  #applyState(message: Extract<MainMessage, { type: "snapshot" | "delta" }>): void {
    const { index } = this.#init;
    this.#hasNewState = true;
    if (!this.#replica.apply(message)) {
      this.#ports.post({ type: "part-received", index });
      return;
    }
    // Also when only workloads changed: a policy may be newly attached to ours.
    this.#context.connections.recheckAll();
    this.#context.local.onStateChanged();
    this.#ports.post({ type: "applied", index, version: message.version });
  }

  #serve(): void {
    if (this.#isServing || this.#drain.isDraining) return;
    this.#isServing = true;
    for (const listener of this.#listeners) listener.serve();
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
    const { connections, loads } = this.#context;
    const { nowMs: ms, busyMs } = this.#reactor;
    const elapsedMs = Math.max(1, ms - this.#lastTick.ms);
    loads.setBusyShare(Math.min(1, (busyMs - this.#lastTick.busyMs) / elapsedMs));
    loads.setConnections(connections.count("outbound"));
    this.#lastTick = { ms, busyMs };
    this.#outbound?.reconsider();
  }

  #tick(longestTurnMs: number): void {
    this.#logBuffer.flush();
    const { connections, keepalives, records, memory } = this.#context;
    keepalives.onTick();
    this.#shareLoad();
    const { newLabelSets, traffic } = records.traffic.takeDeltas();
    // Also a mesh that was replaced leaves garbage, as large as the mesh.
    this.#heapKeeper.onTick(this.#reactor.nowMs, traffic.length > 0 || this.#hasNewState);
    this.#hasNewState = false;
    const inboundTunnels =
      this.#listeners.find((listener) => listener.component === "inbound")?.pendingCount ?? 0;
    this.#ports.post({
      type: "tick",
      index: this.#init.index,
      loopLagMs: longestTurnMs,
      newLabelSets,
      traffic,
      failures: this.#context.failures.takeDeltas(),
      gauges: {
        socketsOpenSource: connections.count("outbound") + connections.count("socks5"),
        socketsOpenDestination: inboundTunnels + connections.count("inbound passthrough"),
        openTunnelsClient: this.#pools.reduce((sum, pool) => sum + pool.tunnelCount, 0),
        openTunnelsServer: inboundTunnels,
        activeStreams: connections.count("inbound"),
        queuedBytes: memory.queueBlocks.inUse * memory.queueBlocks.slotBytes,
      },
    });
  }
}
