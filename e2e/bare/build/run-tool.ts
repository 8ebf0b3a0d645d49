/** Runs a tool of the machine to its end without blocking, with this process's environment: its proxies are the user's. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { BareError } from "../bare-error.ts";

/** The largest output is a list of modules. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

const LAST_LINES = 12;

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Its standard output. Throws BareError "not-built" with what it said. */
export async function runTool(command: readonly string[], { cwd, env }: ToolOptions = {}): Promise<string> {
  const [program = "", ...args] = command;
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      cwd,
      env: { ...process.env, ...env },
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return stdout;
  } catch (cause) {
    throw new BareError("not-built", `${command.join(" ")}: ${saidBy(cause)}`, { cause });
  }
}

function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  // A compiler says most of what it does.
  return said === "" ? error.message : said.split("\n").slice(-LAST_LINES).join("\n");
}
