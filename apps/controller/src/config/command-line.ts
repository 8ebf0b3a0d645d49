/** The command line: a word, and flags as Istio's programs take them. */
import { ConfigError, type ConfigRow } from "@ambit/config";

/** What the first word asks for. */
export type Command = "discovery" | "version" | "help" | "unknown";

export interface CommandLine {
  readonly command: Command;
  /** By name, with the dashes. */
  readonly flags: ReadonlyMap<string, string>;
}

/** Other spellings of a flag. */
const ALIASES: ReadonlyMap<string, string> = new Map([["-h", "--help"]]);

/** No word means to run. Throws ConfigError for flags that are not among `rows`, and for those without a value. */
export function parseCommandLine(args: readonly string[], rows: readonly ConfigRow[]): CommandLine {
  const known = new Map(rows.map(({ name, accepts }) => [name, { isSwitch: accepts === "true or false" }]));
  const words: string[] = [];
  const flags = new Map<string, string>();
  const problems: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? "";
    if (!argument.startsWith("-")) {
      words.push(argument);
      continue;
    }
    const [spelling = "", ...rest] = argument.split("=");
    const name = ALIASES.get(spelling) ?? spelling;
    if (name === "--help") return { command: "help", flags };
    if (name === "--version") return { command: "version", flags };
    const flag = known.get(name);
    if (flag === undefined) {
      problems.push(`${name} is no flag of this program`);
      continue;
    }
    const isWhole = rest.length > 0 || flag.isSwitch;
    const value = rest.length > 0 ? rest.join("=") : flag.isSwitch ? "true" : args[index + 1];
    if (value === undefined) problems.push(`${name} has no value`);
    else flags.set(name, value);
    // As in Istio's programs, a switch takes a value only with `=`.
    if (!isWhole) index += 1;
  }
  if (problems.length > 0) throw new ConfigError("invalid-config", problems);
  return { command: commandOf(words), flags };
}

function commandOf([word = "discovery", ...others]: readonly string[]): Command {
  if (others.length > 0) return "unknown";
  return word === "discovery" || word === "version" || word === "help" ? word : "unknown";
}
