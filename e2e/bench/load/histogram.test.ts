import { describe, expect, test } from "vitest";
import { Histogram } from "./histogram.ts";

describe("Histogram", () => {
  test("knows nothing before something was recorded", () => {
    expect(new Histogram().percentileUs(0.5)).toBeUndefined();
  });

  test.each([
    { share: 0.5, us: 500 },
    { share: 0.99, us: 990 },
    { share: 1, us: 1000 },
  ])("gives the $share percentile within one percent", ({ share, us }) => {
    const histogram = new Histogram();
    for (let value = 1; value <= 1000; value++) histogram.recordUs(value);
    expect(Math.abs((histogram.percentileUs(share) ?? 0) / us - 1)).toBeLessThan(0.011);
  });

  test("takes what is beyond its range as the largest value", () => {
    const histogram = new Histogram();
    histogram.recordUs(1e12);
    expect(histogram.percentileUs(0.5)).toBeGreaterThan(5e7);
  });

  test("forgets the warm-up", () => {
    const histogram = new Histogram();
    histogram.recordUs(1e6);
    histogram.reset();
    histogram.recordUs(10);
    expect(histogram.total).toBe(1);
    expect(histogram.percentileUs(1)).toBeLessThan(11);
  });
});
