/** What the engine programs of the soak have in common: the loop, its memory, the settings of an HBONE end, and the counting. */
import { writeSync } from "node:fs";
import { HBONE_PING, hboneClientSettings, hboneServerSettings } from "@ambit/hbone";
import { raiseFileLimit } from "@ambit/linux";
import { type Http2SocketOptions, Reactor, ThreadMemory } from "@ambit/reactor";

/** A loop in which any exception ends the program. */
export interface Loop {
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
}

export function makeLoop(): Loop {
  raiseFileLimit();
  const reactor = new Reactor({
    nowMs: () => performance.now(),
    onHandlerError: (error) => {
      throw error;
    },
  });
  return { reactor, memory: new ThreadMemory() };
}

export interface LaneNumbers {
  readonly total: number;
  readonly concurrency: number;
  /** `<ended> <failed>` is printed each time that so many have ended. */
  readonly step: number;
}

/** Opens one thing after the other in each of its lanes, and stops the loop when all have ended. */
export class Lanes {
  readonly #reactor: Reactor;
  readonly #numbers: LaneNumbers;
  readonly #open: (index: number) => void;
  #started = 0;
  #ended = 0;
  #failed = 0;

  /** Whatever `open` begins has to call `finished` once. */
  constructor(reactor: Reactor, numbers: LaneNumbers, open: (index: number) => void) {
    this.#reactor = reactor;
    this.#numbers = numbers;
    this.#open = open;
  }

  /** Until all have ended. */
  run(): void {
    for (let lane = 0; lane < this.#numbers.concurrency; lane++) this.#openNext();
    this.#reactor.run();
  }

  finished(isGood: boolean): void {
    const { total, step } = this.#numbers;
    this.#ended++;
    if (!isGood) this.#failed++;
    if (this.#ended % step === 0 || this.#ended === total) writeSync(1, `${this.#ended} ${this.#failed}\n`);
    if (this.#ended === total) this.#reactor.stop();
    else this.#reactor.scheduleNextTurn({ run: () => this.#openNext(), abort: () => process.exit(1) });
  }

  #openNext(): void {
    if (this.#started < this.#numbers.total) this.#open(this.#started++);
  }
}

/** The settings of a ztunnel. */
export function hboneEnd(role: "client" | "server"): Http2SocketOptions {
  return {
    role,
    ...(role === "client" ? hboneClientSettings() : hboneServerSettings()),
    limits: {},
    deadlines: { handshakeMs: 10_000, pingIntervalMs: 10_000, pingTimeoutMs: 20_000, idleMs: undefined },
    pingPayload: [HBONE_PING.hi, HBONE_PING.lo],
  };
}
