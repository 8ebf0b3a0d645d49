import { expect, test } from "vitest";
import { parseValues } from "./value.ts";
import { formatYaml } from "./yaml-text.ts";

test("is as helm writes it: sorted keys, lists beside their key, quotes where they are needed", () => {
  const values = parseValues(
    `{ b: { "y": [1, { q: 2, p: x }], empty: {}, none: [] }, a: "true", key10: 1, key9: "*", text: "a\\nb\\n", c: "" }`,
    "v",
  );
  expect(formatYaml(values)).toBe(`a: "true"
b:
  empty: {}
  none: []
  "y":
  - 1
  - p: x
    q: 2
c: ""
key9: '*'
key10: 1
text: |
  a
  b`);
});
