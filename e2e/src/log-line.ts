/** Reads ztunnel's plain log lines: time, level, scope and message between tabs, then fields. */

export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly scope: string;
  readonly message: string;
  /** Strings without their quotes; everything else as printed. */
  readonly fields: Readonly<Record<string, string>>;
}

const FIELD = /([\w.]+)=("(?:[^"\\]|\\.)*"|\S+)/g;

/** Undefined for a line that continues another, as those of the configuration at start-up do. */
export function findLogLine(text: string): LogLine | undefined {
  const [time = "", level, scope, message, rest = ""] = text.split("\t");
  if (level === undefined || scope === undefined || message === undefined || !time.endsWith("Z"))
    return undefined;
  const fields: Record<string, string> = {};
  for (const [, name = "", value = ""] of rest.matchAll(FIELD)) {
    fields[name] = value.startsWith('"') ? unquote(value) : value;
  }
  return { time, level, scope, message, fields };
}

/** All lines of scope `access` in a log, in order. */
export function findAccessLines(log: string): readonly LogLine[] {
  return log
    .split("\n")
    .map(findLogLine)
    .filter((line) => line?.scope === "access")
    .filter((line) => line !== undefined);
}

function unquote(value: string): string {
  return value.slice(1, -1).replace(/\\(.)/g, "$1");
}
