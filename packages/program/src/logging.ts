/** The one log of a process: lines of this thread and of all workers leave through one writer. */
import type { Writable } from "node:stream";
import {
  BatchedLineWriter,
  createLogger,
  type LogFilter,
  type LogFormat,
  type Logger,
} from "@ambit/telemetry";
import { wallClockMicros } from "./wall-clock.ts";

/** Where the log goes and which of its lines. */
export interface LoggingOptions {
  /** Scope of the first logger; others are its children. */
  readonly scope: string;
  /** The start-up filter. */
  readonly filter: LogFilter;
  readonly format: LogFormat;
  readonly output: Writable;
  /** What JSON lines and directives may put before a scope; see LoggerOptions. */
  readonly modulePrefix?: string;
}

/** The live log filter of a process and its workers. */
export interface LogLevels {
  /** The filter as a list of directives. */
  describe(): string;
  /** Adds directives, after going back to the start-up filter when `reset`. Throws TelemetryError, unchanged. */
  change(options: { readonly reset: boolean; readonly directives: string | undefined }): void;
}

/** Logger, levels and writer. The output stays the caller's. */
export class Logging implements LogLevels {
  readonly logger: Logger;
  readonly writer: BatchedLineWriter;
  readonly #filter: LogFilter;
  readonly #startFilter: LogFilter;
  readonly #listeners = new Set<(filter: string) => void>();

  constructor({ scope, filter, format, output, modulePrefix }: LoggingOptions) {
    this.#startFilter = filter;
    this.#filter = filter.with("");
    this.writer = new BatchedLineWriter(output);
    this.logger = createLogger({
      scope,
      format,
      filter: this.#filter,
      sink: this.writer,
      nowMicros: wallClockMicros(),
      ...(modulePrefix === undefined ? {} : { modulePrefix }),
    });
  }

  describe(): string {
    return this.#filter.toString();
  }

  change(options: { readonly reset: boolean; readonly directives: string | undefined }): void {
    const base = options.reset ? this.#startFilter : this.#filter;
    this.#filter.replace(base.with(options.directives ?? ""));
    for (const listener of this.#listeners) listener(this.describe());
  }

  /** Calls with the whole filter after each change. */
  onChange(listener: (filter: string) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Lines of a worker, each ended by a newline. */
  writeLines(lines: string): void {
    if (lines !== "") this.writer.write(lines.endsWith("\n") ? lines.slice(0, -1) : lines);
  }

  /**
   * Resolves when everything is with the system, or after `limitMs`. Needed before an exit: on Linux a pipe is written
   * asynchronously by Node 24, and what has not been taken is lost at process.exit.
   */
  async flush(limitMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, limitMs);
    await Promise.race([this.writer.flush(), promise]);
    clearTimeout(timer);
  }
}
