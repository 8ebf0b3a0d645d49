/**
 * The one record of a proxied connection: it makes the connection's metrics and its access-log line, so the two
 * cannot disagree. Made before dialing, finished exactly once.
 */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import type { Baggage } from "@ambit/hbone";
import type { Identity, Service, Workload } from "@ambit/model";
import { display, type LogFields, type Logger } from "@ambit/telemetry";
import type { TlsFacts } from "@ambit/tls";
import type { TrafficReporter } from "../messages.ts";
import type { AccessFields } from "./access-fields.ts";
import { errorFields } from "./error-fields.ts";
import { type Failure, MESSAGE, RESPONSE_FLAG } from "./failure.ts";
import type { EarlyConnection, FlightRecorder } from "./flight-recorder.ts";
import type {
  RemoteDestination,
  TrafficCounters,
  TrafficRegistry,
  TrafficSeries,
} from "./traffic-counters.ts";

/** What is known of a connection when its record is made. */
export interface ConnectionFacts {
  readonly direction: "inbound" | "outbound";
  /** Source or destination by the direction, unless it is said. */
  readonly reporter?: TrafficReporter | undefined;
  readonly sourceAddress: SocketAddress;
  readonly source: Workload | undefined;
  readonly sourceBaggage: Baggage | undefined;
  /** Proven by TLS; for outbound HBONE the proxy's own. */
  readonly sourceIdentity: Identity | undefined;
  /** The next hop actually dialed; of inbound HBONE the pod's own 15008. */
  readonly destinationAddress: SocketAddress;
  /** CONNECT authority, for HBONE. */
  readonly hboneAuthority: string | undefined;
  readonly destination: Workload | undefined;
  /** Takes the place of `destination`, where that is only the gateway to another network. */
  readonly remote?: RemoteDestination | undefined;
  readonly service: Service | undefined;
  /** Also where both ends are here and no tunnel is between them: identities are proven all the same. */
  readonly isMutualTls: boolean;
  /** There is no tunnel, because both ends are here. */
  readonly isLocal?: boolean;
}

/** Everything records of one thread share. */
export interface ThreadRecords {
  readonly traffic: TrafficRegistry;
  /** Logger of scope `access`. */
  readonly accessLog: Logger;
  readonly accessFields: AccessFields;
  /** Monotonic milliseconds, fresh at each call. */
  readonly nowMs: () => number;
}

/** Everything records of one workload share. */
export interface RecordContext extends ThreadRecords {
  readonly recent: FlightRecorder;
}

/** See the module comment. */
export class ConnectionRecord {
  readonly facts: ConnectionFacts;
  readonly #context: RecordContext;
  readonly #series: TrafficSeries;
  /** Counters of the running connection: flag `-`. */
  readonly #live: TrafficCounters;
  readonly #startedMs: number;
  #requestBytes = 0;
  #responseBytes = 0;
  #isFinished = false;
  /** Set when the tunnel is up; shown in the log. */
  tls: TlsFacts | undefined;

  /** `startedMs`: when the connection came, if its record is made later. */
  constructor(context: RecordContext, facts: ConnectionFacts, startedMs = context.nowMs()) {
    this.#context = context;
    this.facts = facts;
    this.#startedMs = startedMs;
    this.#series = context.traffic.series({
      reporter: facts.reporter ?? (facts.direction === "outbound" ? "source" : "destination"),
      source: facts.source,
      sourceBaggage: facts.sourceBaggage,
      sourceIdentity: facts.sourceIdentity,
      destination: facts.destination,
      remote: facts.remote,
      service: facts.service,
      isMutualTls: facts.isMutualTls,
    });
    this.#live = this.#series.of("-");
    this.#live.opened++;
    context.traffic.touch(this.#live);
    this.#logOpened();
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Client to server, whoever reports. */
  addRequestBytes(count: number): void {
    this.#requestBytes += count;
    this.#live.receivedBytes += count;
    this.#context.traffic.touch(this.#live);
  }

  /** Server to client. */
  addResponseBytes(count: number): void {
    this.#responseBytes += count;
    this.#live.sentBytes += count;
    this.#context.traffic.touch(this.#live);
  }

  /** Counts the end and writes the line. Later calls do nothing. */
  finish(failure?: Failure): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    const counters = failure === undefined ? this.#live : this.#series.of(RESPONSE_FLAG[failure.code]);
    counters.closed++;
    if (failure !== undefined) counters.failed++;
    const { traffic, recent, nowMs } = this.#context;
    traffic.touch(counters);
    const endMs = nowMs();
    const durationMs = endMs - this.#startedMs;
    recent.add(this.facts, {
      nowMs: endMs,
      durationMs,
      requestBytes: this.#requestBytes,
      responseBytes: this.#responseBytes,
      tls: this.tls,
      failure,
    });
    this.#log(failure, durationMs);
  }

  /** Ended by the proxy's own shutdown. */
  finishByDrain(): void {
    this.finish({ code: "drained", message: MESSAGE.closedByDrain });
  }

  #log(failure: Failure | undefined, durationMs: number): void {
    const level = failure === undefined ? "info" : "error";
    const { accessLog, accessFields } = this.#context;
    if (!accessLog.isEnabled(level)) return;
    const { sourceAddress, destinationAddress, hboneAuthority, direction } = this.facts;
    const groups = accessFields.endpoints(this.#series, this.facts);
    const isOutbound = direction === "outbound";
    // One literal, and no spreading: a line is written for every connection.
    accessLog[level]("connection complete", {
      "src.addr": display(formatSocketAddress(sourceAddress)),
      source: groups.source,
      "dst.addr": display(formatSocketAddress(destinationAddress)),
      "dst.hbone_addr": hboneAuthority === undefined ? undefined : display(hboneAuthority),
      destination: groups.destination,
      bytes_sent: isOutbound ? this.#requestBytes : this.#responseBytes,
      bytes_recv: isOutbound ? this.#responseBytes : this.#requestBytes,
      duration: `${Math.floor(durationMs)}ms`,
      // Fields that stock ztunnel does not have come last.
      error: failure?.message,
      code: failure === undefined ? undefined : errorFields(failure.code),
      "policy.name": failure?.policy,
      "policy.rule": failure?.rule,
      local: this.facts.isLocal === true ? "true" : undefined,
      tls: this.tls === undefined ? undefined : accessFields.tls(this.tls),
    });
  }

  #logOpened(): void {
    const { accessLog, accessFields } = this.#context;
    if (!accessLog.isEnabled("debug")) return;
    const { sourceAddress, destinationAddress, hboneAuthority } = this.facts;
    const groups = accessFields.endpoints(this.#series, this.facts);
    accessLog.debug("connection opened", {
      "src.addr": display(formatSocketAddress(sourceAddress)),
      source: groups.source,
      "dst.addr": display(formatSocketAddress(destinationAddress)),
      "dst.hbone_addr": hboneAuthority === undefined ? undefined : display(hboneAuthority),
      destination: groups.destination,
    });
  }
}

/** The line for a connection that was refused before it had a record. */
export function logEarlyFailure(
  { accessLog, recent, nowMs }: Pick<RecordContext, "accessLog" | "recent" | "nowMs">,
  connection: EarlyConnection,
  failure: Failure,
): void {
  recent.addEarly(connection, failure, nowMs());
  if (!accessLog.isEnabled("warn")) return;
  const fields: LogFields = {
    "src.addr": display(formatSocketAddress(connection.sourceAddress)),
    "dst.addr": display(formatSocketAddress(connection.destinationAddress)),
    direction: connection.direction,
    error: failure.message,
    code: errorFields(failure.code),
  };
  accessLog.warn("connection failed", fields);
}
