import fc from "fast-check";
import { expect, test } from "vitest";
import { nextNumber } from "./address-pool.ts";

test("the next number is free, in range, and the nearest after the last", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 254 }),
      fc.uniqueArray(fc.integer({ min: 2, max: 254 })),
      (last, used) => {
        const taken = new Map(used.map((number) => [number, "x"]));
        const next = nextNumber(last, taken);
        if (next === undefined) {
          expect(used).toHaveLength(253);
          return;
        }
        expect(taken.has(next)).toBe(false);
        expect(next).toBeGreaterThanOrEqual(2);
        expect(next).toBeLessThanOrEqual(254);
        const between = (number: number) => (number - last + 253) % 253 || 253;
        for (let number = 2; number <= 254; number += 1) {
          if (!taken.has(number)) expect(between(next)).toBeLessThanOrEqual(between(number));
        }
      },
    ),
  );
});
