import { describe, expect, test } from "vitest";
import { fillTables } from "./generated-page.ts";

describe("fillTables", () => {
  const empty = "before\n<!-- generated: t -->\n<!-- end: t -->\nafter\n";
  const filled = "before\n<!-- generated: t -->\n| a |\n<!-- end: t -->\nafter\n";

  test.each([
    ["an empty place", empty],
    ["an older table", empty.replace("-->\n<", "-->\n| old |\n| rows |\n<")],
    ["the same table", filled],
  ])("replaces %s and nothing else", (_name, before) => {
    expect(fillTables(before, { t: "| a |" })).toBe(filled);
  });

  test("refuses a page without the marker", () => {
    expect(() => fillTables("text", { t: "| a |" })).toThrow(/generated: t/);
  });
});
