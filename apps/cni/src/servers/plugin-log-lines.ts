/** Log lines of the plugin, taken into the agent's own log. */
import type { Logger, LogLevel } from "@ambit/telemetry";
import type { UnixRequest, UnixResponse } from "./unix-http-server.ts";

/** Lines of one request; a plugin has a handful. */
const MAX_LINES = 1_000;
/** Of a line; the rest is cut. */
const MAX_LINE_CHARS = 16 * 1024;

/** Zap's names, in which Istio's plugin writes. */
const LEVELS: ReadonlyMap<unknown, LogLevel> = new Map([
  ["debug", "debug"],
  ["info", "info"],
  ["warn", "warn"],
  ["error", "error"],
  ["fatal", "error"],
]);

/** Answers `POST /log` with a JSON array of texts, each a line: a JSON object with `level` and `msg`, or anything else. */
export function pluginLogHandler(logger: Logger): (request: UnixRequest) => UnixResponse {
  return ({ path, body }) => {
    if (path !== "/log") return { status: 404, body: "404 page not found" };
    const lines = readLines(body);
    if (lines === undefined) return { status: 400, body: "the request is no JSON array of texts" };
    writePluginLines(logger, lines);
    return { status: 200 };
  };
}

/** Lines of one run, as the plugin would send them. */
export function writePluginLines(logger: Logger, lines: readonly string[]): void {
  for (const line of lines.slice(0, MAX_LINES)) writeLine(logger, line.slice(0, MAX_LINE_CHARS));
  if (lines.length > MAX_LINES) {
    logger.warn("too many lines of the plugin", { lost: lines.length - MAX_LINES });
  }
}

function readLines(body: string): readonly string[] | undefined {
  const value = parseJson(body);
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value : undefined;
}

function writeLine(logger: Logger, line: string): void {
  const value = parseJson(line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    logger.info(line.trim());
    return;
  }
  const { level, msg, time: _time, scope: _scope, ...rest }: Record<string, unknown> = { ...value };
  const fields = Object.fromEntries(
    Object.entries(rest).map(([key, field]) => [
      key,
      typeof field === "string" ? field : JSON.stringify(field),
    ]),
  );
  logger[LEVELS.get(level) ?? "info"](typeof msg === "string" ? msg : line, fields);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
