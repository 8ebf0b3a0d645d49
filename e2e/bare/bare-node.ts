/** A node of a bare cluster: namespaces and a cgroup of its own, in which containerd, kubelet and kube-proxy run. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemEnvironment } from "../src/command.ts";
import { type AccessFiles, API_PORT } from "./access.ts";
import { BareError } from "./bare-error.ts";
import type { BareNode, BarePlan } from "./bare-plan.ts";
import { writeNodeFiles } from "./node-files.ts";
import { makeNodeGroups } from "./node-groups.ts";
import { startProgram } from "./start-program.ts";

const INIT = fileURLToPath(new URL("node-init.sh", import.meta.url));
/** Enters the groups that are named before it becomes what is named behind `--`. */
const ENTER_GROUPS = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs"; shift; done; shift; exec "$@"';

export interface BareNodeOptions {
  readonly plan: BarePlan;
  readonly node: BareNode;
  readonly access: AccessFiles;
  /** Of the node alone. */
  readonly folder: string;
  /** Folder with the programs of Kubernetes. */
  readonly programsFolder: string;
  /** Folder with containerd and its kind. */
  readonly toolsFolder: string;
}

/** A node that runs. */
export class RunningNode {
  readonly name: string;
  readonly #pid: number;

  private constructor(name: string, pid: number) {
    this.name = name;
    this.#pid = pid;
  }

  /** Returns at once: that it is ready shows in its Node object. Images are in `images` of its folder by now. */
  static start(options: BareNodeOptions): RunningNode {
    const { plan, node, access, folder } = options;
    writeNodeFiles(folder, plan, node);
    mkdirSync(join(folder, "images"), { recursive: true });
    const server = `https://${plan.controlPlane.addresses[0] ?? ""}:${API_PORT}`;
    for (const [file, user] of [
      ["kubelet", node.name],
      ["proxy", "proxy"],
    ] as const) {
      writeFileSync(join(folder, `${file}.kubeconfig`), readFileSync(access.writeKubeconfig(user, server)));
    }
    const init = [
      "unshare",
      "--mount",
      "--uts",
      "--ipc",
      "--pid",
      "--cgroup",
      "--fork",
      "--kill-child",
      "sh",
      INIT,
    ];
    const groups = makeNodeGroups(plan.prefix, node.name);
    const command = [
      ...["sh", "-c", ENTER_GROUPS, "sh", ...groups, "--"],
      ...["nsenter", `--net=/run/netns/${node.netns}`, "--", ...init],
    ];
    const child = startProgram({
      namespace: { spawn: spawnHere },
      command,
      logPath: join(folder, "init.log"),
      env: {
        NODE_NAME: node.name,
        NODE_ADDRESSES: node.addresses.join(","),
        NODE_FOLDER: folder,
        NODE_PROGRAMS: options.programsFolder,
        NODE_TOOLS: options.toolsFolder,
        POD_RANGES: plan.podRanges.join(","),
      },
    });
    if (child.pid === undefined) throw new BareError("not-ready", `node ${node.name} could not be started`);
    return new RunningNode(node.name, child.pid);
  }

  /** The words by which a command is run on the node as if by one who is logged in there. */
  enter(command: readonly string[]): readonly string[] {
    const init = readFileSync(`/proc/${this.#pid}/task/${this.#pid}/children`, "utf8").trim();
    if (init === "") throw new BareError("not-ready", `node ${this.name} does not run`);
    const namespaces = ["-m", "-u", "-i", "-p", "-n", "-C", "--root", "--wd=/"];
    return [
      ...["nsenter", "-t", init, ...namespaces, "--"],
      ...["env", `PATH=${TOOLS_PATH}`, "LD_LIBRARY_PATH=/ambit/tools/libraries", ...command],
    ];
  }
}

const TOOLS_PATH = "/ambit/tools/usr/bin:/ambit/tools/usr/sbin:/usr/sbin:/usr/bin:/sbin:/bin";

function spawnHere(
  [program = "", ...args]: readonly string[],
  { env = {}, stdio }: Parameters<Parameters<typeof startProgram>[0]["namespace"]["spawn"]>[1],
): ReturnType<typeof spawn> {
  return spawn(program, args, { env: { ...systemEnvironment(), ...env }, stdio, detached: true });
}
