import type {
  PlaneMainMessage,
  PlaneWorkerMessage,
  TickMessage,
  WorkerGauges,
} from "@ambit/data-plane/messages";
import type { SpawnWorkerThread, WorkerThread, WorkerThreadEvents } from "../threads/worker-thread.ts";

/** Nothing is open. */
export const NO_GAUGES: WorkerGauges = {
  socketsOpenSource: 0,
  socketsOpenDestination: 0,
  openTunnelsClient: 0,
  openTunnelsServer: 0,
  activeStreams: 0,
  queuedBytes: 0,
};

/** A tick in which nothing happened, with the fields of interest replaced. */
export function aTick(fields: Partial<TickMessage> = {}): TickMessage {
  return {
    type: "tick",
    index: 0,
    loopLagMs: 0,
    newLabelSets: [],
    traffic: [],
    gauges: NO_GAUGES,
    failures: [],
    crlRejections: { source: 0, destination: 0 },
    ...fields,
  };
}

/** A thread that does what the test says. */
export class FakeWorkerThread implements WorkerThread {
  readonly received: PlaneMainMessage[] = [];
  readonly transferred: ArrayBuffer[] = [];
  wakeCount = 0;
  isTerminated = false;
  /** What `waitedMs` says. */
  waited: number | undefined = 0;
  readonly index: number;
  readonly #events: WorkerThreadEvents;

  constructor(index: number, events: WorkerThreadEvents) {
    this.index = index;
    this.#events = events;
  }

  post(message: PlaneMainMessage, transfer: readonly ArrayBuffer[] = []): void {
    // What the real channel does: the sender's buffers are gone, and what cannot be cloned throws.
    this.received.push(structuredClone(message, { transfer: [...transfer] }));
    this.transferred.push(...transfer);
  }

  wake(): void {
    this.wakeCount += 1;
  }

  terminate(): void {
    this.isTerminated = true;
  }

  waitedMs(): number | undefined {
    return this.waited;
  }

  says(message: PlaneWorkerMessage): void {
    this.#events.onMessage(message);
  }

  ready(): void {
    this.says({ type: "ready", index: this.index });
  }

  tick(): void {
    this.says(aTick({ index: this.index }));
  }

  throws(error: unknown): void {
    this.#events.onError(error);
  }

  ends(exitCode = 0): void {
    this.#events.onExit(exitCode);
  }
}

/** Spawns fakes, and keeps them for the test. */
export class FakeWorkerThreads {
  readonly threads: FakeWorkerThread[] = [];

  get spawn(): SpawnWorkerThread {
    return (index, events) => {
      const thread = new FakeWorkerThread(index, events);
      this.threads.push(thread);
      return thread;
    };
  }

  /** The thread with this number. Throws when there is none. */
  at(index: number): FakeWorkerThread {
    const thread = this.threads[index];
    if (thread === undefined) throw new RangeError(`there is no thread ${index}`);
    return thread;
  }
}
