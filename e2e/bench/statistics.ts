/** From the results of single runs to one number per cell. */
import type { ColumnName } from "./columns.ts";
import type { LoadResult, ProcessUse } from "./load/spec.ts";
import type { RowResults } from "./runner.ts";

/** Middle, and the two ends that say how noisy the machine was. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** One row in one column. */
export interface Cell {
  /** Bytes, round trips or connections a second. */
  readonly rate: Spread;
  readonly p50Us: Spread | undefined;
  readonly p99Us: Spread | undefined;
  /** Seconds of both proxies together for each byte, round trip or connection; undefined without proxies. */
  readonly cpuSecondsPerUnit: Spread | undefined;
  readonly proxies: readonly ProxyCell[];
  readonly foreignShare: Spread;
  readonly failures: number;
}

export interface ProxyCell {
  readonly role: ProcessUse["role"];
  readonly cpuSecondsPerUnit: Spread;
  /** Share of one CPU. */
  readonly cpuShare: Spread;
  readonly residentBytes: Spread;
  readonly growthBytesPerUnit: Spread;
}

export type Cells = ReadonlyMap<string, ReadonlyMap<ColumnName, Cell>>;

/** By row name, then column. Cells without a run are left out. */
export function summarize(rows: readonly RowResults[]): Cells {
  return new Map(
    rows.map(({ row, columns }) => {
      const cells = [...columns].filter(([, results]) => results.length > 0);
      return [row.name, new Map(cells.map(([name, results]) => [name, cellOf(results)]))];
    }),
  );
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  const lower = sorted[Math.floor(middle)] ?? Number.NaN;
  const upper = sorted[Math.ceil(middle)] ?? Number.NaN;
  return {
    median: (lower + upper) / 2,
    least: sorted[0] ?? Number.NaN,
    most: sorted.at(-1) ?? Number.NaN,
  };
}

function cellOf(results: readonly LoadResult[]): Cell {
  const roles = results[0]?.processes.map(({ role }) => role) ?? [];
  const totalCpu = (result: LoadResult): number =>
    result.processes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / result.units;
  return {
    rate: spreadOf(results.map(({ units, seconds }) => units / seconds)),
    p50Us: latencyOf(results, ({ p50Us }) => p50Us),
    p99Us: latencyOf(results, ({ p99Us }) => p99Us),
    cpuSecondsPerUnit: roles.length === 0 ? undefined : spreadOf(results.map(totalCpu)),
    proxies: roles.map((role) => proxyCellOf(role, results)),
    foreignShare: spreadOf(results.map(({ foreignShare }) => foreignShare)),
    failures: results.reduce((sum, { failures }) => sum + failures, 0),
  };
}

function latencyOf(
  results: readonly LoadResult[],
  pick: (result: LoadResult) => number | undefined,
): Spread | undefined {
  const values = results.map(pick).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : spreadOf(values);
}

function proxyCellOf(role: ProcessUse["role"], results: readonly LoadResult[]): ProxyCell {
  const uses = results.flatMap(({ processes, units, seconds }) =>
    processes.filter((use) => use.role === role).map((use) => ({ ...use, units, seconds })),
  );
  return {
    role,
    cpuSecondsPerUnit: spreadOf(uses.map(({ cpuSeconds, units }) => cpuSeconds / units)),
    cpuShare: spreadOf(uses.map(({ cpuSeconds, seconds }) => cpuSeconds / seconds)),
    residentBytes: spreadOf(uses.map(({ endRssBytes }) => endRssBytes)),
    growthBytesPerUnit: spreadOf(
      uses.map(({ endRssBytes, startRssBytes, units }) => (endRssBytes - startRssBytes) / units),
    ),
  };
}
