import { setTimeout as delay } from "node:timers/promises";

/** Two seconds in steps of a few milliseconds unless given. */
export interface EventuallyOptions {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

const DEFAULT_TIMEOUT_MS = 2000;
const DEFAULT_INTERVAL_MS = 5;

/** Calls until it no longer throws, and gives its result. After the time is over the last failure is thrown. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = DEFAULT_TIMEOUT_MS, intervalMs = DEFAULT_INTERVAL_MS }: EventuallyOptions = {},
): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= endMs) {
        throw error;
      }
    }
    await delay(intervalMs);
  }
}
