/** Every lost connection, with the kill that explains it or with what the logs say of it. */
import type { Lab } from "../../src/lab.ts";
import { explainFailure, type Kill, type PodChange } from "./explain.ts";
import type { ConnectionFailure } from "./load-protocol.ts";

/** A failure is looked at when everything that may have caused it has been written down. */
const SETTLED_MS = 3_000;
const MAX_DESCRIBED = 20;
const MAX_LOGS_READ = 5;
const LOG_LINES = 4_000;
const LINES_OF_A_FAILURE = 4;

export class FailureLedger {
  /** By kill: how many it explains. */
  readonly explained = new Map<number, number>();
  /** Sentences, the first of them with what the ztunnels at both ends have logged. */
  readonly described: string[] = [];
  unexplained = 0;
  readonly #lab: Lab;
  #waiting: ConnectionFailure[] = [];

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  get total(): number {
    return [...this.explained.values()].reduce((sum, count) => sum + count, 0) + this.unexplained;
  }

  add(failures: readonly ConnectionFailure[]): void {
    this.#waiting.push(...failures);
  }

  /** Whatever is old enough by `nowMs`. */
  async settle(nowMs: number, kills: readonly Kill[], changes: readonly PodChange[]): Promise<void> {
    const due = this.#waiting.filter(({ atMs }) => atMs <= nowMs - SETTLED_MS);
    this.#waiting = this.#waiting.filter(({ atMs }) => atMs > nowMs - SETTLED_MS);
    for (const failure of due) {
      const kill = explainFailure(failure, kills, changes);
      if (kill === undefined) await this.#describe(failure);
      else {
        const index = kills.indexOf(kill);
        this.explained.set(index, (this.explained.get(index) ?? 0) + 1);
      }
    }
  }

  async #describe(failure: ConnectionFailure): Promise<void> {
    this.unexplained++;
    if (this.described.length >= MAX_DESCRIBED) return;
    const lines = this.described.length < MAX_LOGS_READ ? await this.#logLines(failure) : [];
    this.described.push([describeFailure(failure), ...lines.map((line) => `    ${line}`)].join("\n"));
  }

  /** What any ztunnel has logged of the client's port. */
  async #logLines({ localPort }: ConnectionFailure): Promise<readonly string[]> {
    const log = await this.#lab
      .command("logs", "istio-system/ztunnel", "--tail", `${LOG_LINES}`)
      .catch((error: unknown) => String(error));
    return log
      .split("\n")
      .filter((line) => line.includes(`:${localPort}`))
      .slice(-LINES_OF_A_FAILURE);
  }
}

export function describeFailure(failure: ConnectionFailure): string {
  const { atMs, sinceMs, fromPod, fromNode, toPod, toNode, service, phase, code, localPort } = failure;
  const to = toPod === "" ? "" : ` ${toPod} (${toNode})`;
  const through = service === "" ? "" : ` through service ${service}`;
  const waited = atMs > sinceMs ? ` after ${atMs - sinceMs} ms` : "";
  const time = new Date(atMs).toISOString().slice(11, 23);
  return `${time} ${fromPod} (${fromNode}) port ${localPort} to${to}${through}: ${phase} ${code}${waited}`;
}
