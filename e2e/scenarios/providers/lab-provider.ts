/** A lab as a scenario's cluster: namespaces on this machine, with the mesh as real programs and Kubernetes as stand-ins. */
import { fileURLToPath } from "node:url";
import { Lab } from "../../src/lab.ts";
import { findPodProcesses } from "../../src/lab-processes.ts";
import { requireNetns } from "../../src/preflight.ts";
import type { Cluster, ClusterFeature, Provider } from "../cluster.ts";
import { runCommandAsync } from "../run-command.ts";

const TOOLS = fileURLToPath(new URL("../../../apps/lab/dist/tools.js", import.meta.url));
const FEATURES: ReadonlySet<ClusterFeature> = new Set(["dual-stack", "several-nodes"]);
const DEFAULT_NAME = "e2e";

/** Of two nodes, under that name. */
export function labProvider(name = DEFAULT_NAME): Provider {
  return {
    name: "lab",
    up: async (say) => {
      requireNetns();
      say("raising a lab of two nodes");
      return clusterOfLab(await Lab.up({ name, nodes: 2 }));
    },
  };
}

/** Disposing of it takes the lab down. */
export function clusterOfLab(lab: Lab): Cluster {
  const { objects } = lab;
  const unable = (what: string) => (): Promise<never> =>
    Promise.reject(new Error(`a lab ${what}: use another provider`));
  return {
    objects,
    features: FEATURES,
    nodes: ["n1", "n2"],
    toolsImage: "ambit/lab-tools",
    toolsCommand: [process.execPath, TOOLS],
    exec: async ({ namespace, name }, command) => {
      const { uid } = await objects.pod(namespace, name);
      const [first] = findPodProcesses(uid);
      if (first === undefined) throw new Error(`nothing runs in pod ${namespace}/${name}`);
      return runCommandAsync(["nsenter", "-t", `${first.pid}`, "-n", "-m", "--", ...command]);
    },
    logs: ({ namespace, name }, lines) => lab.command("logs", `${namespace}/${name}`, "--tail", `${lines}`),
    loadImages: unable("runs the programs of this repository, and takes no images"),
    installMesh: unable("comes with the mesh"),
    upgradeMesh: unable("comes with the mesh"),
    uninstallMesh: unable("does not part with the mesh"),
    onNode: (node, command) => runCommandAsync(["ip", "netns", "exec", `${lab.name}-${node}`, ...command]),
    describe: () => lab.describe(),
    [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
  };
}
