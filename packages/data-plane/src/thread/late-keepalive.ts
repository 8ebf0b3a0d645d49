/**
 * TCP keepalive for the sockets that we dial, once they have lasted a while. It takes four system calls, and most
 * connections are over long before it could matter: the kernel counts an idle time from the last byte, so nothing is
 * lost by setting it late. (Accepted sockets have it from their listener at no cost.)
 */
import { type Keepalive, setKeepalive } from "@ambit/linux";
import type { Reactor } from "@ambit/reactor";

const DELAY_MS = 1_000;
/** Above this many at once the next one does not wait. */
const MAX_WAITING = 65_536;
const MS_PER_SECOND = 1_000;

interface WaitingSocket {
  readonly fd: number;
  readonly registration: number;
  readonly dueMs: number;
}

/** All dialled sockets of one thread that are younger than the delay. */
export class LateKeepalive {
  readonly #reactor: Reactor;
  readonly #keepalive: Keepalive | undefined;
  #waiting: WaitingSocket[] = [];

  /** Without `keepalive` no socket gets any. */
  constructor(reactor: Reactor, keepalive: Keepalive | undefined) {
    this.#reactor = reactor;
    this.#keepalive = keepalive;
  }

  /** `fd` is connected, and registered with the reactor. */
  add(fd: number): void {
    const keepalive = this.#keepalive;
    if (keepalive === undefined) return;
    const isUrgent = keepalive.idleS * MS_PER_SECOND <= 2 * DELAY_MS;
    if (isUrgent || this.#waiting.length >= MAX_WAITING) {
      setKeepalive(fd, keepalive);
      return;
    }
    const registration = this.#reactor.registrationOf(fd);
    this.#waiting.push({ fd, registration, dueMs: this.#reactor.nowMs + DELAY_MS });
  }

  /** To be called every now and then: for those that are still there. */
  onTick(): void {
    const keepalive = this.#keepalive;
    if (keepalive === undefined) return;
    let count = 0;
    for (const { fd, registration, dueMs } of this.#waiting) {
      if (dueMs > this.#reactor.nowMs) break;
      count++;
      if (this.#reactor.registrationOf(fd) === registration) setKeepalive(fd, keepalive);
    }
    if (count > 0) this.#waiting = this.#waiting.slice(count);
  }
}
