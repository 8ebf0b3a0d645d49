import type { Condition, DesiredCondition } from "@ambit/mesh-objects";
import { describe, expect, test } from "vitest";
import { conditionStatus } from "./condition-status.ts";

const SINCE = "2026-01-01T00:00:00Z";
const accepted: DesiredCondition = {
  type: "ZtunnelAccepted",
  status: "True",
  reason: "Accepted",
  message: "Attached to ztunnel.",
  observedGeneration: 2,
};
const shown: Condition = { ...accepted, lastTransitionTime: SINCE };
const foreign: Condition = { ...shown, type: "Reconciled", message: "by somebody else" };

function statusOf(desired: readonly DesiredCondition[], conditions: readonly Condition[]) {
  return conditionStatus(
    { kind: "AuthorizationPolicy", namespace: "shop", name: "p", conditions },
    { manager: "istio-ambient-ztunnel-policy", types: ["ZtunnelAccepted"], desired },
  );
}

test("an object that should show nothing and shows nothing of ours has no status", () => {
  expect(statusOf([], [])).toEqual([]);
  expect(statusOf([], [foreign])).toEqual([]);
});

test("a condition that is no longer desired is to go", () => {
  expect(statusOf([], [shown, foreign])).toEqual([
    {
      key: "istio-ambient-ztunnel-policy AuthorizationPolicy/shop/p",
      kind: "AuthorizationPolicy",
      namespace: "shop",
      name: "p",
      manager: "istio-ambient-ztunnel-policy",
      isShown: false,
      status: { conditions: [] },
    },
  ]);
});

describe("a desired condition", () => {
  test.each<[name: string, conditions: readonly Condition[], isShown: boolean]>([
    ["is not there", [], false],
    ["is there", [foreign, shown], true],
    ["has another status", [{ ...shown, status: "False" }], false],
    ["has another reason", [{ ...shown, reason: "UnsupportedValue" }], false],
    ["has another message", [{ ...shown, message: "" }], false],
    ["is about an older object", [{ ...shown, observedGeneration: 1 }], false],
  ])("%s", (_name, conditions, isShown) => {
    expect(statusOf([accepted], conditions)[0]?.isShown).toBe(isShown);
  });

  test("keeps the time of its transition while its status does not change", () => {
    const sinceOf = (conditions: readonly Condition[]) =>
      statusOf([accepted], conditions)[0]?.status.conditions?.[0]?.since;
    expect(sinceOf([{ ...shown, reason: "UnsupportedValue" }])).toBe(SINCE);
    expect(sinceOf([{ ...shown, status: "False" }])).toBe("");
    expect(sinceOf([])).toBe("");
  });
});
