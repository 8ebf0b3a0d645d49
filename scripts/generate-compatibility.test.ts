import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Row } from "./compatibility/section.ts";
import { compatibilityTables, findProblems, readSections, type Sections } from "./generate-compatibility.ts";
import { fillTables } from "./generated-page.ts";

const page = readFileSync(new URL("../docs/COMPATIBILITY.md", import.meta.url), "utf8");
const SOURCE = `describe("a", () => { test("b|c", f); });`;
const PASSES: Row = { behaviour: "does", tests: ["x.test.ts > a > b|c"] };

function sectionsOf(...rows: readonly Row[]): Sections {
  return new Map([["ztunnel-area.ts", { title: "Area", rows }]]);
}

function problemsOf(...rows: readonly Row[]): readonly string[] {
  return findProblems(sectionsOf(...rows), (path) => (path === "x.test.ts" ? SOURCE : undefined));
}

describe("docs/COMPATIBILITY.md", () => {
  test("names tests that exist", async () => {
    expect(findProblems(await readSections())).toEqual([]);
  });

  test("has the tables that the rows give", async () => {
    expect(fillTables(page, compatibilityTables(await readSections()))).toBe(page);
  });
});

describe("findProblems", () => {
  test("is content with a row whose test exists, and with one that is absent for a reason", () => {
    expect(problemsOf(PASSES, { behaviour: "lacks", absent: "nobody wants it", tests: [] })).toEqual([]);
  });

  test.each([
    ["without a test", { ...PASSES, tests: [] }, "has no test"],
    ["of a file that is not there", { ...PASSES, tests: ["y.test.ts > a > b"] }, "names y.test.ts"],
    ["of a test that is not there", { ...PASSES, tests: ["x.test.ts > a > c"] }, `names "a > c"`],
    ["that differs without a reason", { ...PASSES, differs: { ambit: "x", why: " " } }, "without a reason"],
    ["that is absent without a reason", { ...PASSES, absent: "" }, "without a reason"],
  ])("names a row %s", (_name, row, problem) => {
    expect(problemsOf(row)).toEqual([expect.stringContaining(problem)]);
  });

  test("names a behaviour that is there twice", () => {
    expect(problemsOf(PASSES, PASSES)).toEqual([`ztunnel-area.ts: "does" is there twice`]);
  });
});

describe("compatibilityTables", () => {
  test("has a line for each row, with a link to its test", () => {
    const { ztunnel, sums } = compatibilityTables(
      sectionsOf(PASSES, { ...PASSES, behaviour: "did", differs: { ambit: "it will", why: "it is better" } }),
    );
    expect(ztunnel).toBe(
      String.raw`### Area

| behaviour | result | test |
| --- | --- | --- |
| does | pass | [a > b\|c](../x.test.ts) |
| did | **differs**: it will. Why: it is better | [a > b\|c](../x.test.ts) |`,
    );
    expect(sums).toContain("| ztunnel | 2 | 1 | 1 | 0 |");
  });
});
