/** HTTP/1.1, spoken to a backend over a transport: one request at a time. */
import {
  type HeaderList,
  Http1Client,
  type Http1Fault,
  type ResponseHead as Http1ResponseHead,
} from "@ambit/http1";
import { Timer } from "@ambit/reactor";
import { Http1Output } from "../message/http1-output.ts";
import type { HttpStream, RequestHead, ResetReason, ResponseUser } from "../message/message.ts";
import type { Transport, TransportContext, TransportOwner } from "../transport/transport.ts";
import type { ConnectionKeeper, UpstreamConnection } from "./upstream-connection.ts";

/** Of a response body that was handed on and is not done with. */
const BODY_WINDOW_BYTES = 256 * 1024;

/** How long a connection is kept. */
export interface Http1ClientOptions {
  readonly maxRequests: number | undefined;
  readonly idleTimeoutMs: number;
}

/** Owns the transport. */
export class Http1ClientConnection implements UpstreamConnection, TransportOwner {
  readonly #context: TransportContext;
  readonly #transport: Transport;
  readonly #keeper: ConnectionKeeper;
  readonly #options: Http1ClientOptions;
  readonly #http: Http1Client;
  readonly #output: Http1Output;
  readonly #idleTimer: Timer;
  #stream: Http1ClientStream | undefined;
  #trailers: HeaderList | undefined;
  #requests = 0;
  #unconsumed = 0;
  #isWindowFull = false;
  #isTunnel = false;
  #isDraining = false;
  #isGone = false;

  constructor(
    context: TransportContext,
    transport: Transport,
    keeper: ConnectionKeeper,
    options: Http1ClientOptions,
  ) {
    this.#context = context;
    this.#transport = transport;
    this.#keeper = keeper;
    this.#options = options;
    this.#output = new Http1Output(transport, () =>
      this.#fail("protocol-error", "the request cannot be sent"),
    );
    this.#idleTimer = new Timer(() => this.#end());
    this.#http = new Http1Client({
      events: {
        onInterim: ({ status, headers }) => this.#stream?.user.onResponse({ status, headers }, false),
        onHead: (head) => this.#onHead(head),
        onData: (bytes, start, end) => this.#onData(bytes, start, end),
        onTrailers: (trailers) => {
          this.#trailers = trailers;
        },
        onEnd: () => this.#onResponseEnd(),
        onFault: (fault) => this.#onFault(fault),
      },
    });
  }

  start(): void {
    this.#transport.start(this);
  }

  get room(): number {
    return this.#stream === undefined && !this.#isDraining && !this.#isGone && this.#http.isReusable ? 1 : 0;
  }

  get active(): number {
    return this.#stream === undefined ? 0 : 1;
  }

  get isUsed(): boolean {
    return this.#requests > 1 || (this.#requests === 1 && this.#stream === undefined);
  }

  open(head: RequestHead, isEnd: boolean, user: ResponseUser): HttpStream | undefined {
    if (this.room === 0) return undefined;
    this.#context.reactor.timers.cancel(this.#idleTimer);
    const stream = new Http1ClientStream(this, user);
    this.#stream = stream;
    stream.isRequestEnded = isEnd;
    this.#requests++;
    this.#trailers = undefined;
    const [upgrade] = head.upgrade;
    const close = this.#requests >= (this.#options.maxRequests ?? Number.POSITIVE_INFINITY);
    this.#output.message((area) =>
      this.#http.writeHead(area, {
        method: head.method,
        path: head.path,
        authority: head.authority,
        headers: head.headers,
        endStream: isEnd,
        ...(upgrade === undefined ? {} : { upgrade }),
        close,
      }),
    );
    return stream;
  }

  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    if (this.#stream === undefined) this.#end();
    else this.#keeper.onUnusable(this);
  }

  destroy(): void {
    this.#fail("closed", "connection destroyed");
  }

  onBytes(bytes: Uint8Array, start: number, end: number): number {
    return this.#http.receive(bytes, start, end) - start;
  }

  onEnd(): void {
    this.#http.receiveEnd();
    // In a tunnel our direction may go on.
    if (!this.#isTunnel || this.#stream === undefined) this.#fail("closed", "connection termination");
  }

  onClosed(reason: string): void {
    this.#release("reset", reason);
  }

  onWritable(): void {
    if (this.#output.resume()) this.#stream?.user.onWritable();
  }

  /** For its stream. */
  write(stream: Http1ClientStream, bytes: Uint8Array, start: number, end: number): number {
    if (stream !== this.#stream) return end - start;
    return this.#output.body(this.#writeData, bytes, start, end);
  }

  readonly #writeData: Http1Client["writeData"] = (area, bytes, start, end) =>
    this.#http.writeData(area, bytes, start, end);

  /** For its stream. */
  endRequest(stream: Http1ClientStream, trailers: HeaderList | undefined): void {
    if (stream !== this.#stream || stream.isRequestEnded) return;
    stream.isRequestEnded = true;
    this.#output.message((area) => this.#http.writeEnd(area, trailers));
    if (!this.#isTunnel) return;
    this.#transport.end();
    if (stream.isResponseEnded) this.#end();
  }

  /** For its stream. */
  consume(stream: Http1ClientStream, count: number): void {
    if (stream !== this.#stream) return;
    this.#unconsumed -= count;
    if (!this.#isWindowFull || this.#unconsumed > BODY_WINDOW_BYTES / 2) return;
    this.#isWindowFull = false;
    this.#transport.resume();
  }

  /** For its stream: what comes of it still cannot be told from an answer to somebody else. */
  resetStream(stream: Http1ClientStream): void {
    if (stream !== this.#stream) return;
    this.#stream = undefined;
    this.#http.close();
    this.#setGone(() => this.#transport.reset());
  }

  #onHead(head: Http1ResponseHead): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#isTunnel = head.body.kind === "tunnel";
    if (this.#isTunnel) stream.isRequestEnded = false;
    const { status, headers, upgrade } = head;
    stream.user.onResponse({ status, headers, upgrade: upgrade[0] }, head.body.kind === "none");
  }

  #onData(bytes: Uint8Array, start: number, end: number): number {
    const stream = this.#stream;
    if (stream === undefined) return end - start;
    let at = start;
    while (at < end) {
      const count = Math.min(end - at, BODY_WINDOW_BYTES - this.#unconsumed);
      if (count <= 0) {
        this.#isWindowFull = true;
        return at - start;
      }
      this.#unconsumed += count;
      at += count;
      stream.user.onBody(bytes, at - count, at);
      if (stream !== this.#stream) return end - start;
    }
    return at - start;
  }

  #onResponseEnd(): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    stream.isResponseEnded = true;
    if (this.#isTunnel) {
      stream.user.onEnd(undefined);
      if (stream.isRequestEnded) this.#end();
      return;
    }
    this.#stream = undefined;
    this.#unconsumed = 0;
    this.#isWindowFull = false;
    stream.user.onEnd(this.#trailers);
    // The end of one request may have brought the next.
    if (this.#isGone || this.#stream !== undefined) return;
    if (!this.#http.isReusable || this.#isDraining) {
      this.#end();
      return;
    }
    this.#keeper.onRoom(this);
    if (this.#stream === undefined && !this.#isGone) {
      this.#context.reactor.armAfter(this.#idleTimer, this.#options.idleTimeoutMs);
    }
  }

  #onFault(fault: Http1Fault): void {
    if (fault.code === "truncated") this.#fail("closed", "connection termination");
    else this.#fail("protocol-error", `http1.${fault.code}`);
  }

  #fail(reason: ResetReason, message: string): void {
    if (this.#isGone) return;
    const stream = this.#stream;
    this.#stream = undefined;
    this.#http.close();
    this.#setGone(() => this.#transport.close());
    stream?.user.onReset(reason, message);
  }

  /** The transport is gone already. */
  #release(reason: ResetReason, message: string): void {
    if (this.#isGone) return;
    const stream = this.#stream;
    this.#stream = undefined;
    this.#http.close();
    this.#setGone(() => undefined);
    stream?.user.onReset(reason, message);
  }

  #end(): void {
    if (this.#isGone) return;
    this.#stream = undefined;
    this.#http.close();
    this.#setGone(() => this.#transport.close());
  }

  #setGone(closeTransport: () => void): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#context.reactor.timers.cancel(this.#idleTimer);
    closeTransport();
    this.#keeper.onGone(this);
  }
}

/** One request on it. */
class Http1ClientStream implements HttpStream {
  readonly user: ResponseUser;
  isRequestEnded = false;
  isResponseEnded = false;
  readonly #connection: Http1ClientConnection;

  constructor(connection: Http1ClientConnection, user: ResponseUser) {
    this.#connection = connection;
    this.user = user;
  }

  write(bytes: Uint8Array, start: number, end: number): number {
    return this.#connection.write(this, bytes, start, end);
  }

  end(trailers: HeaderList | undefined): void {
    this.#connection.endRequest(this, trailers);
  }

  consume(count: number): void {
    this.#connection.consume(this, count);
  }

  reset(): void {
    this.#connection.resetStream(this);
  }
}
