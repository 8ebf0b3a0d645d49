import { readFileSync } from "node:fs";
import { applySetText, type ChartMap, decodeChart, parseValues, renderChart } from "@ambit/chart";
import { expect, test } from "vitest";
import { CASES, type ChartCase } from "./cases.ts";
import { digestChart, readChartFiles } from "./chart-files.ts";
import { recordObjects } from "./recording.ts";

const FILES = readChartFiles();
const CHART = decodeChart(FILES);
const golden = (name: string): string =>
  readFileSync(new URL(`test/golden/${name}`, import.meta.url), "utf8");

function given({ values = "", set = [] }: ChartCase): ChartMap {
  return set.reduce((map, text) => applySetText(map, text), parseValues(values, "values.yaml"));
}

test("helm's output is that of the chart as it stands; after a change: npm run charts:record", () => {
  expect(golden("chart.sha256").trim()).toBe(digestChart(FILES));
});

test.each(CASES)("makes the same objects as helm: $name", (one) => {
  const release = {
    name: "ambit",
    namespace: one.namespace,
    service: "Helm",
    kubeVersion: "1.34.0",
    isUpgrade: false,
  };
  const { objects } = renderChart(CHART, given(one), release);
  expect(recordObjects(objects)).toEqual(JSON.parse(golden(`${one.name}.json`)));
});

test("tells the user what to do next", () => {
  const release = {
    name: "ambit",
    namespace: "mesh",
    service: "ambit",
    kubeVersion: "1.34.0",
    isUpgrade: false,
  };
  const { notes } = renderChart(CHART, new Map(), release);
  expect(notes).toContain("The mesh is in namespace mesh.");
  expect(notes).toContain("kubectl label namespace default istio.io/dataplane-mode=ambient");
});
