/**
 * `traffic`: asks one URL at a steady rate, a new connection each time, and counts. Every second it prints one line of
 * JSON with the counts so far; on port 8080 it serves the same at `/`, and the last failures at `/failures`.
 */
import { createServer, get } from "node:http";

/** What it asks and how often. */
export interface TrafficOptions {
  readonly url: string;
  readonly perSecond: number;
  readonly port: number;
  readonly timeoutMs: number;
}

/** Counts since the start. */
export interface TrafficCounts {
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  /** Requests that have not been answered yet. */
  readonly pending: number;
  /** Of the answers of the last second. */
  readonly p50Ms: number;
  readonly maxMs: number;
  /** Milliseconds between the last two successes that were furthest apart. */
  readonly longestGapMs: number;
}

/** One request that failed. */
export interface TrafficFailure {
  readonly at: string;
  readonly reason: string;
}

const REPORT_MS = 1_000;
const MAX_FAILURES = 100;

/** Counts of what happened; pure but for the times it is told. */
export class TrafficRecord {
  readonly failures: TrafficFailure[] = [];
  #sent = 0;
  #ok = 0;
  #failed = 0;
  #longestGapMs = 0;
  #lastOkMs: number | undefined;
  #durations: number[] = [];

  sent(): void {
    this.#sent += 1;
  }

  ok(nowMs: number, durationMs: number): void {
    this.#ok += 1;
    this.#durations.push(durationMs);
    if (this.#lastOkMs !== undefined)
      this.#longestGapMs = Math.max(this.#longestGapMs, nowMs - this.#lastOkMs);
    this.#lastOkMs = nowMs;
  }

  failed(at: string, reason: string): void {
    this.#failed += 1;
    this.failures.push({ at, reason });
    if (this.failures.length > MAX_FAILURES) this.failures.shift();
  }

  get counts(): TrafficCounts {
    const sorted = this.#durations.toSorted((a, b) => a - b);
    return {
      sent: this.#sent,
      ok: this.#ok,
      failed: this.#failed,
      pending: this.#sent - this.#ok - this.#failed,
      p50Ms: round(sorted[Math.floor(sorted.length / 2)] ?? 0),
      maxMs: round(sorted.at(-1) ?? 0),
      longestGapMs: round(this.#longestGapMs),
    };
  }

  /** Times of the next report are its own. */
  nextReport(): void {
    this.#durations = [];
  }
}

/** Never resolves. */
export async function runTrafficClient(options: TrafficOptions): Promise<void> {
  const record = new TrafficRecord();
  const { port, perSecond } = options;
  createServer((request, response) => {
    const body = request.url === "/failures" ? record.failures : record.counts;
    response.setHeader("content-type", "application/json");
    response.end(`${JSON.stringify(body)}\n`);
  }).listen(port);
  setInterval(() => ask(options, record), 1_000 / perSecond);
  setInterval(() => {
    process.stdout.write(`${JSON.stringify(record.counts)}\n`);
    record.nextReport();
  }, REPORT_MS);
  process.on("SIGTERM", () => process.exit(0));
  await new Promise(() => {});
}

function ask({ url, timeoutMs }: TrafficOptions, record: TrafficRecord): void {
  record.sent();
  const startMs = performance.now();
  let isOver = false;
  const end = (reason: string | undefined): void => {
    if (isOver) return;
    isOver = true;
    const nowMs = performance.now();
    if (reason === undefined) record.ok(nowMs, nowMs - startMs);
    else record.failed(new Date().toISOString(), reason);
  };
  const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  const request = get(url, { agent: false }, (response) => {
    response.resume();
    response.once("end", () =>
      end(response.statusCode === 200 ? undefined : `status ${response.statusCode}`),
    );
    response.once("error", (error) => end(error.message));
  });
  request.once("error", (error) => end(error.message));
  request.once("close", () => {
    clearTimeout(timer);
    end("closed without an answer");
  });
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
