import { expect, test } from "vitest";
import { isEqual } from "./is-equal.ts";

test.each<[string, unknown, unknown, boolean]>([
  ["the same primitive", 1, 1, true],
  ["NaN and NaN", Number.NaN, Number.NaN, true],
  ["a number and its text", 1, "1", false],
  ["null and an empty object", null, {}, false],
  ["objects with the same properties in another order", { a: 1, b: [2] }, { b: [2], a: 1 }, true],
  ["an absent and an undefined property", {}, { a: undefined }, false],
  ["properties of other names", { a: undefined }, { b: undefined }, false],
  ["arrays of different length", [1], [1, undefined], false],
  ["an array and a similar object", [1], { 0: 1 }, false],
  ["equal bytes", Uint8Array.of(1, 2), Uint8Array.of(1, 2), true],
  ["other bytes", Uint8Array.of(1, 2), Uint8Array.of(1, 3), false],
  ["bytes and an array", Uint8Array.of(1), [1], false],
  [
    "maps in another order",
    new Map([
      ["a", [1]],
      ["b", [2]],
    ]),
    new Map([
      ["b", [2]],
      ["a", [1]],
    ]),
    true,
  ],
  ["maps with other values", new Map([["a", 1]]), new Map([["a", 2]]), false],
  ["a map's undefined value and none", new Map([["a", undefined]]), new Map([["b", undefined]]), false],
  ["sets in another order", new Set(["a", "b"]), new Set(["b", "a"]), true],
  ["other sets", new Set(["a"]), new Set(["b"]), false],
])("compares %s", (_name, left, right, expected) => {
  expect(isEqual(left, right)).toBe(expected);
  expect(isEqual(right, left)).toBe(expected);
});
