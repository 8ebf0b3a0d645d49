import { allocateArea, closeFd, recvInto, unixSocketPair } from "@ambit/linux";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { ByteQueue } from "./byte-queue.ts";
import { SlotPool } from "./slot-pool.ts";

const EAGAIN = 11;
const area = allocateArea(1 << 16);
const opened: number[] = [];

afterAll(() => {
  for (const fd of opened) closeFd(fd);
});

function readAll(fd: number): Uint8Array {
  const parts: number[] = [];
  for (;;) {
    const count = recvInto(fd, area, 0, area.length);
    if (count <= 0) {
      expect(count === -EAGAIN || count === 0).toBe(true);
      return Uint8Array.from(parts);
    }
    parts.push(...area.bytes.subarray(0, count));
  }
}

test("what goes in comes out in order, across blocks and partial sends", () => {
  const { first, second } = unixSocketPairStream();
  const pool = new SlotPool({ slotBytes: 512, maxSlots: 1000 });
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { maxLength: 12 }), (chunks) => {
      const queue = new ByteQueue(pool);
      for (const chunk of chunks) expect(queue.enqueue(chunk, 0, chunk.length)).toBe(true);
      const expected = chunks.flatMap((chunk) => [...chunk]);
      expect(queue.length).toBe(expected.length);
      const received: number[] = [];
      for (let round = 0; queue.length > 0 && round < 1000; round++) {
        expect(queue.sendTo(first)).toBeGreaterThanOrEqual(0);
        received.push(...readAll(second));
      }
      expect(received).toEqual(expected);
      expect(pool.inUse).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test("an exhausted pool refuses what does not fit, and clear gives everything back", () => {
  const pool = new SlotPool({ slotBytes: 512, maxSlots: 2 });
  const queue = new ByteQueue(pool);
  expect(queue.enqueue(new Uint8Array(1024), 0, 1024)).toBe(true);
  expect(queue.enqueue(new Uint8Array(1), 0, 1)).toBe(false);
  queue.clear();
  expect(queue.length).toBe(0);
  expect(pool.inUse).toBe(0);
});

function unixSocketPairStream(): { first: number; second: number } {
  const pair = unixSocketPair("stream");
  if (typeof pair === "number") throw new Error(`socketpair failed (errno ${-pair})`);
  opened.push(pair.first, pair.second);
  return pair;
}
