/** Runs a target with one input after the other, for a time. */
import { formatErrorChain } from "@ambit/errors";
import fc from "fast-check";
import { damaged } from "./damage.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

export interface FuzzRun {
  readonly seed: number;
  readonly timeMs?: number;
  readonly runs?: number;
  /** Before each input is tried, so that one that never ends can be known. */
  readonly onInput?: (input: Uint8Array) => void;
}

/** Inputs that were tried, and the smallest that fails. */
export interface FuzzOutcome {
  readonly tried: number;
  readonly failure: { readonly input: Uint8Array; readonly reason: string } | undefined;
}

/** An input takes microseconds; whoever needs so long for one can be stopped by it. */
const MAX_INPUT_MS = 1_000;
const MAX_INPUT_BYTES = 64 * 1024;

export function fuzz(target: FuzzTarget, { seed, timeMs, runs, onInput }: FuzzRun): FuzzOutcome {
  const input = fc.oneof(target.structured, damaged(target.corpus), damaged(target.corpus));
  const property = fc.property(
    input.map((bytes) => bytes.subarray(0, MAX_INPUT_BYTES)),
    (bytes) => {
      onInput?.(bytes);
      runOnce(target, bytes);
    },
  );
  const result = fc.check(property, {
    seed,
    numRuns: runs ?? Number.MAX_SAFE_INTEGER,
    ...(timeMs === undefined ? {} : { interruptAfterTimeLimit: timeMs, markInterruptAsFailure: false }),
  });
  const [smallest] = result.counterexample ?? [];
  return {
    tried: result.numRuns,
    failure:
      smallest === undefined
        ? undefined
        : { input: smallest, reason: formatErrorChain(result.errorInstance) },
  };
}

/** Throws what the target throws, and when it takes too long twice: a machine may be busy with something else. */
export function runOnce(target: FuzzTarget, input: Uint8Array): void {
  for (let attempt = 1; ; attempt++) {
    // A copy of its own, as from a socket: no Buffer, and nothing behind it.
    const bytes = Uint8Array.from(input);
    const startMs = performance.now();
    target.run(bytes);
    const tookMs = performance.now() - startMs;
    if (tookMs < MAX_INPUT_MS) return;
    if (attempt === 2) throw new Error(`${input.length} bytes took ${Math.round(tookMs)} ms`);
  }
}
