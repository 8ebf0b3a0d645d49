/** The repository's chart as a value. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { ChartFiles } from "@ambit/chart";

export const CHART_FOLDER = fileURLToPath(new URL("../../charts/ambit/", import.meta.url));

/** By their paths below the chart's folder. */
export function readChartFiles(): ChartFiles {
  const files = readdirSync(CHART_FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(files.map((file) => [relative(CHART_FOLDER, file), readFileSync(file, "utf8")]));
}

/** Of every file of the chart: what was recorded with another one is out of date. */
export function digestChart(files: ChartFiles): string {
  const hash = createHash("sha256");
  for (const [path, text] of files) hash.update(`${path}\0${text.length}\0${text}`);
  return hash.digest("hex");
}
