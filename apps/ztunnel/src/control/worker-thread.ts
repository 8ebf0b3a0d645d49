/**
 * One data-plane thread as the main thread sees it: a Node worker, a message channel, and the eventfd that gets it
 * out of epoll_wait. Which messages mean what is the business of workers.ts.
 */
import { MessageChannel, Worker } from "node:worker_threads";
import { closeFd, errnoMessage, eventFd, eventFdSignal } from "@ambit/linux";
import {
  type DataConfig,
  type ListenerFds,
  type MainMessage,
  WORKER_LOAD_WORDS,
  type WorkerInit,
  type WorkerMessage,
} from "../messages.ts";
import { ControlError } from "./control-error.ts";
import { findThreadId, threadWaitMs } from "./thread-wait.ts";

/** What a thread reports. `onExit` comes last and once, also after `onError`. */
export interface WorkerThreadEvents {
  onMessage(message: WorkerMessage): void;
  onError(error: unknown): void;
  onExit(exitCode: number): void;
}

/** A running data-plane thread. */
export interface WorkerThread {
  /** Queues a message and wakes the thread. The buffers in `transfer` belong to the thread afterwards. */
  post(message: MainMessage, transfer?: readonly ArrayBuffer[]): void;
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
export type SpawnWorkerThread = (index: number, events: WorkerThreadEvents) => WorkerThread;

/** Everything the threads of a process have in common. */
export interface WorkerThreadOptions {
  /** Entry point of the data plane: worker.ts in a source tree, worker.js in a bundle. */
  readonly url: URL;
  readonly count: number;
  readonly config: DataConfig;
  /** Of dedicated mode. */
  readonly listeners: ListenerFds | undefined;
}

/**
 * What a data-plane thread allocates dies with its connection, so a small nursery costs little time, and a large one
 * only keeps tens of megabytes of garbage resident.
 */
const YOUNG_GENERATION_MB = 12;

/** The real threads. The eventfd of a thread is closed when that thread has ended. */
export function nodeWorkerThreads(options: WorkerThreadOptions): SpawnWorkerThread {
  const loads = new SharedArrayBuffer(options.count * WORKER_LOAD_WORDS * Int32Array.BYTES_PER_ELEMENT);
  return (index, events) => spawnNodeWorker({ ...options, loads }, index, events);
}

function spawnNodeWorker(
  options: WorkerThreadOptions & Pick<WorkerInit, "loads">,
  index: number,
  events: WorkerThreadEvents,
): WorkerThread {
  const wakeFd = eventFd();
  if (wakeFd < 0) throw new ControlError("worker-start", `eventfd: ${errnoMessage(-wakeFd)}`);
  const { port1: port, port2: workerPort } = new MessageChannel();
  const { count, config, listeners, loads } = options;
  const workerData: WorkerInit = { index, count, config, listeners, wakeFd, loads, port: workerPort };
  // Also the kernel's name of the thread.
  const name = `ztunnel-${index}`;
  const worker = new Worker(options.url, {
    name,
    workerData,
    transferList: [workerPort],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  let hasEnded = false;
  let threadId: string | undefined;
  port.on("message", (message: WorkerMessage) => events.onMessage(message));
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
