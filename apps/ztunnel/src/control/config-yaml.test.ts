import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ConfigTree } from "../config/config-tree.ts";
import { formatYaml, treeToJson } from "./config-yaml.ts";

describe("YAML of the configuration", () => {
  test.each<[name: string, tree: ConfigTree, expected: string]>([
    ["null", new Map([["a", undefined]]), "a: null\n"],
    [
      "scalars",
      new Map<string, ConfigTree>([
        ["a", 1],
        ["b", true],
        ["c", "x"],
      ]),
      "a: 1\nb: true\nc: x\n",
    ],
    ["empty text", new Map([["a", ""]]), "a: ''\n"],
    ["text that looks like a boolean", new Map([["a", "false"]]), "a: 'false'\n"],
    ["text that looks like a number", new Map([["a", "15"]]), "a: '15'\n"],
    ["an address of IPv4", new Map([["a", "0.0.0.0:15008"]]), "a: 0.0.0.0:15008\n"],
    ["an address of IPv6", new Map([["a", "[::]:15008"]]), "a: '[::]:15008'\n"],
    ["a URL", new Map([["a", "https://h.x:1"]]), "a: https://h.x:1\n"],
    ["a path", new Map([["a", "./var/run/x"]]), "a: ./var/run/x\n"],
    ["a quote", new Map([["a", "'x"]]), "a: '''x'\n"],
    ["a line break", new Map([["a", "x\ny"]]), 'a: "x\\ny"\n'],
    ["a list under a key", new Map([["a", [1, 2]]]), "a:\n- 1\n- 2\n"],
    ["an empty list", new Map([["a", []]]), "a: []\n"],
    ["a mapping under a key", new Map([["a", new Map([["b", 1]])]]), "a:\n  b: 1\n"],
    ["an empty mapping", new Map([["a", new Map()]]), "a: {}\n"],
    [
      "a list of mappings",
      [
        new Map([
          ["a", 1],
          ["b", 2],
        ]),
      ],
      "- a: 1\n  b: 2\n",
    ],
    ["a list of lists", [[1, 2], [3]], "- - 1\n  - 2\n- - 3\n"],
    ["a variant with a scalar", new Map([["a", { tag: "T", value: "x" }]]), "a: !T x\n"],
    ["a variant with a list", new Map([["a", { tag: "T", value: [false, 1] }]]), "a: !T\n- false\n- 1\n"],
    [
      "a variant with a mapping",
      new Map([["a", { tag: "T", value: new Map([["b", 1]]) }]]),
      "a: !T\n  b: 1\n",
    ],
  ])("prints %s", (_name, tree, expected) => {
    expect(formatYaml(tree)).toBe(expected);
  });

  test("makes variants objects of one key in JSON, and undefined null", () => {
    const tree = new Map<string, ConfigTree>([
      ["a", { tag: "Localhost", value: [false, 1] }],
      ["b", undefined],
    ]);
    expect(treeToJson(tree)).toEqual({ a: { Localhost: [false, 1] }, b: null });
  });

  // Parsing YAML is most of it; a busy machine needs several times what an idle one does.
  test("is read back as the same value, whatever the text", { timeout: 60_000 }, () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.constantFrom("null", "~", "1.5", "0x1f", "-", "a: b", "- x", "#", "yes"),
    );
    const { tree } = fc.letrec<{ tree: ConfigTree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(undefined),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc
          .array(fc.tuple(fc.stringMatching(/^[a-z]{1,5}$/), tie("tree")), { maxLength: 3 })
          .map((e) => new Map(e)),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(parse(formatYaml(value))).toEqual(treeToJson(value));
      }),
    );
  });
});
