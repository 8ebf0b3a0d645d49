/** One request to a provider of custom authorization over the waypoint's own connections, and its answer, read whole. */
import { HeaderList } from "@ambit/http1";
import { type Reactor, Timer } from "@ambit/reactor";
import type { UpstreamProtocol } from "../client/endpoint-pool.ts";
import type { UpstreamConnection } from "../client/upstream-connection.ts";
import { Attempt, type AttemptOwner } from "../exchange/attempt.ts";
import type { HttpStream, RequestHead, ResetReason, ResponseHead } from "../message/message.ts";
import type { UpstreamTarget } from "../upstreams/upstream-target.ts";

/** What is sent where, and how long an answer may take, connecting included. */
export interface ProviderQuestion {
  readonly head: RequestHead;
  readonly body: Uint8Array;
  readonly target: UpstreamTarget;
  readonly protocol: UpstreamProtocol;
  readonly timeoutMs: number;
}

export interface ProviderAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  readonly trailers: HeaderList;
}

/** A longer answer is a failure: it would have to be held as a whole. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** See the module comment. `onAnswer` is called once, maybe at once, and not after `cancel`; undefined: there is none. */
export class ProviderCall implements AttemptOwner {
  readonly #context: { readonly reactor: Reactor; readonly random: () => number };
  readonly #question: ProviderQuestion;
  readonly #onAnswer: (answer: ProviderAnswer | undefined) => void;
  readonly #timer = new Timer(() => this.#fail());
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #head: ResponseHead | undefined;
  #attempt: Attempt | undefined;
  #sent = 0;
  #isRepeated = false;
  #isOver = false;

  constructor(
    context: { readonly reactor: Reactor; readonly random: () => number },
    question: ProviderQuestion,
    onAnswer: (answer: ProviderAnswer | undefined) => void,
  ) {
    this.#context = context;
    this.#question = question;
    this.#onAnswer = onAnswer;
  }

  start(): void {
    this.#context.reactor.armAfter(this.#timer, this.#question.timeoutMs);
    this.#try();
  }

  /** Nobody waits for the answer any more. */
  cancel(): void {
    if (this.#isOver) return;
    this.#end();
    this.#attempt?.cancel();
  }

  onAttemptConnected(attempt: Attempt, connection: UpstreamConnection): HttpStream | undefined {
    const { head, body } = this.#question;
    const stream = connection.open(head, body.length === 0, attempt);
    if (stream === undefined) return undefined;
    attempt.stream = stream;
    this.#send(stream);
    return stream;
  }

  onResponse(attempt: Attempt, head: ResponseHead): void {
    if (head.status < 200) return;
    const nowMs = this.#context.reactor.nowMs;
    attempt.endpoint.noteLatency(nowMs - attempt.startedMs, nowMs);
    attempt.set.noteOutcome(attempt.endpoint, { kind: "response", status: head.status }, nowMs);
    this.#head = head;
  }

  onResponseBody(attempt: Attempt, bytes: Uint8Array, start: number, end: number): void {
    this.#length += end - start;
    if (this.#length > MAX_ANSWER_BYTES) {
      this.#fail();
      return;
    }
    this.#chunks.push(bytes.slice(start, end));
    attempt.stream?.consume(end - start);
  }

  onResponseEnd(attempt: Attempt, trailers: HeaderList | undefined): void {
    if (this.#head === undefined) {
      this.#fail();
      return;
    }
    attempt.finish();
    this.#end();
    if (this.#sent < this.#question.body.length) attempt.stream?.reset();
    const { status, headers } = this.#head;
    const body = Buffer.concat(this.#chunks, this.#length);
    this.#onAnswer({ status, headers, body, trailers: trailers ?? new HeaderList() });
  }

  onAttemptWritable(attempt: Attempt): void {
    if (attempt.stream !== undefined) this.#send(attempt.stream);
  }

  /** A kept connection that the provider closed just before the question came is no failure of the provider. */
  onAttemptReset(attempt: Attempt, reason: ResetReason): void {
    const wasStale = attempt.isOnUsedConnection && (reason === "closed" || reason === "reset");
    if (wasStale && !this.#isRepeated && this.#head === undefined) {
      this.#isRepeated = true;
      this.#try();
      return;
    }
    attempt.set.noteOutcome(attempt.endpoint, { kind: "failed" }, this.#context.reactor.nowMs);
    this.#fail();
  }

  #try(): void {
    const { target, protocol } = this.#question;
    const { set } = target;
    const nowMs = this.#context.reactor.nowMs;
    const endpoint = set.pick(ANY, nowMs, this.#context.random);
    const { maxRequests } = set.policy.limits;
    if (endpoint === undefined || set.activeRequests >= (maxRequests ?? Number.POSITIVE_INFINITY)) {
      this.#fail();
      return;
    }
    this.#sent = 0;
    this.#attempt = new Attempt(this, { set, endpoint }, nowMs);
    this.#attempt.start(target.poolOf(endpoint, protocol));
  }

  #send(stream: HttpStream): void {
    const { body } = this.#question;
    if (this.#sent >= body.length) return;
    this.#sent += stream.write(body, this.#sent, body.length);
    if (this.#sent >= body.length) stream.end(undefined);
  }

  #fail(): void {
    if (this.#isOver) return;
    this.#end();
    this.#attempt?.cancel();
    this.#onAnswer(undefined);
  }

  #end(): void {
    this.#isOver = true;
    this.#context.reactor.timers.cancel(this.#timer);
  }
}

const ANY = { hash: undefined, pinned: undefined, avoid: new Set<never>() } as const;
