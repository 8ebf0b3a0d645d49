import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { releaseFreeMemory } from "./free-memory.ts";

const MEGA = 1_000_000;
const CHUNK_BYTES = 64 * 1024;
const CHUNKS = 1_000;

test("what the C library has kept of freed memory goes back to the kernel", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let held: Buffer[] = Array.from({ length: CHUNKS }, (_, index) =>
    Buffer.alloc(CHUNK_BYTES - 1, 1 + (index % 7)),
  );
  // One that stays, behind all others, keeps the heap from shrinking by itself.
  const last = held.at(-1);
  held = [];
  collect();
  releaseFreeMemory();
  const before = process.memoryUsage.rss();
  held = Array.from({ length: CHUNKS }, () => Buffer.alloc(CHUNK_BYTES - 1, 9));
  const full = process.memoryUsage.rss();
  held = [];
  collect();
  releaseFreeMemory();
  expect(full - before).toBeGreaterThan(40 * MEGA);
  expect(process.memoryUsage.rss() - before).toBeLessThan((full - before) / 2);
  expect(last?.length).toBe(CHUNK_BYTES - 1);
});
