// Files of a lab, in a folder of their own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findProcess } from "../kubelet/process/process-id.ts";
import { takeLock } from "./lab-lock.ts";
import { labPaths } from "./lab-paths.ts";
import { findLab, listLabs, writeLab } from "./lab-record.ts";
import {
  findSupervisor,
  listProcesses,
  recordOf,
  removeProcess,
  SUPERVISOR,
  writeProcess,
} from "./process-records.ts";

function aFolder() {
  const path = mkdtempSync(join(tmpdir(), "ambit-lab-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** A process that has ended. */
async function aDeadProcess() {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const id = findProcess(child.pid ?? -1);
  child.kill("SIGKILL");
  await once(child, "exit");
  if (id === undefined) throw new Error("no process");
  return id;
}

describe("labs", () => {
  test("are what was written, and what is no lab is none", () => {
    using folder = aFolder();
    const lab = {
      name: "a",
      index: 3,
      nodeCount: 2,
      hasMesh: true,
      ztunnel: "/bin/true",
      parallelStarts: 500,
    };
    mkdirSync(join(folder.path, "a"));
    mkdirSync(join(folder.path, "junk"));
    writeFileSync(join(folder.path, "junk", "lab.json"), "{");
    writeLab(lab, folder.path);
    expect(findLab("a", folder.path)).toEqual(lab);
    expect(listLabs(folder.path)).toEqual([lab]);
    expect(findLab("b", folder.path)).toBeUndefined();
    expect(listLabs(join(folder.path, "nowhere"))).toEqual([]);
  });
});

describe("processes", () => {
  test("are alive only with the start time that was written", async () => {
    using folder = aFolder();
    const paths = labPaths("a", folder.path);
    mkdirSync(paths.processes, { recursive: true });
    const own = recordOf(process.pid, { name: SUPERVISOR, isReady: true, restarts: 0 });
    if (own === undefined) throw new Error("no record of this process");
    writeProcess(paths, own);
    expect(findSupervisor(paths)).toEqual(own);
    writeProcess(paths, { ...own, startTime: own.startTime + 1 });
    expect(findSupervisor(paths)).toBeUndefined();
    writeProcess(paths, { ...own, ...(await aDeadProcess()) });
    expect(findSupervisor(paths)).toBeUndefined();
    expect(listProcesses(paths)).toHaveLength(1);
    removeProcess(paths, SUPERVISOR);
    expect(listProcesses(paths)).toEqual([]);
  });
});

describe("a lock", () => {
  const options = { what: 'lab "a"', timeoutMs: 100, sleep: async () => {} };

  test("is one's own until it is given back", async () => {
    using folder = aFolder();
    const path = join(folder.path, "lock");
    {
      using _lock = await takeLock(path, options);
      await expect(takeLock(path, options)).rejects.toThrow(
        `another command works on lab "a" (process ${process.pid})`,
      );
    }
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test("of somebody who is gone is taken over", async () => {
    using folder = aFolder();
    const path = join(folder.path, "lock");
    writeFileSync(path, JSON.stringify(await aDeadProcess()));
    {
      using _lock = await takeLock(path, options);
      expect(existsSync(path)).toBe(true);
    }
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
