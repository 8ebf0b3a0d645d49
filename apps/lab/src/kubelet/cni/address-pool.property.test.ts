import fc from "fast-check";
import { expect, test } from "vitest";
import { nextNumber } from "./address-pool.ts";

const COUNT = 253;
const LAST = COUNT + 1;
const ALL = Array.from({ length: COUNT }, (_, index) => index + 2);

test("the next number is free, in range, and the nearest after the last", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: LAST }),
      // Few, or all but a few.
      fc.uniqueArray(fc.integer({ min: 2, max: LAST }), { maxLength: 40 }),
      fc.boolean(),
      (last, some, isFull) => {
        const used = isFull ? ALL.filter((number) => !some.includes(number)) : some;
        const taken = new Map(used.map((number) => [number, "x"]));
        const next = nextNumber(last, taken, COUNT);
        if (next === undefined) {
          expect(used).toHaveLength(COUNT);
          return;
        }
        expect(taken.has(next)).toBe(false);
        expect(next).toBeGreaterThanOrEqual(2);
        expect(next).toBeLessThanOrEqual(LAST);
        const between = (number: number) => (number - last + COUNT) % COUNT || COUNT;
        for (let number = 2; number <= LAST; number += 1) {
          if (!taken.has(number)) expect(between(next)).toBeLessThanOrEqual(between(number));
        }
      },
    ),
  );
});
