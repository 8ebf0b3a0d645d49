import { LogFilter } from "../log-filter.ts";
import type { LogLevel } from "../log-level.ts";
import { createLogger, type Logger, type LogSink } from "../logger.ts";

/** A line of a JSON logger. Fields and spans are members beside these. */
export interface LogRecord {
  readonly level: LogLevel;
  readonly time: string;
  readonly scope: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

/** Keeps every line. */
export class MemorySink implements LogSink {
  readonly lines: string[] = [];

  write(line: string): void {
    this.lines.push(line);
  }

  /** The lines as objects; only for a logger that writes JSON. */
  get records(): LogRecord[] {
    return this.lines.map(parseRecord);
  }

  /** Records with this message. */
  withMessage(message: string): LogRecord[] {
    return this.records.filter((record) => record.message === message);
  }

  clear(): void {
    this.lines.length = 0;
  }
}

/** A logger for tests: JSON into memory, every level, the time standing still. */
export function memoryLogger(scope = "ztunnel"): { readonly logger: Logger; readonly sink: MemorySink } {
  const sink = new MemorySink();
  const filter = LogFilter.parse("trace");
  return { logger: createLogger({ scope, format: "json", filter, sink, nowMicros: () => 0 }), sink };
}

/** A logger for tests that do not look at what is logged. */
export function silentLogger(): Logger {
  const filter = LogFilter.parse("off");
  const sink: LogSink = { write: () => undefined };
  return createLogger({ scope: "ztunnel", format: "plain", filter, sink, nowMicros: () => 0 });
}

function parseRecord(line: string): LogRecord {
  return JSON.parse(line) as LogRecord;
}
