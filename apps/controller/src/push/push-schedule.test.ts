import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { PushSchedule } from "./push-schedule.ts";

function setUp(costMs = 0) {
  const clock = new FakeClock();
  const pushes: { readonly atMs: number; readonly waitedMs: number }[] = [];
  const schedule = new PushSchedule({
    clock,
    debounceAfterMs: 100,
    debounceMaxMs: 1_000,
    push: (waitedMs) => {
      pushes.push({ atMs: clock.nowMs(), waitedMs });
      // A push that takes its time.
      clock.advance(costMs);
    },
  });
  return { clock, schedule, pushes };
}

describe("a change", () => {
  test("that comes alone is pushed at once", () => {
    const { clock, schedule, pushes } = setUp();
    schedule.release();
    clock.advance(500);
    schedule.note();
    clock.advance(0);
    clock.advance(5_000);
    schedule.note();
    clock.advance(0);
    expect(pushes).toEqual([
      { atMs: 500, waitedMs: 0 },
      { atMs: 5_500, waitedMs: 0 },
    ]);
  });

  test("that follows another waits for the rest of the time, with all that come meanwhile", () => {
    const { clock, schedule, pushes } = setUp();
    schedule.release();
    for (const _ of Array.from({ length: 10 })) {
      schedule.note();
      clock.advance(20);
    }
    expect(pushes).toEqual([
      { atMs: 0, waitedMs: 0 },
      { atMs: 100, waitedMs: 80 },
      { atMs: 200, waitedMs: 100 },
    ]);
    clock.advance(1_000);
    expect(pushes).toHaveLength(3);
  });

  test("never waits longer than that while changes trickle in without a pause", () => {
    const { clock, schedule, pushes } = setUp();
    schedule.release();
    for (const _ of Array.from({ length: 500 })) {
      schedule.note();
      clock.advance(20);
    }
    expect(Math.max(...pushes.map(({ waitedMs }) => waitedMs))).toBeLessThanOrEqual(100);
    expect(pushes.length).toBe(101);
  });

  test("before the first state is complete waits for it, and goes together with everything", () => {
    const { clock, schedule, pushes } = setUp();
    schedule.note();
    clock.advance(3_000);
    schedule.note();
    expect(pushes).toEqual([]);
    schedule.release();
    clock.advance(0);
    expect(pushes).toEqual([{ atMs: 3_000, waitedMs: 3_000 }]);
  });
});

test.each([
  { costMs: 10, gapMs: 100 },
  { costMs: 200, gapMs: 400 },
  { costMs: 800, gapMs: 1_000 },
])("pushes that take $costMs ms come every $gapMs ms", ({ costMs, gapMs }) => {
  const { clock, schedule, pushes } = setUp(costMs);
  schedule.release();
  schedule.note();
  clock.advance(0);
  schedule.note();
  clock.advance(5_000);
  expect((pushes[1]?.atMs ?? 0) - (pushes[0]?.atMs ?? 0)).toBe(gapMs);
});

test("after disposal nothing is pushed and no timer is left", () => {
  const { clock, schedule, pushes } = setUp();
  schedule.release();
  schedule.note();
  schedule[Symbol.dispose]();
  schedule.note();
  clock.advance(1_000);
  expect(pushes).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});
