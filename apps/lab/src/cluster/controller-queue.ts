/**
 * Runs controllers: a key that something changed for is planned, what the plan says is done, and the key is planned again
 * when the objects that were written have come back through the informers, until there is nothing to do. So a plan never
 * sees its own last step undone, and nothing is made twice.
 */
import { hasKubeCode, type KubeApi, type KubeObject } from "@ambit/kube";
import { Backoff, type BackoffOptions, type Clock, sleep } from "@ambit/lifecycle";
import type { Action, ClusterView, Controller, ObjectChange, Plan } from "./controllers/controller.ts";
import { CLUSTER_KINDS, type ClusterKind } from "./objects/cluster-kinds.ts";

export interface ControllerQueueOptions {
  readonly controllers: readonly Controller[];
  readonly view: ClusterView;
  /** How far the view of a kind has come; undefined when that is not known for now. */
  readonly versionOf: (kind: ClusterKind) => string | undefined;
  readonly api: Pick<KubeApi, "create" | "patch" | "delete">;
  /** A plan, or a step of one, failed and is tried again. Must not throw. */
  readonly onFailure: (failure: ControllerFailure) => void;
  readonly clock: Clock;
  readonly nowMs: () => number;
  readonly random: () => number;
}

export interface ControllerFailure {
  readonly controller: string;
  readonly key: string;
  readonly error: unknown;
}

const BACKOFF: BackoffOptions = { initialMs: 50, factor: 2, jitter: 0.5, capMs: 5_000 };
const CONCURRENT_KEYS = 16;
const CONCURRENT_STEPS = 8;
/** What was written and does not come back by then is not waited for: the view may have been listed anew. */
const SEEN_TIMEOUT_MS = 5_000;
/** A plan that never comes to an end, as when somebody else undoes it each time, goes on slowly. */
const RESTLESS_ROUNDS = 50;
const REST_MS = 1_000;

interface KeyState {
  readonly controller: Controller;
  readonly key: string;
  isQueued: boolean;
  isBusy: boolean;
  /** Plans in a row that had something to do. */
  rounds: number;
  readonly backoff: Backoff;
  timer: Disposable | undefined;
}

/** Whether the view shows what was written. */
type IsSeen = () => boolean;

/** Changes go in by `note` at any time; `run` works on them. */
export class ControllerQueue {
  readonly #options: ControllerQueueOptions;
  readonly #states = new Map<string, KeyState>();
  readonly #queued = new Set<KeyState>();
  readonly #watchers = new Set<() => void>();
  #wake: (() => void) | undefined;

  constructor(options: ControllerQueueOptions) {
    this.#options = options;
  }

  /** The view has changed so. */
  note(changes: readonly ObjectChange[]): void {
    for (const change of changes) {
      for (const controller of this.#options.controllers) {
        for (const key of controller.keysOf(change, this.#options.view)) {
          this.#enqueue(this.#stateOf(controller, key));
        }
      }
    }
    for (const watcher of [...this.#watchers]) {
      watcher();
    }
  }

  /** Works until the signal aborts. Never rejects: what fails is tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const onAbort = (): void => this.#wake?.();
    signal.addEventListener("abort", onAbort, { once: true });
    const running = new Set<Promise<void>>();
    while (!signal.aborted) {
      const state = running.size < CONCURRENT_KEYS ? this.#next() : undefined;
      if (state === undefined) {
        await this.#woken();
        continue;
      }
      const work = this.#work(state, signal).finally(() => {
        running.delete(work);
        this.#wake?.();
      });
      running.add(work);
    }
    signal.removeEventListener("abort", onAbort);
    await Promise.all(running);
    for (const { timer } of this.#states.values()) {
      timer?.[Symbol.dispose]();
    }
  }

  #stateOf(controller: Controller, key: string): KeyState {
    const id = `${controller.name} ${key}`;
    const known = this.#states.get(id);
    if (known !== undefined) {
      return known;
    }
    const backoff = new Backoff(BACKOFF, this.#options.random);
    const state = { controller, key, isQueued: false, isBusy: false, rounds: 0, backoff, timer: undefined };
    this.#states.set(id, state);
    return state;
  }

  #enqueue(state: KeyState): void {
    state.isQueued = true;
    if (!state.isBusy) {
      this.#queued.add(state);
      this.#wake?.();
    }
  }

  #next(): KeyState | undefined {
    const [state] = this.#queued;
    if (state !== undefined) {
      this.#queued.delete(state);
      state.isQueued = false;
      state.isBusy = true;
    }
    return state;
  }

  #woken(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }

  async #work(state: KeyState, signal: AbortSignal): Promise<void> {
    state.timer?.[Symbol.dispose]();
    state.timer = undefined;
    try {
      const { lookAgainInMs, actions } = this.#plan(state);
      await this.#perform(actions, signal);
      state.backoff.reset();
      state.rounds = actions.length > 0 ? state.rounds + 1 : 0;
      if (actions.length > 0 && state.rounds < RESTLESS_ROUNDS) {
        state.isQueued = true;
      } else {
        this.#lookAgain(state, actions.length > 0 ? REST_MS : lookAgainInMs);
      }
    } catch (error) {
      if (!signal.aborted) {
        await this.#retryLater(state, error, signal);
      }
    }
    this.#settle(state);
  }

  #plan({ controller, key }: KeyState): Plan {
    return controller.plan(this.#options.view, key, this.#options.nowMs());
  }

  /** A key without work and without a timer is forgotten: keys come and go with their objects. */
  #settle(state: KeyState): void {
    state.isBusy = false;
    if (state.isQueued) {
      this.#enqueue(state);
    } else if (state.timer === undefined) {
      this.#states.delete(`${state.controller.name} ${state.key}`);
    }
  }

  #lookAgain(state: KeyState, ms: number | undefined): void {
    if (ms !== undefined && Number.isFinite(ms)) {
      state.timer = this.#options.clock.setTimer(ms, () => {
        state.timer = undefined;
        this.#enqueue(state);
      });
    }
  }

  async #retryLater(state: KeyState, error: unknown, signal: AbortSignal): Promise<void> {
    const { onFailure, clock } = this.#options;
    // Somebody else was faster: the view is about to show it.
    if (!hasKubeCode(error, "conflict", "not-found", "already-exists")) {
      onFailure({ controller: state.controller.name, key: state.key, error });
    }
    state.isQueued = true;
    await sleep(clock, state.backoff.next(), signal);
  }

  /** All steps, some at a time, and then what they wrote is seen. The first failure is thrown when all have ended. */
  async #perform(actions: readonly Action[], signal: AbortSignal): Promise<void> {
    if (actions.length === 0) {
      return;
    }
    const waiting = [...actions];
    const seen: IsSeen[] = [];
    const failures: unknown[] = [];
    const worker = async (): Promise<void> => {
      for (let action = waiting.shift(); action !== undefined; action = waiting.shift()) {
        try {
          seen.push(await this.#step(action, signal));
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_STEPS }, worker));
    await this.#whenSeen(seen, signal);
    if (failures.length > 0) {
      throw failures[0];
    }
  }

  async #step(action: Action, signal: AbortSignal): Promise<IsSeen> {
    const { api, view } = this.#options;
    const { resource } = CLUSTER_KINDS[action.kind];
    switch (action.type) {
      case "create":
        return this.#isAtLeast(
          action.kind,
          await api.create(resource, namespaceOf(action), action.object, { signal }),
        );
      case "patch": {
        const subresource = action.part === "status" ? "status" : undefined;
        const patch = { kind: "merge", body: action.body } as const;
        return this.#isAtLeast(
          action.kind,
          await api.patch(resource, action.name, patch, { signal, subresource }),
        );
      }
      case "delete": {
        await api.delete(resource, action.name, { signal, uid: action.uid, propagation: "Background" });
        return () => {
          const meta = view[action.kind].find(action.name)?.meta;
          return meta === undefined || meta.uid !== action.uid || meta.isTerminating;
        };
      }
    }
  }

  #isAtLeast(kind: ClusterKind, { metadata }: KubeObject): IsSeen {
    const written = BigInt(metadata.resourceVersion ?? "0");
    return () => {
      const version = this.#options.versionOf(kind);
      return version !== undefined && BigInt(version) >= written;
    };
  }

  async #whenSeen(seen: readonly IsSeen[], signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = (): void => {
      if (signal.aborted || seen.every((isSeen) => isSeen())) {
        resolve();
      }
    };
    this.#watchers.add(check);
    using _timer = this.#options.clock.setTimer(SEEN_TIMEOUT_MS, resolve);
    signal.addEventListener("abort", check, { once: true });
    check();
    await promise;
    signal.removeEventListener("abort", check);
    this.#watchers.delete(check);
  }
}

function namespaceOf({ namespace }: { readonly namespace: string }): string | undefined {
  return namespace === "" ? undefined : namespace;
}
