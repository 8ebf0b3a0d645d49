import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseOptions } from "./options.ts";

const ZTUNNEL = ["--ztunnel", fileURLToPath(import.meta.url)];

describe("parseOptions", () => {
  test("measures everything against its targets unless told otherwise", () => {
    const options = parseOptions(ZTUNNEL);
    expect(options.hasTargets).toBe(true);
    expect(options.isWritten).toBe(false);
    expect(options.effort.repetitions).toBeGreaterThanOrEqual(3);
  });

  test("smoke runs every row once, without targets", () => {
    const options = parseOptions([...ZTUNNEL, "--smoke"]);
    expect(options.hasTargets).toBe(false);
    expect(options.effort.repetitions).toBe(1);
    expect(options.rows).toEqual(parseOptions(ZTUNNEL).rows);
  });

  test("takes a selection of rows and columns", () => {
    const { rows } = parseOptions([...ZTUNNEL, "--only", "rt-16,bulk-1", "--columns", "direct,ambit"]);
    expect(rows.map(({ name, columns }) => [name, columns])).toEqual([
      ["bulk-1", ["direct", "ambit"]],
      ["rt-16", ["direct", "ambit"]],
    ]);
  });

  test.each([
    { args: ["--only", "rt-17"], message: /no row rt-17/ },
    { args: ["--columns", "envoy"], message: /no column envoy/ },
    { args: ["--repeat", "0"], message: /whole number/ },
    { args: ["--ztunnel", "/nowhere/main.js"], message: /does not exist/ },
  ])("refuses $args", ({ args, message }) => {
    expect(() => parseOptions([...ZTUNNEL, ...args])).toThrow(message);
  });
});
