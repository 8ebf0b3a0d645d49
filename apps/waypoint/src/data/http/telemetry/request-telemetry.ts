/** What a thread tells of requests: metrics, access log and spans, as the policy of their destination says. */
import { HeaderList } from "@ambit/http1";
import type { AccessLogPolicy } from "@ambit/model/http";
import type { RequestsMessage, SpanRecord } from "../../../messages.ts";
import type { Chain } from "../exchange/chain.ts";
import type { Inbound } from "../exchange/inbound.ts";
import type { RequestHead } from "../message/message.ts";
import type { BadRequest } from "../server/server-owner.ts";
import { compileFormat, type LineFormat } from "./access-log-format.ts";
import { compileExpression } from "./expression/expression.ts";
import { attributesOf } from "./request-attributes.ts";
import { RequestCounters } from "./request-counters.ts";
import { RequestRecord } from "./request-record.ts";
import { spanOf } from "./span.ts";

/** How often calls that go on tell of their messages. */
const MESSAGE_INTERVAL_MS = 5_000;

/** Of one tick. */
const MAX_SPANS = 1_000;

/** Where it goes. */
export interface RequestTelemetryPorts {
  readonly index: number;
  readonly post: (message: RequestsMessage) => void;
  /** To the log, as it is. */
  readonly writeLine: (line: string) => void;
  /** Monotonic. */
  readonly nowMs: () => number;
  /** Since the epoch. */
  readonly wallMs: () => number;
}

/** What says how much is told. */
type Told = Pick<Chain, "telemetry">;

/** A call of gRPC that goes on, and what of its messages has been told. */
interface OpenCall {
  readonly chain: Told;
  requests: number;
  responses: number;
}

/** See the module comment. */
export class RequestTelemetry {
  readonly #ports: RequestTelemetryPorts;
  readonly #counters = new RequestCounters();
  readonly #logs = new WeakMap<AccessLogPolicy, LineFormat>();
  /** As many as there are streams, which are bounded. */
  readonly #calls = new Map<RequestRecord, OpenCall>();
  #spans: SpanRecord[] = [];
  #droppedSpans = 0;
  #messagesToldMs = 0;

  constructor(ports: RequestTelemetryPorts) {
    this.#ports = ports;
  }

  /** A request has begun; it ends in `finish`. */
  begin(record: RequestRecord, chain: Told): void {
    if (record.isGrpc) this.#calls.set(record, { chain, requests: 0, responses: 0 });
  }

  /** A request has ended. */
  finish(record: RequestRecord, chain: Told): void {
    const { metricChanges, accessLog, tracing } = chain.telemetry;
    const call = this.#calls.get(record);
    if (call !== undefined) {
      this.#countMessages(record, call);
      this.#calls.delete(record);
    }
    this.#counters.count(record, metricChanges);
    if (accessLog.isEnabled) this.#writeLine(record, accessLog);
    const span = spanOf(record, tracing);
    if (span === undefined) return;
    if (this.#spans.length < MAX_SPANS) this.#spans.push(span);
    else this.#droppedSpans++;
  }

  /** What came was no request, and was answered. */
  refuse(inbound: Inbound, { status, details }: BadRequest, chain: Told): void {
    const start = { wallMs: this.#ports.wallMs(), ms: this.#ports.nowMs(), isGrpc: false };
    const record = new RequestRecord(inbound, NO_HEAD, start);
    record.status = status;
    record.details = details;
    record.addFlag("DPE");
    this.finish(record, chain);
  }

  /** Tells what has been counted. */
  onTick(): void {
    const nowMs = this.#ports.nowMs();
    if (nowMs - this.#messagesToldMs >= MESSAGE_INTERVAL_MS) {
      this.#messagesToldMs = nowMs;
      for (const [record, call] of this.#calls) this.#countMessages(record, call);
    }
    const deltas = this.#counters.takeDeltas();
    if (deltas.requests.length === 0 && this.#spans.length === 0) return;
    const [spans, droppedSpans] = [this.#spans, this.#droppedSpans];
    this.#spans = [];
    this.#droppedSpans = 0;
    this.#ports.post({ type: "requests", index: this.#ports.index, ...deltas, spans, droppedSpans });
  }

  #countMessages(record: RequestRecord, call: OpenCall): void {
    const requests = (record.requestMessages?.count ?? 0) - call.requests;
    const responses = (record.responseMessages?.count ?? 0) - call.responses;
    if (requests === 0 && responses === 0) return;
    call.requests += requests;
    call.responses += responses;
    this.#counters.countMessages(record, call.chain.telemetry.metricChanges, { requests, responses });
  }

  #writeLine(record: RequestRecord, policy: AccessLogPolicy): void {
    const line = this.#formatOf(policy)(record);
    if (line !== "") this.#ports.writeLine(line);
  }

  #formatOf(policy: AccessLogPolicy): LineFormat {
    const known = this.#logs.get(policy);
    if (known !== undefined) return known;
    const format = filtered(policy, compileFormat(policy));
    this.#logs.set(policy, format);
    return format;
  }
}

/** What is told of a request that could not be read. */
const NO_HEAD: RequestHead = {
  version: "HTTP/1.1",
  method: "-",
  scheme: "http",
  authority: "",
  path: "-",
  headers: new HeaderList(),
  upgrade: [],
};

/** A filter that fails, or is none, lets nothing through (as Istio). */
function filtered({ filter }: AccessLogPolicy, format: LineFormat): LineFormat {
  if (filter === undefined) return format;
  const expression = compileExpression(filter);
  return (record) => (expression?.(attributesOf(record)) === true ? format(record) : "");
}
