import { describe, expect, test } from "vitest";
import type { JsonValue } from "../json.ts";
import { readNodeAffinity, selectsNode } from "./node-selector.ts";

const NODE = { name: "n1", labels: { os: "linux", cores: "8" } };

function affinity(nodeSelectorTerms: JsonValue): JsonValue {
  const requiredDuringSchedulingIgnoredDuringExecution = { nodeSelectorTerms };
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution } } };
}

function selects(terms: JsonValue): boolean {
  return selectsNode(readNodeAffinity(affinity(terms)) ?? [], NODE);
}

const LINUX = { key: "os", operator: "In", values: ["linux"] };
const WINDOWS = { key: "os", operator: "In", values: ["windows"] };

describe("required node affinity", () => {
  test.each<[string, JsonValue, boolean]>([
    ["a label", [{ matchExpressions: [LINUX] }], true],
    ["a number", [{ matchExpressions: [{ key: "cores", operator: "Gt", values: ["4"] }] }], true],
    ["the name", [{ matchFields: [{ key: "metadata.name", operator: "In", values: ["n1"] }] }], true],
    ["all of a term", [{ matchExpressions: [LINUX, WINDOWS] }], false],
    [
      "labels and fields of a term",
      [
        {
          matchExpressions: [LINUX],
          matchFields: [{ key: "metadata.name", operator: "In", values: ["n2"] }],
        },
      ],
      false,
    ],
    ["one of the terms", [{ matchExpressions: [WINDOWS] }, { matchExpressions: [LINUX] }], true],
    ["an empty term", [{}], false],
    ["no terms", [], false],
    ["terms that are no list", "linux", false],
    ["an operator that is not known", [{ matchExpressions: [{ key: "os", operator: "Near" }] }], false],
    ["a requirement without an operator", [{ matchExpressions: [{ key: "os" }] }], false],
  ])("%s", (_name, terms, expected) => {
    expect(selects(terms)).toBe(expected);
  });

  test.each<[string, JsonValue | undefined]>([
    ["an absent specification", undefined],
    ["one without affinity", {}],
    ["one that only prefers", { affinity: { nodeAffinity: {} } }],
  ])("%s requires nothing", (_name, podSpec) => {
    expect(readNodeAffinity(podSpec)).toBeUndefined();
  });
});
