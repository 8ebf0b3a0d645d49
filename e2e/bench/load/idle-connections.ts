/** Connections through the proxies that exchange one byte: kept (idle streams) or closed (their tunnels stay idle). */
import { allocateArea, type NativeArea, recvInto, sendFrom } from "@ambit/linux";
import { CONNECTION_EVENTS, type FdHandler, type Reactor } from "@ambit/reactor";
import { succeed } from "../../src/plain-sockets.ts";
import { measureIdle } from "./idle.ts";
import { dialNow, isAgain } from "./sockets.ts";
import { type LoadResult, type LoadSpec, PORT } from "./spec.ts";

/** The block of addresses that the server's namespace answers for: each is a workload with a tunnel of its own. */
export const MANY_WORKLOADS_PREFIX = "10.78";

/** Address number `index` of the block. */
export function manyWorkloadsIp(index: number): string {
  const host = index + 1;
  return `${MANY_WORKLOADS_PREFIX}.${Math.floor(host / 250)}.${(host % 250) + 1}`;
}

class OneByte implements FdHandler {
  readonly #fd: number;
  readonly #area: NativeArea;
  readonly #onEcho: (fd: number) => void;
  #isSent = false;
  #isDone = false;

  constructor(fd: number, area: NativeArea, onEcho: (fd: number) => void) {
    this.#fd = fd;
    this.#area = area;
    this.#onEcho = onEcho;
  }

  onReady(): void {
    if (!this.#isSent) {
      const sent = sendFrom(this.#fd, this.#area, 0, 1);
      if (isAgain(sent)) return;
      succeed("send", sent);
      this.#isSent = true;
    }
    const got = recvInto(this.#fd, this.#area, 0, 1);
    if (isAgain(got)) return;
    if (succeed("receive", got) === 0) throw new Error("the connection was closed by the other side");
    if (this.#isDone) throw new Error("an idle connection has received something");
    this.#isDone = true;
    this.#onEcho(this.#fd);
  }

  abort(error: unknown): void {
    throw error;
  }
}

/** `done` is called when the window has closed. */
export function runIdleConnections(
  reactor: Reactor,
  spec: LoadSpec,
  done: (result: LoadResult) => void,
): void {
  const area = allocateArea(4096);
  const areStreamsKept = spec.kind === "idle-streams";
  const open = (index: number, onIdle: () => void): void => {
    const fd = dialNow(areStreamsKept ? spec.ip : manyWorkloadsIp(index), PORT.echo);
    const onEcho = (): void => {
      if (!areStreamsKept) reactor.close(fd);
      onIdle();
    };
    reactor.register(fd, CONNECTION_EVENTS, new OneByte(fd, area, onEcho));
  };
  measureIdle({ reactor, spec, open }, done);
}
