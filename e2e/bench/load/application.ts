/** The application behind the proxies: sink, echo and source ports, and a control port that tells what the sink got. */
import { writeSync } from "node:fs";
import {
  allocateArea,
  EPOLLERR,
  EPOLLHUP,
  EPOLLRDHUP,
  type NativeArea,
  raiseFileLimit,
  recvInto,
  sendFrom,
  shutdownWrite,
} from "@ambit/linux";
import { CONNECTION_EVENTS, type Deferred, type FdHandler, Reactor } from "@ambit/reactor";
import { listenOn } from "../../src/plain-sockets.ts";
import { isAgain } from "./sockets.ts";
import { PORT } from "./spec.ts";

const AREA_BYTES = 256 * 1024;
const ROUNDS_PER_TURN = 4;

type Service = "sink" | "echo" | "source" | "control";

/** One for all connections: used within one call only. */
interface Shared {
  readonly reactor: Reactor;
  readonly area: NativeArea;
  sunkBytes: number;
}

class Connection implements FdHandler, Deferred {
  readonly #shared: Shared;
  readonly #fd: number;
  readonly #service: Service;
  #isClosed = false;
  /** The other side has ended: there will be no edge for the end that follows the last bytes. */
  #isEnding = false;

  constructor(shared: Shared, fd: number, service: Service) {
    this.#shared = shared;
    this.#fd = fd;
    this.#service = service;
  }

  onReady(events: number): void {
    if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) !== 0) this.#isEnding = true;
    this.run();
  }

  run(): void {
    if (this.#isClosed) return;
    if (this.#service === "source" && this.#pour() === "closed") return;
    this.#receive();
  }

  abort(error: unknown): void {
    this.#close();
    throw error;
  }

  #receive(): void {
    const { area, reactor } = this.#shared;
    for (let round = 0; round < ROUNDS_PER_TURN; round++) {
      const got = recvInto(this.#fd, area, 0, area.length);
      if (isAgain(got)) return;
      if (got <= 0) {
        this.#close();
        return;
      }
      if (this.#service === "sink") this.#shared.sunkBytes += got;
      else if (this.#service === "echo") this.#send(got);
      else if (this.#service === "control") this.#report();
      // A short read has emptied the socket: what comes later is a new edge.
      if (got < area.length && !this.#isEnding) return;
    }
    reactor.scheduleNextTurn(this);
  }

  /** Messages are small and one is outstanding at a time, so a socket that does not take them is broken. */
  #send(length: number): void {
    if (sendFrom(this.#fd, this.#shared.area, 0, length) !== length) this.#close();
  }

  #report(): void {
    const { area, sunkBytes } = this.#shared;
    const line = `${sunkBytes} ${process.hrtime.bigint()}\n`;
    this.#send(new TextEncoder().encodeInto(line, area.bytes).written);
  }

  #pour(): "open" | "closed" {
    const { area, reactor } = this.#shared;
    for (let round = 0; round < ROUNDS_PER_TURN; round++) {
      const sent = sendFrom(this.#fd, area, 0, area.length);
      if (isAgain(sent)) return "open";
      if (sent < 0) {
        this.#close();
        return "closed";
      }
    }
    reactor.scheduleNextTurn(this);
    return "open";
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    shutdownWrite(this.#fd);
    this.#shared.reactor.close(this.#fd);
  }
}

raiseFileLimit();
const reactor = new Reactor({
  nowMs: () => performance.now(),
  onHandlerError: (error) => {
    throw error;
  },
});
const shared: Shared = { reactor, area: allocateArea(AREA_BYTES), sunkBytes: 0 };
for (const service of ["sink", "echo", "source", "control"] as const) {
  listenOn(reactor, PORT[service], (fd) => {
    reactor.register(fd, CONNECTION_EVENTS, new Connection(shared, fd, service));
  });
}
writeSync(1, "marking server ready\n");
reactor.run();
