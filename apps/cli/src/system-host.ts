/** The machine as commands see it. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { CliError } from "./cli-error.ts";
import type { CliHost } from "./cli-host.ts";
import { Cluster } from "./cluster/cluster.ts";

/** The lab's program, seen from this one: the same place for the bundle and for the sources. */
const LAB_FOLDER = new URL("../../lab/", import.meta.url);
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Reads, writes and connects for real. */
export function systemHost(environment: ReadonlyMap<string, string>): CliHost {
  return {
    environment,
    exists: existsSync,
    list: listFolder,
    write: (output) => void process.stdout.write(output),
    writeError: (output) => void process.stderr.write(output),
    readFile: (path) => readFileSync(path, "utf8"),
    readStdin: () => text(process.stdin),
    nowMs: Date.now,
    openCluster: (source) => Cluster.open(source),
    runLab,
  };
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Signals go to both, since they share the terminal: this one waits for the lab's own end. */
function runLab(args: readonly string[]): Promise<number> {
  const program = ["dist/main.js", "src/main.ts"]
    .map((path) => fileURLToPath(new URL(path, LAB_FOLDER)))
    .find((path) => existsSync(path));
  if (program === undefined)
    throw new CliError("not-found", "apps/lab is not there: the lab needs the repository");
  const child = spawn(process.execPath, [program, ...args], { stdio: "inherit" });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("error", reject);
  child.once("exit", (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  return promise.finally(() => {
    for (const signal of SIGNALS) process.off(signal, pass);
  });
}
