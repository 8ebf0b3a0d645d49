/** One target in a thread of its own: an input that never ends must not end the whole run. */
import { parentPort, workerData } from "node:worker_threads";
import { fuzz } from "./fuzz-run.ts";
import { findTarget } from "./targets.ts";

/** Shared memory: a counter, the length of the input under way, then its bytes. */
export interface FuzzOrder {
  readonly target: string;
  readonly seed: number;
  readonly timeMs: number;
  readonly shared: SharedArrayBuffer;
}

export const HEAD_BYTES = 8;

if (parentPort !== null) {
  const { target, seed, timeMs, shared } = workerData as FuzzOrder;
  const head = new Int32Array(shared, 0, 2);
  const bytes = new Uint8Array(shared, HEAD_BYTES);
  const outcome = fuzz(findTarget(target), {
    seed,
    timeMs,
    onInput: (input) => {
      bytes.set(input.subarray(0, bytes.length));
      Atomics.store(head, 1, Math.min(input.length, bytes.length));
      Atomics.add(head, 0, 1);
    },
  });
  parentPort.postMessage(outcome);
}
