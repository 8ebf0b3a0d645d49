/**
 * The right to a prefix. Names made from it belong to one living process; what a dead owner left behind is deleted by
 * the next. A prefix held by another living process gets a number, so that two runs on one machine do not meet.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { deleteNamespace, listNamespaces } from "./namespace.ts";
import { NetnsError } from "./netns-error.ts";

const LEASE_FOLDER = "/run/ambit-e2e";
const MAX_HOLDERS = 64;

export interface Lease extends Disposable {
  readonly prefix: string;
  /** An empty folder of the owner's, deleted with the lease. Only root can write where it is. */
  readonly folder: string;
}

/** Takes `wanted`, or `wanted` with a number behind it, and deletes what was left under that prefix. */
export function takeLease(wanted: string): Lease {
  mkdirSync(LEASE_FOLDER, { recursive: true, mode: 0o755 });
  for (let holder = 1; holder <= MAX_HOLDERS; holder++) {
    const prefix = holder === 1 ? wanted : `${wanted}${holder}`;
    const path = `${LEASE_FOLDER}/${prefix}.owner`;
    if (!claim(path)) continue;
    const folder = `${LEASE_FOLDER}/${prefix}`;
    for (const name of listNamespaces()) {
      if (isOfPrefix(name, prefix)) deleteNamespace(name);
    }
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    return { prefix, folder, [Symbol.dispose]: () => release(folder, path) };
  }
  throw new NetnsError("bad-topology", `${MAX_HOLDERS} living processes hold the prefix ${wanted}`);
}

function release(folder: string, path: string): void {
  rmSync(folder, { recursive: true, force: true });
  rmSync(path, { force: true });
}

/** Pod names have no dash, so `a-b` is no prefix of the names of `a`. */
function isOfPrefix(name: string, prefix: string): boolean {
  return name.startsWith(`${prefix}-`) && !name.slice(prefix.length + 1).includes("-");
}

function claim(path: string): boolean {
  const owner = ownName();
  try {
    writeFileSync(path, owner, { flag: "wx" });
    return true;
  } catch {
    if (isAlive(path)) return false;
  }
  writeFileSync(path, owner);
  return readFileSync(path, "utf8") === owner;
}

/** A number of a process is used again after its end, its start time is not. */
function ownName(): string {
  return `${process.pid} ${startTimeOf(process.pid) ?? ""}`;
}

function isAlive(path: string): boolean {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return false;
  }
  const [pid = "", startTime = ""] = text.split(" ");
  return startTime !== "" && startTimeOf(Number(pid)) === startTime;
}

/** Field 22 of /proc/pid/stat; the second, the program's name, may hold spaces. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
