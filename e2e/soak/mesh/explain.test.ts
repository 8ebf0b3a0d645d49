import { describe, expect, test } from "vitest";
import { explainFailure, isOver, type Kill, type PodChange } from "./explain.ts";
import type { ConnectionFailure } from "./load-protocol.ts";

function aFailure(fields: Partial<ConnectionFailure> = {}): ConnectionFailure {
  return {
    sinceMs: 10_500,
    atMs: 10_500,
    fromPod: "p1",
    fromNode: "n1",
    toPod: "p2",
    toNode: "n2",
    service: "",
    phase: "exchange",
    code: "ECONNRESET",
    localPort: 40_000,
    ...fields,
  };
}

const ZTUNNEL: Kill = { part: "ztunnel", node: "n1", atMs: 10_000, backMs: 12_000 };
const AGENT: Kill = { part: "istio-cni-node", node: "n1", atMs: 10_000, backMs: 12_000 };
const CONTROLLER: Kill = { part: "istiod", node: "", atMs: 10_000, backMs: 12_000 };
const CHANGE: PodChange = { group: "g1", atMs: 10_300 };

describe("a lost connection", () => {
  test.each([
    ["of a pod of the killed ztunnel's node", aFailure(), true],
    ["to a pod of that node", aFailure({ fromNode: "n3", toNode: "n1" }), true],
    ["through a service, before anybody has answered", aFailure({ fromNode: "n3", toNode: "" }), true],
    ["between other nodes", aFailure({ fromNode: "n2", toNode: "n3" }), false],
    ["before the kill", aFailure({ sinceMs: 9_000, atMs: 9_800 }), false],
    ["asked before the ztunnel was back, given up after", aFailure({ sinceMs: 11_000, atMs: 21_000 }), true],
    ["begun long after it was back", aFailure({ sinceMs: 13_500, atMs: 13_500 }), false],
  ])("%s", (_, failure, isExplained) => {
    expect(explainFailure(failure, [ZTUNNEL], []) !== undefined).toBe(isExplained);
  });

  test("is never due to an agent", () => {
    expect(explainFailure(aFailure(), [AGENT], [CHANGE])).toBeUndefined();
  });

  test.each([
    ["to a service whose pods changed meanwhile", { service: "g1", phase: "greeting" } as const, true],
    ["to a service whose pods did not change", { service: "g2", phase: "greeting" } as const, false],
    ["to a pod's own address", { service: "", phase: "greeting" } as const, false],
    ["that was open already", { service: "g1", phase: "exchange" } as const, false],
  ])("%s, while the controller is away", (_, fields, isExplained) => {
    const found = explainFailure(aFailure(fields), [CONTROLLER], [CHANGE]);
    expect(found !== undefined).toBe(isExplained);
  });
});

test("a kill is over a while after the part is back", () => {
  expect(isOver(ZTUNNEL, 12_500)).toBe(false);
  expect(isOver(ZTUNNEL, 13_500)).toBe(true);
  expect(isOver({ ...ZTUNNEL, backMs: undefined }, 99_000)).toBe(false);
});
