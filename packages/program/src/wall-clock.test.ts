import { afterEach, expect, test, vi } from "vitest";
import { wallClockMicros } from "./wall-clock.ts";

afterEach(() => vi.useRealTimers());

test("it agrees with the wall clock, and never goes back while that does not", () => {
  const nowMicros = wallClockMicros();
  let before = nowMicros();
  for (let count = 0; count < 1_000; count++) {
    const now = nowMicros();
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
  }
  expect(Math.abs(before / 1_000 - Date.now())).toBeLessThan(3);
});

test("it follows when the wall clock is set", () => {
  const nowMicros = wallClockMicros();
  nowMicros();
  vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] });

  expect(nowMicros()).toBe(1_000_000_000);
});
