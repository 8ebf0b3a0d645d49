/** Keeps a lab's own processes running: starts what ended again, later each time, and writes down who runs. */
import type { ChildProcess } from "node:child_process";
import { Backoff, type Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import type { LabPaths } from "../state/lab-paths.ts";
import { processLogPath } from "../state/lab-paths.ts";
import { recordOf, removeProcess, SUPERVISOR, writeProcess } from "../state/process-records.ts";
import { startChild } from "./child-process.ts";
import type { PlannedProcess } from "./process-plan.ts";

/** What it supervises, and with what. */
export interface SupervisorOptions {
  readonly paths: LabPaths;
  readonly processes: readonly PlannedProcess[];
  /** The lab's program. */
  readonly program: readonly string[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

const BACKOFF = { initialMs: 100, factor: 2, jitter: 0.2, capMs: 5_000 };
/** Who ran for so long begins with the first delay again. */
const STABLE_MS = 10_000;

interface Child {
  readonly planned: PlannedProcess;
  readonly backoff: Backoff;
  process: ChildProcess | undefined;
  restarts: number;
  startedAtMs: number;
  restart: Disposable | undefined;
}

/** Runs from its construction on. Disposing kills what it started. */
export class Supervisor implements Disposable {
  readonly #options: SupervisorOptions;
  readonly #children: readonly Child[];
  #isOver = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const own = recordOf(process.pid, { name: SUPERVISOR, isReady: true, restarts: 0 });
    if (own !== undefined) writeProcess(options.paths, own);
    this.#children = options.processes.map((planned) => ({
      planned,
      backoff: new Backoff(BACKOFF, options.random),
      process: undefined,
      restarts: 0,
      startedAtMs: 0,
      restart: undefined,
    }));
    for (const child of this.#children) this.#start(child);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    for (const child of this.#children) {
      child.restart?.[Symbol.dispose]();
      child.process?.kill("SIGKILL");
    }
    removeProcess(this.#options.paths, SUPERVISOR);
  }

  #start(child: Child): void {
    const { paths, program, clock } = this.#options;
    const { planned } = child;
    child.startedAtMs = clock.nowMs();
    child.process = startChild({
      planned,
      program,
      logPath: processLogPath(paths, planned.name),
      onReady: () => this.#note(child, true),
      onEnd: (how) => this.#ended(child, how),
    });
    this.#note(child, false);
  }

  #note({ planned, process, restarts }: Child, isReady: boolean): void {
    const record =
      process?.pid === undefined
        ? undefined
        : recordOf(process.pid, { name: planned.name, isReady, restarts });
    if (record !== undefined) writeProcess(this.#options.paths, record);
    if (isReady) this.#options.logger.info("process is ready", { process: planned.name, restarts });
  }

  #ended(child: Child, how: string): void {
    if (this.#isOver) return;
    const { clock, logger, paths } = this.#options;
    removeProcess(paths, child.planned.name);
    if (clock.nowMs() - child.startedAtMs >= STABLE_MS) child.backoff.reset();
    const delayMs = child.backoff.next();
    logger.warn("process ended, starting it again", {
      process: child.planned.name,
      how,
      retry_in_ms: Math.round(delayMs),
    });
    child.restarts += 1;
    child.restart = clock.setTimer(delayMs, () => this.#start(child));
    for (const { planned, process } of this.#children) {
      if (planned.follows === child.planned.name) process?.kill("SIGKILL");
    }
  }
}
