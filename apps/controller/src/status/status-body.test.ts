import { expect, test } from "vitest";
import type { DesiredStatus, TimedCondition } from "./desired-status.ts";
import { statusBody } from "./status-body.ts";

const NOW = "2026-02-02T00:00:00Z";
const SINCE = "2026-01-01T00:00:00Z";
const condition: TimedCondition = {
  type: "Accepted",
  status: "True",
  reason: "Accepted",
  message: "",
  observedGeneration: 1,
  since: "",
};
const { since: _, ...written } = condition;

function bodyOf(status: DesiredStatus["status"]) {
  return statusBody(
    { key: "", kind: "Gateway", namespace: "", name: "", manager: "istio-gateway", isShown: false, status },
    NOW,
  );
}

test("a condition has the time of its last transition, which may be this write", () => {
  expect(bodyOf({ conditions: [condition, { ...condition, type: "Programmed", since: SINCE }] })).toEqual({
    conditions: [
      { ...written, lastTransitionTime: NOW },
      { ...written, type: "Programmed", lastTransitionTime: SINCE },
    ],
  });
});

test("only parts that are ours are written, an empty one too", () => {
  expect(bodyOf({})).toEqual({});
  expect(bodyOf({ conditions: [] })).toEqual({ conditions: [] });
});

test("listeners and parents carry conditions of their own", () => {
  const listener = { name: "mesh", attachedRoutes: 0, supportedKinds: [] };
  const parentRef = {
    group: "",
    kind: "Service",
    namespace: undefined,
    name: "a",
    sectionName: undefined,
    port: undefined,
  };
  const body = bodyOf({
    addresses: [{ type: "IPAddress", value: "10.0.0.1" }],
    listeners: [{ ...listener, conditions: [condition] }],
    parents: [{ parentRef, controllerName: "c", conditions: [condition] }],
  });
  expect(JSON.parse(JSON.stringify(body))).toEqual({
    addresses: [{ type: "IPAddress", value: "10.0.0.1" }],
    listeners: [{ ...listener, conditions: [{ ...written, lastTransitionTime: NOW }] }],
    parents: [
      {
        parentRef: { group: "", kind: "Service", name: "a" },
        controllerName: "c",
        conditions: [{ ...written, lastTransitionTime: NOW }],
      },
    ],
  });
});
