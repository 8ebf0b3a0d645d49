import { expect, test } from "vitest";
import { HeapKeeper } from "./heap-keeper.ts";

const MIB = 1024 * 1024;

function keeper(used: { bytes: number }): { keeper: HeapKeeper; collections: () => number } {
  let collections = 0;
  const made = new HeapKeeper({
    usedHeapBytes: () => used.bytes,
    collect: () => {
      collections++;
      used.bytes = 10 * MIB;
    },
  });
  return { keeper: made, collections: () => collections };
}

test("collects once, after a quiet spell that follows growth", () => {
  const used = { bytes: 30 * MIB };
  const { keeper: heap, collections } = keeper(used);
  heap.onTick(0, true);
  heap.onTick(250, false);
  heap.onTick(2_000, false);
  expect(collections()).toBe(0);
  heap.onTick(2_250, false);
  heap.onTick(9_000, false);
  expect(collections()).toBe(1);
});

test("leaves a heap alone that has not grown since", () => {
  const used = { bytes: 30 * MIB };
  const { keeper: heap, collections } = keeper(used);
  heap.onTick(0, false);
  heap.onTick(3_000, false);
  expect(collections()).toBe(1);
  used.bytes = 12 * MIB;
  heap.onTick(4_000, true);
  heap.onTick(5_000, false);
  heap.onTick(8_000, false);
  expect(collections()).toBe(1);
});

test("asks for more growth where more is in use", () => {
  const used = { bytes: 200 * MIB };
  let collections = 0;
  const heap = new HeapKeeper({
    usedHeapBytes: () => used.bytes,
    collect: () => {
      collections++;
    },
  });
  heap.onTick(0, false);
  heap.onTick(3_000, false);
  expect(collections).toBe(1);
  used.bytes = 240 * MIB;
  heap.onTick(4_000, true);
  heap.onTick(5_000, false);
  heap.onTick(8_000, false);
  expect(collections).toBe(1);
  used.bytes = 260 * MIB;
  heap.onTick(9_000, true);
  heap.onTick(10_000, false);
  heap.onTick(13_000, false);
  expect(collections).toBe(2);
});

test("never collects while there is traffic", () => {
  const { keeper: heap, collections } = keeper({ bytes: 100 * MIB });
  for (let nowMs = 0; nowMs < 60_000; nowMs += 250) heap.onTick(nowMs, true);
  expect(collections()).toBe(0);
});
