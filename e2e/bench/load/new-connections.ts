/** Connect, one byte there and back, close; then again. */
import { allocateArea, type NativeArea, recvInto, sendFrom } from "@ambit/linux";
import { CONNECTION_EVENTS, type FdHandler, type Reactor } from "@ambit/reactor";
import { Histogram } from "./histogram.ts";
import { measureOperations } from "./round-trips.ts";
import { dialNow, isAgain } from "./sockets.ts";
import { type LoadResult, type LoadSpec, PORT } from "./spec.ts";

const US_PER_MS = 1000;
/** A proxy that refuses is a failed measurement, not a fast one. */
const MAX_FAILURES = 1000;

interface Shared {
  readonly reactor: Reactor;
  readonly ip: string;
  readonly area: NativeArea;
  readonly histogram: Histogram;
  failures: number;
}

class Attempt implements FdHandler {
  readonly #shared: Shared;
  readonly #fd: number;
  readonly #startedMs = performance.now();
  #isSent = false;

  constructor(shared: Shared) {
    this.#shared = shared;
    this.#fd = dialNow(shared.ip, PORT.echo);
    shared.reactor.register(this.#fd, CONNECTION_EVENTS, this);
  }

  onReady(): void {
    const { area, histogram } = this.#shared;
    if (!this.#isSent) {
      const sent = sendFrom(this.#fd, area, 0, 1);
      if (isAgain(sent)) return;
      if (sent !== 1) {
        this.#fail();
        return;
      }
      this.#isSent = true;
    }
    const got = recvInto(this.#fd, area, 0, area.length);
    if (isAgain(got)) return;
    if (got !== 1) {
      this.#fail();
      return;
    }
    histogram.recordUs((performance.now() - this.#startedMs) * US_PER_MS);
    this.#next();
  }

  abort(error: unknown): void {
    throw error;
  }

  #fail(): void {
    if (++this.#shared.failures > MAX_FAILURES) throw new Error("new connections fail all the time");
    this.#next();
  }

  #next(): void {
    this.#shared.reactor.close(this.#fd);
    openAttempt(this.#shared);
  }
}

function openAttempt(shared: Shared): void {
  void new Attempt(shared);
}

/** `done` is called when the window has closed. */
export function runNewConnections(
  reactor: Reactor,
  spec: LoadSpec,
  done: (result: LoadResult) => void,
): void {
  const histogram = new Histogram();
  const shared: Shared = { reactor, ip: spec.ip, area: allocateArea(4096), histogram, failures: 0 };
  for (let slot = 0; slot < spec.connections; slot++) openAttempt(shared);
  measureOperations({ reactor, spec, histogram, failures: () => shared.failures, done });
}
