/** A client connection of a pod, driven step by step. */
import type { Received } from "./agent-protocol.ts";
import type { PodAgent } from "./pod-agent.ts";

/** Longer than anything a healthy proxy waits for. */
const TIMEOUT_MS = 10_000;

export class Connection implements AsyncDisposable {
  /** `ip:port` of the client's own end. */
  readonly local: string;
  readonly #agent: PodAgent;
  readonly #connection: number;

  constructor(
    agent: PodAgent,
    { connection, local }: { readonly connection: number; readonly local: string },
  ) {
    this.#agent = agent;
    this.#connection = connection;
    this.local = local;
  }

  async send(text: string): Promise<void> {
    await this.#agent.call("send", { connection: this.#connection, text });
  }

  /** Ends the client's direction; the other goes on. */
  async end(): Promise<void> {
    await this.#agent.call("end", { connection: this.#connection });
  }

  /** As many bytes, or less if the connection is over or the time is. */
  receive(bytes: number, timeoutMs = TIMEOUT_MS): Promise<Received> {
    return this.#agent.call("receive", { connection: this.#connection, bytes, timeoutMs });
  }

  /** Everything until the peer ends; state "open" after a timeout. */
  receiveAll(timeoutMs = TIMEOUT_MS): Promise<Received> {
    return this.#agent.call("receive", { connection: this.#connection, timeoutMs });
  }

  /** Sends, and gives what came back: the same text from an echo server. */
  async exchange(text: string): Promise<Received> {
    await this.send(text);
    return this.receive(Buffer.byteLength(text));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.call("close", { connection: this.#connection }).catch(() => {});
  }
}
