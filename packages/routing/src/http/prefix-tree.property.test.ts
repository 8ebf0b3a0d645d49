import fc from "fast-check";
import { expect, test } from "vitest";
import { PrefixTree } from "./prefix-tree.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 8 });

test("finds the values of all texts that another begins with, the longest last", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), text, (texts, asked) => {
      const tree = new PrefixTree<string>();
      for (const known of texts) tree.set(known, known);
      const expected = [...new Set(texts)].filter((known) => asked.startsWith(known));
      expect(tree.prefixesOf(asked)).toEqual(expected.sort((left, right) => left.length - right.length));
    }),
    { numRuns: 500 },
  );
});

test("an equal text replaces its value", () => {
  const tree = new PrefixTree<number>();
  tree.set("/a", 1);
  tree.set("/a", 2);
  expect(tree.prefixesOf("/a/b")).toEqual([2]);
});
