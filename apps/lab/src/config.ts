/** The command line of the lab's program and where it is, and the only reader of them. */
import { dirname, resolve } from "node:path";

/** How the program was started. */
export interface LabInput {
  /** Without the program's name. */
  readonly args: readonly string[];
  /** Node with its flags and this program's file: how it starts itself. */
  readonly program: readonly string[];
  /** Node alone. */
  readonly node: string;
  /** The repository's root: three folders above the program's file, bundled or not. */
  readonly repository: string;
}

/** The real ones. */
export function systemLabInput(): LabInput {
  const file = resolve(process.argv[1] ?? "");
  return {
    args: process.argv.slice(2),
    program: [process.execPath, ...process.execArgv, file],
    node: process.execPath,
    repository: resolve(dirname(file), "../../.."),
  };
}
