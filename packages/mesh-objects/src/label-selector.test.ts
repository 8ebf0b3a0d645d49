import { matchesSelector } from "@ambit/kube-objects/selectors";
import { describe, expect, test } from "vitest";
import { readLabelSelector } from "./label-selector.ts";
import { ObjectReader } from "./object-reader.ts";

const read = (json: unknown) => {
  const reader = new ObjectReader(json);
  return { selector: readLabelSelector(reader), problems: reader.problems };
};

describe("a selector", () => {
  const labels = { app: "cart", tier: "back" };

  test.each<[string, object, boolean]>([
    ["nothing asked for", {}, true],
    ["labels that are there", { matchLabels: { app: "cart", tier: "back" } }, true],
    ["a label with another value", { matchLabels: { app: "web" } }, false],
    ["a label that is not there", { matchLabels: { zone: "a" } }, false],
    ["In", { matchExpressions: [{ key: "app", operator: "In", values: ["web", "cart"] }] }, true],
    ["In, without the label", { matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }] }, false],
    ["NotIn", { matchExpressions: [{ key: "app", operator: "NotIn", values: ["cart"] }] }, false],
    [
      "NotIn, without the label",
      { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["a"] }] },
      true,
    ],
    ["Exists", { matchExpressions: [{ key: "app", operator: "Exists" }] }, true],
    ["DoesNotExist", { matchExpressions: [{ key: "app", operator: "DoesNotExist" }] }, false],
    [
      "labels and expressions both",
      {
        matchLabels: { app: "cart" },
        matchExpressions: [{ key: "tier", operator: "In", values: ["front"] }],
      },
      false,
    ],
  ])("with %s", (_name, json, expected) => {
    const { selector, problems } = read(json);
    expect(problems).toEqual([]);
    expect(selector && matchesSelector(selector, labels)).toBe(expected);
  });

  test.each<[string, object, string]>([
    [
      "an operator that is not known",
      { matchExpressions: [{ key: "app", operator: "Near" }] },
      "matchExpressions[0].operator",
    ],
    ["no key", { matchExpressions: [{ operator: "Exists" }] }, "matchExpressions[0]"],
    ["a value that is no text", { matchLabels: { app: 1 } }, "matchLabels.app"],
  ])("with %s is none, and is named", (_name, json, path) => {
    const { selector, problems } = read(json);
    expect(selector).toBeUndefined();
    expect(problems[0]?.path).toBe(path);
  });
});
