import { describe, expect, test } from "vitest";
import { type Clock, systemClock } from "./clock.ts";
import { eventually, FakeClock } from "./testing/index.ts";

/** One suite for the clock of the machine and for its fake; `pass` lets the time go by. */
describe.each([
  [
    "system clock",
    () => systemClock,
    (_clock: Clock, ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
  ],
  [
    "fake clock",
    () => new FakeClock(),
    async (clock: Clock, ms: number) => (clock as FakeClock).advanceAsync(ms),
  ],
] as const)("%s", (_name, make, pass) => {
  test("goes forward", async () => {
    const clock = make();
    const before = clock.nowMs();
    await pass(clock, 5);
    expect(clock.nowMs()).toBeGreaterThan(before);
  });

  test("fires once, not before its time", async () => {
    const clock = make();
    const start = clock.nowMs();
    const fired: number[] = [];
    clock.setTimer(5, () => fired.push(clock.nowMs() - start));
    expect(fired).toEqual([]);
    await pass(clock, 30);
    expect(fired).toHaveLength(1);
    // The timers of Node count whole milliseconds, its clock does not.
    expect(fired[0]).toBeGreaterThanOrEqual(4);
  });

  test("fires at once, but not within the call, for a time that is over", async () => {
    const clock = make();
    let calls = 0;
    clock.setTimer(-5, () => void (calls += 1));
    expect(calls).toBe(0);
    await pass(clock, 5);
    expect(calls).toBe(1);
  });

  test("does not fire when disposed, also after a disposal that is too late", async () => {
    const clock = make();
    let calls = 0;
    const cancelled = clock.setTimer(1, () => void (calls += 100));
    cancelled[Symbol.dispose]();
    const fired = clock.setTimer(1, () => void (calls += 1));
    await pass(clock, 20);
    fired[Symbol.dispose]();
    expect(calls).toBe(1);
  });

  test("takes times that Node's own timers do not", async () => {
    const clock = make();
    let calls = 0;
    using _timer = clock.setTimer(400 * 24 * 3600 * 1000, () => void (calls += 1));
    await pass(clock, 10);
    expect(calls).toBe(0);
  });
});

describe("fake clock", () => {
  test("fires in order of time, each at its own, also timers set on the way", () => {
    const clock = new FakeClock(1000);
    const fired: string[] = [];
    clock.setTimer(20, () => fired.push(`b ${clock.nowMs()}`));
    clock.setTimer(10, () => {
      fired.push(`a ${clock.nowMs()}`);
      clock.setTimer(5, () => fired.push(`inner ${clock.nowMs()}`));
    });
    clock.setTimer(20, () => fired.push(`c ${clock.nowMs()}`));
    clock.setTimer(31, () => fired.push("late"));
    clock.advance(30);
    expect(fired).toEqual(["a 1010", "inner 1015", "b 1020", "c 1020"]);
    expect(clock.nowMs()).toBe(1030);
    expect(clock.pendingTimers).toBe(1);
  });

  test("lets promises settle between timers", async () => {
    const clock = new FakeClock();
    const times: number[] = [];
    const loop = async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await new Promise<void>((resolve) => void clock.setTimer(10, resolve));
        times.push(clock.nowMs());
      }
    };
    const running = loop();
    await clock.advanceAsync(30);
    await running;
    expect(times).toEqual([10, 20, 30]);
  });
});

describe("eventually", () => {
  test("gives the first result that does not throw", async () => {
    let tries = 0;
    const result = await eventually(() => {
      tries += 1;
      expect(tries).toBe(3);
      return "done";
    });
    expect(result).toBe("done");
  });

  test("throws the last failure when the time is over", async () => {
    const options = { timeoutMs: 5, intervalMs: 1 };
    await expect(eventually(() => Promise.reject(new Error("still wrong")), options)).rejects.toThrow(
      "still wrong",
    );
  });
});
