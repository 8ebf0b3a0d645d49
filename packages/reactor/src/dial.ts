/** A non-blocking TCP connect with a deadline. Hands the connected descriptor over, or says why there is none. */
import type { SocketAddress } from "@ambit/addr";
import { connectSocket, isConnected, takeSocketError } from "@ambit/linux";
import { CONNECTION_EVENTS, type FdHandler, type Reactor } from "./reactor.ts";
import { Timer } from "./timer-wheel.ts";

const EINPROGRESS = 115;
const ETIMEDOUT = 110;

/** Where to, for how long, and who hears of the outcome: exactly one of the two callbacks, once. */
export interface DialOptions {
  readonly destination: SocketAddress;
  readonly timeoutMs: number;
  /**
   * The descriptor is registered with the dial as handler: replace it. Called at once or in a later turn. `events` are
   * those that came with the connection and will not be told again.
   */
  readonly onConnected: (fd: number, events: number) => void;
  /** The descriptor is closed already. `isTimeout` tells the deadline from the kernel's own verdicts. */
  readonly onFailed: (errno: number, isTimeout: boolean) => void;
}

/** One attempt; `cancel` may be called at any time. Owns `fd` until `onConnected`. */
export class Dial implements FdHandler {
  readonly #reactor: Reactor;
  readonly #fd: number;
  readonly #options: DialOptions;
  readonly #timer: Timer;
  #isDone = false;

  constructor(reactor: Reactor, fd: number, options: DialOptions) {
    this.#reactor = reactor;
    this.#fd = fd;
    this.#options = options;
    this.#timer = new Timer(() => this.#fail(ETIMEDOUT, true));
  }

  start(): void {
    const result = connectSocket(this.#fd, this.#options.destination);
    this.#reactor.register(this.#fd, CONNECTION_EVENTS, this);
    if (result < 0 && result !== -EINPROGRESS) {
      this.#fail(-result, false);
      return;
    }
    // On one machine the handshake is over before connect returns: no need to wait for the next turn to hear it.
    if (result === 0 || isConnected(this.#fd)) {
      this.#connected(0);
      return;
    }
    this.#reactor.armAfter(this.#timer, this.#options.timeoutMs);
  }

  onReady(events: number): void {
    if (this.#isDone) return;
    const errno = takeSocketError(this.#fd);
    if (errno !== 0) {
      this.#fail(Math.abs(errno), false);
      return;
    }
    this.#connected(events);
  }

  abort(): void {
    this.cancel();
  }

  /** Closes the descriptor; neither callback is called any more. */
  cancel(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#reactor.timers.cancel(this.#timer);
    this.#reactor.close(this.#fd);
  }

  #connected(events: number): void {
    this.#isDone = true;
    this.#reactor.timers.cancel(this.#timer);
    this.#options.onConnected(this.#fd, events);
  }

  #fail(errno: number, isTimeout: boolean): void {
    if (this.#isDone) return;
    this.cancel();
    this.#options.onFailed(errno, isTimeout);
  }
}
