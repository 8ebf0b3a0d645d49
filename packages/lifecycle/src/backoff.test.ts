import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Backoff } from "./backoff.ts";

function delays(backoff: Backoff, count: number): number[] {
  return Array.from({ length: count }, () => backoff.next());
}

describe("backoff", () => {
  test("grows by its factor up to the cap", () => {
    const backoff = new Backoff({ initialMs: 20, factor: 2, jitter: 0, capMs: 100 }, () => 0.5);
    expect(delays(backoff, 5)).toEqual([20, 40, 80, 100, 100]);
  });

  test("begins again after a reset", () => {
    const backoff = new Backoff({ initialMs: 20, factor: 2, jitter: 0, capMs: 100 }, () => 0);
    delays(backoff, 3);
    backoff.reset();
    expect(delays(backoff, 2)).toEqual([20, 40]);
  });

  test("draws the part that jitter says", () => {
    const backoff = new Backoff({ initialMs: 1000, factor: 1, jitter: 0.2, capMs: 5000 }, () => 0.5);
    expect(backoff.next()).toBe(900);
  });

  test("never exceeds the cap, never goes below zero, never overflows", () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        random,
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 10 }),
        (draw, initialMs, factor) => {
          const backoff = new Backoff({ initialMs, factor, jitter: 1, capMs: 500 }, () => draw);
          const all = delays(backoff, 400);
          expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...all)).toBeLessThanOrEqual(500);
        },
      ),
    );
  });
});
