/** The results as text: ratios first, because absolute numbers are the machine's. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import type { ColumnName } from "./columns.ts";
import { CPU_COUNT } from "./load/process-stat.ts";
import { CONGESTION_CONTROL } from "./namespaces.ts";
import type { Row } from "./rows.ts";
import type { BenchResults, Effort } from "./runner.ts";
import { type Cell, type Cells, type ProxyCell, type Spread, summarize } from "./statistics.ts";
import { judge, type Verdict } from "./targets.ts";

type Table = readonly (readonly string[])[];

const BITS = 8;
const GIGA = 1e9;
const MEGA = 1e6;
const KIB = 1024;
const NOTHING = "-";
/** Two workers in each proxy, the application, and the load generator with a thread or two. */
const CPUS_FOR_SPEED_UP = 8;
const CPU_NOTE =
  CPU_COUNT < CPUS_FOR_SPEED_UP
    ? `This machine has ${CPU_COUNT} CPUs, which the load alone keeps busy: \`rate\` shows what a worker costs, and no speed-up. For that it takes ${CPUS_FOR_SPEED_UP}.`
    : `This machine has ${CPU_COUNT} CPUs: \`rate\` is the speed-up.`;

export interface Report {
  readonly verdicts: readonly Verdict[];
  /** The sections of the page below its title. */
  readonly sections: readonly { readonly title: string; readonly text: string; readonly table: Table }[];
}

export function buildReport(results: BenchResults, effort: Effort): Report {
  const cells = summarize(results.rows);
  const verdicts = judge({ cells, footprints: results.footprints });
  const rows = results.rows.map(({ row }) => row);
  return {
    verdicts,
    sections: [
      { title: "Targets", text: "", table: verdictTable(verdicts) },
      {
        title: "Ratios",
        text: "`rate` is throughput, round trips or connections a second. CPU time is that of both proxies together.",
        table: ratioTable(
          rows.filter(({ columns }) => !columns.includes("node-local")),
          cells,
        ),
      },
      {
        title: "Pods of one node",
        text: "One proxy with two workers for both sides: without a tunnel between them (`node-local`) to with one (`node`).",
        table: comparisonTable(rows, cells, ["node-local", "node"]),
      },
      {
        title: "A second worker",
        text: `With two workers in each proxy (\`ambit-2\`) to one. ${CPU_NOTE}`,
        table: comparisonTable(rows, cells, ["ambit-2", "ambit"]),
      },
      {
        title: "Absolute numbers",
        text: `Medians of ${effort.repetitions}, with the least and the most. CPU time as client + server, or of the one proxy of both.`,
        table: loadTable(rows, cells),
      },
      {
        title: "Idle streams and tunnels",
        text: "Growth of resident memory for each one, and the CPU that all of them take while nothing happens.",
        table: idleTable(rows, cells),
      },
      {
        title: "Resident memory",
        text: "Client / server proxy: after the start, and after all loads above.",
        table: memoryTable(results),
      },
      { title: "Machine", text: "", table: machineTable(cells) },
    ],
  };
}

/** Columns are aligned, so that the table reads well in a terminal and as Markdown. */
export function formatTable(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

export function formatReport(report: Report): string {
  return report.sections
    .map(({ title, text, table }) =>
      [`## ${title}`, ...(text === "" ? [] : [text]), formatTable(table)].join("\n\n"),
    )
    .join("\n\n");
}

function verdictTable(verdicts: readonly Verdict[]): Table {
  return [
    ["target", "limit", "measured", ""],
    ...verdicts.map(({ target, value, outcome }) => [
      target.text,
      `${target.bound} ${target.format(target.limit)}`,
      value === undefined ? NOTHING : target.format(value),
      outcome,
    ]),
  ];
}

function ratioTable(rows: readonly Row[], cells: Cells): Table {
  const head = [
    "row",
    "rate: baseline / direct",
    "ambit / direct",
    "ambit / baseline",
    "CPU: ambit / baseline",
    "p50",
    "p99",
  ];
  const lines = rows
    .filter(({ unit }) => unit !== "idle")
    .map(({ name, title }) => {
      const of = (column: "direct" | "baseline" | "ambit"): Cell | undefined =>
        cells.get(name)?.get(column) ?? cells.get(name)?.get(`${column}-host`);
      const pair = [of("ambit"), of("baseline")] as const;
      return [
        title,
        times(of("baseline")?.rate, of("direct")?.rate),
        times(of("ambit")?.rate, of("direct")?.rate),
        times(pair[0]?.rate, pair[1]?.rate),
        times(pair[0]?.cpuSecondsPerUnit, pair[1]?.cpuSecondsPerUnit),
        times(pair[0]?.p50Us, pair[1]?.p50Us),
        times(pair[0]?.p99Us, pair[1]?.p99Us),
      ];
    });
  return [head, ...lines];
}

/** Of the rows that have both columns. */
function comparisonTable(
  rows: readonly Row[],
  cells: Cells,
  [column, reference]: readonly [ColumnName, ColumnName],
): Table {
  const lines = rows
    .filter(({ columns }) => columns.includes(column) && columns.includes(reference))
    .map(({ name, title }) => {
      const of = (which: ColumnName): Cell | undefined => cells.get(name)?.get(which);
      const [measured, against] = [of(column), of(reference)];
      return [
        title,
        times(measured?.rate, against?.rate),
        times(measured?.cpuSecondsPerUnit, against?.cpuSecondsPerUnit),
        times(measured?.p50Us, against?.p50Us),
        times(measured?.p99Us, against?.p99Us),
      ];
    });
  return [["row", "rate", "CPU", "p50", "p99"], ...lines];
}

function loadTable(rows: readonly Row[], cells: Cells): Table {
  const head = ["row", "column", "rate", "p50 us", "p99 us", "CPU", "resident MB"];
  const lines = rows
    .filter(({ unit }) => unit !== "idle")
    .flatMap((row) =>
      [...(cells.get(row.name) ?? [])].map(([column, cell]) => [
        row.title,
        column,
        row.unit === "GB"
          ? formatSpread(cell.rate, (value) => ((value * BITS) / GIGA).toFixed(1), "Gbit/s")
          : formatSpread(cell.rate, (value) => (value / 1000).toFixed(1), "k/s"),
        cell.p50Us === undefined ? NOTHING : cell.p50Us.median.toFixed(0),
        cell.p99Us === undefined ? NOTHING : cell.p99Us.median.toFixed(0),
        formatCpu(row, cell),
        cell.proxies.map(({ residentBytes }) => (residentBytes.median / MEGA).toFixed(0)).join(" / ") ||
          NOTHING,
      ]),
    );
  return [head, ...lines];
}

function formatCpu(row: Row, cell: Cell): string {
  if (cell.cpuSecondsPerUnit === undefined) return NOTHING;
  const [scale, digits, unit] = row.unit === "GB" ? [GIGA, 2, "s/GB"] : [MEGA, 1, "us"];
  const show = (value: number): string => (value * scale).toFixed(digits);
  const parts = cell.proxies.map((proxy) => show(proxy.cpuSecondsPerUnit.median)).join(" + ");
  return `${formatSpread(cell.cpuSecondsPerUnit, show, unit)}: ${parts}`;
}

function idleTable(rows: readonly Row[], cells: Cells): Table {
  const head = ["row", "column", "side", "memory each", "CPU of all, % of one", "resident MB"];
  const line = (row: Row, column: ColumnName, proxy: ProxyCell): string[] => [
    `${row.connections.toLocaleString("en")} ${row.title}`,
    column,
    proxy.role,
    formatSpread(proxy.growthBytesPerUnit, (value) => (value / KIB).toFixed(1), "KiB"),
    (proxy.cpuShare.median * 100).toFixed(1),
    (proxy.residentBytes.median / MEGA).toFixed(0),
  ];
  const lines = rows
    .filter(({ unit }) => unit === "idle")
    .flatMap((row) =>
      [...(cells.get(row.name) ?? [])].flatMap(([column, cell]) =>
        cell.proxies.map((proxy) => line(row, column, proxy)),
      ),
    );
  return [head, ...lines];
}

function memoryTable({ footprints }: BenchResults): Table {
  const show = (bytes: readonly number[]): string =>
    bytes.map((value) => (value / MEGA).toFixed(0)).join(" / ");
  const lines = [...footprints]
    .filter(([, { restBytes }]) => restBytes.length > 0)
    .map(([column, { restBytes, afterLoadBytes }]) => [column, show(restBytes), show(afterLoadBytes)]);
  return [["column", "at rest, MB", "after the loads, MB"], ...lines];
}

function machineTable(cells: Cells): Table {
  const [cpu] = cpus();
  const foreign = [...cells.values()].flatMap((row) =>
    [...row.values()].map(({ foreignShare }) => foreignShare.most),
  );
  const openssl = process.versions.openssl;
  return [
    ["fact", ""],
    ["CPU", `${cpus().length} x ${cpu?.model.trim() ?? "unknown"}`],
    ["memory", `${(totalmem() / GIGA).toFixed(0)} GB`],
    ["kernel", release()],
    ["congestion control", CONGESTION_CONTROL],
    ["distribution", distribution()],
    ["Node", `${process.version} (OpenSSL ${openssl})`],
    ["revision", revision()],
    [
      "largest share of the machine that others used during a run",
      `${(Math.max(0, ...foreign) * 100).toFixed(0)} %`,
    ],
  ];
}

function distribution(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "unknown";
  } catch {
    return "unknown";
  }
}

function revision(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}

function times(value: Spread | undefined, reference: Spread | undefined): string {
  return value === undefined || reference === undefined
    ? NOTHING
    : `${(value.median / reference.median).toFixed(2)}x`;
}

function formatSpread(spread: Spread, show: (value: number) => string, unit: string): string {
  const middle = `${show(spread.median)} ${unit}`;
  return spread.least === spread.most ? middle : `${middle} (${show(spread.least)}-${show(spread.most)})`;
}
