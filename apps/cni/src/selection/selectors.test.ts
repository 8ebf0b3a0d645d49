import { describe, expect, test } from "vitest";
import { DEFAULT_SELECTORS } from "../config/enablement-selectors.ts";
import { type SelectionFacts, selectPod } from "./selectors.ts";

const MODE = "istio.io/dataplane-mode";

function facts(changes: Partial<SelectionFacts> = {}): SelectionFacts {
  return {
    namespace: "app",
    podLabels: {},
    namespaceLabels: {},
    isHostNetwork: false,
    hasSidecar: false,
    ...changes,
  };
}

const AMBIENT = { [MODE]: "ambient" };
const NONE = { [MODE]: "none" };

describe("the default selectors", () => {
  test.each<{ name: string; facts: SelectionFacts; expected: boolean | string }>([
    { name: "nothing labelled", facts: facts(), expected: "no selector matches" },
    { name: "the namespace", facts: facts({ namespaceLabels: AMBIENT }), expected: true },
    { name: "the pod", facts: facts({ podLabels: AMBIENT }), expected: true },
    {
      name: "the namespace, and the pod opts out",
      facts: facts({ namespaceLabels: AMBIENT, podLabels: NONE }),
      expected: "no selector matches",
    },
    {
      name: "the pod, and the namespace says none",
      facts: facts({ namespaceLabels: NONE, podLabels: AMBIENT }),
      expected: true,
    },
    {
      name: "the host's network",
      facts: facts({ podLabels: AMBIENT, isHostNetwork: true }),
      expected: "host network",
    },
    { name: "a sidecar", facts: facts({ podLabels: AMBIENT, hasSidecar: true }), expected: "sidecar" },
    {
      name: "an excluded namespace",
      facts: facts({ namespace: "kube-system", podLabels: AMBIENT }),
      expected: "excluded namespace",
    },
    {
      name: "a label of another value",
      facts: facts({ namespaceLabels: { [MODE]: "Ambient" } }),
      expected: "no selector matches",
    },
  ])("$name: $expected", ({ facts: asked, expected }) => {
    const selection = selectPod(asked, { selectors: DEFAULT_SELECTORS, excludedNamespaces: ["kube-system"] });
    expect(selection.isSelected ? true : selection.reason).toBe(expected);
  });

  test("no selector selects nothing", () => {
    const selection = selectPod(facts({ podLabels: AMBIENT }), { selectors: [], excludedNamespaces: [] });
    expect(selection.isSelected).toBe(false);
  });
});
