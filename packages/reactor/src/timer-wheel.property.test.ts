import fc from "fast-check";
import { expect, test } from "vitest";
import { Timer, TimerWheel } from "./timer-wheel.ts";

/** A timer fires no earlier than its deadline and at most one slot later than the first advance past it. */
const SLOT_MS = 32;

type Step =
  | { readonly kind: "arm"; readonly timer: number; readonly delayMs: number }
  | { readonly kind: "cancel"; readonly timer: number }
  | { readonly kind: "advance"; readonly byMs: number };

const TIMERS = 8;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("arm" as const),
    timer: fc.nat(TIMERS - 1),
    delayMs: fc.integer({ min: 0, max: 60_000 }),
  }),
  fc.record({ kind: fc.constant("cancel" as const), timer: fc.nat(TIMERS - 1) }),
  fc.record({ kind: fc.constant("advance" as const), byMs: fc.integer({ min: 0, max: 40_000 }) }),
);

test("fires every armed timer once, never early and at most a slot late", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let nowMs = 1_000_000;
      const wheel = new TimerWheel(nowMs);
      const deadlines = new Array<number | undefined>(TIMERS).fill(undefined);
      const timers = Array.from({ length: TIMERS }, (_, index) => {
        return new Timer(() => {
          expect(deadlines[index]).toBeDefined();
          expect(nowMs).toBeGreaterThanOrEqual(deadlines[index] ?? Number.POSITIVE_INFINITY);
          deadlines[index] = undefined;
        });
      });
      for (const { kind, ...rest } of steps) {
        if (kind === "advance" && "byMs" in rest) {
          nowMs += rest.byMs;
          wheel.advance(nowMs);
          for (const deadline of deadlines) {
            if (deadline !== undefined) expect(deadline).toBeGreaterThan(nowMs - SLOT_MS);
          }
        } else if ("timer" in rest) {
          const timer = timers[rest.timer];
          if (timer === undefined) continue;
          if (kind === "arm" && "delayMs" in rest) {
            deadlines[rest.timer] = nowMs + rest.delayMs;
            wheel.arm(timer, nowMs + rest.delayMs);
          } else {
            deadlines[rest.timer] = undefined;
            wheel.cancel(timer);
          }
        }
        expect(wheel.size).toBe(deadlines.filter((deadline) => deadline !== undefined).length);
      }
    }),
  );
});

test("the next wake-up is never later than the earliest deadline's slot", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 10 }), (delays) => {
      const wheel = new TimerWheel(0);
      for (const delay of delays) wheel.arm(new Timer(() => {}), delay);
      const earliest = Math.min(...delays);
      expect(wheel.msUntilNext(0, 30_000)).toBeLessThanOrEqual(earliest + SLOT_MS);
    }),
  );
});
