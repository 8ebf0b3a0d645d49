import { describe, expect, test } from "vitest";
import type { ColumnName } from "./columns.ts";
import type { LoadResult } from "./load/spec.ts";
import { ROWS } from "./rows.ts";
import { spreadOf, summarize } from "./statistics.ts";
import { judge, TARGETS } from "./targets.ts";

function aResult(rate: number, cpuSeconds: number): LoadResult {
  const use = { cpuSeconds, cpuSecondsByThread: {}, startRssBytes: 0, endRssBytes: 0 };
  return {
    seconds: 1,
    units: rate,
    p50Us: undefined,
    p99Us: undefined,
    processes: [
      { role: "client", ...use },
      { role: "server", ...use },
    ],
    foreignShare: 0,
    failures: 0,
  };
}

function verdictsOf(rowName: string, columns: readonly (readonly [ColumnName, readonly LoadResult[]])[]) {
  const row = ROWS.find(({ name }) => name === rowName);
  if (row === undefined) throw new Error(`no row ${rowName}`);
  const cells = summarize([{ row, columns: new Map(columns) }]);
  return judge({ cells, footprints: new Map() }).filter(({ outcome }) => outcome !== "not measured");
}

describe("targets", () => {
  test("compare medians of the same run", () => {
    const verdicts = verdictsOf("connections", [
      ["baseline", [aResult(100, 1), aResult(100, 1), aResult(100, 1)]],
      ["ambit", [aResult(1, 1), aResult(200, 0.8), aResult(1000, 1)]],
    ]);
    expect(verdicts.map(({ outcome, value }) => [outcome, value])).toEqual([
      ["met", 2],
      ["met", 0.4],
    ]);
  });

  test("are missed on either side of their bound", () => {
    const verdicts = verdictsOf("bulk-1", [
      ["baseline", [aResult(100, 1)]],
      ["ambit", [aResult(150, 1)]],
    ]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(["missed", "missed"]);
  });

  test("are missed by a baseline that is too slow to compare with", () => {
    const verdicts = verdictsOf("bulk-1-host", [
      ["direct-host", [aResult(1000, 1)]],
      ["baseline-host", [aResult(100, 1)]],
    ]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(["missed"]);
  });

  test("say so when the run left their row out", () => {
    const verdicts = judge({ cells: new Map(), footprints: new Map() });
    expect(new Set(verdicts.map(({ outcome }) => outcome))).toEqual(new Set(["not measured"]));
    expect(verdicts).toHaveLength(TARGETS.length);
  });
});

describe("spreadOf", () => {
  test.each([
    { values: [3, 1, 2], median: 2 },
    { values: [4, 1, 2, 3], median: 2.5 },
    { values: [7], median: 7 },
  ])("takes the middle of $values", ({ values, median }) => {
    expect(spreadOf(values)).toEqual({ median, least: Math.min(...values), most: Math.max(...values) });
  });
});
