/** One client of a DNS server that came over TCP, with any number of queries (RFC 7766). */

import { DEADLINE } from "@ambit/data-plane";
import { DnsFrames, frameDnsMessage } from "@ambit/dns";
import { ERRNO, recvInto, sendFrom } from "@ambit/linux";
import { CONNECTION_EVENTS, type FdHandler, Timer } from "@ambit/reactor";
import type { DataContext } from "../context.ts";
import type { DnsServer } from "./dns-server.ts";

/** Queries of one client that wait for their answers; the rest waits in its socket. */
const MAX_PIPELINED = 32;
/** Answers that a client does not read; no query is taken meanwhile. */
const MAX_UNSENT_BYTES = 64 * 1024;
const READ_BYTES = 16_384;

/** Closes itself when the client has gone, or has nothing more to say. Answers go out in the order in which they come. */
export class TcpClient implements FdHandler {
  readonly #context: DataContext;
  readonly #server: DnsServer;
  readonly #fd: number;
  readonly #onClosed: (client: TcpClient) => void;
  readonly #frames = new DnsFrames();
  readonly #timer: Timer;
  /** Read, and not begun. */
  #queries: Uint8Array[] = [];
  #unsent: Uint8Array[] = [];
  #unsentBytes = 0;
  #waiting = 0;
  #isAtEnd = false;
  #isDraining = false;
  #isOpen = true;

  constructor(context: DataContext, server: DnsServer, fd: number, onClosed: (client: TcpClient) => void) {
    this.#context = context;
    this.#server = server;
    this.#fd = fd;
    this.#onClosed = onClosed;
    this.#timer = new Timer(() => this.#onIdle());
    context.reactor.register(fd, CONNECTION_EVENTS, this);
    context.reactor.armAfter(this.#timer, DEADLINE.dnsIdleMs);
  }

  onReady(): void {
    this.#send();
    this.#read();
  }

  abort(): void {
    this.close();
  }

  /** Answers what has been asked, and closes. */
  drain(): void {
    this.#read();
    this.#isDraining = true;
    this.#closeWhenDone();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#context.reactor.timers.cancel(this.#timer);
    this.#context.reactor.close(this.#fd);
    this.#onClosed(this);
  }

  get #mayRead(): boolean {
    return (
      this.#isOpen &&
      !this.#isAtEnd &&
      !this.#isDraining &&
      this.#waiting < MAX_PIPELINED &&
      this.#unsentBytes < MAX_UNSENT_BYTES
    );
  }

  /** Edge-triggered: reads on until there is nothing, or until answers have gone out, which begins it anew. */
  #read(): void {
    const { memory } = this.#context;
    this.#begin();
    while (this.#mayRead) {
      const count = recvInto(this.#fd, memory.receive, 0, READ_BYTES);
      if (count === -ERRNO.EAGAIN) break;
      if (count < 0) return this.close();
      if (count === 0) this.#isAtEnd = true;
      else this.#queries.push(...this.#frames.push(memory.receive.bytes.subarray(0, count)));
      this.#begin();
    }
    this.#closeWhenDone();
  }

  #begin(): void {
    while (this.#isOpen && this.#waiting < MAX_PIPELINED) {
      const query = this.#queries.shift();
      if (query === undefined) return;
      this.#context.reactor.armAfter(this.#timer, DEADLINE.dnsIdleMs);
      this.#waiting += 1;
      let isLater = false;
      this.#server.answer(query, "tcp", (response) => {
        this.#waiting -= 1;
        if (!this.#isOpen) return;
        if (response === undefined) return this.close();
        this.#unsent.push(frameDnsMessage(response));
        this.#unsentBytes += response.length;
        this.#send();
        // Reading has stopped for this one, maybe.
        if (isLater) this.#read();
      });
      isLater = true;
    }
  }

  #send(): void {
    const { receive } = this.#context.memory;
    for (let next = this.#unsent[0]; this.#isOpen && next !== undefined; next = this.#unsent[0]) {
      receive.bytes.set(next, 0);
      const sent = sendFrom(this.#fd, receive, 0, next.length);
      if (sent === -ERRNO.EAGAIN) return;
      if (sent < 0) return this.close();
      if (sent < next.length) this.#unsent[0] = next.subarray(sent);
      else this.#unsent.shift();
      this.#unsentBytes = this.#unsent.reduce((sum, { length }) => sum + length, 0);
      this.#context.reactor.armAfter(this.#timer, DEADLINE.dnsIdleMs);
    }
  }

  #closeWhenDone(): void {
    const isIdle = this.#waiting === 0 && this.#unsent.length === 0 && this.#queries.length === 0;
    if (isIdle && (this.#isAtEnd || this.#isDraining)) this.close();
  }

  /** Who waits for an answer is not idle; who does not read is. */
  #onIdle(): void {
    if (this.#waiting > 0 && this.#unsent.length === 0)
      this.#context.reactor.armAfter(this.#timer, DEADLINE.dnsIdleMs);
    else this.close();
  }
}
