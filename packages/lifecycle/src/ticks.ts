import type { Clock } from "./clock.ts";

/** Waits `ms`, or less if the signal aborts. Never rejects; leaves no timer and no listener behind. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<"elapsed" | "aborted"> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve("aborted");
      return;
    }
    const onAbort = () => {
      timer[Symbol.dispose]();
      resolve("aborted");
    };
    const timer = clock.setTimer(ms, () => {
      signal.removeEventListener("abort", onAbort);
      resolve("elapsed");
    });
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** One turn after each `ms`, counted from the end of the turn before. Ends, without an error, when the signal aborts. */
export async function* ticks(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
): AsyncGenerator<void, void, void> {
  while ((await sleep(clock, ms, signal)) === "elapsed") {
    yield;
  }
}
