/** What the mesh of a lab says and holds of pods: the agents, the ztunnels, the nodes' probe sets. */
import { readdirSync, readlinkSync } from "node:fs";
import { eventually } from "@ambit/lifecycle/testing";
import { runAmbit } from "../src/ambit-command.ts";
import { runCommand } from "../src/command.ts";
import type { Lab } from "../src/lab.ts";
import { NetnsError } from "../src/netns-error.ts";

const TIMEOUT_MS = 30_000;
const INTERVAL_MS = 100;

/** One pod, as its node's agent has it. */
export interface EnrolmentRow {
  readonly pod: string;
  readonly wanted: boolean;
  readonly installed: boolean;
  readonly proven: boolean;
  readonly reason: string;
}

/** `ambit enrolment` for one namespace. */
export async function enrolmentRows(lab: Lab, namespace: string): Promise<readonly EnrolmentRow[]> {
  const words = ["enrolment", "--lab", lab.name, "-n", namespace, "-o", "json"];
  return JSON.parse(await succeed(words)) as readonly EnrolmentRow[];
}

/** Both ztunnels of a lab with two nodes speak HBONE to these pods, and to no other of the namespace. */
export async function untilTunnelled(lab: Lab, namespace: string, pods: readonly string[]): Promise<void> {
  const wanted = pods.toSorted().join(" ");
  await eventually(
    async () => {
      for (const node of ["n1", "n2"]) {
        // A dump has answers of the workers and after them the state, which they may not have yet. They have it when they
        // answer for the next one.
        const first = await tunnelledPods(lab, namespace, node);
        const known = first === wanted ? await tunnelledPods(lab, namespace, node) : first;
        if (known !== wanted) {
          throw new NetnsError("not-ready", `ztunnel of ${node} speaks HBONE to "${known}"`);
        }
      }
    },
    { timeoutMs: TIMEOUT_MS, intervalMs: INTERVAL_MS },
  );
}

async function tunnelledPods(lab: Lab, namespace: string, node: string): Promise<string> {
  const words = ["zc", "workloads", "--lab", lab.name, "--node", node, "--workload-namespace", namespace];
  const workloads = JSON.parse(await succeed([...words, "-o", "json"])) as readonly {
    readonly name: string;
    readonly protocol: string;
  }[];
  return workloads
    .filter(({ protocol }) => protocol === "HBONE")
    .map(({ name }) => name)
    .sort()
    .join(" ");
}

/** The node's probe set: UIDs of pods by their addresses. */
export function probedPods(lab: Lab, node: string): ReadonlyMap<string, string> {
  const text = runCommand(["ip", "netns", "exec", `${lab.name}-${node}`, "ipset", "save"]);
  const members = text.matchAll(/^add istio-inpod-probes-v[46] (\S+) comment "([^"]*)"/gm);
  return new Map(Array.from(members, ([, ip = "", uid = ""]) => [ip, uid]));
}

/** Descriptors that a part of the mesh has open on a node. */
export interface DescriptorCounts {
  readonly all: number;
  /** Network namespaces of others among them; that of its own it keeps open to come back to, once it has left it. */
  readonly networks: number;
}

export async function countDescriptors(lab: Lab, part: string, node: string): Promise<DescriptorCounts> {
  const pids = (await lab.meshProcesses(part, node)).flat();
  const counts = pids.map((pid) => {
    const own = findTarget(`/proc/${pid}/ns/net`);
    const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => findTarget(`/proc/${pid}/fd/${fd}`));
    const networks = targets.filter((target) => target.startsWith("net:[") && target !== own);
    return { all: targets.length, networks: networks.length };
  });
  return {
    all: counts.reduce((sum, { all }) => sum + all, 0),
    networks: counts.reduce((sum, { networks }) => sum + networks, 0),
  };
}

/** Empty for one that was closed meanwhile. */
function findTarget(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

async function succeed(words: readonly string[]): Promise<string> {
  const { exitCode, output, errors } = await runAmbit(words);
  if (exitCode === 0) return output;
  throw new NetnsError("command-failed", `ambit ${words.join(" ")}: exit ${exitCode}: ${errors}`);
}
