/** Requests and answers of 1 KiB, one outstanding per connection. */
import { allocateArea, type NativeArea, recvInto, sendFrom } from "@ambit/linux";
import { CONNECTION_EVENTS, type FdHandler, type Reactor, Timer } from "@ambit/reactor";
import { succeed } from "../../src/plain-sockets.ts";
import { Histogram } from "./histogram.ts";
import { Observation } from "./observation.ts";
import { dialNow, isAgain } from "./sockets.ts";
import { type LoadResult, type LoadSpec, PORT } from "./spec.ts";

const MESSAGE_BYTES = 1024;
const US_PER_MS = 1000;

class Requester implements FdHandler {
  readonly #fd: number;
  readonly #area: NativeArea;
  readonly #histogram: Histogram;
  #sentMs = 0;
  #awaitedBytes = 0;

  constructor(fd: number, area: NativeArea, histogram: Histogram) {
    this.#fd = fd;
    this.#area = area;
    this.#histogram = histogram;
  }

  onReady(): void {
    if (this.#awaitedBytes === 0) {
      this.#request();
      return;
    }
    const got = recvInto(this.#fd, this.#area, 0, this.#awaitedBytes);
    if (isAgain(got)) return;
    if (succeed("answer", got) === 0) throw new Error("the other side has closed");
    this.#awaitedBytes -= got;
    if (this.#awaitedBytes > 0) return;
    this.#histogram.recordUs((performance.now() - this.#sentMs) * US_PER_MS);
    this.#request();
  }

  abort(error: unknown): void {
    throw error;
  }

  #request(): void {
    this.#sentMs = performance.now();
    const sent = sendFrom(this.#fd, this.#area, 0, MESSAGE_BYTES);
    // The first readiness may come before the connect is through.
    if (isAgain(sent)) return;
    if (succeed("request", sent) !== MESSAGE_BYTES) throw new Error("a request went out in part");
    this.#awaitedBytes = MESSAGE_BYTES;
  }
}

/** `done` is called when the window has closed. */
export function runRoundTrips(reactor: Reactor, spec: LoadSpec, done: (result: LoadResult) => void): void {
  const area = allocateArea(MESSAGE_BYTES);
  const histogram = new Histogram();
  for (let index = 0; index < spec.connections; index++) {
    const fd = dialNow(spec.ip, PORT.echo);
    reactor.register(fd, CONNECTION_EVENTS, new Requester(fd, area, histogram));
  }
  measureOperations({ reactor, spec, histogram, failures: () => 0, done });
}

/** Resets the histogram after the warm-up and reads it when the window closes. */
export function measureOperations(load: {
  readonly reactor: Reactor;
  readonly spec: LoadSpec;
  readonly histogram: Histogram;
  readonly failures: () => number;
  readonly done: (result: LoadResult) => void;
}): void {
  const { reactor, spec, histogram } = load;
  const observation = new Observation(spec);
  const finish = (): void => {
    observation.end();
    const [p50Us, p99Us] = [0.5, 0.99].map((share) => histogram.percentileUs(share));
    load.done(observation.result({ units: histogram.total, p50Us, p99Us, failures: load.failures() }));
  };
  const begin = (): void => {
    histogram.reset();
    observation.begin();
    reactor.armAfter(new Timer(finish), spec.durationMs);
  };
  reactor.armAfter(new Timer(begin), spec.warmupMs);
}
