/**
 * An HTTP/2 connection over TLS on the loop: the byte-level state machine joined to its socket, with the deadlines
 * that a state machine without a clock cannot keep (handshake, SETTINGS, PING).
 */
import {
  type ConnectionEvents,
  type HeaderField,
  Http2Connection,
  type Http2Limits,
  type Http2Stream,
  type LocalSettings,
  type StreamConsumer,
} from "@ambit/http2";
import type { NativeArea } from "@ambit/linux";
import type { TlsSession } from "@ambit/tls";
import type { Deferred, Reactor } from "./reactor.ts";
import type { ThreadMemory } from "./thread-memory.ts";
import { Timer } from "./timer-wheel.ts";
import { TlsSocket, type TlsSocketEnd, type TlsSocketOwner } from "./tls-socket.ts";

/** Milliseconds. */
export interface Http2Deadlines {
  /** From accept or connect to the end of the TLS handshake and the peer's SETTINGS. */
  readonly handshakeMs: number;
  readonly pingIntervalMs: number;
  readonly pingTimeoutMs: number;
  /** Without streams for this long the connection is ended by GOAWAY; undefined: kept. */
  readonly idleMs: number | undefined;
}

/** What both ends of a tunnel have in common. `role` decides the rest. */
export interface Http2SocketOptions {
  readonly role: "client" | "server";
  readonly settings: LocalSettings;
  readonly connectionWindow: number;
  readonly limits: Partial<Http2Limits>;
  readonly deadlines: Http2Deadlines;
  /** Payload of keepalive PINGs, as two 32-bit halves. */
  readonly pingPayload: readonly [high: number, low: number];
}

/** Who owns the connection. Called synchronously; `onEnd` is the last call. */
export interface Http2SocketOwner {
  /** TLS is up and the preface is on its way: streams can be opened (client). */
  onUp(socket: Http2Socket): void;
  /** A request (server). The owner sets the stream's consumer, or the stream is refused. */
  onStream(
    socket: Http2Socket,
    stream: Http2Stream,
    fields: readonly HeaderField[],
    endStream: boolean,
  ): void;
  /** The peer has said GOAWAY, or the stream limit has changed what can be opened. */
  onCapacityChanged(socket: Http2Socket): void;
  onEnd(socket: Http2Socket, end: Http2SocketEnd): void;
}

/** `reason` is a stable word for logs and metrics; `message` is for people. */
export interface Http2SocketEnd {
  readonly reason: "closed" | "tls" | "socket" | "http2" | "deadline" | "aborted";
  readonly message: string;
  readonly end: TlsSocketEnd | undefined;
  /** Whether TLS and SETTINGS had been exchanged. */
  readonly wasUp: boolean;
}

/** See the module comment. Owns the descriptor and the session. */
export class Http2Socket implements TlsSocketOwner, ConnectionEvents, Deferred {
  readonly tls: TlsSocket;
  readonly http: Http2Connection;
  readonly #reactor: Reactor;
  readonly #options: Http2SocketOptions;
  readonly #owner: Http2SocketOwner;
  readonly #timer: Timer;
  #state: "handshake" | "settings" | "up" | "ended" = "handshake";
  #isPingPending = false;
  #idleSinceMs = 0;
  #endReason: Http2SocketEnd | undefined;
  #finishingLater: { readonly reason: Http2SocketEnd["reason"]; readonly message: string } | undefined;

  constructor(
    context: { readonly reactor: Reactor; readonly memory: ThreadMemory },
    connection: { readonly fd: number; readonly session: TlsSession },
    options: Http2SocketOptions,
    owner: Http2SocketOwner,
  ) {
    this.#reactor = context.reactor;
    this.#options = options;
    this.#owner = owner;
    this.tls = new TlsSocket(context, connection.fd, connection.session, this);
    this.http = new Http2Connection({
      role: options.role,
      settings: options.settings,
      connectionWindow: options.connectionWindow,
      limits: options.limits,
      output: this.tls,
      events: this,
      nowMs: () => this.#reactor.nowMs,
    });
    this.#timer = new Timer(() => this.#onTimer());
    this.#reactor.armAfter(this.#timer, options.deadlines.handshakeMs);
  }

  get isEnded(): boolean {
    return this.#state === "ended";
  }

  /** Why the connection ended; set before the streams are told. */
  get endReason(): Http2SocketEnd | undefined {
    return this.#endReason;
  }

  /** Takes the descriptor over in the reactor and begins. */
  start(): void {
    this.tls.start();
  }

  /** Opens a stream (client); undefined when the peer's limit, GOAWAY or the end of the connection forbids it. */
  openStream(fields: readonly HeaderField[], consumer: StreamConsumer): Http2Stream | undefined {
    if (this.#state === "ended" || !this.tls.isUp) return undefined;
    return this.http.openStream(fields, false, consumer);
  }

  /** Two-step GOAWAY; the connection closes by itself when its last stream has ended. */
  shutdownGracefully(): void {
    if (this.#state === "ended") return;
    if (this.tls.isUp) this.http.shutdownGracefully();
    else this.#finish("closed", "drained before the handshake was done");
  }

  /** GOAWAY(NO_ERROR) as far as the socket takes it, then close; streams are reset. */
  destroy(message: string): void {
    if (this.#state === "ended") return;
    if (this.tls.isUp) this.http.goaway(0);
    this.#finish("closed", message);
  }

  /** Closes without GOAWAY. */
  abort(reason: unknown): void {
    this.#finish("aborted", reason instanceof Error ? reason.message : String(reason));
  }

  onHandshakeDone(): void {
    this.#state = "settings";
    this.http.start();
    this.#owner.onUp(this);
  }

  onPlaintext(area: NativeArea, start: number, end: number): void {
    this.http.receive(area.bytes, start, end);
  }

  onWritable(): void {
    this.http.resume();
    if (this.#finishingLater !== undefined) this.#reactor.scheduleFlush(this);
  }

  onEnd(end: TlsSocketEnd): void {
    const wasUp = this.#state === "up";
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#reactor.timers.cancel(this.#timer);
    const reason = this.#endReason ?? { reason: END_REASON[end.kind], message: end.message, end, wasUp };
    this.#endReason = reason;
    try {
      this.http.close();
    } finally {
      this.#owner.onEnd(this, reason);
    }
  }

  onStream(stream: Http2Stream, fields: readonly HeaderField[], endStream: boolean): void {
    this.#owner.onStream(this, stream, fields, endStream);
  }

  onGoaway(): void {
    this.#owner.onCapacityChanged(this);
  }

  onRoom(): void {
    this.#owner.onCapacityChanged(this);
  }

  onDrained(): void {
    this.#finishLater("closed", "drained");
  }

  onPingAck(high: number, low: number): void {
    const [expectedHigh, expectedLow] = this.#options.pingPayload;
    if (this.#isPingPending && high === expectedHigh && low === expectedLow) {
      this.#isPingPending = false;
      if (this.#endReason === undefined)
        this.#reactor.armAfter(this.#timer, this.#options.deadlines.pingIntervalMs);
    }
  }

  onSettings(): void {
    if (this.#state === "settings") {
      this.#state = "up";
      this.#idleSinceMs = this.#reactor.nowMs;
      this.#reactor.armAfter(this.#timer, this.#options.deadlines.pingIntervalMs);
    }
    this.#owner.onCapacityChanged(this);
  }

  onConnectionError(_code: number, reason: string): void {
    this.#finishLater("http2", reason);
  }

  run(): void {
    const later = this.#finishingLater;
    if (later === undefined) return;
    if (later.reason === "closed") this.#finishInOrder(later.message);
    else this.#finish(later.reason, later.message);
  }

  #onTimer(): void {
    const { deadlines, pingPayload } = this.#options;
    if (this.#endReason !== undefined) {
      this.tls.close(this.#endReason.message);
      return;
    }
    if (this.#state !== "up") {
      this.#finish(
        "deadline",
        `no ${this.#state === "handshake" ? "TLS handshake" : "HTTP/2 SETTINGS"} in time`,
      );
      return;
    }
    if (this.#isPingPending) {
      this.#endUnanswered();
      return;
    }
    if (this.#isIdleTooLong(deadlines.idleMs)) {
      this.destroy("idle");
      return;
    }
    this.#isPingPending = true;
    this.http.ping(pingPayload[0], pingPayload[1]);
    this.#reactor.armAfter(this.#timer, deadlines.pingTimeoutMs);
  }

  /** A server says GOAWAY to a peer that does not answer PING, a client just closes (as ztunnel). */
  #endUnanswered(): void {
    if (this.#options.role === "server" && this.tls.isUp) this.http.goaway(0);
    this.#finish("deadline", "PING not answered");
  }

  #isIdleTooLong(idleMs: number | undefined): boolean {
    if (this.http.activeStreams > 0) {
      this.#idleSinceMs = this.#reactor.nowMs;
      return false;
    }
    return idleMs !== undefined && this.#reactor.nowMs - this.#idleSinceMs >= idleMs;
  }

  /** At the end of the turn: the state machine is in the middle of a call when it says so. */
  #finishLater(reason: Http2SocketEnd["reason"], message: string): void {
    if (this.#state === "ended" || this.#finishingLater !== undefined) return;
    this.#finishingLater = { reason, message };
    this.#reactor.scheduleFlush(this);
  }

  /** The last stream's bytes have to arrive. PING watches while the socket takes none, the timer what comes after. */
  #finishInOrder(message: string): void {
    if (this.#state === "ended" || this.#endReason !== undefined) return;
    if (this.http.isOutputBlocked || !this.tls.flush()) return;
    this.#endReason = { reason: "closed", message, end: undefined, wasUp: this.#state === "up" };
    this.#reactor.armAfter(this.#timer, this.#options.deadlines.pingTimeoutMs);
    this.tls.closeInOrder(message);
  }

  /** Also of a connection that is about to end in order. */
  #finish(reason: Http2SocketEnd["reason"], message: string): void {
    if (this.#state === "ended") return;
    this.#endReason ??= { reason, message, end: undefined, wasUp: this.#state === "up" };
    this.tls.close(message);
  }
}

const END_REASON = {
  closed: "closed",
  "closed-by-us": "closed",
  "handshake-failed": "tls",
  "tls-failed": "tls",
  "socket-failed": "socket",
  aborted: "aborted",
} as const satisfies Record<TlsSocketEnd["kind"], Http2SocketEnd["reason"]>;
