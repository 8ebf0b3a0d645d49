import { ConfigError } from "./config-error.ts";
import type { ConfigEntry } from "./entry.ts";

/** Property name -> variable. */
export type ConfigTable = Readonly<Record<string, ConfigEntry<unknown>>>;

/** What a table parses to. */
export type ConfigOf<T extends ConfigTable> = {
  readonly [K in keyof T]: T[K] extends ConfigEntry<infer V> ? V : never;
};

/** One variable, for documentation and `--help`. */
export interface ConfigRow {
  readonly key: string;
  readonly name: string;
  readonly accepts: string;
  /** As an operator would write it; undefined if the variable is required or may be absent. */
  readonly defaultText: string | undefined;
  readonly isOptional: boolean;
  readonly isSecret: boolean;
  readonly doc: string;
}

/** A table of variables in use: what it parses to, and what documentation is made of. */
export interface Config<T extends ConfigTable> {
  /** Throws one ConfigError "invalid-config" that names every bad variable, its value and what is accepted. */
  parse(source: ReadonlyMap<string, string>): ConfigOf<T>;
  /** The parsed values with every secret that is set replaced, for logs and dumps. */
  redact(config: ConfigOf<T>): Readonly<Record<string, unknown>>;
  /** The table, in its order. */
  describe(): ConfigRow[];
}

const REDACTED = "(secret)";

/** Throws ConfigError "invalid-table" for a default that is not accepted, and for a variable that is in it twice. */
export function defineConfig<const T extends ConfigTable>(table: T): Config<T> {
  const entries = Object.entries(table);
  checkTable(entries);
  return {
    parse: (source) => parseTable(table, source),
    redact: (config) => redactTable(entries, config),
    describe: () => entries.map(([key, entry]) => describeEntry(key, entry)),
  };
}

type Entries = readonly (readonly [string, ConfigEntry<unknown>])[];

function checkTable(entries: Entries): void {
  const problems: string[] = [];
  const names = new Set<string>();
  for (const [, entry] of entries) {
    if (names.has(entry.name)) {
      problems.push(`${entry.name} is in the table twice`);
    }
    names.add(entry.name);
    if (entry.defaultText !== undefined) {
      const reading = entry.read(new Map([[entry.name, entry.defaultText]]));
      if (!reading.ok) {
        problems.push(`the default of ${entry.name} ${reading.problem}`);
      }
    }
  }
  if (problems.length > 0) {
    throw new ConfigError("invalid-table", problems);
  }
}

function parseTable<T extends ConfigTable>(table: T, source: ReadonlyMap<string, string>): ConfigOf<T> {
  const config: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, entry] of Object.entries(table)) {
    const reading = entry.read(source);
    if (reading.ok) {
      config[key] = reading.value;
    } else {
      problems.push(`${entry.name} ${reading.problem}`);
    }
  }
  if (problems.length > 0) {
    throw new ConfigError("invalid-config", problems);
  }
  // Every key of the table was read by its own entry.
  return Object.freeze(config) as ConfigOf<T>;
}

function redactTable(
  entries: Entries,
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const isHidden = (key: string, entry: ConfigEntry<unknown>) => entry.isSecret && config[key] !== undefined;
  return Object.fromEntries(
    entries.map(([key, entry]) => [key, isHidden(key, entry) ? REDACTED : config[key]]),
  );
}

function describeEntry(key: string, entry: ConfigEntry<unknown>): ConfigRow {
  const { name, accepts, defaultText, isOptional, isSecret, doc } = entry;
  return { key, name, accepts, defaultText, isOptional, isSecret, doc };
}
