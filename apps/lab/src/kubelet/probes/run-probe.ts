/** One probe of one container, again and again. */
import { type Clock, sleep } from "@ambit/lifecycle";
import type { ProbeSpec } from "../pod/pod.ts";
import { afterCheck, NO_PROBE_RESULT } from "./probe-state.ts";

/** What a check found. */
export interface CheckResult {
  readonly isSuccess: boolean;
  /** For the event. */
  readonly message: string;
}

export interface ProbeOptions {
  readonly spec: ProbeSpec;
  /** Never rejects. */
  readonly check: (signal: AbortSignal) => Promise<CheckResult>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Ask more often until it has succeeded once: for what others wait for. Failures count once a period all the same. */
  readonly isEager: boolean;
  /** After each check that counts: the result so far. */
  readonly onResult: (result: boolean | undefined, last: CheckResult) => void;
}

const EAGER_PERIOD_MS = 250;

/** Until the signal aborts. */
export async function runProbe({
  spec,
  check,
  clock,
  signal,
  isEager,
  onResult,
}: ProbeOptions): Promise<void> {
  let state = NO_PROBE_RESULT;
  let countedAtMs = clock.nowMs();
  if (spec.initialDelayMs > 0) await sleep(clock, spec.initialDelayMs, signal);
  while (!signal.aborted) {
    const last = await check(signal);
    if (signal.aborted) return;
    const isHurried = isEager && state.result !== true && !last.isSuccess;
    const nowMs = clock.nowMs();
    if (!isHurried || nowMs - countedAtMs >= spec.periodMs) {
      countedAtMs = nowMs;
      state = afterCheck(state, spec, last.isSuccess);
      onResult(state.result, last);
    }
    const isWaiting = isEager && state.result !== true;
    await sleep(clock, isWaiting ? Math.min(spec.periodMs, EAGER_PERIOD_MS) : spec.periodMs, signal);
  }
}
