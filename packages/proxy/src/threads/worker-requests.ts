/** Questions to all workers at once, and the collection of their answers. */

import {
  type ConnectionDump,
  MAX_RECENT_CONNECTIONS,
  type PlaneMainMessage,
  type PlaneWorkerMessage,
  type RecentConnection,
  type WorkloadKey,
} from "@ambit/data-plane/messages";
import type { Clock } from "@ambit/lifecycle";
import type { ProfileCommand } from "@ambit/program/profiler";
import type { ProfiledWorkers, WorkerProfile } from "../servers/profiles.ts";

/** A worker that is busy for longer answers in vain; a dead one is the watchdog's business. */
const ANSWER_LIMIT_MS = 2_000;
/** V8 stops a thread while it writes its heap out; the watchdog allows for as long. */
const SNAPSHOT_LIMIT_MS = 60_000;
/** V8 goes through all code of a thread when a profile begins, and through all samples when it ends. */
const PROFILE_LIMIT_MS = 4_000;
/** More questions than this at once come from a caller that does not wait. */
const MAX_OPEN_REQUESTS = 64;

export type Answer = Extract<
  PlaneWorkerMessage,
  { type: "connections" | "recent-connections" | "heap" | "heap-written" | "profiled" }
>;

export interface WorkerRequestsOptions {
  readonly workerCount: number;
  readonly clock: Clock;
  readonly post: (worker: number, message: PlaneMainMessage) => void;
}

interface OpenRequest {
  readonly answers: Map<number, Answer>;
  readonly done: PromiseWithResolvers<readonly Answer[]>;
  readonly timer: Disposable;
}

/** Heap figures of one worker, in bytes where V8 gives bytes. */
export interface WorkerHeap {
  readonly worker: number;
  readonly statistics: Readonly<Record<string, number>>;
}

/** Answers are incomplete, never late: who has not answered in time is left out. */
export class WorkerRequests implements ProfiledWorkers {
  readonly #options: WorkerRequestsOptions;
  readonly #open = new Map<number, OpenRequest>();
  #lastId = 0;

  constructor(options: WorkerRequestsOptions) {
    this.#options = options;
  }

  /** The live connections of all workers. */
  async dumpConnections(): Promise<readonly ConnectionDump[]> {
    const answers = await this.#ask((id) => ({ type: "dump-connections", id }));
    return answers.flatMap((answer) => (answer.type === "connections" ? answer.connections : []));
  }

  /** The last connections of a workload that have ended, on whichever thread; the latest first. */
  async recentConnections(
    workload: Pick<WorkloadKey, "name" | "namespace">,
  ): Promise<readonly RecentConnection[]> {
    const answers = await this.#ask((id) => ({ type: "dump-recent", id, workload }));
    return answers
      .flatMap((answer) => (answer.type === "recent-connections" ? answer.connections : []))
      .sort((one, other) => other.endedAtMs - one.endedAtMs)
      .slice(0, MAX_RECENT_CONNECTIONS);
  }

  async heapStatistics(): Promise<readonly WorkerHeap[]> {
    const answers = await this.#ask((id) => ({ type: "heap-statistics", id }));
    return answers.flatMap((answer) =>
      answer.type === "heap" ? [{ worker: answer.index, statistics: answer.statistics }] : [],
    );
  }

  /** Each worker writes a V8 heap snapshot to the path that `pathFor` gives; resolves with those that were written. */
  async writeHeapSnapshots(pathFor: (worker: number) => string): Promise<readonly string[]> {
    const answers = await this.#ask(
      (id, worker) => ({ type: "heap-snapshot", id, path: pathFor(worker) }),
      SNAPSHOT_LIMIT_MS,
    );
    return answers.flatMap((answer) => (answer.type === "heap-written" ? [answer.path] : []));
  }

  /** Each worker runs the command on its own profiler. */
  async profile(command: ProfileCommand): Promise<readonly WorkerProfile[]> {
    const answers = await this.#ask((id) => ({ type: "profile", id, command }), PROFILE_LIMIT_MS);
    return answers.flatMap((answer) =>
      answer.type === "profiled" ? [{ worker: answer.index, profile: answer.profile }] : [],
    );
  }

  /**
   * Resolves when every worker has handled all that was posted before: messages are handled in order, so any answer
   * proves it. "late" when some worker did not answer in time.
   */
  async fence(): Promise<"passed" | "late"> {
    const answers = await this.#ask((id) => ({ type: "heap-statistics", id }));
    return answers.length === this.#options.workerCount ? "passed" : "late";
  }

  /** Takes an answer off the channel. */
  answered(answer: Answer): void {
    const request = this.#open.get(answer.id);
    if (request === undefined) return;
    request.answers.set(answer.index, answer);
    if (request.answers.size === this.#options.workerCount) this.#finish(answer.id, request);
  }

  #ask(
    messageFor: (id: number, worker: number) => PlaneMainMessage,
    limitMs = ANSWER_LIMIT_MS,
  ): Promise<readonly Answer[]> {
    if (this.#open.size >= MAX_OPEN_REQUESTS) return Promise.resolve([]);
    this.#lastId += 1;
    const id = this.#lastId;
    const request: OpenRequest = {
      answers: new Map(),
      done: Promise.withResolvers(),
      timer: this.#options.clock.setTimer(limitMs, () => this.#finish(id, request)),
    };
    this.#open.set(id, request);
    for (let worker = 0; worker < this.#options.workerCount; worker++) {
      this.#options.post(worker, messageFor(id, worker));
    }
    return request.done.promise;
  }

  #finish(id: number, request: OpenRequest): void {
    this.#open.delete(id);
    request.timer[Symbol.dispose]();
    request.done.resolve([...request.answers.values()].sort((one, other) => one.index - other.index));
  }
}
