/** The results of all runs as text. */
import type { PhaseResult, StateResult } from "./results.ts";
import type { TurnStatistics } from "./turn-times.ts";

export interface StateVerdict {
  readonly text: string;
  readonly limit: string;
  readonly measured: string;
  readonly isMet: boolean;
}

const MB = 1_000_000;
const TARGETS = { memoryMb: 150, turnP99Ms: 2, turnMaxMs: 20, applyP99Ms: 1 } as const;

/** Of the run with one worker, whose memory is what the threads share, its own heap, and that of having looked up everything. */
export function judgeState(results: readonly StateResult[]): readonly StateVerdict[] {
  const [result] = results;
  if (result === undefined) return [];
  const load = phaseOf(result, "load");
  const updates = phaseOf(result, "updates");
  const memoryMb = (result.heapBytes + result.sharedBytes + result.lookedUpBytes) / MB;
  return [
    {
      text: "memory of a worker for the mesh, when it has looked up all of it, with what the threads share",
      limit: `at most ${TARGETS.memoryMb} MB`,
      measured: `${memoryMb.toFixed(0)} MB`,
      isMet: memoryMb <= TARGETS.memoryMb,
    },
    atMost("turn of a worker's loop while the mesh arrives, p99", TARGETS.turnP99Ms, load.turn.p99Ms),
    atMost("the same, longest, with garbage collection", TARGETS.turnMaxMs, load.turn.maxMs),
    atMost("what such a turn takes of a processor, p99", TARGETS.turnP99Ms, load.turnCpu.p99Ms),
    atMost("the same, at most", TARGETS.turnMaxMs, load.turnCpu.maxMs),
    atMost("turn in which one workload's change is applied, p99", TARGETS.applyP99Ms, updates.apply.p99Ms),
  ];
}

export function formatState(results: readonly StateResult[]): string {
  const targets = [
    ["target", "limit", "measured", ""],
    ...judgeState(results).map(({ text, limit, measured, isMet }) => [
      text,
      limit,
      measured,
      isMet ? "met" : "missed",
    ]),
  ];
  const head = [
    "workers",
    "what happens",
    "time",
    "CPU",
    "turn p50 / p99 / max",
    "CPU of a turn p99 / max",
    "held connection p50 / p99 / max",
    "longest stop of main",
  ];
  const rows = results.flatMap((result) => result.phases.map((phase) => line(result, phase)));
  return [
    "### Targets",
    formatTable(targets),
    "### Figures",
    memoryText(results),
    formatTable([head, ...rows]),
  ].join("\n\n");
}

function atMost(text: string, limitMs: number, measuredMs: number): StateVerdict {
  return {
    text,
    limit: `at most ${limitMs} ms`,
    measured: `${measuredMs.toFixed(2)} ms`,
    isMet: measuredMs <= limitMs,
  };
}

const PHASE_TEXT: Readonly<Record<string, string>> = {
  nothing: "nothing, for 3 s",
  load: "the mesh arrives",
  rest: "nothing, for 3 s; memory is given back",
  updates: "single workloads change",
  rollout: "a tenth of the workloads changes at once",
  dump: "/config_dump",
  removal: "a fifth of the workloads goes at once",
};

function line(result: StateResult, phase: PhaseResult): readonly string[] {
  return [
    `${result.plan.workers}`,
    PHASE_TEXT[phase.name] ?? phase.name,
    `${phase.elapsedMs.toFixed(0)} ms`,
    `${phase.cpuMs.toFixed(0)} ms`,
    times(phase.turn),
    `${phase.turnCpu.p99Ms.toFixed(2)} / ${phase.turnCpu.maxMs.toFixed(1)} ms`,
    times(phase.held),
    `${phase.mainMaxMs.toFixed(0)} ms`,
  ];
}

function times({ p50Ms, p99Ms, maxMs }: TurnStatistics): string {
  return `${p50Ms.toFixed(2)} / ${p99Ms.toFixed(2)} / ${maxMs.toFixed(1)} ms`;
}

function memoryText(results: readonly StateResult[]): string {
  return results
    .map(
      ({ plan, sharedBytes, heapBytes, mainHeapBytes, lookedUpBytes, residentBytes, updateMs, dumpBytes }) =>
        [
          `${plan.workers} worker${plan.workers === 1 ? "" : "s"}:`,
          `records shared by all threads ${mb(sharedBytes)}; heap of a worker ${mb(heapBytes)} more than before, of main`,
          `${mb(mainHeapBytes)}, and ${mb(lookedUpBytes)} more for a thread that has looked up every workload; the process has`,
          `${mb(residentBytes)} in all. A change of one workload is in force on every thread after`,
          `${updateMs.p50.toFixed(2)} ms (p50), ${updateMs.p99.toFixed(2)} ms (p99). The dump has ${mb(dumpBytes)}.`,
        ].join(" "),
    )
    .join("\n\n");
}

function mb(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}

function phaseOf({ phases }: StateResult, name: string): PhaseResult {
  const found = phases.find((phase) => phase.name === name);
  if (found === undefined) throw new Error(`the run has no ${name}`);
  return found;
}

function formatTable(table: readonly (readonly string[])[]): string {
  const [head = [], ...rows] = table;
  const rule = head.map(() => "---");
  return [head, rule, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
