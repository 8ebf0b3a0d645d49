/** `ambit lab logs`: what the lab's own processes and its pods' containers have written. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import { nodePaths } from "../kubelet/kubelet-config.ts";
import { LabError } from "../lab-error.ts";
import type { LabHost } from "../lab-host.ts";
import { type LabPaths, nodeStateFolder, processLogPath } from "../state/lab-paths.ts";
import { type LabRecord, planOf } from "../state/lab-record.ts";
import { SUPERVISOR } from "../state/process-records.ts";
import { planProcesses } from "../supervisor/process-plan.ts";
import { chooseLab } from "./lab-choice.ts";

/** What is asked for. */
export interface LogsOptions {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly container?: string | undefined;
  readonly tail?: number | undefined;
  readonly follow: boolean;
}

/** One log file. */
export interface LogSource {
  /** `control-plane`, or `namespace/pod/container`. */
  readonly name: string;
  readonly path: string;
}

const FOLLOW_POLL_MS = 200;

/** Without a target: the names of all logs. Throws LabError "not-found". */
export async function showLogs(
  target: string | undefined,
  options: LogsOptions,
  host: LabHost,
): Promise<void> {
  const { lab, paths } = chooseLab(options.name);
  const sources = listSources(lab, paths);
  if (target === undefined) {
    host.write(sources.map(({ name }) => `${name}\n`).join(""));
    return;
  }
  const found = selectSources(sources, target, options);
  if (found.length === 0) {
    throw new LabError("not-found", `there is no log of "${target}": ambit lab logs lists all of them`);
  }
  const isAlone = found.length === 1;
  const positions = found.map((source) => ({
    source,
    offset: printEnd(source, { ...options, isAlone }, host),
  }));
  while (options.follow) {
    await host.sleep(FOLLOW_POLL_MS);
    for (const position of positions) position.offset = await printNew(position, isAlone, host);
  }
}

/**
 * The name as it is; else containers of the pod of that name; else those of pods whose names begin with it, as those of
 * a Deployment do. Pods are of the given namespace, else of any.
 */
export function selectSources(
  sources: readonly LogSource[],
  target: string,
  { namespace, container }: Pick<LogsOptions, "namespace" | "container">,
): readonly LogSource[] {
  const exact = sources.filter(({ name }) => name === target);
  if (exact.length > 0) return exact;
  const slash = target.indexOf("/");
  const [space, pod] = slash < 0 ? [namespace, target] : [target.slice(0, slash), target.slice(slash + 1)];
  const matching = (isPod: (name: string) => boolean): readonly LogSource[] =>
    sources.filter(({ name }) => {
      const [ofNamespace, ofPod, ofContainer] = name.split("/");
      if (ofPod === undefined || (space !== undefined && ofNamespace !== space)) return false;
      return isPod(ofPod) && (container === undefined || ofContainer === container);
    });
  const ofPod = matching((name) => name === pod);
  return ofPod.length > 0 ? ofPod : matching((name) => name.startsWith(`${pod}-`));
}

function listSources(lab: LabRecord, paths: LabPaths): readonly LogSource[] {
  const own = [SUPERVISOR, ...planProcesses(planOf(lab)).map(({ name }) => name)]
    .map((name) => ({ name, path: processLogPath(paths, name) }))
    .filter(({ path }) => existsSync(path));
  const pods = planOf(lab).nodes.flatMap(({ name }) => {
    const { logsFolder } = nodePaths(nodeStateFolder(paths, name));
    if (!existsSync(logsFolder)) return [];
    return readdirSync(logsFolder)
      .filter((file) => file.endsWith(".log"))
      .sort()
      .map((file) => ({ name: basename(file, ".log").replaceAll("_", "/"), path: join(logsFolder, file) }));
  });
  return [...own, ...pods];
}

/** Where the next look begins. */
function printEnd(
  source: LogSource,
  { tail, isAlone }: { readonly tail?: number | undefined; readonly isAlone: boolean },
  host: LabHost,
): number {
  const text = readFileSync(source.path, "utf8");
  const lines = text.split("\n").slice(0, -1);
  const shown = tail === undefined ? lines : lines.slice(Math.max(0, lines.length - tail));
  printLines(source, shown, { isAlone, host });
  // A line that is not whole yet is printed when it is.
  return Buffer.byteLength(text.slice(0, text.lastIndexOf("\n") + 1));
}

async function printNew(
  { source, offset }: { readonly source: LogSource; readonly offset: number },
  isAlone: boolean,
  host: LabHost,
): Promise<number> {
  if (!existsSync(source.path)) return offset;
  const { size } = statSync(source.path);
  if (size <= offset) return size < offset ? 0 : offset;
  await using file = await open(source.path);
  const { buffer } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset);
  const end = buffer.lastIndexOf("\n") + 1;
  if (end === 0) return offset;
  printLines(
    source,
    buffer
      .subarray(0, end - 1)
      .toString()
      .split("\n"),
    { isAlone, host },
  );
  return offset + end;
}

function printLines(
  { name }: LogSource,
  lines: readonly string[],
  { isAlone, host }: { readonly isAlone: boolean; readonly host: LabHost },
): void {
  const prefix = isAlone ? "" : `[${name}] `;
  if (lines.length > 0) host.write(lines.map((line) => `${prefix}${line}\n`).join(""));
}
