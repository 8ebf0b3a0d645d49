/**
 * Log lines of the plugin: never on stdout, where the runtime expects the result. They go to the agent's `log.sock` as
 * one JSON array of lines, each a JSON object in a text, and into a file beside it.
 */
/** Least serious last. */
export const PLUGIN_LOG_LEVELS = ["error", "warn", "info", "debug"] as const;

export type PluginLogLevel = (typeof PLUGIN_LOG_LEVELS)[number];

/** One line. */
export interface PluginLogLine {
  readonly level: PluginLogLevel;
  /** RFC 3339. */
  readonly time: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The lines of one run of the plugin. */
export class PluginLog {
  readonly #lines: PluginLogLine[] = [];
  readonly #epochMs: () => number;
  /** Everything, until the configuration is read. */
  #verbosity: number = PLUGIN_LOG_LEVELS.length;

  constructor(epochMs: () => number) {
    this.#epochMs = epochMs;
  }

  get lines(): readonly PluginLogLine[] {
    return this.#lines;
  }

  /** Drops what is less serious, also of what was logged before. Unknown levels are `info`; `none` and `fatal` keep nothing. */
  setLevel(name: string): void {
    const verbosity = PLUGIN_LOG_LEVELS.findIndex((level) => level === name);
    const isSilent = name === "none" || name === "fatal";
    this.#verbosity = isSilent || verbosity !== -1 ? verbosity : PLUGIN_LOG_LEVELS.indexOf("info");
    const kept = this.#lines.filter(({ level }) => this.isEnabled(level));
    this.#lines.splice(0, this.#lines.length, ...kept);
  }

  isEnabled(level: PluginLogLevel): boolean {
    return PLUGIN_LOG_LEVELS.indexOf(level) <= this.#verbosity;
  }

  log(level: PluginLogLevel, message: string, fields: Readonly<Record<string, string>> = {}): void {
    if (!this.isEnabled(level)) return;
    this.#lines.push({ level, time: new Date(this.#epochMs()).toISOString(), message, fields });
  }
}

/** One line as `log.sock` and the file have it. */
export function encodeLogLine({ level, time, message, fields }: PluginLogLine): string {
  return JSON.stringify({ ...fields, level, time, scope: "cni-plugin", msg: message });
}

/** The body of a post to `log.sock`. */
export function encodeLogBatch(lines: readonly PluginLogLine[]): string {
  return JSON.stringify(lines.map(encodeLogLine));
}
