import { describe, expect, test } from "vitest";
import { type ProcessSample, trendOf } from "./process-series.ts";

/** A sample every five seconds. */
function samplesOf(minutes: number, at: (share: number) => Omit<ProcessSample, "atMs">): ProcessSample[] {
  const count = minutes * 12;
  return Array.from({ length: count + 1 }, (_, index) => ({ atMs: index * 5_000, ...at(index / count) }));
}

function flatness(minutes: number, at: (share: number) => Omit<ProcessSample, "atMs">): boolean | undefined {
  return trendOf({ name: "x", pid: 1, samples: samplesOf(minutes, at) })?.isFlat;
}

describe("the memory and descriptors of a process", () => {
  test("are flat when they stop growing after the warm-up", () => {
    expect(flatness(20, (share) => ({ residentMb: 90 + 60 * Math.min(share, 0.3), descriptors: 500 }))).toBe(
      true,
    );
  });

  test.each([
    ["memory", { residentMb: 100, descriptors: 0 }],
    ["descriptors", { residentMb: 0, descriptors: 400 }],
  ])("are not while %s grows to the end", (_, growth) => {
    const at = (share: number) => ({
      residentMb: 100 + growth.residentMb * share,
      descriptors: 500 + growth.descriptors * share,
    });
    expect(flatness(20, at)).toBe(false);
  });

  test("garbage that comes and goes above the same floor is no growth, and a floor that rises below it is", () => {
    const garbageAt = (share: number) => (share * 100 * 7) % (100 + 100 * share);
    const at = (leakMb: number) => (share: number) => ({
      residentMb: 300 + leakMb * share + garbageAt(share),
      descriptors: 10,
    });
    expect(flatness(20, at(0))).toBe(true);
    expect(flatness(20, at(100))).toBe(false);
  });

  test("one sample that sticks out is no growth", () => {
    expect(flatness(10, (share) => ({ residentMb: share === 1 ? 300 : 100, descriptors: 10 }))).toBe(true);
  });

  test("are not judged in the first five minutes", () => {
    expect(flatness(4, () => ({ residentMb: 100, descriptors: 10 }))).toBeUndefined();
  });

  test("the trend says from where to where", () => {
    const trend = trendOf({
      name: "ztunnel n1",
      pid: 1,
      samples: samplesOf(20, (share) => ({ residentMb: 100 + 10 * share, descriptors: 7 })),
    });
    expect(trend).toMatchObject({ name: "ztunnel n1", minutes: 20, descriptors: { from: 7, to: 7 } });
    expect(trend?.residentMb.from).toBeCloseTo(104.2, 0);
    expect(trend?.residentMb.to).toBeCloseTo(108.2, 0);
  });
});
