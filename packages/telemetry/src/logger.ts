import type { LogFilter } from "./log-filter.ts";
import { type LogLevel, VERBOSITY } from "./log-level.ts";
import { shortScope, targetOfScope } from "./log-scope.ts";
import { formatLogTime } from "./log-time.ts";
import { formatJsonFields, formatPlainFields, type LogFields } from "./log-value.ts";

/** Takes finished lines, without a line end. A plain line may contain some: a message is printed as it is. */
export interface LogSink {
  write(line: string): void;
}

/** Messages are constant strings; what varies goes into fields. Passed in, never imported. */
export interface Logger {
  /** Ask before building fields that cost something. */
  isEnabled(level: LogLevel): boolean;
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  trace(message: string, fields?: LogFields): void;
  /** A logger of another scope (`proxy::inbound`), with the same spans. Not nested: the scope is taken whole. */
  child(scope: string): Logger;
  /** A logger whose lines say that they belong to `name{fields}`, inside the spans it has already. */
  span(name: string, fields?: LogFields): Logger;
}

/** LOG_FORMAT: tab-separated text for people, or one JSON object per line. */
export type LogFormat = "plain" | "json";

/** What all children of a logger share, but for the scope. */
export interface LoggerOptions {
  /** A module of ztunnel as it names them (`proxy::inbound`), or `access`, `dns`, `ztunnel`, which stand alone. */
  readonly scope: string;
  readonly format: LogFormat;
  /** Held, not copied: replacing its directives changes this logger. */
  readonly filter: LogFilter;
  readonly sink: LogSink;
  /** Microseconds since the epoch. */
  readonly nowMicros: () => number;
  /**
   * What the full name of a scope begins with in JSON lines. Unless given, scopes are modules of ztunnel; a program
   * whose scopes stand alone gives the empty text.
   */
  readonly modulePrefix?: string;
}

/** A logger that writes lines of the stock format. Free of node modules: it runs in any thread. */
export function createLogger(options: LoggerOptions): Logger {
  return new LineLogger(options, []);
}

interface Span {
  readonly name: string;
  readonly fields: LogFields;
}

class LineLogger implements Logger {
  readonly #options: LoggerOptions;
  readonly #spans: readonly Span[];
  #verbosity = 0;
  #filterVersion = -1;
  /** Scope with spans, formatted at the first line: most loggers of a connection never write one. */
  #scopeText: string | undefined;
  #spansText = "";

  constructor(options: LoggerOptions, spans: readonly Span[]) {
    this.#options = options;
    this.#spans = spans;
  }

  isEnabled(level: LogLevel): boolean {
    const { filter, scope } = this.#options;
    if (filter.version !== this.#filterVersion) {
      this.#filterVersion = filter.version;
      this.#verbosity = filter.verbosityOf(scope);
    }
    return VERBOSITY[level] <= this.#verbosity;
  }

  error(message: string, fields?: LogFields): void {
    this.#write("error", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write("warn", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write("info", message, fields);
  }

  debug(message: string, fields?: LogFields): void {
    this.#write("debug", message, fields);
  }

  trace(message: string, fields?: LogFields): void {
    this.#write("trace", message, fields);
  }

  child(scope: string): Logger {
    return new LineLogger({ ...this.#options, scope }, this.#spans);
  }

  span(name: string, fields: LogFields = {}): Logger {
    return new LineLogger(this.#options, [...this.#spans, { name, fields }]);
  }

  #write(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (!this.isEnabled(level)) {
      return;
    }
    const { format, sink, nowMicros } = this.#options;
    const time = formatLogTime(nowMicros());
    sink.write(
      format === "json"
        ? this.#jsonLine(level, time, message, fields)
        : this.#plainLine(level, time, message, fields),
    );
  }

  /** `time TAB level TAB scope TAB message TAB fields`; without a message its column is absent, as in DNS lines. */
  #plainLine(level: LogLevel, time: string, message: string, fields: LogFields): string {
    this.#scopeText ??= shortScope(this.#options.scope) + this.#spans.map(plainSpan).join("");
    const messageColumn = message === "" ? "" : `\t${message}`;
    return `${time}\t${level}\t${this.#scopeText}${messageColumn}\t${formatPlainFields(fields)}`;
  }

  #jsonLine(level: LogLevel, time: string, message: string, fields: LogFields): string {
    if (this.#scopeText === undefined) {
      const { scope, modulePrefix } = this.#options;
      this.#scopeText = JSON.stringify(
        modulePrefix === undefined ? targetOfScope(scope) : modulePrefix + scope,
      );
      this.#spansText = this.#spans.map(jsonSpan).join("");
    }
    const messageMember = message === "" ? "" : `,"message":${JSON.stringify(message)}`;
    const head = `{"level":"${level}","time":"${time}","scope":${this.#scopeText}${messageMember}`;
    return `${head}${formatJsonFields(fields)}${this.#spansText}}`;
  }
}

function plainSpan({ name, fields }: Span): string {
  const text = formatPlainFields(fields);
  return text === "" ? `:${name}` : `:${name}{${text}}`;
}

function jsonSpan({ name, fields }: Span): string {
  return `,${JSON.stringify(name)}:{${formatJsonFields(fields).slice(1)}}`;
}
