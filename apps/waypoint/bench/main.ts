/** `npm run bench:routes`: what many services and routes cost a waypoint. */
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { fillSection } from "./page-section.ts";
import { formatRoutes, judgeRoutes } from "./report.ts";
import type { RoutesPlan, RoutesResult } from "./results.ts";

const USAGE = `usage: node apps/waypoint/bench/main.ts [options]

  --smoke    a few services; targets are not judged
  --write    rewrite the section of docs/SCALE.md
`;
const PAGE = new URL("../../../docs/SCALE.md", import.meta.url);
const RUN = new URL("run.ts", import.meta.url).pathname;
const RUNS = 3;
const SMOKE: RoutesPlan = { services: 100, routes: 500, updates: 20 };
const FULL: RoutesPlan = { services: 2_000, routes: 10_000, updates: 2_000 };

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const runs = Array.from({ length: values.smoke ? 1 : RUNS }, () => runOnce(values.smoke ? SMOKE : FULL));
  const result = medianOf(runs);
  const text = formatRoutes(result);
  process.stdout.write(`${text}\n`);
  if (values.write) fillSection(PAGE, "waypoint", text);
  return values.smoke || judgeRoutes(result).every(({ isMet }) => isMet) ? 0 : 1;
}

/** By the time of a change, which whatever else the machine does makes longer. */
function medianOf(runs: readonly RoutesResult[]): RoutesResult {
  const ascending = runs.toSorted((left, right) => left.updateMs.p99 - right.updateMs.p99);
  const median = ascending[ascending.length >> 1];
  if (median === undefined) throw new Error("there was no run");
  return median;
}

/** In a process of its own, so that it finds nothing that another has left. */
function runOnce(plan: RoutesPlan): RoutesResult {
  const output = execFileSync(process.execPath, [RUN, JSON.stringify(plan)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output) as RoutesResult;
}
