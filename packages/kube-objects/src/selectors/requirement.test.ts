import { describe, expect, test } from "vitest";
import { containsLabels, matchesSelector, meetsRequirement } from "./requirement.ts";

describe("a requirement", () => {
  test.each([
    { operator: "In", values: ["a", "b"], label: "b", expected: true },
    { operator: "In", values: ["a"], label: "b", expected: false },
    { operator: "In", values: ["a"], label: undefined, expected: false },
    { operator: "In", values: [], label: "", expected: false },
    { operator: "NotIn", values: ["a"], label: "a", expected: false },
    { operator: "NotIn", values: ["a"], label: "b", expected: true },
    { operator: "NotIn", values: ["a"], label: undefined, expected: true },
    { operator: "Exists", values: [], label: "", expected: true },
    { operator: "Exists", values: [], label: undefined, expected: false },
    { operator: "DoesNotExist", values: [], label: undefined, expected: true },
    { operator: "DoesNotExist", values: [], label: "", expected: false },
    { operator: "Gt", values: ["9"], label: "10", expected: true },
    { operator: "Gt", values: ["9"], label: "9", expected: false },
    { operator: "Gt", values: ["9"], label: undefined, expected: false },
    { operator: "Gt", values: ["-1"], label: "", expected: false },
    { operator: "Gt", values: [], label: "1", expected: false },
    { operator: "Lt", values: ["9"], label: "-1", expected: true },
    { operator: "Lt", values: ["9"], label: "10", expected: false },
    { operator: "Lt", values: ["9"], label: "1.5", expected: false },
    { operator: "Lt", values: ["0x10"], label: "1", expected: false },
    { operator: "Near", values: ["9"], label: "9", expected: false },
  ])("$operator $values of $label is $expected", ({ operator, values, label, expected }) => {
    const labels: Record<string, string> = label === undefined ? {} : { key: label };
    expect(meetsRequirement(labels, { key: "key", operator, values })).toBe(expected);
  });

  test("is about labels, not about what every object inherits", () => {
    expect(meetsRequirement({}, { key: "constructor", operator: "Exists" })).toBe(false);
    expect(containsLabels({}, { constructor: "Object" })).toBe(false);
  });
});

describe("a selector", () => {
  const LABELS = { app: "cart", tier: "back" };

  test.each([
    ["nothing asked for", {}, true],
    ["labels that are there", { matchLabels: { app: "cart", tier: "back" } }, true],
    ["a label with another value", { matchLabels: { app: "web" } }, false],
    ["a label that is not there", { matchLabels: { zone: "a" } }, false],
    ["an expression", { matchExpressions: [{ key: "app", operator: "Exists" as const }] }, true],
    [
      "labels and expressions, of which one does not hold",
      {
        matchLabels: { app: "cart" },
        matchExpressions: [{ key: "tier", operator: "In" as const, values: ["front"] }],
      },
      false,
    ],
  ])("with %s: %j is %s", (_name, selector, expected) => {
    expect(matchesSelector(selector, LABELS)).toBe(expected);
  });
});
