import { expect, test } from "vitest";
import { Timer, TimerWheel } from "./timer-wheel.ts";

test("a callback may cancel a timer that is due in the same slot", () => {
  const wheel = new TimerWheel(0);
  const fired: string[] = [];
  const second = new Timer(() => fired.push("second"));
  const first = new Timer(() => {
    fired.push("first");
    wheel.cancel(second);
  });
  wheel.arm(second, 100);
  wheel.arm(first, 100);
  wheel.advance(200);
  expect(fired).toEqual(["first"]);
});

test("a callback may re-arm its own timer", () => {
  const wheel = new TimerWheel(0);
  let count = 0;
  const timer: Timer = new Timer(() => {
    count++;
    wheel.arm(timer, count * 100 + 100);
  });
  wheel.arm(timer, 100);
  wheel.advance(150);
  wheel.advance(250);
  wheel.advance(350);
  expect(count).toBe(3);
});

test("a leap of the clock over many revolutions fires what is due", () => {
  const wheel = new TimerWheel(0);
  let fired = false;
  wheel.arm(new Timer(() => (fired = true)), 5_000);
  wheel.advance(3_600_000);
  expect(fired).toBe(true);
});

test("an empty wheel asks for no wake-up before the limit", () => {
  expect(new TimerWheel(0).msUntilNext(0, 1000)).toBe(1000);
});
