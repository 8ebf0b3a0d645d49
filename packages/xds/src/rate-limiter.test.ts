import { describe, expect, test } from "vitest";
import { defaultRequestsPerSecond, RateLimiter } from "./rate-limiter.ts";

describe("turns", () => {
  test("come at a steady rate, and who would wait too long is refused without using one up", () => {
    const limiter = new RateLimiter({ perSecond: 4, maxWaitMs: 500 });
    expect([0, 0, 0, 0, 0].map((nowMs) => limiter.reserve(nowMs))).toEqual([
      0,
      250,
      500,
      undefined,
      undefined,
    ]);
    expect(limiter.reserve(250)).toBe(500);
  });

  test("are not saved up", () => {
    const limiter = new RateLimiter({ perSecond: 10, maxWaitMs: 1000 });
    expect(limiter.reserve(0)).toBe(0);
    expect([60_000, 60_000].map((nowMs) => limiter.reserve(nowMs))).toEqual([0, 100]);
  });
});

test.each([
  { cpus: 1, rate: 20 },
  { cpus: 2, rate: 25 },
  { cpus: 64, rate: 100 },
])("$cpus processors admit $rate streams a second", ({ cpus, rate }) => {
  expect(defaultRequestsPerSecond(cpus)).toBe(rate);
});
