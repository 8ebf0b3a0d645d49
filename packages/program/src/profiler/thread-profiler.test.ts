import { afterEach, describe, expect, test } from "vitest";
import type { ThreadProfile } from "./call-tree.ts";
import { ThreadProfiler } from "./thread-profiler.ts";

const profiler = new ThreadProfiler();

/** Of a function, over all ways to be called. */
function total(profile: ThreadProfile | undefined, functionName: string, value: number): number {
  const nodes = profile?.nodes.filter(({ frame }) => frame.functionName === functionName) ?? [];
  return nodes.reduce((sum, { values }) => sum + (values[value] ?? 0), 0);
}

function isTree({ nodes }: ThreadProfile): boolean {
  return nodes.every(({ parent }, index) => (index === 0 ? parent === -1 : parent >= 0 && parent < index));
}

describe("a profile of the CPU", () => {
  function spinSomewhat(): number {
    let sum = 0;
    for (const end = performance.now() + 60; performance.now() < end; ) sum += Math.sqrt(sum + 1);
    return sum;
  }

  test("finds where the thread's time goes", () => {
    profiler.run({ kind: "start-cpu", intervalMicros: 1_000 });
    spinSomewhat();
    const profile = profiler.run({ kind: "stop-cpu" });
    expect(total(profile, "spinSomewhat", 0)).toBeGreaterThan(0);
    expect(profile === undefined || isTree(profile)).toBe(true);
    const found = profile?.nodes.find(({ frame }) => frame.functionName === "spinSomewhat")?.frame;
    expect(found?.file).toContain("thread-profiler.test.ts");
  });

  test("may be taken again", () => {
    profiler.run({ kind: "start-cpu", intervalMicros: 1_000 });
    expect(profiler.run({ kind: "stop-cpu" })?.nodes.length).toBeGreaterThan(0);
  });

  test("that was not begun cannot end", () => {
    expect(() => profiler.run({ kind: "stop-cpu" })).toThrow(/Profiler.stop/);
  });
});

describe("a profile of the heap", () => {
  afterEach(() => {
    profiler.run({ kind: "stop-heap" });
  });

  function keepSomeMegabytes(): number[][] {
    return Array.from({ length: 500 }, () => new Array<number>(1_000).fill(1));
  }

  test("finds who has allocated what is alive since it began", () => {
    profiler.run({ kind: "start-heap" });
    const kept = keepSomeMegabytes();
    const profile = profiler.run({ kind: "take-heap" });
    const bytes = profile?.nodes.reduce((sum, { values }) => sum + (values[1] ?? 0), 0);
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(profile?.nodes.some(({ frame }) => frame.file.includes("thread-profiler.test.ts"))).toBe(true);
    expect(profile === undefined || isTree(profile)).toBe(true);
    expect(kept).toHaveLength(500);
  });

  test("goes on after one was taken", () => {
    profiler.run({ kind: "start-heap" });
    profiler.run({ kind: "take-heap" });
    expect(profiler.run({ kind: "take-heap" })).toBeDefined();
  });
});
