/** A container of a pod in the kubelet that runs: its process, its probes, and what they say of it. */
import type { Clock } from "@ambit/lifecycle";
import { type CheckResult, runProbe } from "../probes/run-probe.ts";
import type { ContainerHandle } from "../process/container-runtime.ts";
import type { ContainerHealth } from "./container-state.ts";
import type { ContainerSpec, ProbeSpec } from "./pod.ts";
import { RestartDelay } from "./restart-delay.ts";

export interface ContainerHooks {
  readonly clock: Clock;
  readonly check: (probe: ProbeSpec, signal: AbortSignal) => Promise<CheckResult>;
  /** Health has changed. */
  readonly onChange: () => void;
  /** It does not do what it should: it is to be ended. */
  readonly onUnhealthy: (kind: "Liveness" | "Startup", message: string) => void;
  /** A check has failed. */
  readonly onCheckFailed: (kind: "Liveness" | "Startup" | "Readiness", message: string) => void;
}

/** How often a program that is just being started is asked to end. */
const TERMINATE_RETRY_MS = 50;

/** Health outlives the runs of a container; processes and probes are of one run. */
export class RunningContainer {
  readonly #spec: ContainerSpec;
  readonly #hooks: ContainerHooks;
  readonly #delay = new RestartDelay();
  #health: ContainerHealth = { isStarted: false, isReady: false, retryAtMs: 0, problem: undefined };
  #handle: ContainerHandle | undefined;
  #probes = new AbortController();
  #termination: Disposable | undefined;
  #isTerminating = false;

  constructor(spec: ContainerSpec, hooks: ContainerHooks) {
    this.#spec = spec;
    this.#hooks = hooks;
  }

  get health(): ContainerHealth {
    return this.#health;
  }

  /** A run has begun; `wasReady` of one that an earlier kubelet began. Started, and ready, is it once its program runs. */
  begin(handle: ContainerHandle, wasReady = false): void {
    this.#handle = handle;
    this.#isTerminating = false;
    this.#probes = new AbortController();
    this.#health = { isStarted: false, isReady: false, retryAtMs: 0, problem: undefined };
    if (wasReady) this.#set({ isStarted: true, isReady: true });
    void handle.started.then(() => {
      if (this.#handle === handle && !this.#isTerminating) this.#beginProbes(wasReady);
    });
  }

  /** The run has ended after that long. */
  end(nowMs: number, ranMs: number): void {
    this.stopProbes();
    this.#termination?.[Symbol.dispose]();
    this.#handle = undefined;
    this.#health = {
      isStarted: false,
      isReady: false,
      retryAtMs: nowMs + this.#delay.next(ranMs),
      problem: undefined,
    };
  }

  /** It could not even be started. */
  fail(problem: { readonly reason: string; readonly message: string }, retryAtMs: number): void {
    this.#health = { isStarted: false, isReady: false, retryAtMs, problem };
  }

  /** What kept it from being started may be over. */
  hurry(): void {
    if (this.#health.problem !== undefined) this.#health = { ...this.#health, retryAtMs: 0 };
  }

  /** Asks the program to end, and ends everything after the grace period. Once is enough. */
  terminate(graceMs: number): void {
    const handle = this.#handle;
    if (handle === undefined || this.#isTerminating) return;
    this.#isTerminating = true;
    this.#health = { ...this.#health, isReady: false };
    this.stopProbes();
    this.#askToEnd(handle, this.#hooks.clock.nowMs() + graceMs);
  }

  /** A shorter grace period than the one that runs. */
  hasten(): void {
    this.#handle?.kill();
  }

  stopProbes(): void {
    this.#probes.abort();
  }

  #askToEnd(handle: ContainerHandle, endMs: number): void {
    const leftMs = endMs - this.#hooks.clock.nowMs();
    if (leftMs <= 0) {
      handle.kill();
      return;
    }
    const waitMs = handle.terminate() ? leftMs : Math.min(leftMs, TERMINATE_RETRY_MS);
    this.#termination = this.#hooks.clock.setTimer(waitMs, () => this.#askToEnd(handle, endMs));
  }

  #watchStartup(spec: ProbeSpec): void {
    this.#run(spec, true, (result, last) => {
      if (!last.isSuccess) this.#hooks.onCheckFailed("Startup", last.message);
      if (result === false) this.#hooks.onUnhealthy("Startup", last.message);
      if (result !== true || this.#health.isStarted) return;
      this.stopProbes();
      this.#probes = new AbortController();
      this.#set({ isStarted: true, isReady: this.#spec.readiness === undefined });
      this.#watch();
    });
  }

  #beginProbes(wasReady: boolean): void {
    const { startup, readiness } = this.#spec;
    if (startup !== undefined && !wasReady) {
      this.#watchStartup(startup);
      return;
    }
    this.#set({ isStarted: true, isReady: wasReady || readiness === undefined });
    this.#watch();
  }

  #watch(): void {
    const { liveness, readiness } = this.#spec;
    if (liveness !== undefined) {
      this.#run(liveness, false, (result, last) => {
        if (!last.isSuccess) this.#hooks.onCheckFailed("Liveness", last.message);
        if (result === false) this.#hooks.onUnhealthy("Liveness", last.message);
      });
    }
    if (readiness !== undefined) {
      this.#run(readiness, true, (result, last) => {
        if (!last.isSuccess) this.#hooks.onCheckFailed("Readiness", last.message);
        if (result !== undefined) this.#set({ isReady: result });
      });
    }
  }

  #run(
    spec: ProbeSpec,
    isEager: boolean,
    onResult: (result: boolean | undefined, last: CheckResult) => void,
  ): void {
    const { clock, check } = this.#hooks;
    const { signal } = this.#probes;
    // It ends with the signal, and neither the check nor the hooks throw.
    void runProbe({ spec, isEager, onResult, clock, signal, check: (aborted) => check(spec, aborted) });
  }

  #set(change: Partial<ContainerHealth>): void {
    const next = { ...this.#health, ...change };
    if (next.isReady === this.#health.isReady && next.isStarted === this.#health.isStarted) return;
    this.#health = next;
    this.#hooks.onChange();
  }
}
