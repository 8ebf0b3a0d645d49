import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { architectureTables } from "./generate-architecture.ts";
import { fillTables } from "./generated-page.ts";

const page = readFileSync(new URL("../ARCHITECTURE.md", import.meta.url), "utf8");

describe("ARCHITECTURE.md", () => {
  test("has the tables that the code gives", () => {
    expect(fillTables(page, architectureTables())).toBe(page);
  });

  test("stays under 400 lines", () => {
    expect(page.split("\n").length).toBeLessThan(400);
  });
});
