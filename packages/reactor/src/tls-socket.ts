/**
 * One TLS connection on the loop: handshake, batched writes, budgeted reads. Frames are built in an output slot;
 * at the end of the turn the slot is encrypted by one SSL_write and sent by one send. What the kernel does not take
 * is copied aside, since the encryption output buffer belongs to the whole thread.
 */
import {
  copyMemory,
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLRDHUP,
  errnoMessage,
  type NativeArea,
  sendFrom,
  shutdownWrite,
} from "@ambit/linux";
import {
  INPUT_BYTES,
  outputClear,
  outputPending,
  outputRange,
  TLS_AGAIN,
  TLS_CLOSED,
  type TlsFailure,
  type TlsSession,
} from "@ambit/tls";
import { closeLingering } from "./lingering-close.ts";
import type { Deferred, FdHandler, Reactor } from "./reactor.ts";
import type { SlotWaiter } from "./slot-pool.ts";
import type { ThreadMemory } from "./thread-memory.ts";

/** So much at once is a part of a bulk transfer: more is likely to have come meanwhile, and one delivery costs less. */
const BULK_BYTES = 32 * 1024;
/** What one receive may decrypt to: a record may have begun before it. */
const DECRYPTED_BYTES = INPUT_BYTES + 16 * 1024;
/** Level-triggered: a small message needs no second receive that only says EAGAIN, and a long one leaves others their turn. */
const READ_EVENTS = EPOLLIN | EPOLLRDHUP;
const EAGAIN = 11;

/** Why a TLS connection ended. `message` is for the log. */
export interface TlsSocketEnd {
  readonly kind: "closed" | "closed-by-us" | "handshake-failed" | "tls-failed" | "socket-failed" | "aborted";
  readonly message: string;
  readonly tls: TlsFailure | undefined;
}

/** Who uses the connection. Called synchronously; after `onEnd` nothing more is called. */
export interface TlsSocketOwner {
  onHandshakeDone(): void;
  /** Plaintext in `area.bytes[start, end)`, valid during the call. */
  onPlaintext(area: NativeArea, start: number, end: number): void;
  /** Output was blocked and is not any more. */
  onWritable(): void;
  onEnd(end: TlsSocketEnd): void;
}

/** Owns `fd` and `session` from construction on, and releases both when it ends. Implements http2's FrameOutput. */
export class TlsSocket implements FdHandler, Deferred, SlotWaiter {
  readonly fd: number;
  readonly session: TlsSession;
  readonly #reactor: Reactor;
  readonly #memory: ThreadMemory;
  readonly #owner: TlsSocketOwner;
  #isUp = false;
  #isEnded = false;
  #isFlushScheduled = false;
  #wasBlocked = false;
  #slot: NativeArea | undefined;
  #slotUsed = 0;
  #pending: NativeArea | undefined;
  #pendingStart = 0;
  #pendingEnd = 0;
  /** Set by `closeInOrder`: the message of the end to come. */
  #closing: string | undefined;
  #isGoodbyeSaid = false;

  constructor(
    context: { readonly reactor: Reactor; readonly memory: ThreadMemory },
    fd: number,
    session: TlsSession,
    owner: TlsSocketOwner,
  ) {
    this.#reactor = context.reactor;
    this.#memory = context.memory;
    this.fd = fd;
    this.session = session;
    this.#owner = owner;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The current output slot; what `reserve`d offsets refer to. */
  get area(): NativeArea {
    const slot = this.#slot;
    if (slot === undefined) throw new Error("no output slot is reserved");
    return slot;
  }

  get bytes(): Uint8Array {
    return this.area.bytes;
  }

  /** Whether ciphertext waits for the socket. */
  get isBlocked(): boolean {
    return this.#pending !== undefined;
  }

  reserve(length: number): number {
    if (this.#isEnded || !this.#isUp || this.#isGoodbyeSaid) return -1;
    if (this.#slot === undefined) {
      this.#slot = this.#memory.output.take();
      if (this.#slot === undefined) {
        this.#wasBlocked = true;
        this.#memory.output.waitForSlot(this);
        return -1;
      }
      // Also for a reservation that is never committed: the flush gives the slot back.
      this.#scheduleFlush();
    } else if (this.#slotUsed + length > this.#slot.length) {
      this.#flush();
      if (this.#isEnded) return -1;
      // The flush gave the slot back unless the socket is blocked.
      if (this.#slotUsed > 0) {
        this.#wasBlocked = true;
        return -1;
      }
      return this.reserve(length);
    }
    return this.#slotUsed;
  }

  commit(length: number): void {
    this.#slotUsed += length;
    this.#scheduleFlush();
  }

  /** Takes the descriptor over in the reactor and begins the handshake. */
  start(): void {
    this.#reactor.adopt(this.fd, READ_EVENTS, this);
    this.#handshake();
  }

  #handshake(): void {
    const result = this.session.handshake();
    this.#drainCiphertext();
    if (this.#isEnded) return;
    if (result === "again") return;
    if (result === "failed") {
      const failure = this.session.failure();
      this.#end({ kind: "handshake-failed", message: failure.message, tls: failure });
      return;
    }
    this.#isUp = true;
    this.#owner.onHandshakeDone();
  }

  onReady(events: number): void {
    if ((events & EPOLLOUT) !== 0 && this.#pending !== undefined) this.#sendPending();
    if (this.#isEnded || (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) === 0) return;
    if (!this.#isUp) {
      this.#handshake();
      if (this.#isEnded || !this.#isUp) return;
    }
    this.#read();
  }

  /** Deferred work: end-of-turn flush, or an output slot that has come free. */
  run(): void {
    if (this.#isEnded) return;
    if (this.#isFlushScheduled) {
      this.#isFlushScheduled = false;
      this.#flush();
      if (this.#isEnded) return;
    }
    if (this.#wasBlocked && this.#pending === undefined && this.#slotUsed === 0) {
      this.#wasBlocked = false;
      this.#owner.onWritable();
      if (this.#isEnded) return;
    }
  }

  onSlotFree(): void {
    this.#reactor.scheduleNextTurn(this);
  }

  /** Sends what is buffered and a close_notify as far as the socket takes them, then closes. */
  close(message: string): void {
    if (this.#isEnded) return;
    this.#flush();
    if (this.#isEnded) return;
    if (this.#isUp && this.#pending === undefined) {
      this.session.shutdown();
      this.#drainCiphertext();
      if (this.#isEnded) return;
    }
    this.#end({ kind: "closed-by-us", message, tls: undefined });
  }

  /**
   * Sends what is buffered, then close_notify and FIN, and ends when the peer has closed too. To close at once would
   * make the kernel throw away what it has not delivered yet, at the first byte the peer still sends. The owner bounds
   * the wait.
   */
  closeInOrder(message: string): void {
    if (this.#isEnded || this.#closing !== undefined) return;
    this.#closing = message;
    this.flush();
    this.#sayGoodbye();
  }

  /** True when the kernel has everything; otherwise `onWritable` follows, unless the connection has ended. */
  flush(): boolean {
    if (!this.#isEnded) this.#flush();
    return this.#pending === undefined && this.#slotUsed === 0;
  }

  #sayGoodbye(): void {
    if (this.#isEnded || this.#pending !== undefined) return;
    if (!this.#isGoodbyeSaid) {
      this.#isGoodbyeSaid = true;
      this.session.shutdown();
      this.#drainCiphertext();
      if (this.#isEnded || this.#pending !== undefined) return;
    }
    shutdownWrite(this.fd);
  }

  abort(error: unknown): void {
    this.#end({
      kind: "aborted",
      message: error instanceof Error ? error.message : String(error),
      tls: undefined,
    });
  }

  /** Receives and decrypts what there is, as far as the area holds it, for one delivery. */
  #read(): void {
    const { receive } = this.#memory;
    let filled = 0;
    let status: number;
    let isBulk = true;
    do {
      const received = this.session.receive();
      status = received;
      while (status > 0) {
        status = this.session.read(receive, filled, receive.length - filled);
        if (status > 0) filled += status;
        if (!this.session.hasPending()) break;
      }
      isBulk = received > 0 && (received === INPUT_BYTES || filled >= BULK_BYTES);
    } while (isBulk && !isOver(status) && filled <= receive.length - DECRYPTED_BYTES);
    if (outputPending() > 0) this.#drainCiphertext();
    if (filled > 0 && !this.#isEnded) this.#owner.onPlaintext(receive, 0, filled);
    if (isOver(status) && !this.#isEnded) this.#endOfRead(status);
  }

  #scheduleFlush(): void {
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    this.#reactor.scheduleFlush(this);
  }

  #endOfRead(status: number): void {
    if (status === TLS_CLOSED) {
      this.#end({ kind: "closed", message: this.#closing ?? "connection closed by peer", tls: undefined });
      return;
    }
    const failure = this.session.failure();
    this.#end({ kind: "tls-failed", message: failure.message, tls: failure });
  }

  /** Encrypts the slot unless older ciphertext still waits, and sends. */
  #flush(): void {
    if (this.#pending !== undefined || this.#slot === undefined) return;
    if (this.#slotUsed > 0) {
      const written = this.session.write(this.#slot, 0, this.#slotUsed);
      if (written !== this.#slotUsed) {
        const failure = this.session.failure();
        outputClear();
        this.#end({ kind: "tls-failed", message: failure.message, tls: failure });
        return;
      }
      this.#slotUsed = 0;
      this.#drainCiphertext();
      if (this.#isEnded) return;
    }
    this.#releaseSlot();
  }

  #releaseSlot(): void {
    if (this.#slot === undefined || this.#slotUsed > 0) return;
    const slot = this.#slot;
    this.#slot = undefined;
    this.#memory.output.give(slot);
  }

  /** Empties the thread's encryption output into the socket, or into this connection's pending slot. */
  #drainCiphertext(): void {
    const length = outputPending();
    if (length === 0) return;
    if (this.#pending !== undefined) {
      this.#keepCiphertext(0, length);
      return;
    }
    const sent = sendFrom(this.fd, outputRange(), 0, length);
    if (sent === length) {
      outputClear();
      return;
    }
    if (sent < 0 && sent !== -EAGAIN) {
      outputClear();
      this.#endBySocket(-sent);
      return;
    }
    this.#keepCiphertext(Math.max(sent, 0), length);
  }

  #keepCiphertext(from: number, length: number): void {
    if (this.#pending === undefined) {
      this.#pending = this.#takePending();
      this.#reactor.modify(this.fd, READ_EVENTS | EPOLLOUT);
    }
    const pending = this.#pending;
    if (pending === undefined || this.#pendingEnd + length - from > pending.length) {
      outputClear();
      this.#end({ kind: "aborted", message: "no memory for unsent ciphertext", tls: undefined });
      return;
    }
    const rest = length - from;
    copyMemory({ range: outputRange(), offset: from }, { area: pending, offset: this.#pendingEnd }, rest);
    this.#pendingEnd += rest;
    outputClear();
  }

  #takePending(): NativeArea | undefined {
    this.#pendingStart = 0;
    this.#pendingEnd = 0;
    return this.#memory.ciphertext.take();
  }

  #sendPending(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    const sent = sendFrom(this.fd, pending, this.#pendingStart, this.#pendingEnd - this.#pendingStart);
    if (sent < 0) {
      if (sent !== -EAGAIN) this.#endBySocket(-sent);
      return;
    }
    this.#pendingStart += sent;
    if (this.#pendingStart < this.#pendingEnd) return;
    this.#pending = undefined;
    this.#memory.ciphertext.give(pending);
    this.#reactor.modify(this.fd, READ_EVENTS);
    this.#flush();
    if (this.#isEnded || this.#pending !== undefined) return;
    if (this.#closing !== undefined) {
      this.#sayGoodbye();
      return;
    }
    if (!this.#isUp) return;
    this.#wasBlocked = false;
    this.#owner.onWritable();
  }

  #endBySocket(errno: number): void {
    this.#end({ kind: "socket-failed", message: errnoMessage(errno), tls: undefined });
  }

  #end(end: TlsSocketEnd): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#memory.output.cancelWait(this);
    this.#slotUsed = 0;
    this.#releaseSlot();
    if (this.#pending !== undefined) {
      this.#memory.ciphertext.give(this.#pending);
      this.#pending = undefined;
    }
    // Our last words (an alert, a GOAWAY) are to reach a peer that is still sending.
    if (LINGERS[end.kind]) closeLingering(this.#reactor, this.fd, this.#memory.receive);
    else this.#reactor.close(this.fd);
    try {
      this.#owner.onEnd(end);
    } finally {
      this.session.free();
    }
  }
}

function isOver(status: number): boolean {
  return status < 0 && status !== TLS_AGAIN;
}

const LINGERS = {
  closed: false,
  "closed-by-us": true,
  "handshake-failed": true,
  "tls-failed": true,
  "socket-failed": false,
  aborted: false,
} as const satisfies Record<TlsSocketEnd["kind"], boolean>;
