/** What has to hold. Ratios are between columns of the same run; only memory is absolute. */
import type { ColumnName } from "./columns.ts";
import type { Footprint } from "./runner.ts";
import type { Cell, Cells } from "./statistics.ts";

export interface Target {
  readonly text: string;
  readonly bound: "at least" | "at most";
  readonly limit: number;
  readonly format: (value: number) => string;
  /** Undefined when the run did not measure it. */
  readonly measure: (measured: Measured) => number | undefined;
}

export interface Measured {
  readonly cells: Cells;
  readonly footprints: ReadonlyMap<ColumnName, Footprint>;
}

export interface Verdict {
  readonly target: Target;
  readonly value: number | undefined;
  readonly outcome: "met" | "missed" | "not measured";
}

const KIB = 1024;
const MB = 1e6;
/**
 * What the baseline's bulk reached relative to `direct` when the engine was chosen (3.1 of 18 Gbit/s, with the machine's
 * congestion control), less a fifth: a slower one would make the comparison worthless.
 */
const LEAST_BASELINE_BULK = (3.1 / 18) * 0.8;

type Pick = (cell: Cell | undefined) => number | undefined;
const rate: Pick = (cell) => cell?.rate.median;
const cpu: Pick = (cell) => cell?.cpuSecondsPerUnit?.median;
const times = (value: number): string => `${value.toFixed(2)}x`;
const kib = (value: number): string => `${(value / KIB).toFixed(1)} KiB`;
const megabytes = (value: number): string => `${(value / MB).toFixed(0)} MB`;

export const TARGETS: readonly Target[] = [
  ...["bulk-1", "bulk-8"].flatMap((row) => [
    ratio(`${row}: throughput, ambit to baseline`, "at least", 2, [row, rate, "ambit", "baseline"]),
    ratio(`${row}: CPU per GB, ambit to baseline`, "at most", 0.5, [row, cpu, "ambit", "baseline"]),
  ]),
  ratio("rt-16: CPU per round trip, ambit to baseline", "at most", 0.65, ["rt-16", cpu, "ambit", "baseline"]),
  ratio("connections: rate, ambit to baseline", "at least", 1.8, ["connections", rate, "ambit", "baseline"]),
  ratio("connections: CPU per connection, ambit to baseline", "at most", 0.45, [
    "connections",
    cpu,
    "ambit",
    "baseline",
  ]),
  ratio("fast-path-bulk-1: throughput, without to with tunnels", "at least", 1.8, [
    "fast-path-bulk-1",
    rate,
    "node-local",
    "node",
  ]),
  ratio("fast-path-bulk-1: CPU per GB, without to with tunnels", "at most", 0.25, [
    "fast-path-bulk-1",
    cpu,
    "node-local",
    "node",
  ]),
  growth("idle stream, client side", 6 * KIB, ["idle-streams", "client"]),
  growth("idle stream, server side", 6 * KIB, ["idle-streams", "server"]),
  growth("idle tunnel, client side", 64 * KIB, ["idle-tunnels-client", "client"]),
  growth("idle tunnel, server side", 64 * KIB, ["idle-tunnels-server", "server"]),
  {
    text: "resident memory with 2 workers at rest, the larger proxy",
    bound: "at most",
    limit: 110 * MB,
    format: megabytes,
    measure: ({ footprints }) => {
      const bytes = footprints.get("ambit-2")?.restBytes;
      return bytes === undefined ? undefined : Math.max(...bytes);
    },
  },
  ratio("rt-16: CPU per round trip, 2 workers to 1", "at most", 1.1, ["rt-16", cpu, "ambit-2", "ambit"]),
  ratio("validity: bulk-1-host throughput, baseline to direct", "at least", LEAST_BASELINE_BULK, [
    "bulk-1-host",
    rate,
    "baseline-host",
    "direct-host",
  ]),
];

export function judge(measured: Measured): Verdict[] {
  return TARGETS.map((target) => {
    const value = target.measure(measured);
    if (value === undefined) return { target, value, outcome: "not measured" };
    const isMet = target.bound === "at least" ? value >= target.limit : value <= target.limit;
    return { target, value, outcome: isMet ? "met" : "missed" };
  });
}

type RatioOf = readonly [row: string, pick: Pick, column: ColumnName, reference: ColumnName];

function ratio(text: string, bound: Target["bound"], limit: number, of: RatioOf): Target {
  const [row, pick, column, reference] = of;
  return {
    text,
    bound,
    limit,
    format: times,
    measure: ({ cells }) => {
      const value = pick(cells.get(row)?.get(column));
      const against = pick(cells.get(row)?.get(reference));
      return value === undefined || against === undefined ? undefined : value / against;
    },
  };
}

function growth(text: string, limit: number, [row, role]: readonly [string, "client" | "server"]): Target {
  return {
    text: `${text}: resident memory of ambit`,
    bound: "at most",
    limit,
    format: kib,
    measure: ({ cells }) =>
      cells
        .get(row)
        ?.get("ambit")
        ?.proxies.find((proxy) => proxy.role === role)?.growthBytesPerUnit.median,
  };
}
