import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { CliHost } from "../cli-host.ts";

/** What a test's host has written. */
export interface HostOutput {
  output: string;
  errors: string;
}

/** The repository's own chart. */
export const CHART_FOLDER = fileURLToPath(new URL("../../../../charts/ambit/", import.meta.url));

/** No files, no cluster and no waiting, unless a test says otherwise: a clock that sleeping moves on. */
export function aHost(changes: Partial<CliHost> = {}): CliHost & HostOutput {
  let nowMs = 0;
  const host: CliHost & HostOutput = {
    output: "",
    errors: "",
    environment: new Map(),
    exists: () => true,
    list: () => [],
    write: (text) => {
      host.output += text;
    },
    writeError: (text) => {
      host.errors += text;
    },
    readFile: (path) => {
      throw new Error(`no file ${path}`);
    },
    readStdin: () => Promise.resolve(""),
    readFolder: readTexts,
    chartFolder: () => CHART_FOLDER,
    nowMs: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
    isTerminal: false,
    openCluster: () => Promise.reject(new Error("no cluster")),
    runLab: () => Promise.resolve(0),
    ...changes,
  };
  return host;
}

function readTexts(path: string): ReadonlyMap<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(path, file), readFileSync(file, "utf8")]),
  );
}
