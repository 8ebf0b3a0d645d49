/**
 * One data-plane thread, whatever it serves: its loop, replica, certificates, counters and log, and what its main thread
 * asks of any. What is served is the owner's.
 */
import { Reactor, ThreadMemory } from "@ambit/reactor";
import { createLogger, LogFilter, type Logger } from "@ambit/telemetry";
import type {
  CertificateMessage,
  ConnectionDump,
  DrainComponent,
  DrainMessage,
  PlaneConfig,
  PlaneMainMessage,
  PlaneWorkerMessage,
  RecentConnection,
  WorkerGauges,
  WorkloadKey,
} from "../messages.ts";
import { AccessFields } from "../records/access-fields.ts";
import { ConnectionTotals } from "../records/connection-registry.ts";
import { FailureCounters } from "../records/failure-counters.ts";
import { TrafficRegistry } from "../records/traffic-counters.ts";
import { tunnelProfiles } from "../tunnels/tunnel-profiles.ts";
import type { PlaneContext } from "./context.ts";
import { HeapKeeper, type HeapPorts } from "./heap-keeper.ts";
import { LateKeepalive } from "./late-keepalive.ts";
import { LogBuffer } from "./log-buffer.ts";
import { Replica } from "./replica.ts";
import { Revocations } from "./revocations.ts";
import { answerAboutThread, type ThreadPorts } from "./thread-answers.ts";
import { WorkloadTls } from "./workload-tls.ts";

const TICK_MS = 250;

/** What the thread takes from its host; all synchronous. `More`: messages of this program beside those of any data plane. */
export interface PlanePorts<More extends { readonly type: string } = never> extends ThreadPorts {
  /** The buffers in `transfer` are the main thread's afterwards. */
  readonly post: (message: PlaneWorkerMessage, transfer?: readonly ArrayBuffer[]) => void;
  /** The next message of the main thread, if any. */
  readonly receive: () => PlaneMainMessage | More | undefined;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Microseconds since the epoch. */
  readonly nowMicros: () => number;
  readonly random: () => number;
  /** Lower-case digits. */
  readonly randomHex: (length: number) => string;
  readonly heap: HeapPorts;
}

/** Which of the threads this is, and what for. */
export interface DataThreadInit {
  readonly index: number;
  readonly config: PlaneConfig;
  /** eventfd written by the main thread after each message, and before the process exits. */
  readonly wakeFd: number;
}

/** What a program serves on the thread. */
export interface DataThreadOwner<More> {
  /** A message that not every data plane knows. */
  onMessage(message: More): void;
  /** All messages that were there have been handled. */
  onWoken(): void;
  /** A change of the mesh has come into force. */
  onStateChanged(): void;
  /** What is revoked has changed. */
  onRevocationsChanged(): void;
  /** Listeners begin to accept. */
  serve(): void;
  /** Again, it can only hasten. */
  drain(message: DrainMessage): void;
  connections(): ConnectionDump[];
  /** `epochOffsetMs`: see FlightRecorder. */
  recentConnections(
    workload: Pick<WorkloadKey, "name" | "namespace">,
    epochOffsetMs: number,
  ): RecentConnection[];
  /** Before counters are handed out. */
  onTick(): void;
  gauges(): WorkerGauges;
  /** The thread is about to end. */
  close(): void;
}

/** See the module comment. Nothing of the owner is called before `run` or `turn`. */
export class DataThread<More extends { readonly type: string } = never> {
  readonly context: PlaneContext;
  readonly #init: DataThreadInit;
  readonly #ports: PlanePorts<More>;
  readonly #owner: DataThreadOwner<More>;
  readonly #reactor: Reactor;
  readonly #logBuffer: LogBuffer;
  readonly #filter: LogFilter;
  readonly #replica: Replica;
  readonly #heapKeeper: HeapKeeper;

  constructor(init: DataThreadInit, ports: PlanePorts<More>, owner: DataThreadOwner<More>) {
    this.#init = init;
    this.#ports = ports;
    this.#owner = owner;
    const { config, index } = init;
    this.#heapKeeper = new HeapKeeper(ports.heap);
    this.#filter = LogFilter.parse(config.logFilter);
    this.#logBuffer = new LogBuffer((lines) => ports.post({ type: "log", index, lines }));
    this.#reactor = new Reactor({
      nowMs: ports.nowMs,
      wakeFd: init.wakeFd,
      onWake: () => {
        this.#receiveAll();
        owner.onWoken();
      },
      onTick: (_nowMs, longestTurnMs) => this.#tick(longestTurnMs),
      tickMs: TICK_MS,
      onHandlerError: (error) =>
        this.context.log.error("connection aborted by an internal error", {
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    });
    this.#replica = new Replica({
      nowMs: ports.nowMs,
      scheduleNextTurn: (deferred) => this.#reactor.scheduleNextTurn(deferred),
      onPart: () => ports.post({ type: "part-received", index }),
      onApplied: (version) => {
        owner.onStateChanged();
        ports.post({ type: "applied", index, version });
      },
    });
    this.context = this.#buildContext();
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

  /** A logger of this thread. */
  logger(scope: string): Logger {
    const { config } = this.#init;
    return createLogger({
      format: config.logFormat,
      filter: this.#filter,
      sink: this.#logBuffer,
      nowMicros: this.#ports.nowMicros,
      scope,
    });
  }

  /** A line of a format of its own, among those of the loggers. */
  writeLine(line: string): void {
    this.#logBuffer.write(line);
  }

  /** Lines that were written until now go out before whatever is posted next. */
  flushLog(): void {
    this.#logBuffer.flush();
  }

  /** Lines about what was cut off go first: after the last report the main thread ends this one. */
  reportDrained(component: DrainComponent, forced: boolean): void {
    this.flushLog();
    this.#ports.post({ type: "drained", index: this.#init.index, component, forced });
  }

  #buildContext(): PlaneContext {
    const { config, index } = this.#init;
    const { nowMs, nowMicros, random, randomHex } = this.#ports;
    const reactor = this.#reactor;
    return {
      config,
      reactor,
      memory: new ThreadMemory(),
      state: this.#replica.state,
      tls: new WorkloadTls({
        reactor,
        config,
        wallClockMs: () => nowMicros() / 1000,
        request: (identity) => this.#ports.post({ type: "certificate-wanted", index, identity }),
      }),
      revocations: new Revocations(),
      tunnelProfiles: tunnelProfiles(config),
      records: {
        traffic: new TrafficRegistry(),
        accessLog: this.logger("access"),
        accessFields: new AccessFields(),
        nowMs,
      },
      connectionTotals: new ConnectionTotals(),
      failures: new FailureCounters(),
      keepalives: new LateKeepalive(reactor, config.keepalive),
      log: this.logger("proxy"),
      rbacLog: this.logger("rbac"),
      random,
      randomHex,
    };
  }

  #receiveAll(): void {
    for (let message = this.#ports.receive(); message !== undefined; message = this.#ports.receive()) {
      if (isOfAnyPlane(message)) this.#handle(message);
      else this.#owner.onMessage(message);
    }
    this.#replica.apply();
  }

  #handle(message: PlaneMainMessage): void {
    switch (message.type) {
      case "state":
        this.#replica.receive(message);
        return;
      case "serve":
        this.#owner.serve();
        return;
      case "certificate":
        this.#installCertificate(message);
        return;
      case "revocations":
        this.context.revocations.replace(message.lists);
        this.#owner.onRevocationsChanged();
        return;
      case "certificate-failed":
        this.context.tls.fail(message.identity, message.reason);
        return;
      case "log-filter":
        this.#filter.replace(LogFilter.parse(message.filter));
        return;
      case "drain":
        this.#owner.drain(message);
        return;
      case "exit":
        this.#exit();
        return;
      default:
        this.#answer(message);
    }
  }

  #answer(message: Extract<PlaneMainMessage, { id: number }>): void {
    const { index } = this.#init;
    const { id } = message;
    switch (message.type) {
      case "dump-connections":
        return this.#ports.post({ type: "connections", index, id, connections: this.#owner.connections() });
      case "dump-recent": {
        const epochOffsetMs = this.#ports.nowMicros() / 1_000 - this.#ports.nowMs();
        const connections = this.#owner.recentConnections(message.workload, epochOffsetMs);
        return this.#ports.post({ type: "recent-connections", index, id, connections });
      }
      case "heap-statistics":
      case "heap-snapshot":
      case "profile":
        return this.#ports.post(answerAboutThread(this.#ports, index, message));
    }
  }

  #exit(): void {
    this.#owner.close();
    this.context.memory[Symbol.dispose]();
    this.#reactor.stop();
  }

  #installCertificate(message: CertificateMessage): void {
    try {
      this.context.tls.install(message);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.context.log.error("workload certificate refused", { error: reason });
      this.context.tls.fail(message.identity, reason);
    }
  }

  #tick(longestTurnMs: number): void {
    this.#logBuffer.flush();
    const { keepalives, records, failures, revocations } = this.context;
    keepalives.onTick();
    this.#owner.onTick();
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
      failures: failures.takeDeltas(),
      crlRejections: revocations.takeRejections(),
      gauges: this.#owner.gauges(),
    });
  }
}

const OF_ANY_PLANE: Readonly<Record<PlaneMainMessage["type"], true>> = {
  state: true,
  serve: true,
  certificate: true,
  revocations: true,
  "certificate-failed": true,
  "log-filter": true,
  drain: true,
  "dump-connections": true,
  "dump-recent": true,
  "heap-statistics": true,
  "heap-snapshot": true,
  profile: true,
  exit: true,
};

function isOfAnyPlane(message: { readonly type: string }): message is PlaneMainMessage {
  return Object.hasOwn(OF_ANY_PLANE, message.type);
}
