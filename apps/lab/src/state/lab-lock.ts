/**
 * One command at a time works on a lab. The lock is a file that names its holder; that of a dead holder is taken over.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { findProcess, isAlive } from "../kubelet/process/process-id.ts";
import { LabError } from "../lab-error.ts";
import { findRecord } from "./json-file.ts";

/** What a wait needs. */
export interface LockOptions {
  /** What is locked, for the message: `lab "x"`. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly sleep: (ms: number) => Promise<void>;
}

const POLL_MS = 50;

/** Waits for its turn. Throws LabError "busy" after `timeoutMs`. The last lab that goes takes the folder along. */
export async function takeLock(path: string, { what, timeoutMs, sleep }: LockOptions): Promise<Disposable> {
  const own = `${path}.${process.pid}`;
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(own, JSON.stringify(findProcess(process.pid)));
      // With its content at once: a lock without one would look abandoned.
      linkSync(own, path);
      return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
    } catch (error) {
      if (!hasCode(error, "EEXIST") && !hasCode(error, "ENOENT")) throw error;
    } finally {
      rmSync(own, { force: true });
    }
    const holder = readHolder(path);
    if (holder.kind === "dead") breakLock(path, holder.text);
    else if (waitedMs >= timeoutMs) {
      const who = holder.kind === "alive" ? ` (process ${holder.pid})` : "";
      throw new LabError("busy", `another command works on ${what}${who}: try again when it is done`);
    }
    await sleep(POLL_MS);
  }
}

type Holder =
  | { readonly kind: "alive"; readonly pid: number }
  | { readonly kind: "dead"; readonly text: string }
  | { readonly kind: "gone" };

function readHolder(path: string): Holder {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { kind: "gone" };
  }
  const { pid, startTime } = findRecord(parse(text)) ?? {};
  const isHeld = typeof pid === "number" && typeof startTime === "number" && isAlive({ pid, startTime });
  return isHeld ? { kind: "alive", pid } : { kind: "dead", text };
}

/** Two may find the same dead holder: whoever moves the file away looks at what it has moved. */
function breakLock(path: string, text: string): void {
  const moved = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, moved);
  } catch {
    return;
  }
  if (readFileSync(moved, "utf8") === text) {
    rmSync(moved);
    return;
  }
  try {
    linkSync(moved, path);
  } finally {
    rmSync(moved);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
