/** The command line of the benchmark. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { COLUMNS, type ColumnName } from "./columns.ts";
import { ROWS, type Row } from "./rows.ts";
import type { Effort } from "./runner.ts";

export const USAGE = `usage: node e2e/bench/main.ts [options]

  --quick             shorter runs, for a first impression
  --smoke             every row once and briefly, without targets
  --only <row,...>    only these rows
  --columns <c,...>   only these columns (${COLUMNS.join(", ")})
  --repeat <n>        repetitions of each measurement
  --write             rewrite docs/PERFORMANCE.md
  --json <file>       write every single result
  --profile           CPU profile of ambit's threads under each row (take few with --only)
  --ztunnel <file>    entry point to measure instead of the bundle (or, with --profile, of its source)
`;

export interface BenchOptions {
  readonly rows: readonly Row[];
  readonly effort: Effort;
  readonly hasTargets: boolean;
  readonly isWritten: boolean;
  readonly isProfile: boolean;
  readonly jsonPath: string | undefined;
  readonly ztunnelPath: string;
}

const FULL: Effort = {
  repetitions: 5,
  idleRepetitions: 3,
  // Long enough for the code of a row to be compiled: what is measured is a proxy that has been running.
  warmupMs: 2_000,
  restMs: 5_000,
  durationMs: 3_000,
  idleShare: 1,
  freshForIdle: true,
  isConcurrent: false,
};
const QUICK: Effort = { ...FULL, repetitions: 3, idleRepetitions: 1, warmupMs: 500, durationMs: 1_500 };
const SMOKE: Effort = {
  repetitions: 1,
  idleRepetitions: 1,
  // Long enough for something to get through on a machine that is busy with something else.
  warmupMs: 300,
  restMs: 100,
  durationMs: 700,
  idleShare: 0.02,
  freshForIdle: false,
  isConcurrent: true,
};

/** Throws with a sentence about what is wrong. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
      only: { type: "string" },
      columns: { type: "string" },
      repeat: { type: "string" },
      write: { type: "boolean", default: false },
      json: { type: "string" },
      profile: { type: "boolean", default: false },
      ztunnel: { type: "string" },
    },
  });
  const chosen = values.smoke ? SMOKE : values.quick ? QUICK : FULL;
  const repetitions = values.repeat === undefined ? undefined : Number(values.repeat);
  if (repetitions !== undefined && !(Number.isInteger(repetitions) && repetitions > 0)) {
    throw new Error("--repeat needs a whole number");
  }
  const columns = values.profile ? ["ambit"] : listOf(values.columns, COLUMNS, "column");
  const effort =
    repetitions === undefined ? chosen : { ...chosen, repetitions, idleRepetitions: repetitions };
  return {
    rows: rowsOf(values.only, columns),
    effort: values.profile ? { ...effort, repetitions: 1, idleRepetitions: 1 } : effort,
    hasTargets: !values.smoke && !values.profile,
    isWritten: values.write,
    isProfile: values.profile,
    jsonPath: values.json,
    ztunnelPath: ztunnelPathOf(values.ztunnel, values.profile),
  };
}

function rowsOf(only: string | undefined, columns: readonly string[]): Row[] {
  const names = listOf(
    only,
    ROWS.map(({ name }) => name),
    "row",
  );
  return ROWS.filter(({ name }) => names.includes(name)).map((row) => ({
    ...row,
    columns: row.columns.filter((column: ColumnName) => columns.includes(column)),
  }));
}

function listOf(text: string | undefined, known: readonly string[], what: string): readonly string[] {
  if (text === undefined) return known;
  const names = text.split(",");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no ${what} ${unknown}; there are ${known.join(", ")}`);
  return names;
}

/** A profile of the source names files and lines as one reads them. */
function ztunnelPathOf(given: string | undefined, isProfile: boolean): string {
  const own = `../../apps/ztunnel/${isProfile ? "src/main.ts" : "dist/main.js"}`;
  const path = given ?? fileURLToPath(new URL(own, import.meta.url));
  if (!existsSync(path)) throw new Error(`${path} does not exist: npm run build makes it`);
  return path;
}
