/** `npm run bench:state`: what a large mesh costs a node's proxy, while a connection goes on through it. */
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { fillSection } from "./page-section.ts";
import { formatState, judgeState } from "./report.ts";
import type { StatePlan, StateResult } from "./results.ts";

const USAGE = `usage: node apps/ztunnel/bench/main.ts [options]

  --smoke    a small mesh and one worker; targets are not judged
  --write    rewrite the section of docs/SCALE.md
  --workloads <n> --services <n> --policies <n> --updates <n>
`;
const PAGE = new URL("../../../docs/SCALE.md", import.meta.url);
const RUN = new URL("run.ts", import.meta.url).pathname;
const MAX_OUTPUT_BYTES = 1 << 20;
const SMOKE = { workloads: 2_000, services: 200, policies: 100, updates: 50 };
const FULL = { workloads: 50_000, services: 5_000, policies: 5_000, updates: 2_000 };

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      workloads: { type: "string" },
      services: { type: "string" },
      policies: { type: "string" },
      updates: { type: "string" },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const chosen = values.smoke ? SMOKE : FULL;
  const number = (name: keyof typeof FULL): number => {
    const value = values[name] === undefined ? chosen[name] : Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} needs a whole number`);
    return value;
  };
  const size = {
    workloads: number("workloads"),
    services: number("services"),
    policies: number("policies"),
    updates: number("updates"),
  };
  const results = (values.smoke ? [1] : [1, 2]).map((workers) => runOnce({ ...size, workers }));
  const text = formatState(results);
  process.stdout.write(`${text}\n`);
  if (values.write) fillSection(PAGE, "node", text);
  return values.smoke || judgeState(results).every(({ isMet }) => isMet) ? 0 : 1;
}

/** In a process of its own, so that none finds what another has left. */
function runOnce(plan: StatePlan): StateResult {
  const output = execFileSync(process.execPath, [RUN, JSON.stringify(plan)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return JSON.parse(output) as StateResult;
}
