import fc from "fast-check";
import { expect, test } from "vitest";
import { laterVersion } from "./resource-version.ts";

test("is the larger of two numbers, however long", () => {
  const version = fc.bigInt({ min: 1n, max: 10n ** 20n });
  fc.assert(
    fc.property(version, version, (left, right) => {
      expect(laterVersion(String(left), String(right))).toBe(String(left > right ? left : right));
    }),
  );
});

test.each([
  [undefined, "1", "1"],
  ["10", "9", "10"],
  ["9", "10", "10"],
  ["abc", "9", "9"],
  ["9", "abc", "abc"],
  ["9", "", ""],
])("of %s and %s is %s", (known, next, later) => {
  expect(laterVersion(known, next)).toBe(later);
});
