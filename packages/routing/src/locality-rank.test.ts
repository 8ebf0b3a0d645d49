import type { RoutingPreference, Workload } from "@ambit/model";
import { aWorkload } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { rankLocality } from "./locality-rank.ts";

const source = aWorkload({
  network: "n",
  node: "node-1",
  clusterId: "c1",
  locality: { region: "r", zone: "z", subzone: "s" },
});

function at(fields: Partial<Workload>, locality: Partial<Workload["locality"]> = {}): Workload {
  return { ...source, ...fields, locality: { ...source.locality, ...locality } };
}

const elsewhere = { region: "x", zone: "x", subzone: "x" };

describe("NETWORK, REGION, ZONE", () => {
  const table: readonly [string, Workload, number][] = [
    ["all", at({}), 5],
    ["network and region", at({}, { zone: "x" }), 4],
    ["network", at({}, elsewhere), 3],
    ["region and zone", at({ network: "x" }), 2],
    ["region", at({ network: "x" }, { zone: "x" }), 1],
    ["none", at({ network: "x" }, elsewhere), 0],
    ["network and zone, which are not neighbours", at({}, { region: "x" }), 3],
    ["zone alone, which nothing leads to", at({ network: "x" }, { region: "x" }), 0],
  ];

  test.each(table)("%s", (_name, candidate, rank) => {
    const preferences: readonly RoutingPreference[] = ["Network", "Region", "Zone"];
    expect(rankLocality(preferences, source, candidate)).toEqual({ rank, isFullMatch: rank === 5 });
  });
});

describe("each preference compares one field", () => {
  const table: readonly [RoutingPreference, Workload][] = [
    ["Network", at({ network: "x" })],
    ["Region", at({}, { region: "x" })],
    ["Zone", at({}, { zone: "x" })],
    ["Subzone", at({}, { subzone: "x" })],
    ["Node", at({ node: "x" })],
    ["Cluster", at({ clusterId: "x" })],
  ];

  test.each(table)("%s", (preference, other) => {
    expect(rankLocality([preference], source, source)).toMatchObject({ isFullMatch: true });
    expect(rankLocality([preference], source, other)).toEqual({ rank: 0, isFullMatch: false });
  });
});

test("the walk stops at the first mismatch", () => {
  expect(rankLocality(["Region", "Zone", "Subzone"], source, at({}, { zone: "x" })).rank).toBe(1);
});

test("NETWORK later in the list is like any other", () => {
  expect(rankLocality(["Region", "Network", "Zone"], source, at({ network: "x" }))).toEqual({
    rank: 1,
    isFullMatch: false,
  });
  expect(rankLocality(["Region", "Network"], source, at({}))).toEqual({ rank: 2, isFullMatch: true });
});

test("two workloads without a zone are in the same zone", () => {
  const bare = at({}, { zone: "" });
  expect(rankLocality(["Zone"], bare, bare).isFullMatch).toBe(true);
});

test("without preferences everything is a full match", () => {
  expect(rankLocality([], source, at({ network: "x" }, elsewhere))).toEqual({ rank: 0, isFullMatch: true });
});
