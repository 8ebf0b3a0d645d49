/**
 * Writes what helm makes of the chart into test/golden, for the test that compares our own renderer with it:
 * `npm run charts:record`, after every change of the chart. HELM names the program; otherwise it is the one in PATH, or
 * it is built with Go from the version that helm/go.mod pins.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseObjects } from "@ambit/chart";
import { CASES, type ChartCase } from "./cases.ts";
import { CHART_FOLDER, digestChart, readChartFiles } from "./chart-files.ts";
import { recordObjects } from "./recording.ts";

const GOLDEN = new URL("test/golden/", import.meta.url);
const MODULE = fileURLToPath(new URL("helm/", import.meta.url));
const CACHED = fileURLToPath(new URL("../../.cache/helm/helm", import.meta.url));
const KUBE_VERSION = "1.34.0";
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

function findHelm(): string {
  const named = process.env["HELM"];
  if (named !== undefined && named !== "") return named;
  if (spawnSync("helm", ["version"]).status === 0) return "helm";
  if (!existsSync(CACHED)) {
    const env = { ...process.env, GOFLAGS: "-mod=mod", CGO_ENABLED: "0" };
    const args = ["build", "-trimpath", "-o", CACHED, "helm.sh/helm/v3/cmd/helm"];
    execFileSync("go", args, { cwd: MODULE, env, stdio: "inherit" });
  }
  return CACHED;
}

function template(helm: string, { name, namespace, values, set = [] }: ChartCase): string {
  const args = [
    "template",
    "ambit",
    CHART_FOLDER,
    ...["--namespace", namespace, "--kube-version", KUBE_VERSION, "--values", "-"],
    ...set.flatMap((text) => ["--set", text]),
  ];
  const run = spawnSync(helm, args, { input: values ?? "", encoding: "utf8", maxBuffer: MAX_OUTPUT_BYTES });
  if (run.status !== 0) throw new Error(`helm template, case ${name}: ${run.stderr || String(run.error)}`);
  return run.stdout;
}

const helm = findHelm();
mkdirSync(GOLDEN, { recursive: true });
for (const file of readdirSync(GOLDEN)) rmSync(new URL(file, GOLDEN));
for (const one of CASES) {
  const recorded = recordObjects(parseObjects(template(helm, one), one.name));
  writeFileSync(new URL(`${one.name}.json`, GOLDEN), `${JSON.stringify(recorded, undefined, 1)}\n`);
}
writeFileSync(new URL("chart.sha256", GOLDEN), `${digestChart(readChartFiles())}\n`);
process.stdout.write(`${CASES.length} cases recorded\n`);
