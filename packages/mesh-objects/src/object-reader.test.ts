import { describe, expect, test } from "vitest";
import { ObjectReader } from "./object-reader.ts";

describe("a part that cannot be read counts as absent and is named", () => {
  test.each<[string, (reader: ObjectReader) => unknown, unknown, string, string]>([
    ["text", (r) => r.at("a", "number").text(), undefined, "a.number", "expected text, found 7"],
    ["a word", (r) => r.field("text").word("x", "y"), undefined, "text", 'expected x or y, found "hello"'],
    [
      "a boolean",
      (r) => r.field("text").boolean(),
      undefined,
      "text",
      'expected true or false, found "hello"',
    ],
    [
      "an integer",
      (r) => r.field("half").integer(0, 9),
      undefined,
      "half",
      "expected a whole number from 0 to 9, found 0.5",
    ],
    [
      "a number out of range",
      (r) => r.at("a", "number").integer(0, 6),
      undefined,
      "a.number",
      "expected a whole number from 0 to 6, found 7",
    ],
    ["a time", (r) => r.field("text").time(), undefined, "text", 'expected a time, found "hello"'],
    ["a list", (r) => r.field("text").list(), [], "text", 'expected a list, found "hello"'],
    ["an item of a list", (r) => r.field("mixed").texts(), ["a"], "mixed[1]", "expected text, found 1"],
    ["an empty item", (r) => r.field("holes").texts(), ["a"], "holes[1]", "expected text, found null"],
    ["a text of a map", (r) => r.field("a").textMap(), { word: "w" }, "a.number", "expected text, found 7"],
    ["an object", (r) => r.at("mixed", "x").text(), undefined, "mixed", "expected an object, found a list"],
  ])("%s", (_name, read, ...[expected, path, reason]) => {
    const reader = new ObjectReader({
      a: { number: 7, word: "w" },
      text: "hello",
      half: 0.5,
      mixed: ["a", 1],
      holes: ["a", null],
    });
    expect(read(reader)).toEqual(expected);
    expect(reader.problems).toEqual([{ path, reason }]);
  });
});

test("what is absent or null is no problem", () => {
  const reader = new ObjectReader({ nothing: null });
  const nothing = reader.field("nothing");
  expect([
    nothing.text(),
    nothing.boolean(),
    nothing.integer(0, 1),
    nothing.time(),
    nothing.word("x"),
  ]).toEqual(Array.from({ length: 5 }, () => undefined));
  expect([nothing.list(), nothing.textMap(), nothing.field("below").texts()]).toEqual([[], {}, []]);
  expect(reader.problems).toEqual([]);
});

test("numbers may be written as text, as 64-bit numbers are", () => {
  expect(new ObjectReader({ generation: "12" }).field("generation").integer(0, 99)).toBe(12);
});

test("only own properties are fields", () => {
  const reader = new ObjectReader({});
  expect(reader.field("constructor").isPresent).toBe(false);
});

test("unknown fields are named with their path", () => {
  const reader = new ObjectReader({ spec: { rules: [{ from: [], form: [] }] } });
  const [rule] = reader.at("spec", "rules").list();
  expect(rule?.reportUnknown(new Set(["from"]))).toBe(1);
  expect(reader.problems).toEqual([
    { path: "spec.rules[0].form", reason: "unknown field, it has no effect" },
  ]);
});

test("a part that is read twice is reported once, and every problem counts although few are listed", () => {
  const reader = new ObjectReader({ list: Array.from({ length: 100 }, () => 1) });
  reader.field("list").texts();
  reader.field("list").texts();
  expect(reader.problems.length).toBeLessThan(100);
  expect(reader.problemCount).toBe(100);
  expect(reader.pathsSince(98)).toEqual(["list[98]", "list[99]"]);
});
