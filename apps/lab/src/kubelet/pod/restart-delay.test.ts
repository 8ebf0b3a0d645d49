import { expect, test } from "vitest";
import { RestartDelay } from "./restart-delay.ts";

test("the first restart is at once, the next wait longer and longer, up to a bound", () => {
  const delay = new RestartDelay();
  expect(Array.from({ length: 8 }, () => delay.next(100))).toEqual([
    0, 500, 1000, 2000, 4000, 8000, 10_000, 10_000,
  ]);
});

test("a run that was long enough is forgiven", () => {
  const delay = new RestartDelay();
  for (let run = 0; run < 5; run += 1) delay.next(100);
  expect([delay.next(60_000), delay.next(100)]).toEqual([0, 500]);
});
