import { LOG_LEVELS, type LogVerbosity, VERBOSITY } from "./log-level.ts";
import { shortScope, targetOfScope } from "./log-scope.ts";
import { TelemetryError } from "./telemetry-error.ts";

/** One directive: lines whose target begins with `target` (all lines, if it is empty) pass up to `verbosity`. */
interface LogDirective {
  readonly target: string;
  readonly verbosity: LogVerbosity;
}

/** Stock ztunnel puts this in front of RUST_LOG, and `POST /logging` shows it. */
const STOCK_DIRECTIVES = "hickory_server::server=off";

/**
 * Which lines are written, as RUST_LOG says it: a comma list of `level` and `target=level`. The longest target that a
 * line's target begins with decides; without any the line is dropped. A target may be written with or without
 * `ztunnel::`. Loggers hold the filter itself: `replace` changes them all at once.
 */
export class LogFilter {
  #directives: readonly LogDirective[];
  #version = 0;

  private constructor(directives: readonly LogDirective[]) {
    this.#directives = directives;
  }

  /** Throws TelemetryError "invalid-log-filter" that names the first directive that cannot be read. */
  static parse(text: string): LogFilter {
    return new LogFilter(mergeDirectives([], parseDirectives(text)));
  }

  /** The filter of a process: RUST_LOG after the directive that the stock program always has; unset or empty is `info`. */
  static fromRustLog(rustLog: string | undefined): LogFilter {
    return LogFilter.parse(`${STOCK_DIRECTIVES},${rustLog || "info"}`);
  }

  /** A new filter with these directives added; one for the same target is replaced. Throws as `parse`. */
  with(text: string): LogFilter {
    return new LogFilter(mergeDirectives(this.#directives, parseDirectives(text)));
  }

  /** Takes over the directives of another filter. Every logger that holds this one follows at its next line. */
  replace(other: LogFilter): void {
    this.#directives = other.#directives;
    this.#version += 1;
  }

  /** Changes with every `replace`, so that loggers may cache their verbosity. */
  get version(): number {
    return this.#version;
  }

  verbosityOf(scope: string): LogVerbosity {
    const target = targetOfScope(scope);
    const short = shortScope(scope);
    for (const directive of this.#directives) {
      if (target.startsWith(directive.target) || short.startsWith(directive.target)) {
        return directive.verbosity;
      }
    }
    return 0;
  }

  /** The directives as `POST /logging` prints them: longest target first, the global level last. */
  toString(): string {
    return this.#directives.map(formatDirective).join(",");
  }
}

function parseDirectives(text: string): LogDirective[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(parseDirective);
}

function parseDirective(text: string): LogDirective {
  const equals = text.indexOf("=");
  const target = equals < 0 ? "" : text.slice(0, equals);
  const verbosity = findVerbosity(text.slice(equals + 1));
  // A target alone would mean "all of it" to RUST_LOG; it is refused because a misspelt level reads the same.
  if (verbosity === undefined || (equals >= 0 && !/^[\w:-]+$/.test(target))) {
    throw new TelemetryError("invalid-log-filter", `invalid log directive ${JSON.stringify(text)}`);
  }
  return { target, verbosity };
}

function findVerbosity(text: string): LogVerbosity | undefined {
  const name = text.toLowerCase();
  if (name === "off") {
    return 0;
  }
  const level = LOG_LEVELS.find((candidate) => candidate === name);
  return level === undefined ? undefined : VERBOSITY[level];
}

function mergeDirectives(old: readonly LogDirective[], added: readonly LogDirective[]): LogDirective[] {
  const byTarget = new Map<string, LogDirective>();
  for (const directive of [...old, ...added]) {
    byTarget.set(directive.target, directive);
  }
  return [...byTarget.values()].sort(compareDirectives);
}

/** Longest target first, equal lengths from z to a, as the stock filter prints them. */
function compareDirectives(left: LogDirective, right: LogDirective): number {
  return right.target.length - left.target.length || (left.target < right.target ? 1 : -1);
}

function formatDirective({ target, verbosity }: LogDirective): string {
  const level = LOG_LEVELS.find((name) => VERBOSITY[name] === verbosity) ?? "off";
  return target === "" ? level : `${target}=${level}`;
}
