/** One of the many connections: greeted by the server, asks a question now and then, and is closed when its time has come. */
import type { Socket } from "node:net";
import type { ConnectionFailure, LoadService } from "./load-protocol.ts";
import { OPEN_PORT, SERVICE_PORT } from "./plan.ts";
import type { PodSockets } from "./pod-sockets.ts";

export type LoadTarget =
  | { readonly kind: "pod"; readonly pod: PodSockets }
  | { readonly kind: "service"; readonly service: LoadService };

export interface LoadConnectionOptions {
  readonly from: PodSockets;
  readonly target: LoadTarget;
  /** Begins every question, and no other connection's. */
  readonly marker: string;
  readonly findPod: (name: string) => PodSockets | undefined;
  readonly onExchange: (tookMs: number) => void;
  readonly onFailed: (failure: ConnectionFailure) => void;
  /** Once, after `open` has given it. */
  readonly onOver: (connection: LoadConnection) => void;
}

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 30_000;
/** What the server has for closing its side. */
const GOODBYE_MS = 20_000;
const ASK_EVERY_MS = 2_000;
const LIFE_MIN_MS = 20_000;
const LIFE_MAX_MS = 120_000;
/** Some questions are of several segments. */
const LONG_SHARE = 0.05;
const LONG_TEXT = "x".repeat(6_000);

export class LoadConnection {
  readonly #options: LoadConnectionOptions;
  readonly #socket: Socket;
  readonly #localPort: number;
  readonly #beganMs = Date.now();
  readonly #endsMs = Date.now() + LIFE_MIN_MS + Math.random() * (LIFE_MAX_MS - LIFE_MIN_MS);
  /** Of the server, from its greeting. */
  #peer = "";
  #received = "";
  #asked = "";
  #askedMs = 0;
  #nextMs = 0;
  #count = 0;
  #endingMs = 0;
  #isOver = false;

  private constructor(socket: Socket, options: LoadConnectionOptions) {
    this.#options = options;
    this.#socket = socket;
    this.#localPort = socket.localPort ?? 0;
    socket.on("data", (chunk: Buffer) => this.#receive(chunk.toString("latin1")));
    socket.on("error", (error: NodeJS.ErrnoException) => this.#broken(error.code ?? error.message));
    socket.on("end", () => this.#broken("ended"));
    socket.on("close", () => this.#broken("ended"));
  }

  /** Undefined when it cannot be made, which is told by then. */
  static async open(options: LoadConnectionOptions): Promise<LoadConnection | undefined> {
    const { from, target } = options;
    const sinceMs = Date.now();
    const place =
      target.kind === "pod"
        ? { ip: target.pod.pod.ip, port: OPEN_PORT }
        : { ip: target.service.ip, port: SERVICE_PORT };
    const socket = await from.sockets.connect({ ...place, timeoutMs: CONNECT_TIMEOUT_MS });
    if (typeof socket !== "string") return new LoadConnection(socket, options);
    const ends = endsOf(options, "");
    options.onFailed({ ...ends, sinceMs, atMs: Date.now(), phase: "connect", code: socket, localPort: 0 });
    return undefined;
  }

  get isGreeted(): boolean {
    return this.#peer !== "";
  }

  get isEnding(): boolean {
    return this.#endingMs > 0;
  }

  /** Looks at the clock. */
  step(nowMs: number): void {
    if (this.isEnding) {
      if (nowMs - this.#endingMs > GOODBYE_MS) this.#broken("timeout");
      return;
    }
    const waitingSinceMs = this.#waitingSinceMs();
    if (waitingSinceMs !== undefined) {
      if (nowMs - waitingSinceMs > ANSWER_TIMEOUT_MS) this.#broken("timeout");
      return;
    }
    if (nowMs >= this.#endsMs || this.#options.from.isRetiring) this.finish();
    else if (nowMs >= this.#nextMs) this.#ask(nowMs);
  }

  /** In order: our end, then the server's. */
  finish(): void {
    if (this.isEnding) return;
    this.#endingMs = Date.now();
    this.#socket.end();
  }

  #waitingSinceMs(): number | undefined {
    if (!this.isGreeted) return this.#beganMs;
    return this.#asked === "" ? undefined : this.#askedMs;
  }

  #ask(nowMs: number): void {
    const filler = Math.random() < LONG_SHARE ? LONG_TEXT : "";
    this.#asked = `${this.#options.marker}-${++this.#count}${filler}\n`;
    this.#askedMs = nowMs;
    this.#nextMs = nowMs + ASK_EVERY_MS;
    this.#socket.write(this.#asked);
  }

  #receive(text: string): void {
    this.#received += text;
    if (!this.isGreeted) {
      const end = this.#received.indexOf("\n");
      if (end === -1) return;
      this.#peer = this.#received.slice(0, end);
      this.#received = this.#received.slice(end + 1);
      this.#nextMs = Date.now() + Math.random() * ASK_EVERY_MS;
      return;
    }
    if (!this.#asked.startsWith(this.#received)) this.#broken("wrong");
    else if (this.#received === this.#asked && this.#asked !== "") {
      this.#options.onExchange(Date.now() - this.#askedMs);
      this.#asked = "";
      this.#received = "";
    }
  }

  /**
   * What ends while it is to end, or with a pod that is to go, is as it should be. A pod's network may go before the last word has
   * come through on a machine that is busy.
   */
  #broken(code: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { onFailed, onOver } = this.#options;
    const isDue = this.isEnding && (code !== "timeout" || this.#isLeaving());
    const isOrderly = isDue || (code === "ended" && this.#isLeaving());
    if (!isOrderly || code === "wrong") onFailed(this.#failure(code));
    this.#socket.destroy();
    // Not before `open` has given it to its owner.
    queueMicrotask(() => onOver(this));
  }

  #isLeaving(): boolean {
    const { from, findPod } = this.#options;
    const server = findPod(this.#peer);
    return from.isRetiring || (this.isGreeted && (server === undefined || server.isRetiring));
  }

  #failure(code: string): ConnectionFailure {
    const atMs = Date.now();
    const ends = endsOf(this.#options, this.#peer);
    const sinceMs = this.isEnding ? this.#endingMs : (this.#waitingSinceMs() ?? atMs);
    return { ...ends, sinceMs, atMs, phase: this.#phase(), code, localPort: this.#localPort };
  }

  #phase(): ConnectionFailure["phase"] {
    if (this.isEnding) return "closing";
    return this.isGreeted ? "exchange" : "greeting";
  }
}

function endsOf(
  { from, target, findPod }: LoadConnectionOptions,
  peer: string,
): Pick<ConnectionFailure, "fromPod" | "fromNode" | "toPod" | "toNode" | "service"> {
  const server = target.kind === "pod" ? target.pod : findPod(peer);
  return {
    fromPod: from.pod.name,
    fromNode: from.pod.node,
    toPod: server?.pod.name ?? peer,
    toNode: server?.pod.node ?? "",
    service: target.kind === "service" ? target.service.name : "",
  };
}
