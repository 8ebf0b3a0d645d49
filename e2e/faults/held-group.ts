/** Connections that stay open and talk at a steady pace, each checking that exactly its own bytes come back. */
import { connect, type Socket } from "node:net";
import type { HoldFacts, HoldRequest } from "./load-protocol.ts";

/** Connects in flight at once: more than a backlog's worth would measure SYN retries. */
const CONNECT_BATCH = 100;
const CONNECT_TIMEOUT_MS = 15_000;

export class HeldGroup {
  readonly #request: HoldRequest;
  readonly #members = new Set<Member>();
  readonly #totals = {
    closed: 0,
    echoes: 0,
    wrongBytes: 0,
    firstClosedMs: 0,
    lastClosedMs: 0,
    longestWaitMs: 0,
  };
  #isClosing = false;

  constructor(request: HoldRequest) {
    this.#request = request;
  }

  /** Resolves when every connection is up or has failed. */
  async open(): Promise<void> {
    const { count } = this.#request;
    for (let first = 0; first < count; first += CONNECT_BATCH) {
      const size = Math.min(CONNECT_BATCH, count - first);
      await Promise.all(Array.from({ length: size }, (_, index) => this.#openOne(first + index)));
    }
  }

  get facts(): HoldFacts {
    let longestWaitMs = this.#totals.longestWaitMs;
    for (const member of this.#members) longestWaitMs = Math.max(longestWaitMs, member.waitingMs);
    return { open: this.#members.size, ...this.#totals, longestWaitMs: Math.round(longestWaitMs) };
  }

  close(): void {
    this.#isClosing = true;
    for (const member of this.#members) member.close();
    this.#members.clear();
  }

  #openOne(index: number): Promise<void> {
    const { ip, port, reads } = this.#request;
    const { promise, resolve } = Promise.withResolvers<void>();
    const socket = connect({ host: ip, port, noDelay: true });
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy());
    const member = new Member(socket, `${this.#request.marker}-${this.#request.group}-${index}`, {
      onEcho: (tookMs) => {
        this.#totals.echoes++;
        if (tookMs > this.#totals.longestWaitMs) this.#totals.longestWaitMs = tookMs;
      },
      onWrong: (bytes) => (this.#totals.wrongBytes += bytes),
    });
    socket.on("connect", () => {
      socket.setTimeout(0);
      this.#members.add(member);
      member.talk(this.#request.intervalMs, reads ?? true);
      resolve();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#closed(member);
      resolve();
    });
    return promise;
  }

  #closed(member: Member): void {
    member.close();
    this.#members.delete(member);
    if (this.#isClosing) return;
    this.#totals.closed++;
    this.#totals.lastClosedMs = Date.now();
    if (this.#totals.firstClosedMs === 0) this.#totals.firstClosedMs = this.#totals.lastClosedMs;
  }
}

interface MemberEvents {
  onEcho(tookMs: number): void;
  onWrong(bytes: number): void;
}

/** One message at a time: the next is sent when the echo of the last is whole and its time has come. */
class Member {
  readonly #socket: Socket;
  readonly #name: string;
  readonly #events: MemberEvents;
  #timer: NodeJS.Timeout | undefined;
  #expected = "";
  #sentMs = 0;
  #count = 0;

  constructor(socket: Socket, name: string, events: MemberEvents) {
    this.#socket = socket;
    this.#name = name;
    this.#events = events;
  }

  get waitingMs(): number {
    return this.#expected === "" ? 0 : performance.now() - this.#sentMs;
  }

  talk(intervalMs: number | undefined, reads: boolean): void {
    if (!reads) {
      this.#socket.pause();
      return;
    }
    this.#socket.on("data", (chunk: Buffer) => this.#receive(chunk.toString("latin1")));
    if (intervalMs === undefined) return;
    this.#timer = setInterval(() => this.#send(), intervalMs);
    this.#send();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#expected = "";
    this.#socket.destroy();
  }

  #send(): void {
    if (this.#expected !== "" || this.#socket.destroyed) return;
    this.#expected = `${this.#name}-${++this.#count}\n`;
    this.#sentMs = performance.now();
    this.#socket.write(this.#expected);
  }

  #receive(text: string): void {
    if (!this.#expected.startsWith(text) || text === "") {
      this.#events.onWrong(text.length);
      return;
    }
    this.#expected = this.#expected.slice(text.length);
    if (this.#expected === "") this.#events.onEcho(performance.now() - this.#sentMs);
  }
}
