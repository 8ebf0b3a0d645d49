/** Runs rows over columns side by side: A B C, A B C, so that what the machine does meanwhile hits all alike. */
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type BenchContext, Column, type ColumnName } from "./columns.ts";
import { residentBytes } from "./load/process-stat.ts";
import type { LoadResult, LoadSpec } from "./load/spec.ts";
import { SERVER_IP } from "./namespaces.ts";
import { runToEnd } from "./processes.ts";
import type { Row } from "./rows.ts";

export interface Effort {
  readonly repetitions: number;
  readonly idleRepetitions: number;
  readonly warmupMs: number;
  /** After the start, before memory at rest is looked at. */
  readonly restMs: number;
  readonly durationMs: number;
  /** Idle rows use this share of their number of connections. */
  readonly idleShare: number;
  /** Fresh proxies for each idle measurement; without, those that are there. */
  readonly freshForIdle: boolean;
  /** All columns at once: fast, and worthless as a measurement. */
  readonly isConcurrent: boolean;
}

/** Results of one row: one per repetition and column. */
export interface RowResults {
  readonly row: Row;
  readonly columns: ReadonlyMap<ColumnName, readonly LoadResult[]>;
}

/** Memory of a column's proxies once they are up, and after all load rows. */
export interface Footprint {
  readonly restBytes: readonly number[];
  readonly afterLoadBytes: readonly number[];
}

export interface BenchResults {
  readonly rows: readonly RowResults[];
  readonly footprints: ReadonlyMap<ColumnName, Footprint>;
}

const LOAD_CLIENT = fileURLToPath(new URL("load/client.ts", import.meta.url));
const BOTH = ["client", "server"] as const;
/** Distinct addresses for idle tunnels, with those of the warm-up. */
const MANY_WORKLOADS = 600;
/** Above what a load may take by itself. */
const LOAD_SLACK_MS = 90_000;

export class Runner {
  readonly #context: BenchContext;
  readonly #effort: Effort;
  readonly #report: (line: string) => void;

  constructor(context: BenchContext, effort: Effort, report: (line: string) => void) {
    this.#context = context;
    this.#effort = effort;
    this.#report = report;
  }

  async run(rows: readonly Row[]): Promise<BenchResults> {
    await using stack = new AsyncDisposableStack();
    const columns = new Map<ColumnName, Column>();
    const names = [...new Set(rows.flatMap((row) => row.columns))];
    for (const column of await openAll(names, this.#context, stack)) columns.set(column.name, column);
    const results: RowResults[] = [];
    const loads = rows.filter(({ unit }) => unit !== "idle");
    const rests = new Map<ColumnName, readonly number[]>();
    const footprints = new Map<ColumnName, Footprint>();
    await Promise.all(Array.from(columns.values(), (column) => column.startProxies(BOTH)));
    await delay(this.#effort.restMs);
    for (const column of columns.values()) rests.set(column.name, memoryOf(column));
    for (const row of loads) results.push(await this.#runRow(row, columns, this.#effort.repetitions));
    for (const [name, column] of columns) {
      footprints.set(name, { restBytes: rests.get(name) ?? [], afterLoadBytes: memoryOf(column) });
      if (this.#effort.freshForIdle) await column.stopProxies();
    }
    for (const row of rows.filter(({ unit }) => unit === "idle")) {
      results.push(await this.#runRow(row, columns, this.#effort.idleRepetitions));
    }
    return { rows: results, footprints };
  }

  async #runRow(
    row: Row,
    columns: ReadonlyMap<ColumnName, Column>,
    repetitions: number,
  ): Promise<RowResults> {
    const results = new Map<ColumnName, LoadResult[]>(row.columns.map((name) => [name, []]));
    const measure = async (name: ColumnName): Promise<void> => {
      const column = columns.get(name);
      if (column === undefined) throw new Error(`column ${name} is not there`);
      const result = row.unit === "idle" ? await this.#runIdle(row, column) : await this.#load(row, column);
      results.get(name)?.push(result);
    };
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      this.#report(`${row.name} ${repetition}/${repetitions}`);
      if (this.#effort.isConcurrent) await Promise.all(row.columns.map(measure));
      else for (const name of row.columns) await measure(name);
    }
    return { row, columns: results };
  }

  async #runIdle(row: Row, column: Column): Promise<LoadResult> {
    const isClientSide = row.kind === "idle-client-tunnels";
    if (this.#effort.freshForIdle || isClientSide) {
      // A larger mesh only where it is needed: what its decoding leaves in the heap would hide growth.
      await column.startProxies(ROLES_OF_IDLE[row.kind] ?? BOTH, {
        manyWorkloads: isClientSide ? MANY_WORKLOADS : 0,
      });
    }
    const peer = isClientSide ? await column.startPeer() : undefined;
    try {
      return await this.#load(row, column, peer?.pid);
    } finally {
      await peer?.stop();
      if (this.#effort.freshForIdle) await column.stopProxies();
      else if (isClientSide) await column.startProxies(BOTH);
    }
  }

  async #load(row: Row, column: Column, peerPid?: number): Promise<LoadResult> {
    const { warmupMs, durationMs, idleShare } = this.#effort;
    const spec: LoadSpec = {
      kind: row.kind,
      ip: SERVER_IP,
      proxies: column.proxies?.observed ?? [],
      companions: [column.application.pid, ...(peerPid === undefined ? [] : [peerPid])],
      connections: row.unit === "idle" ? Math.ceil(row.connections * idleShare) : row.connections,
      warmupMs,
      durationMs,
      ...(row.kind === "idle-server-tunnels" ? { material: this.#context.materials.client } : {}),
    };
    const place = { namespace: column.namespaces.client, args: [LOAD_CLIENT, JSON.stringify(spec)] };
    const result = JSON.parse(await runToEnd(place, warmupMs + durationMs + LOAD_SLACK_MS)) as LoadResult;
    if (result.units === 0) throw new Error(`nothing got through in row ${row.name}, column ${column.name}`);
    return result;
  }
}

/** A tunnel needs the proxy of one side only: the load generator is the other. */
const ROLES_OF_IDLE: Partial<Record<Row["kind"], readonly ("client" | "server")[]>> = {
  "idle-client-tunnels": ["client"],
  "idle-server-tunnels": ["server"],
};

/** Side by side; what was opened is closed by `stack`, also if another fails. */
async function openAll(
  names: readonly ColumnName[],
  context: BenchContext,
  stack: AsyncDisposableStack,
): Promise<Column[]> {
  const opened = await Promise.allSettled(
    names.map(async (name) => stack.use(await Column.open(name, context))),
  );
  const failed = opened.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

function memoryOf(column: Column): number[] {
  return (column.proxies?.observed ?? []).map(({ pid }) => residentBytes(pid));
}
