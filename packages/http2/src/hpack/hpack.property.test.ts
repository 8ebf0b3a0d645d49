import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HeaderField } from "../api.ts";
import { HpackDecoder } from "./decoder.ts";
import { DynamicTable } from "./dynamic-table.ts";
import { HpackEncoder } from "./encoder.ts";
import { HpackError } from "./hpack-error.ts";

const latin1 = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 255 }), { maxLength }).map((codes) => String.fromCharCode(...codes));

const name = fc.oneof(
  fc.constantFrom(":path", ":method", "authorization", "x-a", "x-b", "age", "baggage"),
  latin1(12),
);
const value = fc.oneof(
  fc.constantFrom("", "/", "GET", "1"),
  latin1(40),
  fc.integer({ min: 0, max: 5000 }).map((n) => "v".repeat(n)),
);
const fields: fc.Arbitrary<HeaderField[]> = fc.array(fc.tuple(name, value), { maxLength: 8 });
const step = fc.oneof(
  { weight: 4, arbitrary: fields },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 8192 }) },
);

describe("HPACK", () => {
  test("brings any fields back, with table sizes changing in between", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const encoder = new HpackEncoder();
        const decoder = new HpackDecoder({ tableBytes: 8192, headerListBytes: 1 << 20 });
        for (const each of steps) {
          if (typeof each === "number") {
            encoder.limitTable(each);
            continue;
          }
          encoder.encode(each);
          expect(decoder.decode(encoder.bytes, 0, encoder.length)).toEqual(each);
        }
      }),
    );
  });

  test("throws nothing but HpackError for any bytes, and keeps within the header list size", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (blocks) => {
        const decoder = new HpackDecoder({ tableBytes: 4096, headerListBytes: 300 });
        try {
          for (const block of blocks) {
            const list = decoder.decode(block, 0, block.length);
            const bytes = list.reduce((sum, [key, text]) => sum + key.length + text.length + 32, 0);
            expect(bytes).toBeLessThanOrEqual(300);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(HpackError);
        }
      }),
    );
  });
});

describe("dynamic table", () => {
  test("is a list with insertion in front and eviction from behind", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.tuple(name, latin1(3))), { maxLength: 80 }), (operations) => {
        const table = new DynamicTable(4096);
        const model: HeaderField[] = [];
        for (const field of operations) {
          if (field === null) expect(table.evictOldest()).toEqual(model.pop());
          else {
            table.insert(field);
            model.unshift(field);
          }
          expect(table.length).toBe(model.length);
          expect(table.bytes).toBe(
            model.reduce((sum, [key, text]) => sum + key.length + text.length + 32, 0),
          );
        }
        expect(model.map((_, i) => table.find(i))).toEqual(model);
        expect(table.find(model.length)).toBeUndefined();
      }),
    );
  });
});
