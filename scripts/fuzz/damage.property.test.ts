import fc from "fast-check";
import { expect, test } from "vitest";
import { damaged } from "./damage.ts";
import { joinParts, splitParts } from "./fuzz-target.ts";

test("encodings stay whole now and then, and are damaged otherwise", () => {
  const valid = Uint8Array.from({ length: 40 }, (_, index) => index);
  const samples = fc.sample(damaged([valid]), { numRuns: 400, seed: 1 });
  const whole = samples.filter((bytes) => Buffer.compare(bytes, valid) === 0).length;
  expect(whole).toBeGreaterThan(10);
  expect(new Set(samples.map((bytes) => Buffer.from(bytes).toString("hex"))).size).toBeGreaterThan(250);
  expect(valid[39]).toBe(39);
});

test("parts come back as they were", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (parts) => {
      expect(splitParts(joinParts(parts)).map((part) => [...part])).toEqual(parts.map((part) => [...part]));
    }),
  );
});
