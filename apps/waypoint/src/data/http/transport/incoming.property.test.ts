import { ThreadMemory } from "@ambit/reactor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Incoming } from "./incoming.ts";

const memory = new ThreadMemory({ maxOutputSlots: 1, maxQueuedBytes: 4 * 1024 * 1024, maxPipes: 1 });

test("every byte is taken once and in order, however the owner takes, pauses and goes on", () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 8 });
  const appetites = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(chunks, appetites, fc.boolean(), (lengths, wanted, resumesInside) => {
      let taken = 0;
      let expected = 0;
      let credited = 0;
      let ends = 0;
      let wrong = 0;
      let appetite = 0;
      const incoming = new Incoming(memory, {
        onTaken: (count) => {
          credited += count;
        },
        onPaused: () => undefined,
        onOverflow: () => {
          throw new Error("overflow");
        },
      });
      const owner = {
        onBytes: (bytes: Uint8Array, start: number, end: number) => {
          const most = appetite < wanted.length ? (wanted[appetite++] ?? 0) : end - start;
          const count = Math.min(most, end - start);
          for (let at = start; at < start + count; at++) {
            if (bytes[at] !== (expected++ & 0xff)) wrong++;
          }
          taken += count;
          if (resumesInside && count > 0) incoming.resume();
          return count;
        },
        onEnd: () => {
          ends++;
        },
        onClosed: () => undefined,
        onWritable: () => undefined,
      };
      incoming.start(owner);
      let sent = 0;
      for (const length of lengths) {
        const bytes = Uint8Array.from({ length }, () => sent++ & 0xff);
        incoming.receive(bytes, 0, length);
      }
      incoming.receiveEnd();
      for (let turn = 0; turn < 200 && ends === 0; turn++) incoming.resume();
      expect([taken, credited, ends, wrong]).toEqual([sent, sent, 1, 0]);
      expect(memory.queueBlocks.inUse).toBe(0);
    }),
    { numRuns: 60 },
  );
});
