import { decodeMeshConfig } from "@ambit/mesh-objects";
import { expect, test } from "vitest";
import { chooseVisibility } from "./entry-visibility.ts";

const selector = (matchLabels: Record<string, string>) => ({ namespaceSelector: { matchLabels } });
const { serviceEntryVisibility: config } = decodeMeshConfig({
  serviceEntryVisibility: {
    defaultVisibility: "NONE",
    policies: [
      { visibility: "NAMESPACE", matchingRules: [selector({ team: "a" }), selector({ stage: "test" })] },
      { visibility: "PUBLIC", matchingRules: [selector({ team: "a" })] },
      {
        visibility: "PUBLIC",
        matchingRules: [{ namespaceSelector: { matchExpressions: [{ key: "x", operator: "Near" }] } }],
      },
    ],
  },
}).object;

test.each<[string, Record<string, string>, string]>([
  ["all rules of the first policy match", { team: "a", stage: "test" }, "NAMESPACE"],
  ["only the second policy matches", { team: "a" }, "PUBLIC"],
  ["none matches, and a selector that cannot be read matches nothing", { team: "b" }, "NONE"],
])("%s", (_name, labels, expected) => {
  expect(config && chooseVisibility(config, labels)).toBe(expected);
});

test("a policy without rules, and an empty selector, match every namespace", () => {
  const all = { visibility: "NAMESPACE" as const, namespaceSelectors: [] };
  const empty = {
    visibility: "NAMESPACE" as const,
    namespaceSelectors: [{ matchLabels: {}, matchExpressions: [] }],
  };
  for (const policy of [all, empty]) {
    expect(chooseVisibility({ defaultVisibility: "PUBLIC", policies: [policy] }, {})).toBe("NAMESPACE");
  }
});
