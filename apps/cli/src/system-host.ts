/** The machine as commands see it. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CliError } from "./cli-error.ts";
import type { CliHost } from "./cli-host.ts";
import { Cluster } from "./cluster/cluster.ts";

/** The lab's program, seen from this one: the same place for the bundle and for the sources. */
const LAB_FOLDER = new URL("../../lab/", import.meta.url);
/** In the repository, and beside the bundle that is installed alone. */
const CHART_FOLDERS = ["../../../charts/ambit/", "./chart/"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
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
    readFolder,
    chartFolder,
    nowMs: Date.now,
    sleep: (ms) => sleep(ms),
    isTerminal: process.stdout.isTTY === true,
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

function readFolder(path: string): ReadonlyMap<string, string> {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(path, file), readFileSync(file, "utf8")]),
  );
}

function chartFolder(): string {
  const found = CHART_FOLDERS.find((folder) => existsSync(join(folder, "Chart.yaml")));
  if (found === undefined)
    throw new CliError("not-found", "the chart of this program is missing: give --chart");
  return found;
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
