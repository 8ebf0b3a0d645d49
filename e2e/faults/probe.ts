/** A new connection at a steady pace, one message each: what a client sees of a fault and of its end. */
import { connect } from "node:net";
import type { ProbeRecord, ProbeRequest } from "./load-protocol.ts";

export class Probe {
  readonly #request: ProbeRequest;
  readonly #records: ProbeRecord[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #running = new Set<Promise<void>>();
  #count = 0;

  constructor(request: ProbeRequest) {
    this.#request = request;
    this.#timer = setInterval(() => this.#start(), request.everyMs);
    this.#start();
  }

  /** Waits for the attempts under way; in the order of their start. */
  async end(): Promise<readonly ProbeRecord[]> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
    return this.#records.sort((left, right) => left.startedMs - right.startedMs);
  }

  #start(): void {
    const attempt = this.#attempt();
    this.#running.add(attempt);
    void attempt.then(() => this.#running.delete(attempt));
  }

  async #attempt(): Promise<void> {
    const startedMs = Date.now();
    const begin = performance.now();
    const outcome = await this.#exchange();
    this.#records.push({ startedMs, tookMs: Math.round(performance.now() - begin), outcome });
  }

  #exchange(): Promise<string> {
    const { ip, port, marker, timeoutMs } = this.#request;
    const text = `${marker}-probe-${++this.#count}\n`;
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect({ host: ip, port, noDelay: true });
    const timer = setTimeout(() => settle("timeout"), timeoutMs);
    let received = "";
    const settle = (outcome: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    socket.on("connect", () => socket.write(text));
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      if (received.length >= text.length) settle(received === text ? "ok" : "wrong");
    });
    socket.on("error", (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
    socket.on("end", () => settle("ended"));
    socket.on("close", () => settle("ended"));
    return promise;
  }
}
