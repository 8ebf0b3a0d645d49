/**
 * An application that connects to one address after the other, for one echoed byte each.
 * usage: node open-connections.ts <second octet> <addresses> <count> <concurrency> <step>
 * Addresses are 10.<octet>.0.0 and the following. Prints `<ended> <failed>` after each step.
 */
import { parseIpAddress } from "@ambit/addr";
import { allocateArea, recvInto, sendFrom, setNoDelay, tcpSocket } from "@ambit/linux";
import { Dial, type FdHandler, Timer } from "@ambit/reactor";
import { succeed } from "../../src/plain-sockets.ts";
import { Lanes, makeLoop } from "./loop.ts";

const PORT = 8080;
const CONNECT_TIMEOUT_MS = 10_000;
const EAGAIN = -11;

const [octet = "", addresses = "", count = "", concurrency = "", step = ""] = process.argv.slice(2);
const loop = makeLoop();
const area = allocateArea(4096);
const lanes = new Lanes(
  loop.reactor,
  { total: Number(count), concurrency: Number(concurrency), step: Number(step) },
  open,
);

function open(index: number): void {
  const address = index % Number(addresses);
  const fd = succeed("socket", tcpSocket(4));
  setNoDelay(fd);
  new Dial(loop.reactor, fd, {
    destination: { ip: parseIpAddress(`10.${octet}.${address >> 8}.${address & 0xff}`), port: PORT },
    timeoutMs: CONNECT_TIMEOUT_MS,
    onConnected: (connected) => new OneByte(connected).start(),
    onFailed: () => lanes.finished(false),
  }).start();
}

class OneByte implements FdHandler {
  readonly #fd: number;
  readonly #timer = new Timer(() => this.#end(false));
  #isEnded = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  start(): void {
    loop.reactor.replaceHandler(this.#fd, this);
    loop.reactor.armAfter(this.#timer, CONNECT_TIMEOUT_MS);
    if (sendFrom(this.#fd, area, 0, 1) !== 1) this.#end(false);
  }

  onReady(): void {
    if (this.#isEnded) return;
    const received = recvInto(this.#fd, area, 0, area.length);
    if (received !== EAGAIN) this.#end(received === 1);
  }

  abort(): void {
    this.#end(false);
  }

  #end(isGood: boolean): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    loop.reactor.timers.cancel(this.#timer);
    loop.reactor.close(this.#fd);
    lanes.finished(isGood);
  }
}

lanes.run();
