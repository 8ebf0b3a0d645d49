import type { JsonValue } from "@ambit/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatJson } from "./json-text.ts";

describe("formatJson", () => {
  test("sorts keys as text, also those that look like numbers", () => {
    expect(formatJson({ ports: { "80": 1, "7777": 2, a: null }, b: [] })).toBe(
      '{\n  "b": [],\n  "ports": {\n    "7777": 2,\n    "80": 1,\n    "a": null\n  }\n}',
    );
  });

  test("equals JSON.stringify where keys are sorted already", () => {
    const value = { a: [1, "two", { b: [], c: {} }, [[true]]], d: null };
    expect(formatJson(value)).toBe(JSON.stringify(value, undefined, 2));
  });

  test("is read back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = JSON.parse(JSON.stringify(value)) as JsonValue;
        expect(JSON.parse(formatJson(copy))).toEqual(copy);
      }),
    );
  });
});
