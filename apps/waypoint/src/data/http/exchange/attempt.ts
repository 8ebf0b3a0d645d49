/** One attempt to get an answer from one endpoint. */
import type { HeaderList } from "@ambit/http1";
import type { EndpointSet } from "../balancing/endpoint-set.ts";
import type { UpstreamEndpoint } from "../balancing/upstream-endpoint.ts";
import type { EndpointPool, PoolTicket, PoolUser } from "../client/endpoint-pool.ts";
import type { UpstreamConnection } from "../client/upstream-connection.ts";
import type { HttpStream, ResetReason, ResponseHead, ResponseUser } from "../message/message.ts";

/** Whose attempt it is. Nothing is called any more after `onAttemptReset` or `cancel`. */
export interface AttemptOwner {
  /** There is a connection. Opens the request on it and returns its stream. */
  onAttemptConnected(attempt: Attempt, connection: UpstreamConnection): HttpStream | undefined;
  onResponse(attempt: Attempt, head: ResponseHead, isEnd: boolean): void;
  onResponseBody(attempt: Attempt, bytes: Uint8Array, start: number, end: number): void;
  onResponseEnd(attempt: Attempt, trailers: HeaderList | undefined): void;
  onAttemptWritable(attempt: Attempt): void;
  onAttemptReset(attempt: Attempt, reason: ResetReason, message: string): void;
}

/** Counts as under way, at its endpoint and in its set, until it ends. */
export class Attempt implements ResponseUser, PoolUser {
  readonly set: EndpointSet;
  readonly endpoint: UpstreamEndpoint;
  readonly startedMs: number;
  /** The request's head was written. */
  wasSent = false;
  /** On a connection that had answered before: the other side may have been about to close it. */
  isOnUsedConnection = false;
  stream: HttpStream | undefined;
  readonly #owner: AttemptOwner;
  #ticket: PoolTicket | undefined;
  #isOver = false;

  constructor(
    owner: AttemptOwner,
    target: { readonly set: EndpointSet; readonly endpoint: UpstreamEndpoint },
    nowMs: number,
  ) {
    this.#owner = owner;
    this.set = target.set;
    this.endpoint = target.endpoint;
    this.startedMs = nowMs;
    this.set.activeRequests++;
    this.endpoint.active++;
  }

  start(pool: EndpointPool): void {
    const ticket = pool.acquire(this);
    if (this.stream === undefined && !this.#isOver) this.#ticket = ticket;
  }

  /** Gives it up. */
  cancel(): void {
    if (this.#isOver) return;
    this.#end();
    this.#ticket?.cancel();
    this.stream?.reset();
  }

  /** It has done what it was for. */
  finish(): void {
    this.#end();
  }

  onConnection(connection: UpstreamConnection): void {
    if (this.#isOver) return;
    this.#ticket = undefined;
    this.isOnUsedConnection = connection.isUsed;
    this.wasSent = true;
    this.stream = this.#owner.onAttemptConnected(this, connection);
    if (this.stream === undefined && !this.#isOver) this.onReset("connect-failure", "connection has no room");
  }

  onNoConnection(reason: ResetReason, message: string): void {
    this.onReset(reason, message);
  }

  onResponse(head: ResponseHead, isEnd: boolean): void {
    if (!this.#isOver) this.#owner.onResponse(this, head, isEnd);
  }

  onBody(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isOver) this.stream?.consume(end - start);
    else this.#owner.onResponseBody(this, bytes, start, end);
  }

  onEnd(trailers: HeaderList | undefined): void {
    if (!this.#isOver) this.#owner.onResponseEnd(this, trailers);
  }

  onReset(reason: ResetReason, message: string): void {
    if (this.#isOver) return;
    this.#end();
    this.#owner.onAttemptReset(this, reason, message);
  }

  onWritable(): void {
    if (!this.#isOver) this.#owner.onAttemptWritable(this);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.set.activeRequests--;
    this.endpoint.active--;
  }
}
