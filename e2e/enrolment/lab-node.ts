/** What is done to a node of a lab behind the mesh's back. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { eventually } from "@ambit/lifecycle/testing";
import { tryCommand } from "../src/command.ts";
import type { Lab } from "../src/lab.ts";
import { findPodProcesses } from "../src/lab-processes.ts";
import { deleteNamespace } from "../src/namespace.ts";
import { NetnsError } from "../src/netns-error.ts";

const LABS = "/run/ambit";
const CONFIG = "root/etc/cni/net.d/10-ambit-lab.conflist";
const TIMEOUT_MS = 60_000;
const INTERVAL_MS = 50;

/** From here on a pod of the node gets the lowest address that is free, which is the one that was let go last. */
export function reuseAddressesAtOnce(lab: Lab, node: string): void {
  const path = join(LABS, lab.name, "nodes", node, CONFIG);
  const list = JSON.parse(readFileSync(path, "utf8")) as { plugins: { type: string; ipam?: object }[] };
  const plugins = list.plugins.map((plugin) =>
    plugin.type === "ambit-lab" ? { ...plugin, ipam: { ...plugin.ipam, reuse: "at-once" } } : plugin,
  );
  writeFileSync(`${path}.new`, JSON.stringify({ ...list, plugins }));
  renameSync(`${path}.new`, path);
}

/**
 * The power fails and comes back: no process of the node has a chance to do anything, and what is not on its disk (networks of
 * pods, rules, sockets, /var/run) is gone. Resolves when its kubelet is ready again.
 */
export async function reboot(lab: Lab, node: string): Promise<void> {
  const before = await labProcesses(lab);
  const own = [`kubelet-${node}`, `kube-proxy-${node}`];
  const supervisor = pidOf(before, "supervisor");
  // It would start the node's processes before the rest of the node is gone.
  process.kill(supervisor, "SIGSTOP");
  try {
    for (const name of own) process.kill(pidOf(before, name), "SIGKILL");
    for (const { pid } of findPodProcesses(`/ambit-lab/${lab.name}/${node}/`)) process.kill(pid, "SIGKILL");
    for (const network of podNetworks(lab, node)) deleteNamespace(network);
    const inside = ["ip", "netns", "exec", `${lab.name}-${node}`];
    tryCommand([...inside, "nft", "flush", "ruleset"]);
    tryCommand([...inside, "ipset", "destroy"]);
    const volatile = join(LABS, lab.name, "nodes", node, "root/var/run");
    rmSync(volatile, { recursive: true });
    mkdirSync(volatile);
  } finally {
    process.kill(supervisor, "SIGCONT");
  }
  await eventually(
    async () => {
      const processes = await labProcesses(lab);
      const isBack = own.every((name) => {
        const found = processes.find((process) => process.name === name);
        return found?.state === "ready" && found.pid !== pidOf(before, name);
      });
      if (!isBack) throw new NetnsError("not-ready", `${node} is not back`);
    },
    { timeoutMs: TIMEOUT_MS, intervalMs: INTERVAL_MS },
  );
}

interface LabProcess {
  readonly name: string;
  readonly state: string;
  readonly pid?: number;
}

async function labProcesses(lab: Lab): Promise<readonly LabProcess[]> {
  const { processes } = JSON.parse(await lab.command("status", "-o", "json")) as {
    readonly processes: readonly LabProcess[];
  };
  return processes;
}

function pidOf(processes: readonly LabProcess[], name: string): number {
  const pid = processes.find((process) => process.name === name)?.pid;
  if (pid === undefined) throw new NetnsError("not-ready", `${name} does not run`);
  return pid;
}

/** Names under /run/netns, from the kubelet's own records. */
function podNetworks(lab: Lab, node: string): readonly string[] {
  const folder = join(LABS, lab.name, "nodes", node, "pods");
  return readdirSync(folder).flatMap((uid) => {
    const { sandbox } = JSON.parse(readFileSync(join(folder, uid, "pod.json"), "utf8")) as {
      readonly sandbox?: { readonly netns: string };
    };
    const name = basename(sandbox?.netns ?? "");
    return name.startsWith(`${lab.name}-p-`) ? [name] : [];
  });
}
