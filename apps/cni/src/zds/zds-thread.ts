/** The thread that serves ztunnel's socket, as the main thread sees it. */
import { MessageChannel, Worker } from "node:worker_threads";
import { formatErrorChain } from "@ambit/errors";
import type { Clock } from "@ambit/lifecycle";
import { closeFd, errnoMessage, eventFd, eventFdSignal } from "@ambit/linux";
import { AgentError } from "../agent/agent-error.ts";
import type { ZdsMainMessage, ZdsWorkerInit, ZdsWorkerMessage } from "../messages.ts";

/** What the thread reports. */
export interface ZdsThreadEvents {
  onMessage(message: ZdsWorkerMessage): void;
  /** It has crashed, ended by itself or hangs; once. */
  onFailure(error: string): void;
}

/** Where packets of ztunnels come from and go to. */
export interface ZdsThread {
  /** Buffers in `transfer` belong to the thread afterwards. */
  post(message: ZdsMainMessage, transfer?: readonly ArrayBuffer[]): void;
  /** Asks it to end; synchronous, for `process.on("exit")`, which waits for threads. */
  stop(): void;
  /** "stuck": it sits in a system call, and process.exit would wait for ever. */
  end(limitMs: number): Promise<"ended" | "stuck">;
}

export interface ZdsThreadOptions {
  /** worker.ts in a source tree, worker.js in a bundle. */
  readonly url: URL;
  readonly listenFd: number;
  readonly clock: Clock;
  readonly events: ZdsThreadEvents;
}

/** The thread ticks every second. */
const WATCH_INTERVAL_MS = 1_000;
/** Counted in intervals and not in time: when this thread itself was held up, ticks wait in the channel. */
const SILENT_INTERVALS = 5;
const START_INTERVALS = 30;
const YOUNG_GENERATION_MB = 4;

/** Starts the thread. Throws AgentError "worker-start". */
export function startZdsThread(options: ZdsThreadOptions): ZdsThread {
  const wakeFd = eventFd();
  if (wakeFd < 0) throw new AgentError("worker-start", `eventfd: ${errnoMessage(wakeFd)}`);
  return new NodeZdsThread(options, wakeFd);
}

class NodeZdsThread implements ZdsThread {
  readonly #options: ZdsThreadOptions;
  readonly #wakeFd: number;
  readonly #worker: Worker;
  readonly #channel = new MessageChannel();
  readonly #ended = Promise.withResolvers<void>();
  #hasEnded = false;
  #isReady = false;
  #isStopping = false;
  #hasFailed = false;
  #silentIntervals = 0;
  #watchTimer: Disposable | undefined;

  constructor(options: ZdsThreadOptions, wakeFd: number) {
    this.#options = options;
    this.#wakeFd = wakeFd;
    const { port1, port2 } = this.#channel;
    const workerData: ZdsWorkerInit = { listenFd: options.listenFd, wakeFd, port: port2 };
    this.#worker = new Worker(options.url, {
      name: "zds",
      workerData,
      transferList: [port2],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    port1.on("message", (message: ZdsWorkerMessage) => this.#receive(message));
    this.#worker.on("error", (error) => this.#fail(formatErrorChain(error)));
    this.#worker.on("exit", (code) => this.#exited(code));
    this.#watch();
  }

  post(message: ZdsMainMessage, transfer: readonly ArrayBuffer[] = []): void {
    if (this.#hasEnded) {
      if (message.type === "send" && message.fd !== undefined) closeFd(message.fd);
      return;
    }
    this.#channel.port1.postMessage(message, transfer);
    eventFdSignal(this.#wakeFd);
  }

  stop(): void {
    this.#isStopping = true;
    this.#watchTimer?.[Symbol.dispose]();
    this.post({ type: "exit" });
  }

  async end(limitMs: number): Promise<"ended" | "stuck"> {
    this.stop();
    if (await this.#endsWithin(limitMs / 2)) return "ended";
    void this.#worker.terminate();
    return (await this.#endsWithin(limitMs / 2)) ? "ended" : "stuck";
  }

  async #endsWithin(limitMs: number): Promise<boolean> {
    const limit = Promise.withResolvers<boolean>();
    using _timer = this.#options.clock.setTimer(limitMs, () => limit.resolve(false));
    return await Promise.race([this.#ended.promise.then(() => true), limit.promise]);
  }

  #receive(message: ZdsWorkerMessage): void {
    this.#silentIntervals = 0;
    if (message.type === "ready") this.#isReady = true;
    else if (message.type === "fatal") this.#fail(message.error);
    else if (message.type !== "tick") this.#options.events.onMessage(message);
  }

  #exited(code: number): void {
    this.#hasEnded = true;
    this.#channel.port1.close();
    closeFd(this.#wakeFd);
    this.#fail(`ended with exit code ${code}`);
    this.#ended.resolve();
  }

  #fail(error: string): void {
    if (this.#isStopping || this.#hasFailed) return;
    this.#hasFailed = true;
    this.#watchTimer?.[Symbol.dispose]();
    this.#options.events.onFailure(error);
  }

  #watch(): void {
    this.#watchTimer = this.#options.clock.setTimer(WATCH_INTERVAL_MS, () => {
      this.#silentIntervals += 1;
      const allowed = this.#isReady ? SILENT_INTERVALS : START_INTERVALS;
      if (this.#silentIntervals >= allowed) this.#fail(`no sign of life for ${allowed} s`);
      else this.#watch();
    });
  }
}
