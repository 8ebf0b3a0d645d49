/**
 * One data-plane thread as the main thread sees it: a Node worker, a message channel, and the eventfd that gets it
 * out of epoll_wait. Which messages mean what is the business of workers.ts.
 */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { PlaneMainMessage, PlaneWorkerMessage } from "@ambit/data-plane/messages";
import { closeFd, errnoMessage, eventFd, eventFdSignal } from "@ambit/linux";
import { ProxyError } from "../proxy-error.ts";
import { findThreadId, threadWaitMs } from "./thread-wait.ts";

/** Messages are told apart by their type. */
export interface TypedMessage {
  readonly type: string;
}

/** What a thread reports. `onExit` comes last and once, also after `onError`. */
export interface WorkerThreadEvents<Tells = never> {
  onMessage(message: PlaneWorkerMessage | Tells): void;
  onError(error: unknown): void;
  onExit(exitCode: number): void;
}

/** A running data-plane thread. */
export interface WorkerThread<Told = never> {
  /** Queues a message and wakes the thread. The buffers in `transfer` belong to the thread afterwards. */
  post(message: PlaneMainMessage | Told, transfer?: readonly ArrayBuffer[]): void;
  /** Gets the thread out of epoll_wait without a message. */
  wake(): void;
  /**
   * Interrupts the thread's JavaScript. A thread inside a system call ends only when that returns, which is why
   * callers never wait for the end without a limit.
   */
  terminate(): void;
  /** How long it has been ready to run without a CPU since its start; undefined when nobody can say. */
  waitedMs(): number | undefined;
}

/** Starts thread number `index`; throws when it cannot. Reports come after it has returned, never during the call. */
export type SpawnWorkerThread<Told = never, Tells = never> = (
  index: number,
  events: WorkerThreadEvents<Tells>,
) => WorkerThread<Told>;

/** What the thread finds in its `workerData`, whatever its program adds. */
export interface ThreadData {
  readonly index: number;
  readonly count: number;
  /** eventfd written by the main thread after each message, and before the process exits. */
  readonly wakeFd: number;
  /** Port over which both sides post. */
  readonly port: MessagePort;
}

/** Everything the threads of a process have in common. */
export interface WorkerThreadOptions {
  /** Entry point of the data plane: worker.ts in a source tree, worker.js in a bundle. */
  readonly url: URL;
  readonly count: number;
  /** Threads are `name-0`, `name-1`, ... to the kernel. */
  readonly name: string;
  /** What this program's threads are given besides `ThreadData`. */
  readonly init: object;
}

/**
 * What a data-plane thread allocates dies with its connection, so a small nursery costs little time, and a large one
 * only keeps tens of megabytes of garbage resident.
 */
const YOUNG_GENERATION_MB = 12;

/** The real threads. The eventfd of a thread is closed when that thread has ended. */
export function nodeWorkerThreads<Told = never, Tells = never>(
  options: WorkerThreadOptions,
): SpawnWorkerThread<Told, Tells> {
  return (index, events) => spawnNodeWorker(options, index, events);
}

function spawnNodeWorker<Told, Tells>(
  options: WorkerThreadOptions,
  index: number,
  events: WorkerThreadEvents<Tells>,
): WorkerThread<Told> {
  const wakeFd = eventFd();
  if (wakeFd < 0) throw new ProxyError("worker-start", `eventfd: ${errnoMessage(-wakeFd)}`);
  const { port1: port, port2: workerPort } = new MessageChannel();
  const data: ThreadData = { index, count: options.count, wakeFd, port: workerPort };
  const workerData = { ...options.init, ...data };
  // Also the kernel's name of the thread.
  const name = `${options.name}-${index}`;
  const worker = new Worker(options.url, {
    name,
    workerData,
    transferList: [workerPort],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  let hasEnded = false;
  let threadId: string | undefined;
  port.on("message", (message: PlaneWorkerMessage | Tells) => events.onMessage(message));
  port.on("messageerror", (error) => events.onError(error));
  worker.on("error", (error) => events.onError(error));
  worker.on("exit", (exitCode) => {
    hasEnded = true;
    port.close();
    closeFd(wakeFd);
    events.onExit(exitCode);
  });
  // A full eventfd counter means that the thread has not read earlier signals: it will wake, so errors are no news.
  const wake = (): void => {
    if (!hasEnded) eventFdSignal(wakeFd);
  };
  return {
    post: (message, transfer = []) => {
      if (hasEnded) return;
      port.postMessage(message, transfer);
      wake();
    },
    wake,
    terminate: () => {
      void worker.terminate();
      wake();
    },
    waitedMs: () => {
      threadId ??= findThreadId(name);
      return threadId === undefined ? undefined : threadWaitMs(threadId);
    },
  };
}
