/** How far the high-resolution clock may be off the wall clock before it is set anew (NTP, suspended machine). */
const TOLERANCE_MS = 2;

/**
 * The wall clock in microseconds since the epoch. Date.now has only milliseconds, so the rest comes from the monotonic
 * clock, which is set by the wall clock whenever the two disagree.
 */
export function wallClockMicros(): () => number {
  let originMs = performance.timeOrigin;
  return () => {
    const wallMs = Date.now();
    let nowMs = originMs + performance.now();
    if (Math.abs(nowMs - wallMs) > TOLERANCE_MS) {
      originMs += wallMs - nowMs;
      nowMs = wallMs;
    }
    return Math.round(nowMs * 1_000);
  };
}
