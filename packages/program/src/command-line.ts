/** A command line of several commands, as commander has them: how it speaks, and what becomes of its errors. */
import { type Command, CommanderError } from "commander";
import { EXIT } from "./run-program.ts";

/** Where a command line writes: answers, and what is wrong. */
export interface CommandOutput {
  write(text: string): void;
  writeError(text: string): void;
}

/** What is particular to one program's command line. */
export interface CommandLineOptions {
  /** Makes the commands. Those that end with something else than 0 without an error call `exit`. */
  readonly build: (exit: (code: number) => void) => Command;
  /** Writes the error of a command, and gives the exit code. Throws what is no expected failure. */
  readonly exitCodeOf: (error: unknown) => number;
}

/** Runs one command to its end. The exit code; what failed is written. */
export async function runCommandLine(
  args: readonly string[],
  output: CommandOutput,
  { build, exitCodeOf }: CommandLineOptions,
): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = build((code) => {
    exitCode = code;
  });
  configure(program, output);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return exitCodeOf(error);
    // Help and version are answers; commander has written everything else itself.
    return error.exitCode === 0 ? EXIT.ok : EXIT.badConfig;
  }
}

/** Subcommands that are added whole take nothing over from the command they are added to. */
function configure(command: Command, output: CommandOutput): void {
  command
    .exitOverride()
    .showHelpAfterError("(--help shows what is accepted)")
    .configureOutput({
      writeOut: (text) => output.write(text),
      writeErr: (text) => output.writeError(text),
    });
  for (const child of command.commands) configure(child, output);
}
