/** A copy of a request, sent to another backend, whose answer nobody waits for. It never delays or fails the original. */
import type { HeaderList } from "@ambit/http1";
import { type Reactor, Timer } from "@ambit/reactor";
import type { UpstreamProtocol } from "../client/endpoint-pool.ts";
import type { UpstreamConnection } from "../client/upstream-connection.ts";
import type { HttpStream, RequestHead } from "../message/message.ts";
import type { UpstreamTarget } from "../upstreams/upstream-target.ts";
import { Attempt, type AttemptOwner } from "./attempt.ts";
import type { ExchangeContext } from "./exchange-context.ts";
import { RequestBody } from "./request-body.ts";

/** What a slow backend may have waiting for it; then the copy is given up. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** A copy whose answer does not end holds a connection for no longer. */
const MIRROR_TIMEOUT_MS = 60_000;

/** What is sent where. */
export interface MirrorPlan {
  /** With header fields of its own. */
  readonly head: RequestHead;
  readonly target: UpstreamTarget;
  readonly protocol: UpstreamProtocol;
}

/** See the module comment. Takes what comes of the original's body. */
export class MirroredRequest implements AttemptOwner {
  readonly #reactor: Reactor;
  readonly #plan: MirrorPlan;
  readonly #body: RequestBody;
  readonly #timer: Timer;
  #attempt: Attempt | undefined;
  #isOver = false;

  constructor(context: ExchangeContext, plan: MirrorPlan) {
    this.#reactor = context.reactor;
    this.#plan = plan;
    this.#body = new RequestBody(context.memory.queueBlocks, NO_CLIENT);
    this.#timer = new Timer(() => this.cancel());
  }

  /** Does nothing where there is no endpoint. `isEnd`: there is no body. */
  start(isEnd: boolean, random: () => number): void {
    if (isEnd) this.#body.receiveEnd(undefined);
    const { set } = this.#plan.target;
    const nowMs = this.#reactor.nowMs;
    const request = { hash: undefined, pinned: undefined, avoid: NOTHING };
    const endpoint = set.pick(request, nowMs, random);
    const { maxRequests } = set.policy.limits;
    if (endpoint === undefined || set.activeRequests >= (maxRequests ?? Number.POSITIVE_INFINITY)) {
      this.#isOver = true;
      return;
    }
    this.#reactor.armAfter(this.#timer, MIRROR_TIMEOUT_MS);
    this.#attempt = new Attempt(this, { set, endpoint }, nowMs);
    this.#attempt.start(this.#plan.target.poolOf(endpoint, this.#plan.protocol));
  }

  receive(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isOver) return;
    const hasMemory = this.#body.receive(bytes, start, end);
    if (!hasMemory || this.#body.waiting > MAX_WAITING_BYTES) this.cancel();
  }

  receiveEnd(trailers: HeaderList | undefined): void {
    if (!this.#isOver) this.#body.receiveEnd(trailers);
  }

  /** The original was cut off, or it has taken too long. */
  cancel(): void {
    if (this.#isOver) return;
    this.#end();
    this.#attempt?.cancel();
  }

  onAttemptConnected(attempt: Attempt, connection: UpstreamConnection): HttpStream | undefined {
    const isEmpty = this.#body.isEmpty;
    const stream = connection.open(this.#plan.head, isEmpty, attempt);
    if (stream === undefined) return undefined;
    attempt.stream = stream;
    this.#body.attach(stream, isEmpty);
    return stream;
  }

  onResponse(): void {
    // Nobody waits for it.
  }

  onResponseBody(attempt: Attempt, _bytes: Uint8Array, start: number, end: number): void {
    attempt.stream?.consume(end - start);
  }

  onResponseEnd(attempt: Attempt): void {
    attempt.finish();
    const isCut = !this.#body.isComplete;
    this.#end();
    if (isCut) attempt.stream?.reset();
  }

  onAttemptWritable(): void {
    this.#body.resume();
  }

  onAttemptReset(): void {
    this.#end();
  }

  #end(): void {
    this.#isOver = true;
    this.#reactor.timers.cancel(this.#timer);
    this.#body.clear();
  }
}

const NOTHING: ReadonlySet<never> = new Set();

/** Credit goes to the client for what the original was given. */
const NO_CLIENT: HttpStream = Object.freeze({
  write: () => 0,
  end: () => undefined,
  consume: () => undefined,
  reset: () => undefined,
});
