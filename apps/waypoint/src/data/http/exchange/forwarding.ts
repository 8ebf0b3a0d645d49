/**
 * A request on its way to a backend: one attempt after the other, each at an endpoint of its own, until one answers or none
 * may be made any more. What the client gets is its owner's business.
 */
import type { HeaderList } from "@ambit/http1";
import type { RetryPolicy, Timeouts } from "@ambit/model/http";
import { type Reactor, Timer } from "@ambit/reactor";
import { type AttemptOutcome, hasRetryBudget, retryDelayMs, shouldRetry } from "@ambit/routing/http";
import type { UpstreamEndpoint } from "../balancing/upstream-endpoint.ts";
import type { UpstreamProtocol } from "../client/endpoint-pool.ts";
import type { UpstreamConnection } from "../client/upstream-connection.ts";
import type { HttpStream, RequestHead, ResetReason, ResponseHead } from "../message/message.ts";
import type { RequestRecord } from "../telemetry/request-record.ts";
import type { UpstreamTarget } from "../upstreams/upstream-target.ts";
import { Attempt, type AttemptOwner } from "./attempt.ts";
import {
  ATTEMPT_TIMEOUT,
  type LocalReply,
  NO_HEALTHY_UPSTREAM,
  OVERFLOW,
  ROUTE_TIMEOUT,
  upstreamReset,
} from "./local-reply.ts";
import type { RequestBody } from "./request-body.ts";

/** What is sent, where, and how often. */
export interface ForwardPlan {
  readonly head: RequestHead;
  readonly target: UpstreamTarget;
  readonly protocol: UpstreamProtocol;
  readonly retry: RetryPolicy;
  readonly timeouts: Timeouts;
  /** Of the key of a consistent hash. */
  readonly hash: number | undefined;
  /** The endpoint of a session. */
  readonly pinned: string | undefined;
}

/** Who has the client. Exactly one of `onAnswer` and `onFailure` is called, once. */
export interface ForwardingOwner {
  onInterim(head: ResponseHead): void;
  /** The answer that counts. What `isEnd` does not end comes by the calls below. */
  onAnswer(head: ResponseHead, isEnd: boolean, attempt: Attempt): void;
  onAnswerBody(bytes: Uint8Array, start: number, end: number): void;
  onAnswerEnd(trailers: HeaderList | undefined): void;
  /** There is no answer. */
  onFailure(reply: LocalReply): void;
  /** The answer broke off. */
  onBrokenAnswer(flag: "UC" | "UR" | "UT", details: string): void;
}

/** What the thread lends to a request. */
export interface ForwardingContext {
  readonly reactor: Reactor;
  readonly random: () => number;
}

/** Requests of these methods may be sent twice (RFC 9110 §9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

/** See the module comment. */
export class Forwarding implements AttemptOwner {
  readonly #context: ForwardingContext;
  readonly #plan: ForwardPlan;
  readonly #body: RequestBody;
  readonly #record: RequestRecord;
  readonly #owner: ForwardingOwner;
  readonly #failed = new Set<UpstreamEndpoint>();
  #attempt: Attempt | undefined;
  #retries = 0;
  #isRetrying = false;
  #hasAnswer = false;
  /** Bytes of another protocol go both ways, and each direction ends by itself. */
  #isTunnel = false;
  #isOver = false;
  #routeTimer: Timer | undefined;
  #attemptTimer: Timer | undefined;
  #backoffTimer: Timer | undefined;

  constructor(
    context: ForwardingContext,
    plan: ForwardPlan,
    request: { readonly body: RequestBody; readonly record: RequestRecord },
    owner: ForwardingOwner,
  ) {
    this.#context = context;
    this.#plan = plan;
    this.#body = request.body;
    this.#record = request.record;
    this.#owner = owner;
  }

  start(): void {
    if (this.#body.isComplete) this.onRequestComplete();
    this.#tryOnce();
  }

  /** The route's time runs from here on, as in Envoy: a long upload is not the backend's fault. */
  onRequestComplete(): void {
    const { requestMs } = this.#plan.timeouts;
    if (requestMs === undefined || this.#isOver || this.#isTunnel || this.#routeTimer !== undefined) return;
    this.#routeTimer = new Timer(() => this.#onRouteTimeout());
    this.#context.reactor.armAfter(this.#routeTimer, requestMs);
  }

  /** Nobody waits for an answer any more. */
  cancel(): void {
    this.#end();
    this.#attempt?.cancel();
    this.#attempt = undefined;
  }

  onAttemptConnected(attempt: Attempt, connection: UpstreamConnection): HttpStream | undefined {
    const isEmpty = this.#body.isEmpty;
    const stream = connection.open(this.#plan.head, isEmpty, attempt);
    if (stream === undefined) return undefined;
    attempt.stream = stream;
    this.#body.attach(stream, isEmpty);
    return stream;
  }

  onResponse(attempt: Attempt, head: ResponseHead, isEnd: boolean): void {
    if (head.status < 200 && head.status !== 101) {
      this.#owner.onInterim(head);
      return;
    }
    const nowMs = this.#context.reactor.nowMs;
    attempt.endpoint.noteLatency(nowMs - attempt.startedMs, nowMs);
    attempt.set.noteOutcome(attempt.endpoint, { kind: "response", status: head.status }, nowMs);
    const outcome: AttemptOutcome = {
      kind: "response",
      status: head.status,
      grpcStatus: grpcStatusIn(head.headers),
    };
    if (this.#mayRetry(outcome)) {
      attempt.cancel();
      this.#retryLater(attempt);
      return;
    }
    this.#noteExhausted(outcome);
    this.#hasAnswer = true;
    this.#isTunnel = head.status === 101;
    this.#cancel(this.#attemptTimer);
    if (this.#isTunnel) this.#cancel(this.#routeTimer);
    this.#stopRetrying();
    this.#body.release();
    this.#owner.onAnswer(head, isEnd, attempt);
  }

  onResponseBody(_attempt: Attempt, bytes: Uint8Array, start: number, end: number): void {
    this.#owner.onAnswerBody(bytes, start, end);
  }

  onResponseEnd(attempt: Attempt, trailers: HeaderList | undefined): void {
    if (this.#isTunnel) {
      this.#owner.onAnswerEnd(trailers);
      return;
    }
    attempt.finish();
    // The answer is whole, whatever the rest of the request would have been.
    const isCut = !this.#body.isComplete;
    this.#end();
    this.#owner.onAnswerEnd(trailers);
    if (isCut) attempt.stream?.reset();
  }

  onAttemptWritable(): void {
    this.#body.resume();
  }

  onAttemptReset(attempt: Attempt, reason: ResetReason, message: string): void {
    this.#cancel(this.#attemptTimer);
    this.#body.detach();
    this.#record.upstreamFailure = message;
    if (reason === "overflow") {
      this.#fail(OVERFLOW);
      return;
    }
    attempt.set.noteOutcome(attempt.endpoint, { kind: "failed" }, this.#context.reactor.nowMs);
    if (this.#hasAnswer) {
      this.#end();
      this.#owner.onBrokenAnswer(
        reason === "reset" ? "UR" : "UC",
        `upstream_reset_after_response_started{${RESET_TEXT[reason].replaceAll(" ", "_")}}`,
      );
      return;
    }
    const outcome = outcomeOf(attempt, reason);
    if (this.#mayRetry(outcome) || this.#wasStale(attempt, reason)) this.#retryLater(attempt);
    else {
      this.#noteExhausted(outcome);
      this.#fail(replyOf(reason));
    }
  }

  #tryOnce(): void {
    const { target, hash, pinned } = this.#plan;
    const nowMs = this.#context.reactor.nowMs;
    const { set } = target;
    const endpoint = set.pick({ hash, pinned, avoid: this.#failed }, nowMs, this.#context.random);
    if (endpoint === undefined) {
      this.#fail(NO_HEALTHY_UPSTREAM);
      return;
    }
    if (set.activeRequests >= (set.policy.limits.maxRequests ?? Number.POSITIVE_INFINITY)) {
      this.#fail(OVERFLOW);
      return;
    }
    this.#record.endpoint = endpoint.endpoint;
    this.#record.attempts++;
    const attempt = new Attempt(this, { set, endpoint }, nowMs);
    this.#attempt = attempt;
    this.#armAttemptTimer();
    attempt.start(target.poolOf(endpoint, this.#plan.protocol));
  }

  #mayRetry(outcome: AttemptOutcome): boolean {
    const { retry, target } = this.#plan;
    const isRepeatable = this.#body.isRepeatable && !this.#isOver;
    if (!shouldRetry(retry, { outcome, retries: this.#retries, isRepeatable })) return false;
    const { retryBudget, limits } = target.set.policy;
    const active = { requests: target.set.activeRequests, retries: target.set.activeRetries };
    if (retryBudget !== undefined) return hasRetryBudget(retryBudget, active);
    return active.retries < (limits.maxRetries ?? Number.POSITIVE_INFINITY);
  }

  /** A kept connection that the backend closed just before the request reached it: it has not been worked on. */
  #wasStale(attempt: Attempt, reason: ResetReason): boolean {
    return (
      attempt.isOnUsedConnection &&
      (reason === "closed" || reason === "reset") &&
      IDEMPOTENT.has(this.#plan.head.method) &&
      this.#body.isRepeatable &&
      this.#retries === 0
    );
  }

  #noteExhausted(outcome: AttemptOutcome): void {
    const { retry } = this.#plan;
    if (this.#retries < retry.attempts || this.#retries === 0) return;
    if (shouldRetry(retry, { outcome, retries: 0, isRepeatable: true })) this.#record.addFlag("URX");
  }

  #retryLater(attempt: Attempt): void {
    this.#failed.add(attempt.endpoint);
    this.#attempt = undefined;
    this.#body.detach();
    this.#cancel(this.#attemptTimer);
    this.#retries++;
    if (!this.#isRetrying) {
      this.#isRetrying = true;
      this.#plan.target.set.activeRetries++;
    }
    const delayMs = retryDelayMs(this.#plan.retry, this.#retries, this.#context.random());
    this.#backoffTimer ??= new Timer(() => this.#tryOnce());
    this.#context.reactor.armAfter(this.#backoffTimer, delayMs);
  }

  #armAttemptTimer(): void {
    const { attemptMs } = this.#plan.timeouts;
    if (attemptMs === undefined) return;
    this.#attemptTimer ??= new Timer(() => this.#onAttemptTimeout());
    this.#context.reactor.armAfter(this.#attemptTimer, attemptMs);
  }

  #onAttemptTimeout(): void {
    const attempt = this.#attempt;
    if (attempt === undefined || this.#hasAnswer) return;
    attempt.cancel();
    this.#body.detach();
    attempt.set.noteOutcome(attempt.endpoint, { kind: "failed" }, this.#context.reactor.nowMs);
    const outcome: AttemptOutcome = { kind: "timeout" };
    if (this.#mayRetry(outcome)) this.#retryLater(attempt);
    else {
      this.#noteExhausted(outcome);
      this.#fail(ATTEMPT_TIMEOUT);
    }
  }

  #onRouteTimeout(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    if (attempt !== undefined) {
      attempt.cancel();
      attempt.set.noteOutcome(attempt.endpoint, { kind: "failed" }, this.#context.reactor.nowMs);
    }
    if (!this.#hasAnswer) {
      this.#fail(ROUTE_TIMEOUT);
      return;
    }
    this.#end();
    this.#owner.onBrokenAnswer("UT", "response_timeout");
  }

  #fail(reply: LocalReply): void {
    this.#end();
    this.#owner.onFailure(reply);
  }

  #stopRetrying(): void {
    if (!this.#isRetrying) return;
    this.#isRetrying = false;
    this.#plan.target.set.activeRetries--;
  }

  #end(): void {
    this.#isOver = true;
    this.#stopRetrying();
    this.#body.detach();
    this.#cancel(this.#routeTimer);
    this.#cancel(this.#attemptTimer);
    this.#cancel(this.#backoffTimer);
  }

  #cancel(timer: Timer | undefined): void {
    if (timer !== undefined) this.#context.reactor.timers.cancel(timer);
  }
}

function grpcStatusIn(headers: HeaderList): number | undefined {
  const status = headers.find("grpc-status");
  return status === undefined ? undefined : Number(status);
}

function outcomeOf(attempt: Attempt, reason: ResetReason): AttemptOutcome {
  if (reason === "connect-failure" || reason === "connect-timeout") return { kind: "connect-failure" };
  return { kind: "reset", isRefused: reason === "refused", wasSent: attempt.wasSent };
}

function replyOf(reason: ResetReason): LocalReply {
  return upstreamReset(RESET_FLAG[reason], RESET_TEXT[reason]);
}

const RESET_FLAG = {
  "connect-failure": "UF",
  "connect-timeout": "UF",
  refused: "UR",
  reset: "UR",
  closed: "UC",
  "protocol-error": "UPE",
  overflow: "UO",
} as const satisfies Record<ResetReason, string>;

const RESET_TEXT = {
  "connect-failure": "remote connection failure",
  "connect-timeout": "connection timeout",
  refused: "remote refused stream reset",
  reset: "remote reset",
  closed: "connection termination",
  "protocol-error": "protocol error",
  overflow: "overflow",
} as const satisfies Record<ResetReason, string>;
