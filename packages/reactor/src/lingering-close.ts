/**
 * Closes a socket without losing the last words on it. close() with unread input makes the kernel send RST, and the
 * peer then throws away what it had not read yet: a GOAWAY, an alert. So the write side is shut first, and input is
 * read and dropped until the peer has closed too, within bounds.
 */
import { EPOLLIN, EPOLLRDHUP, type NativeArea, recvInto, shutdownWrite } from "@ambit/linux";
import type { FdHandler, Reactor } from "./reactor.ts";
import { Timer } from "./timer-wheel.ts";

/** A peer that goes on sending for longer, or more, gets its RST. */
const LINGER_MS = 500;
const MAX_DROPPED_BYTES = 1024 * 1024;
/** Of one thread at a time: more than this many sockets are closed at once. */
const MAX_LINGERING = 256;
const EAGAIN = 11;

/** Takes `fd`, registered or not, over and closes it in a while. `scratch` is where dropped input is read to. */
export function closeLingering(reactor: Reactor, fd: number, scratch: NativeArea): void {
  if (reactor.ownedCount >= MAX_LINGERING || shutdownWrite(fd) < 0) {
    reactor.close(fd);
    return;
  }
  reactor.own(fd);
  const socket = new LingeringSocket(reactor, fd, scratch);
  reactor.adopt(fd, EPOLLIN | EPOLLRDHUP, socket);
  socket.start();
}

class LingeringSocket implements FdHandler {
  readonly #reactor: Reactor;
  readonly #fd: number;
  readonly #scratch: NativeArea;
  readonly #timer: Timer;
  #droppedBytes = 0;
  #isClosed = false;

  constructor(reactor: Reactor, fd: number, scratch: NativeArea) {
    this.#reactor = reactor;
    this.#fd = fd;
    this.#scratch = scratch;
    this.#timer = new Timer(() => this.#close());
  }

  start(): void {
    this.#reactor.armAfter(this.#timer, LINGER_MS);
  }

  onReady(): void {
    const count = recvInto(this.#fd, this.#scratch, 0, this.#scratch.length);
    if (count === -EAGAIN) return;
    this.#droppedBytes += Math.max(count, 0);
    if (count <= 0 || this.#droppedBytes > MAX_DROPPED_BYTES) this.#close();
  }

  abort(): void {
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reactor.timers.cancel(this.#timer);
    this.#reactor.close(this.#fd);
  }
}
