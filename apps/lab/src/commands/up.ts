/** `ambit lab up`: makes the lab's network and files, starts its supervisor, and waits until everything is ready. */
import { spawn } from "node:child_process";
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeAccessFiles } from "../control-plane/access-files.ts";
import { findImages } from "../images.ts";
import { LabError } from "../lab-error.ts";
import type { LabHost } from "../lab-host.ts";
import {
  createLabNetwork,
  findFreeLabIndex,
  LAB_INDEX_COUNT,
  NetworkError,
  planLab,
  systemEnvironment,
} from "../network/index.ts";
import { findObstacles, type Machine } from "../preflight/find-obstacles.ts";
import { takeLock } from "../state/lab-lock.ts";
import { LABS_FOLDER, type LabPaths, labPaths, processLogPath } from "../state/lab-paths.ts";
import {
  findLab,
  type LabRecord,
  listLabs,
  MAX_PARALLEL_STARTS,
  planOf,
  writeLab,
} from "../state/lab-record.ts";
import { findSupervisor, SUPERVISOR } from "../state/process-records.ts";
import { removeLab } from "../state/remove-lab.ts";
import { tailOf } from "./log-tail.ts";
import { waitUntilReady } from "./wait-until-ready.ts";

/** What is asked for. */
export interface UpOptions {
  readonly name: string;
  readonly nodes: number;
  readonly mesh: boolean;
  readonly ztunnel?: string | undefined;
  readonly parallelStarts: number;
}

const LOCK_TIMEOUT_MS = 20_000;
const SUPERVISOR_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/** Says what it does. Throws LabError; nothing is left of a lab that could not be made. */
export async function raiseLab(asked: UpOptions, host: LabHost, machine: Machine): Promise<void> {
  const startMs = host.nowMs();
  // Its pods do not know this command's folder.
  const options = { ...asked, ztunnel: asked.ztunnel === undefined ? undefined : resolve(asked.ztunnel) };
  await requireMachine(options, host, machine);
  const paths = labPaths(options.name);
  {
    mkdirSync(LABS_FOLDER, { recursive: true });
    using _lock = await lockLab(options.name, host);
    await makeLab(options, paths, host);
  }
  const lab = findLab(options.name);
  if (lab === undefined) throw new LabError("not-ready", `lab "${options.name}" was taken down meanwhile`);
  await waitUntilReady({ lab, paths, host });
  host.write(summary(lab, paths, (host.nowMs() - startMs) / 1000));
}

/** One command at a time works on a lab of a name. */
export function lockLab(name: string, host: LabHost): Promise<Disposable> {
  const what = `lab "${name}"`;
  return takeLock(join(LABS_FOLDER, `.${name}.lock`), {
    what,
    timeoutMs: LOCK_TIMEOUT_MS,
    sleep: host.sleep,
  });
}

/** Words, programs and machine, before anything is made. */
async function requireMachine({ name, nodes, mesh, ztunnel }: UpOptions, host: LabHost, machine: Machine) {
  try {
    planLab({ name, index: 0, nodeCount: nodes });
  } catch (error) {
    if (error instanceof NetworkError) throw new LabError("bad-usage", error.message, { cause: error });
    throw error;
  }
  if (ztunnel !== undefined) requireProgram(ztunnel);
  for (const path of [host.repository, host.node, ztunnel ?? ""]) requireVisible(path);
  if (mesh) findImages({ repository: host.repository, node: host.node, ztunnel });
  const obstacles = await findObstacles(machine);
  if (obstacles.length > 0) throw new LabError("not-possible", obstacles.join("\n"));
}

/** Containers have a /run of their own. */
function requireVisible(path: string): void {
  if (!path.startsWith("/run/") && !path.startsWith("/var/run/")) return;
  throw new LabError("not-possible", `${path} is below /run, which pods do not see: move it elsewhere`);
}

function requireProgram(path: string): void {
  if (!existsSync(path)) throw new LabError("bad-usage", `--ztunnel ${path}: there is no such program`);
  try {
    accessSync(path, constants.X_OK);
  } catch (cause) {
    throw new LabError("bad-usage", `--ztunnel ${path} is no program: chmod +x makes a script one`, {
      cause,
    });
  }
}

async function makeLab(options: UpOptions, paths: LabPaths, host: LabHost): Promise<void> {
  const { name, nodes: nodeCount, mesh: hasMesh, ztunnel, parallelStarts } = options;
  const existing = findLab(name);
  if (existing !== undefined && findSupervisor(paths) !== undefined) {
    requireSame(existing, { ...existing, nodeCount, hasMesh, ztunnel, parallelStarts });
    host.write(`lab "${name}" is up already\n`);
    return;
  }
  if (existsSync(paths.folder)) host.write(`removing what an earlier lab "${name}" has left\n`);
  await removeLab(name, paths);
  try {
    const lab = await reserve({ name, index: 0, nodeCount, hasMesh, ztunnel, parallelStarts }, paths, host);
    const plan = planOf(lab);
    const names = plan.nodes.map((node) => node.name).join(", ");
    host.write(
      `making lab "${name}": nodes ${names}; pods ${plan.pods.ipv4.ip}, services ${plan.services.ipv4.ip}\n`,
    );
    writeAccessFiles(paths, plan, host.nowMs());
    await createLabNetwork(plan);
    await startSupervisor(paths, name, host);
  } catch (error) {
    await removeLab(name, paths);
    throw error;
  }
}

function requireSame(existing: LabRecord, asked: LabRecord): void {
  const fields = ["nodeCount", "hasMesh", "ztunnel", "parallelStarts"] as const;
  if (fields.every((field) => existing[field] === asked[field])) return;
  const what = describe(existing);
  throw new LabError(
    "bad-usage",
    `lab "${existing.name}" is up with ${what}: take it down first (ambit lab down --name ${existing.name})`,
  );
}

function describe({ nodeCount, hasMesh, ztunnel, parallelStarts }: LabRecord): string {
  const starts = parallelStarts === MAX_PARALLEL_STARTS ? "" : `, ${parallelStarts} pods started at a time`;
  const program = ztunnel === undefined ? "" : ` and ${ztunnel} as ztunnel`;
  return `${nodeCount} ${nodeCount === 1 ? "node" : "nodes"}${hasMesh ? program : " and no mesh"}${starts}`;
}

/** Folder and address ranges, with the first index that nobody has. */
async function reserve(lab: LabRecord, paths: LabPaths, host: LabHost): Promise<LabRecord> {
  using _lock = await takeLock(join(LABS_FOLDER, ".labs.lock"), {
    what: "the list of labs",
    timeoutMs: LOCK_TIMEOUT_MS,
    sleep: host.sleep,
  });
  const index = findFreeLabIndex(takenIndexes());
  const reserved = { ...lab, index };
  for (const folder of [paths.folder, paths.logs, paths.processes, paths.nodes])
    mkdirSync(folder, { recursive: true });
  writeLab(reserved);
  return reserved;
}

/** Of labs that are there, and of links that somebody else made under our names. */
function takenIndexes(): ReadonlySet<number> {
  const known = listLabs().map(({ index }) => index);
  const linked = Array.from({ length: LAB_INDEX_COUNT }, (_, index) => index).filter((index) => {
    const { hostInterface } = planLab({ name: "lab", index, nodeCount: 1 }).hostLink;
    return existsSync(`/sys/class/net/${hostInterface}`);
  });
  return new Set([...known, ...linked]);
}

/** It goes on when this command ends. */
async function startSupervisor(paths: LabPaths, name: string, host: LabHost): Promise<void> {
  const [command = "", ...args] = host.program;
  const logPath = processLogPath(paths, SUPERVISOR);
  const log = openSync(logPath, "a");
  const child = spawn(command, [...args, "supervise", "--name", name], {
    env: systemEnvironment(),
    detached: true,
    stdio: ["ignore", log, log],
    cwd: "/",
  });
  closeSync(log);
  let ended: string | undefined;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, signal) => (ended = signal ?? `exit status ${code}`));
  for (let waitedMs = 0; findSupervisor(paths) === undefined; waitedMs += POLL_MS) {
    if (ended !== undefined || waitedMs > SUPERVISOR_TIMEOUT_MS) {
      const how = ended === undefined ? "does not start" : `ended (${ended})`;
      throw new LabError("not-ready", `the supervisor ${how}:\n${tailOf(logPath)}`);
    }
    await host.sleep(POLL_MS);
  }
  child.unref();
}

function summary(lab: LabRecord, paths: LabPaths, seconds: number): string {
  const name = lab.name === "lab" ? "" : ` --name ${lab.name}`;
  return `lab "${lab.name}" is up (${seconds.toFixed(1)} s)

  export KUBECONFIG=${paths.kubeconfig}
  ambit lab status${name}
  ambit lab apply${name} -f <file>
  ambit lab down${name}
`;
}
