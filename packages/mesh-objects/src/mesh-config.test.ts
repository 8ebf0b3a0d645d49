import { expect, test } from "vitest";
import { decodeMeshConfig } from "./mesh-config.ts";

test("an empty configuration has Istio's defaults", () => {
  expect(decodeMeshConfig({})).toEqual({
    object: {
      kind: "MeshConfig",
      rootNamespace: "istio-system",
      trustDomain: "cluster.local",
      trustDomainAliases: [],
      discoverySelectors: undefined,
      serviceEntryVisibility: undefined,
    },
    problems: [],
  });
});

test("a discovery selector that cannot be read discovers nothing", () => {
  const { object, problems } = decodeMeshConfig({
    discoverySelectors: [{ matchLabels: { a: "b" } }, { matchExpressions: [{ key: "x", operator: "Near" }] }],
  });
  expect(object.discoverySelectors).toEqual([{ matchLabels: { a: "b" }, matchExpressions: [] }]);
  expect(problems[0]?.path).toBe("discoverySelectors[1].matchExpressions[0].operator");
});

test("visibility is PUBLIC where it is not said", () => {
  const { object } = decodeMeshConfig({
    serviceEntryVisibility: {
      defaultVisibility: "UNSPECIFIED",
      policies: [
        { visibility: "NAMESPACE", matchingRules: [{ namespaceSelector: { matchLabels: { a: "b" } } }] },
      ],
    },
  });
  expect(object.serviceEntryVisibility).toEqual({
    defaultVisibility: "PUBLIC",
    policies: [
      { visibility: "NAMESPACE", namespaceSelectors: [{ matchLabels: { a: "b" }, matchExpressions: [] }] },
    ],
  });
});
