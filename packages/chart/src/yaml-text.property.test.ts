import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChartValue, decodeValue, parseValues } from "./value.ts";
import { formatYaml } from "./yaml-text.ts";

const text = fc.oneof(
  fc.string(),
  fc.constantFrom(
    "yes",
    "no",
    "null",
    "~",
    "1e3",
    "0x1f",
    "12:30",
    "2024-01-01",
    "- a",
    "a: b",
    "a #b",
    "*",
    " x ",
    "a\nb\n",
  ),
);
const value = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    text,
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(
      text.filter((key) => key !== "<<" && key !== "__proto__"),
      tie("tree"),
      { maxKeys: 4 },
    ),
  ),
})).tree;

function fromJson(json: unknown): ChartValue {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json !== "object" || json === null) return decodeValue(json);
  return new Map(Object.entries(json).map(([key, member]) => [key, fromJson(member)]));
}

test("what is written is read back as the same", () => {
  fc.assert(
    fc.property(value, (json) => {
      const tree = new Map([["tree", fromJson(json)]]);
      expect(parseValues(formatYaml(tree), "text")).toEqual(tree);
    }),
  );
});
