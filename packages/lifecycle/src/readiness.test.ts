import { describe, expect, test } from "vitest";
import { Readiness } from "./readiness.ts";

describe("readiness", () => {
  test("is ready when nothing blocks it", () => {
    expect(new Readiness().isReady).toBe(true);
    expect(new Readiness().pending()).toEqual([]);
  });

  test("names what is awaited, sorted", () => {
    const readiness = new Readiness();
    const manager = readiness.block("workload proxy manager");
    const state = readiness.block("state manager");
    expect(readiness.isReady).toBe(false);
    expect(readiness.pending()).toEqual(["state manager", "workload proxy manager"]);
    state[Symbol.dispose]();
    expect(readiness.pending()).toEqual(["workload proxy manager"]);
    manager[Symbol.dispose]();
    expect(readiness.isReady).toBe(true);
  });

  test("waits for every block of a name, and counts none twice", () => {
    const readiness = new Readiness();
    const [first, second] = [readiness.block("xds"), readiness.block("xds")];
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(readiness.pending()).toEqual(["xds"]);
    second[Symbol.dispose]();
    expect(readiness.isReady).toBe(true);
  });

  test("calls back once, when the last block is gone", () => {
    const readiness = new Readiness();
    const block = readiness.block("xds");
    let calls = 0;
    readiness.onReady(() => void (calls += 1));
    const cancelled = readiness.onReady(() => void (calls += 100));
    cancelled[Symbol.dispose]();
    expect(calls).toBe(0);
    block[Symbol.dispose]();
    readiness.block("again")[Symbol.dispose]();
    expect(calls).toBe(1);
  });

  test("calls back at once when it is ready already", () => {
    let calls = 0;
    new Readiness().onReady(() => void (calls += 1));
    expect(calls).toBe(1);
  });

  test("tells which block is gone and how many names remain", () => {
    const seen: string[] = [];
    const readiness = new Readiness({ onUnblocked: (name, remaining) => seen.push(`${name} ${remaining}`) });
    const [proxy, state] = [readiness.block("proxy"), readiness.block("state manager")];
    proxy[Symbol.dispose]();
    state[Symbol.dispose]();
    expect(seen).toEqual(["proxy 1", "state manager 0"]);
  });
});
