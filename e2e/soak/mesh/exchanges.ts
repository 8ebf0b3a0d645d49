/** Single questions to a pod's port, for probes of what must not be answered. */
import type { Socket } from "node:net";
import type { NetnsSockets } from "../../src/netns-sockets.ts";
import type { AttemptRequest, Exchange, WatchRequest } from "./load-protocol.ts";

const ANSWERED = "answered";

/** A new connection and one question; already a greeting is an answer: nothing at all may come from a port that is forbidden. */
export async function attempt(sockets: NetnsSockets, request: AttemptRequest): Promise<Exchange> {
  const startedMs = Date.now();
  const socket = await sockets.connect(request);
  if (typeof socket === "string") return refused(startedMs, socket);
  const asked = await ask(socket, { ...request, startedMs, awaited: "" });
  socket.on("error", () => {});
  socket.destroy();
  return asked;
}

interface Question {
  readonly marker: string;
  readonly timeoutMs: number;
  readonly startedMs: number;
  /** What the answer has at its end; empty for anything. */
  readonly awaited: string;
}

function ask(socket: Socket, { marker, timeoutMs, startedMs, awaited }: Question): Promise<Exchange> {
  const { promise, resolve } = Promise.withResolvers<Exchange>();
  let received = "";
  const settle = (code: string): void => {
    clearTimeout(timer);
    socket.off("error", onError).off("data", onData).off("end", onEnd).off("close", onEnd);
    resolve({ startedMs, endedMs: Date.now(), isAnswered: code === ANSWERED, code });
  };
  const onError = (error: NodeJS.ErrnoException): void => settle(error.code ?? error.message);
  const onEnd = (): void => settle("ended");
  const onData = (chunk: Buffer): void => {
    received += chunk.toString("latin1");
    if (received.endsWith(awaited)) settle(ANSWERED);
  };
  const timer = setTimeout(() => settle("timeout"), timeoutMs);
  socket.on("error", onError).on("data", onData).on("end", onEnd).on("close", onEnd);
  if (marker !== "") socket.write(awaited === "" ? `${marker}\n` : awaited);
  return promise;
}

function refused(startedMs: number, code: string): Exchange {
  return { startedMs, endedMs: Date.now(), isAnswered: false, code };
}

/** Asks at a steady pace until it is told to end. */
export class Watch {
  readonly #sockets: NetnsSockets;
  readonly #request: WatchRequest;
  readonly #timer: NodeJS.Timeout;
  #records: Exchange[] = [];
  #kept: Socket | undefined;
  #isAsking = false;
  #turn = 0;

  constructor(sockets: NetnsSockets, request: WatchRequest) {
    this.#sockets = sockets;
    this.#request = request;
    this.#timer = setInterval(() => this.#next(), request.everyMs);
  }

  take(): readonly Exchange[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#kept?.destroy();
  }

  /** By turns on a new connection and on the one that is kept. */
  #next(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const isKept = this.#turn++ % 2 === 1;
    void (isKept ? this.#askKept() : attempt(this.#sockets, this.#request)).then((record) => {
      this.#records.push(record);
      this.#isAsking = false;
    });
  }

  async #askKept(): Promise<Exchange> {
    const startedMs = Date.now();
    const socket = await this.#keptSocket();
    if (typeof socket === "string") return refused(startedMs, socket);
    const awaited = `${this.#request.marker}-${this.#turn}\n`;
    const asked = await ask(socket, { ...this.#request, startedMs, awaited });
    if (!asked.isAnswered) {
      socket.destroy();
      this.#kept = undefined;
    }
    return asked;
  }

  async #keptSocket(): Promise<Socket | string> {
    if (this.#kept !== undefined && !this.#kept.destroyed) return this.#kept;
    const socket = await this.#sockets.connect(this.#request);
    if (typeof socket === "string") return socket;
    // Between two questions nobody listens.
    socket.on("error", () => {});
    this.#kept = socket;
    return socket;
  }
}
