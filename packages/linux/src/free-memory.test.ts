import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { releaseFreeMemory } from "./free-memory.ts";

const MEGA = 1_000_000;
/** Small enough to come from the C library's heap, all together 64 MB. */
const CHUNK_BYTES = 64 * 1024 - 1;
const CHUNKS = 1_000;

test("what the C library has kept of freed memory goes back to the kernel", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let held = Array.from({ length: CHUNKS }, (_, index) => Buffer.alloc(CHUNK_BYTES, 1 + (index % 7)));
  // It stays behind all others, so that the heap does not shrink by itself.
  const last = Buffer.alloc(CHUNK_BYTES, 9);
  const full = process.memoryUsage.rss();
  expect(held).toHaveLength(CHUNKS);
  held = [];
  await eventually(
    () => {
      // Node frees buffers on another thread, some time after the collection.
      collect();
      releaseFreeMemory();
      const given = full - process.memoryUsage.rss();
      if (given < 40 * MEGA) throw new Error(`only ${given} bytes went back`);
    },
    { timeoutMs: 20_000 },
  );
  expect(last).toHaveLength(CHUNK_BYTES);
});
