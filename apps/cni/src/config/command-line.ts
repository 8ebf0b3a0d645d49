/** The command line: a word, and flags that are the variables' names in lower case with dashes, as Istio has them. */
import { ConfigError, type ConfigRow } from "@ambit/config";

/** What the first word asks for. */
export type Command = "run" | "version" | "help" | "unknown";

export interface CommandLine {
  readonly command: Command;
  /** By the variable's name. */
  readonly flags: ReadonlyMap<string, string>;
}

/** Flags that are named otherwise than a variable. */
const OTHER_FLAGS: ReadonlyMap<string, string> = new Map([["--log_output_level", "AMBIT_LOG_OUTPUT_LEVEL"]]);
/** Without a value they say this. */
const WORDLESS: ReadonlyMap<string, readonly [name: string, value: string]> = new Map([
  ["--log_as_json", ["LOG_FORMAT", "json"]],
]);

/** No word means to run. Throws ConfigError for flags that are not known, and for those without a value. */
export function parseCommandLine(args: readonly string[], rows: readonly ConfigRow[]): CommandLine {
  const reader = new FlagReader(rows);
  const words: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? "";
    if (argument === "--help" || argument === "-h") return { command: "help", flags: reader.flags };
    if (argument === "--version") return { command: "version", flags: reader.flags };
    if (!argument.startsWith("-")) words.push(argument);
    else if (reader.take(argument, args[index + 1])) index += 1;
  }
  if (reader.problems.length > 0) throw new ConfigError("invalid-config", reader.problems);
  return { command: commandOf(words), flags: reader.flags };
}

/** `--ambient-enabled` for AMBIENT_ENABLED. */
export function flagOf(name: string): string {
  return `--${name.toLowerCase().replaceAll("_", "-")}`;
}

class FlagReader {
  readonly flags = new Map<string, string>();
  readonly problems: string[] = [];
  readonly #names: ReadonlyMap<string, string>;
  readonly #switches: ReadonlySet<string>;

  constructor(rows: readonly ConfigRow[]) {
    this.#names = new Map([...rows.map(({ name }) => [flagOf(name), name] as const), ...OTHER_FLAGS]);
    this.#switches = new Set(
      rows.filter(({ accepts }) => accepts === "true or false").map(({ name }) => name),
    );
  }

  /** Whether the following word was its value. */
  take(argument: string, following: string | undefined): boolean {
    const mark = argument.indexOf("=");
    const spelling = mark < 0 ? argument : argument.slice(0, mark);
    const wordless = WORDLESS.get(spelling);
    if (wordless !== undefined) {
      if (argument !== `${spelling}=false`) this.flags.set(...wordless);
      return false;
    }
    const name = this.#names.get(spelling);
    if (name === undefined) {
      this.problems.push(`${spelling} is no flag of this program`);
      return false;
    }
    if (mark >= 0) this.flags.set(name, argument.slice(mark + 1));
    // As in Istio's programs, a switch takes a value only with `=`.
    else if (this.#switches.has(name)) this.flags.set(name, "true");
    else if (following === undefined) this.problems.push(`${spelling} has no value`);
    else this.flags.set(name, following);
    return mark < 0 && !this.#switches.has(name) && following !== undefined;
  }
}

function commandOf([word, ...others]: readonly string[]): Command {
  if (word === undefined) return "run";
  return others.length === 0 && (word === "version" || word === "help") ? word : "unknown";
}
