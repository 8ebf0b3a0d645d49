import { describe, expect, test } from "vitest";
import { findTestTitles, testFinder } from "./test-titles.ts";

describe("findTestTitles", () => {
  test.each([
    ["a test", `test("works", () => {});`, ["works"]],
    [
      "groups",
      `describe("a", () => { describe("b", () => { it("c", f); }); test("d", f); }); test("e", f);`,
      ["a > b > c", "a > d", "e"],
    ],
    ["a table", `test.each([["x", f()], [")", 1]])("refuses %s", () => {});`, ["refuses %s"]],
    [
      "a table with a type",
      `test.each<[string, () => void]>([["x", f]])("refuses %s", () => {});`,
      ["refuses %s"],
    ],
    ["a table as a template", "test.each`a | b\n${1} | ${2}`('adds $a', () => {});", ["adds $a"]],
    [
      "a group of a table",
      `describe.each([1, 2])("with %d", () => { test("works", f); });`,
      ["with %d > works"],
    ],
    ["modifiers", `describe.concurrent("a", () => { test.runIf(isRoot())("b", f); });`, ["a > b"]],
    [
      "a template literal",
      "for (const x of y) test(`takes ${x.map((z) => `}${z}`)} well`, f);",
      ["takes ${} well"],
    ],
    ["a computed title", `describe(field, () => { test("a", f); });`, ["${} > a"]],
    ["helpers", `describeUnless(f(["x"]), "a", () => { test("b", f); });`, ["a > b"]],
    ["quotes", `test("says \\"no\\"", f); test('it is', f);`, [`says "no"`, "it is"]],
    ["a call inside of a test", `test("a", () => { f("(", /[)"]\\)/, x / y); }); test("b", f);`, ["a", "b"]],
  ])("finds %s", (_name, source, titles) => {
    expect(findTestTitles(source)).toEqual(titles);
  });

  test.each([
    ["a comment", `// test("a", f)\n/* test("b", f) */`],
    ["a text", `const source = 'test("a", f)';`],
    ["the definition of a helper", `function describeField(field: string) { f(); }`],
    ["a method", `pattern.test("a");`],
    ["a test that is left out", `test.${"skip"}("a", f); test.${"todo"}("b");`],
    ["a group that is left out", `describe.${"skip"}("a", () => { test("b", f); });`],
  ])("does not take %s for one", (_name, source) => {
    expect(findTestTitles(source)).toEqual([]);
  });
});

describe("testFinder", () => {
  const source = `describe("a", () => { test.each([["an empty chain", 16_384], ["\\"x\\"", 2]])("refuses %s after $size", f); });`;

  test.each([
    ["the title as it is written", "a > refuses %s after $size"],
    ["the title with values of the table", "a > refuses an empty chain after 16_384"],
    ["a title of which one value is left open", "a > refuses an empty chain after $size"],
    ["values with quotes", `a > refuses "x" after 2`],
  ])("knows %s", (_name, wanted) => {
    expect(testFinder(source)(wanted)).toBe(true);
  });

  test.each([
    ["another group", "b > refuses %s after $size"],
    ["a title without its group", "refuses %s after $size"],
    ["a value that is nowhere in the file", "a > refuses a full chain after 2"],
    ["a part of a number", "a > refuses an empty chain after 16"],
    ["a part of the title", "a > refuses %s"],
  ])("does not know %s", (_name, wanted) => {
    expect(testFinder(source)(wanted)).toBe(false);
  });
});
