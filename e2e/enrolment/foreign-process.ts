/** A process that is in the network of one pod and counts as another's, or as nobody's. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { runCommand, systemEnvironment } from "../src/command.ts";
import type { PodFacts } from "../src/lab.ts";
import { findPodProcesses } from "../src/lab-processes.ts";
import { NetnsError } from "../src/netns-error.ts";

const CGROUP_MOUNTS = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"];

export interface ForeignPlace {
  /** Whose network it is in; undefined: this machine's own. */
  readonly network: PodFacts | undefined;
  /** Whose cgroup it is in; undefined: this process's own. */
  readonly group: PodFacts | undefined;
}

export interface ForeignProcess extends AsyncDisposable {
  /** Of TCP servers in its network. */
  readonly listeningPorts: () => readonly number[];
}

/** Sleeps until it is disposed of. Throws NetnsError "not-ready" for a pod without processes. */
export function startInPod({ network, group }: ForeignPlace): ForeignProcess {
  const inside = network === undefined ? [] : ["-t", `${processOf(network)}`, "-n"];
  const child = spawn("nsenter", [...inside, "--", "sleep", "infinity"], {
    env: systemEnvironment(),
    stdio: "ignore",
  });
  const { pid = -1 } = child;
  if (group !== undefined) writeFileSync(`${cgroupOf(group)}/cgroup.procs`, `${pid}`);
  return {
    listeningPorts: () => {
      const text = runCommand(["nsenter", "-t", `${pid}`, "-n", "--", "ss", "-Hltn"]);
      const ports = text.split("\n").flatMap((line) => line.match(/:(\d+)\s/)?.[1] ?? []);
      return [...new Set(ports.map(Number))].sort((left, right) => left - right);
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** The folder of the cgroup that its program is in. */
function cgroupOf(pod: PodFacts): string {
  const lines = readFileSync(`/proc/${processOf(pod)}/cgroup`, "utf8").split("\n");
  const path = lines
    .map((line) => line.slice(line.lastIndexOf(":") + 1))
    .find((text) => text.includes(pod.uid));
  const folder = CGROUP_MOUNTS.map((mount) => `${mount}${path}`).find((candidate) => existsSync(candidate));
  if (path !== undefined && folder !== undefined) return folder;
  throw new NetnsError("not-ready", `the cgroup of ${pod.name} was not found`);
}

function processOf({ name, uid }: PodFacts): number {
  const [first] = findPodProcesses(uid);
  if (first === undefined) throw new NetnsError("not-ready", `${name}: no process of it was found`);
  return first.pid;
}
