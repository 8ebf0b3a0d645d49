import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { architectureTables, fillTables } from "./generate-architecture.ts";

const page = readFileSync(new URL("../ARCHITECTURE.md", import.meta.url), "utf8");

describe("ARCHITECTURE.md", () => {
  test("has the tables that the code gives", () => {
    expect(fillTables(page, architectureTables())).toBe(page);
  });

  test("stays under 400 lines", () => {
    expect(page.split("\n").length).toBeLessThan(400);
  });
});

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
