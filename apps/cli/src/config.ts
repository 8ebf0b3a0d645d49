/** The command line and the environment of this program, and the only reader of them. */

/** What the program was started with. */
export interface CliInput {
  /** Without the program's name. */
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}

/** The real ones. */
export function systemCliInput(): CliInput {
  const environment = new Map<string, string>();
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment.set(name, value);
  }
  return { args: process.argv.slice(2), environment };
}
