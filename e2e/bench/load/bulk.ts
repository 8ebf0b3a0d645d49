/** Bulk transfer over a fixed number of connections, counted where the bytes arrive. */
import { allocateArea, type NativeArea, recvInto, sendFrom } from "@ambit/linux";
import { CONNECTION_EVENTS, type Deferred, type FdHandler, type Reactor, Timer } from "@ambit/reactor";
import { succeed } from "../../src/plain-sockets.ts";
import { Observation } from "./observation.ts";
import { dialNow, isAgain } from "./sockets.ts";
import { type LoadResult, type LoadSpec, PORT } from "./spec.ts";

const AREA_BYTES = 256 * 1024;
const ROUNDS_PER_TURN = 4;
const NS_PER_SECOND = 1e9;

class BulkConnection implements FdHandler, Deferred {
  readonly #reactor: Reactor;
  readonly #area: NativeArea;
  readonly #fd: number;
  readonly #move: (fd: number, area: NativeArea) => number;
  receivedBytes = 0;

  constructor(reactor: Reactor, area: NativeArea, fd: number, direction: "upload" | "download") {
    this.#reactor = reactor;
    this.#area = area;
    this.#fd = fd;
    this.#move =
      direction === "upload"
        ? (to, bytes) => sendFrom(to, bytes, 0, bytes.length)
        : (from, bytes) => recvInto(from, bytes, 0, bytes.length);
  }

  onReady(): void {
    for (let round = 0; round < ROUNDS_PER_TURN; round++) {
      const moved = this.#move(this.#fd, this.#area);
      if (isAgain(moved)) return;
      if (succeed("bulk transfer", moved) === 0) throw new Error("the other side has closed");
      this.receivedBytes += moved;
    }
    this.#reactor.scheduleNextTurn(this);
  }

  run(): void {
    this.onReady();
  }

  abort(error: unknown): void {
    throw error;
  }
}

/** Asks the application how much its sink has received, and when by the machine's monotonic clock. */
class SinkCounter implements FdHandler {
  readonly #fd: number;
  readonly #area = allocateArea(4096);
  #onAnswer: ((bytes: number, ns: number) => void) | undefined;

  constructor(reactor: Reactor, ip: string) {
    this.#fd = dialNow(ip, PORT.control);
    reactor.register(this.#fd, CONNECTION_EVENTS, this);
  }

  ask(onAnswer: (bytes: number, ns: number) => void): void {
    this.#onAnswer = onAnswer;
    succeed("control request", sendFrom(this.#fd, this.#area, 0, 1));
  }

  onReady(): void {
    const got = recvInto(this.#fd, this.#area, 0, this.#area.length);
    if (isAgain(got)) return;
    const [bytes, ns] = new TextDecoder()
      .decode(this.#area.bytes.slice(0, succeed("control", got)))
      .split(" ");
    this.#onAnswer?.(Number(bytes), Number(ns));
  }

  abort(error: unknown): void {
    throw error;
  }
}

/** `done` is called when the window has closed. */
export function runBulk(reactor: Reactor, spec: LoadSpec, done: (result: LoadResult) => void): void {
  const direction = spec.kind === "download" ? "download" : "upload";
  const port = direction === "upload" ? PORT.sink : PORT.source;
  const area = allocateArea(AREA_BYTES);
  const connections = Array.from({ length: spec.connections }, () => {
    const fd = dialNow(spec.ip, port);
    const connection = new BulkConnection(reactor, area, fd, direction);
    reactor.register(fd, CONNECTION_EVENTS, connection);
    return connection;
  });
  const counter = new SinkCounter(reactor, spec.ip);
  const count = (onCount: (bytes: number, ns: number) => void): void => {
    if (direction === "upload") counter.ask(onCount);
    else
      onCount(
        connections.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0),
        Number(process.hrtime.bigint()),
      );
  };
  const observation = new Observation(spec);
  const begin = (): void =>
    count((startBytes, startNs) => {
      observation.begin();
      const finish = (): void =>
        count((endBytes, endNs) => {
          observation.end();
          const seconds = (endNs - startNs) / NS_PER_SECOND;
          done(observation.result({ units: endBytes - startBytes, seconds, failures: 0 }));
        });
      reactor.armAfter(new Timer(finish), spec.durationMs);
    });
  reactor.armAfter(new Timer(begin), spec.warmupMs);
}
