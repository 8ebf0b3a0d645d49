import { expect, test } from "vitest";
import { deepFreeze, isDeepEqual } from "./plain-values.ts";

test.each([
  ["primitives", "a", "a", true],
  ["other primitives", 1, "1", false],
  ["nothing and nothing", undefined, undefined, true],
  ["nothing and an object", undefined, {}, false],
  ["objects in another order", { a: 1, b: [2] }, { b: [2], a: 1 }, true],
  ["an absent and an undefined field", { a: undefined }, {}, false],
  ["a field of another name that is undefined", { a: undefined }, { b: undefined }, false],
  ["lists in another order", [1, 2], [2, 1], false],
  ["a longer list", [1], [1, 2], false],
  [
    "maps in another order",
    new Map([
      [1, "a"],
      [2, "b"],
    ]),
    new Map([
      [2, "b"],
      [1, "a"],
    ]),
    true,
  ],
  ["maps with another value", new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]]), false],
  ["maps with another key", new Map([[1, undefined]]), new Map([[2, undefined]]), false],
  ["a list and an object", [], {}, false],
  ["a map and an object", new Map(), {}, false],
])("%s", (_, left, right, expected) => {
  expect(isDeepEqual(left, right)).toBe(expected);
  expect(isDeepEqual(right, left)).toBe(expected);
});

test("freezing reaches every object and list, also below what is frozen already", () => {
  const inner = { list: [{ a: 1 }] };
  const value = deepFreeze({ outer: Object.freeze({ inner }), map: new Map([[1, 2]]) });
  expect([value, inner, inner.list, inner.list[0]].every((part) => Object.isFrozen(part))).toBe(true);
});
