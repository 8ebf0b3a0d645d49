const MICROS_PER_SECOND = 1_000_000;

// Lines come many to a second: the text up to the seconds is kept. One per thread is enough.
let cachedSecond = -1;
let cachedText = "";

/** RFC 3339 in UTC with microseconds, from microseconds since the epoch: `2026-11-23T02:42:47.002698Z`. */
export function formatLogTime(epochMicros: number): string {
  const second = Math.floor(epochMicros / MICROS_PER_SECOND);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedText = new Date(second * 1000).toISOString().slice(0, 20);
  }
  const micros = Math.floor(epochMicros) - second * MICROS_PER_SECOND;
  return `${cachedText}${String(micros).padStart(6, "0")}Z`;
}
