/** Programs of the machine that the build calls. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The largest output is a Debian package's files. */
const MAX_OUTPUT_BYTES = 512 * 2 ** 20;

export interface ToolOptions {
  readonly cwd?: string;
}

/** Its standard output. Throws an error with what it said when it fails, or when it is not there. */
export async function runTool(
  program: string,
  args: readonly string[],
  { cwd }: ToolOptions = {},
): Promise<Buffer> {
  try {
    const { stdout } = await promisify(execFile)(program, [...args], {
      cwd,
      encoding: "buffer",
      maxBuffer: MAX_OUTPUT_BYTES,
      env: { ...process.env, LC_ALL: "C" },
    });
    return stdout;
  } catch (cause) {
    throw new Error(`${program} ${args.at(-1) ?? ""}: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = "stderr" in error && Buffer.isBuffer(error.stderr) ? error.stderr.toString().trim() : "";
  return said === "" ? error.message : said;
}
