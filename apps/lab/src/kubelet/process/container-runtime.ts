/** Containers as processes of this machine: started through the shim, found again after a restart, ended for good. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { KubeletError } from "../kubelet-error.ts";
import type { CgroupPod, PodCgroups } from "./cgroups.ts";
import { parseExit, parsePids, RUN_FILES, type ShimTools, shimCommand } from "./container-shim.ts";
import { hostTree, isFile, removeFolder } from "./machine-files.ts";
import {
  findDescendant,
  findProcess,
  isAlive,
  killGroup,
  type ProcessId,
  signalProcess,
} from "./process-id.ts";
import type { ProcessSpec } from "./process-spec.ts";
import { planRoot, type RootPlan } from "./root-plan.ts";

/** A container, as it is found again by. */
export interface ContainerPlace {
  readonly pod: CgroupPod;
  /** 64 hexadecimal digits. */
  readonly containerId: string;
  /** The container's own, for one run at a time. */
  readonly runFolder: string;
}

export interface ContainerOrder extends ContainerPlace {
  readonly netns: string;
  /** The machine's own when undefined. */
  readonly hostname: string | undefined;
  readonly spec: ProcessSpec;
  /** Contents by path in the container. */
  readonly files: ReadonlyMap<string, string>;
  readonly logPath: string;
}

/** How a container ended; the code of a signal is 128 and its number. */
export interface ContainerExit {
  readonly code: number;
  readonly reason: "Completed" | "Error" | "StartError";
  readonly message: string | undefined;
}

/** A container that was started. Nobody has to wait for it. */
export interface ContainerHandle {
  readonly shim: ProcessId;
  /** Resolves when the program runs, or it is clear that it never will. */
  readonly started: Promise<void>;
  /** Resolves when the program has ended and nothing it started is left. */
  readonly exited: Promise<ContainerExit>;
  /** Of the program: false while it is not there yet. */
  terminate(): boolean;
  /** Everything in the container. */
  kill(): void;
}

/** What the pods' workers need of this. */
export interface ContainerRuntime {
  /** Throws KubeletError "cannot-run" when not even the shim can be started. */
  start(order: ContainerOrder): ContainerHandle;
  /** One that an earlier kubelet started; it may have ended meanwhile. */
  adopt(place: ContainerPlace, shim: ProcessId): ContainerHandle;
}

/** The shim is done with its part in a few of these. */
const START_POLL_MS = 10;
/** How often somebody else's child is looked for. */
const ADOPTED_POLL_MS = 200;
/** Between two looks at whether what was killed is gone. */
const REAP_POLL_MS = 10;
/** A process that does not die within that is the kernel's. */
const REAP_ROUNDS = 500;
/** What ends by a signal ends with 128 and the signal's number: SIGKILL's. */
const KILLED_CODE = 137;
const MAX_MESSAGE_CHARS = 1024;
const DIGEST_CHARS = 16;

export interface RuntimeOptions {
  readonly tools: ShimTools;
  /** Where the parts are kept that roots of containers have in common. */
  readonly templatesFolder: string;
  /** Undefined where there are none: what a container leaves behind is then found by its process group. */
  readonly cgroups: PodCgroups | undefined;
}

export class ProcessRuntime implements ContainerRuntime {
  readonly #options: RuntimeOptions;

  constructor(options: RuntimeOptions) {
    this.#options = options;
  }

  start(order: ContainerOrder): ContainerHandle {
    const { tools, cgroups, templatesFolder } = this.#options;
    const template = makeRunFolder(order, templatesFolder);
    const cgroupProcs = cgroups?.add(order.pod, order.containerId);
    const { argv, env, workingDirectory, user } = order.spec;
    const { runFolder, netns, hostname } = order;
    const [program = "", ...args] = shimCommand(
      { runFolder, template, netns, hostname, cgroupProcs, argv, env, workingDirectory, user },
      tools,
    );
    const log = openSync(order.logPath, "a");
    const ended = Promise.withResolvers<void>();
    try {
      const child = spawn(program, args, { env, detached: true, stdio: ["ignore", log, log] });
      child.once("error", () => ended.resolve());
      child.once("exit", () => ended.resolve());
      const shim = child.pid === undefined ? undefined : findProcess(child.pid);
      if (shim === undefined) throw new KubeletError("cannot-run", `${program} cannot be started`);
      child.unref();
      return this.#handle(order, shim, ended.promise);
    } finally {
      closeSync(log);
    }
  }

  adopt(place: ContainerPlace, shim: ProcessId): ContainerHandle {
    return this.#handle(place, shim, waitForEnd(shim));
  }

  #handle(place: ContainerPlace, shim: ProcessId, ended: Promise<void>): ContainerHandle {
    return {
      shim,
      started: waitForProgram(place.runFolder, shim),
      exited: ended.then(() => this.#finish(place, shim)),
      terminate: () => {
        const program = findProgram(place.runFolder);
        if (program !== undefined) signalProcess(program, "SIGTERM");
        return program !== undefined;
      },
      kill: () => {
        this.#options.cgroups?.remove(place.pod, place.containerId);
        killGroup(shim);
      },
    };
  }

  /** What is left of it is killed, as the end of a container's first process ends all others. */
  async #finish(place: ContainerPlace, shim: ProcessId): Promise<ContainerExit> {
    const program = findProgram(place.runFolder);
    if (program !== undefined) signalProcess(program, "SIGKILL");
    killGroup(shim);
    const { cgroups } = this.#options;
    for (
      let round = 0;
      round < REAP_ROUNDS && cgroups?.remove(place.pod, place.containerId) === false;
      round += 1
    ) {
      await delay(REAP_POLL_MS);
    }
    return readExit(place.runFolder);
  }
}

/** The program of a container that runs; undefined before it was started and after it ended. */
export function findProgram(runFolder: string): ProcessId | undefined {
  const pids = parsePids(readText(join(runFolder, RUN_FILES.pid)));
  return pids === undefined ? undefined : findDescendant(pids.program, pids.shim);
}

function readExit(runFolder: string): ContainerExit {
  const exit = parseExit(readText(join(runFolder, RUN_FILES.exit)));
  if (exit === undefined) {
    return { code: KILLED_CODE, reason: "Error", message: "the container was killed from outside" };
  }
  if (exit.kind === "setup") {
    const said = readText(join(runFolder, RUN_FILES.setupLog)).trim().slice(0, MAX_MESSAGE_CHARS);
    return { code: 128, reason: "StartError", message: `cannot make the container's files: ${said}` };
  }
  return { code: exit.code, reason: exit.code === 0 ? "Completed" : "Error", message: undefined };
}

/** Fresh for each run: what the last one wrote outside of volumes is gone. Returns the folder of the root's template. */
function makeRunFolder({ runFolder, spec, files, logPath }: ContainerOrder, templatesFolder: string): string {
  removeFolder(runFolder);
  const root = join(runFolder, RUN_FILES.root);
  const mounts = spec.mounts.map((mount) => ({ ...mount, isFile: isFile(mount.source) }));
  const plan = planRoot({ root, mounts, files }, hostTree());
  const own = join(runFolder, RUN_FILES.files);
  for (const folder of [root, own]) mkdirSync(folder, { recursive: true });
  for (const { path, content } of plan.files) {
    mkdirSync(dirname(own + path), { recursive: true });
    writeFileSync(own + path, content);
  }
  for (const folder of plan.sourceFolders) mkdirSync(folder, { recursive: true });
  writeFileSync(join(runFolder, RUN_FILES.fstab), plan.fstab);
  mkdirSync(dirname(logPath), { recursive: true });
  return makeTemplate(plan, templatesFolder);
}

/** Some hundred links, which are the same for most containers: made once, and whole, for each set of them. */
function makeTemplate({ folders, links }: RootPlan, templatesFolder: string): string {
  const text = JSON.stringify([folders, links]);
  const template = join(
    templatesFolder,
    createHash("sha256").update(text).digest("hex").slice(0, DIGEST_CHARS),
  );
  if (existsSync(template)) return template;
  const fresh = `${template}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  for (const folder of folders) mkdirSync(fresh + folder, { recursive: true });
  for (const { path, target } of links) symlinkSync(target, fresh + path);
  renameSync(fresh, template);
  return template;
}

async function waitForEnd(id: ProcessId): Promise<void> {
  while (isAlive(id)) await delay(ADOPTED_POLL_MS, undefined, { ref: false });
}

async function waitForProgram(runFolder: string, shim: ProcessId): Promise<void> {
  while (findProgram(runFolder) === undefined && isAlive(shim)) await delay(START_POLL_MS);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
