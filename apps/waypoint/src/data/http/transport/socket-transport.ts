/** A transport over a connected TCP socket. */
import type { SocketAddress } from "@ambit/addr";
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLRDHUP,
  errnoMessage,
  localAddress,
  type NativeArea,
  peerAddress,
  recvInto,
  sendFrom,
  setLinger,
  shutdownWrite,
  takeSocketError,
} from "@ambit/linux";
import { closeLingering, type FdHandler } from "@ambit/reactor";
import { Incoming, type IncomingSource } from "./incoming.ts";
import { Outgoing, type OutgoingSink } from "./outgoing.ts";
import type { Transport, TransportContext, TransportOwner } from "./transport.ts";

/** One receive: what a request or a window of a bulk transfer needs; the rest leaves others their turn. */
const READ_BYTES = 256 * 1024;
const EAGAIN = 11;

/** Owns the descriptor from construction on. Level-triggered: a message needs one receive, not a second for EAGAIN. */
export class SocketTransport implements Transport, FdHandler, IncomingSource, OutgoingSink {
  readonly #context: TransportContext;
  readonly #fd: number;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  #watched = 0;
  #isUnwatched = false;
  #isPaused = true;
  #isBlocked = false;
  #isEnding = false;
  #isWriteShut = false;
  #isClosing = false;
  #isGone = false;

  constructor(context: TransportContext, fd: number) {
    this.#context = context;
    this.#fd = fd;
    this.#incoming = new Incoming(context.memory, this);
    this.#outgoing = new Outgoing(context, this);
    context.reactor.adopt(fd, 0, this);
  }

  get bytes(): Uint8Array {
    return this.#outgoing.bytes;
  }

  get peerAddress(): SocketAddress | undefined {
    return this.#isGone ? undefined : peerAddress(this.#fd);
  }

  get localAddress(): SocketAddress | undefined {
    return this.#isGone ? undefined : localAddress(this.#fd);
  }

  start(owner: TransportOwner): void {
    this.#incoming.start(owner);
  }

  resume(): void {
    this.#incoming.resume();
  }

  awaitMore(): void {
    this.#incoming.awaitMore();
  }

  reserve(length: number): number {
    return this.#isEnding ? -1 : this.#outgoing.reserve(length);
  }

  commit(length: number): void {
    this.#outgoing.commit(length);
  }

  end(): void {
    if (this.#isEnding || this.#isGone) return;
    this.#isEnding = true;
    this.#outgoing.schedule();
  }

  close(): void {
    if (this.#isGone || this.#isClosing) return;
    this.#isClosing = true;
    this.#isEnding = true;
    this.#incoming.stop();
    this.#watch();
    this.#outgoing.schedule();
  }

  reset(): void {
    if (this.#isGone) return;
    setLinger(this.#fd, 0);
    this.#release();
    this.#context.reactor.close(this.#fd);
  }

  onReady(events: number): void {
    if (this.#isGone) return;
    if ((events & EPOLLERR) !== 0) {
      this.#fail(takeSocketError(this.#fd));
      return;
    }
    if ((events & EPOLLOUT) !== 0 && this.#isBlocked) {
      this.#isBlocked = false;
      this.#outgoing.resume();
      if (!this.#isGone) this.#watch();
    }
    if (!this.#isGone && (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) !== 0) this.#onInput(events);
  }

  abort(error: unknown): void {
    this.#fail(0, error instanceof Error ? error.message : String(error));
  }

  onTaken(): void {
    // What is not read fills the kernel's buffer, which is the peer's back-pressure.
  }

  onPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#watch();
  }

  onOverflow(): void {
    this.#fail(0, "no memory left for bytes that are not read");
  }

  send(area: NativeArea, start: number, end: number): number {
    const sent = sendFrom(this.#fd, area, start, end - start);
    if (sent < 0 && sent !== -EAGAIN) {
      this.#fail(-sent);
      return -1;
    }
    if (sent < end - start && !this.#isBlocked) {
      this.#isBlocked = true;
      this.#watch();
    }
    return Math.max(sent, 0);
  }

  onFlushed(): void {
    if (!this.#isEnding || this.#isGone) return;
    if (this.#isClosing) {
      this.#release();
      if (this.#incoming.hasEnded) this.#context.reactor.close(this.#fd);
      else closeLingering(this.#context.reactor, this.#fd, this.#context.memory.receive);
      return;
    }
    if (this.#isWriteShut) return;
    this.#isWriteShut = true;
    shutdownWrite(this.#fd);
  }

  onRoom(): void {
    this.#incoming.owner?.onWritable();
  }

  #read(): void {
    const { receive } = this.#context.memory;
    const count = recvInto(this.#fd, receive, 0, READ_BYTES);
    if (count > 0) {
      this.#incoming.receive(receive.bytes, 0, count);
      return;
    }
    if (count === -EAGAIN) return;
    if (count < 0) {
      this.#fail(-count);
      return;
    }
    this.#endOfInput();
  }

  #endOfInput(): void {
    this.#incoming.receiveEnd();
    if (!this.#isGone) this.#watch();
  }

  #onInput(events: number): void {
    const isHungUp = (events & EPOLLHUP) !== 0;
    if (!this.#incoming.hasEnded) {
      // There is no way not to hear of a hang-up: what the kernel still has is taken over at once.
      if (!this.#isPaused || this.#isClosing || isHungUp) this.#read();
      else this.#watch();
    } else if (isHungUp) {
      this.#isUnwatched = true;
      this.#context.reactor.unregister(this.#fd);
    } else {
      this.#watch();
    }
  }

  #watch(): void {
    if (this.#isGone || this.#isUnwatched) return;
    let events = 0;
    if (!this.#incoming.hasEnded && (!this.#isPaused || this.#isClosing)) events |= EPOLLIN | EPOLLRDHUP;
    if (this.#isBlocked) events |= EPOLLOUT;
    if (events === this.#watched) return;
    this.#watched = events;
    this.#context.reactor.modify(this.#fd, events);
  }

  #fail(errno: number, message: string = errno > 0 ? errnoMessage(errno) : "connection closed"): void {
    if (this.#isGone) return;
    const { owner } = this.#incoming;
    this.#release();
    this.#context.reactor.close(this.#fd);
    owner?.onClosed(message);
  }

  #release(): void {
    this.#isGone = true;
    this.#incoming.stop();
    this.#outgoing.stop();
  }
}
