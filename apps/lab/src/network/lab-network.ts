/** Makes a plan real, and takes away what is left of a lab, whoever made it. */
import { existsSync, readdirSync } from "node:fs";
import { isLabNamespace, type LabPlan } from "./lab-plan.ts";
import { killNamespaceProcesses } from "./namespace-processes.ts";
import {
  controlPlaneSetup,
  hostBatch,
  hostLinkRemoval,
  type NamespaceSetup,
  nodeSetup,
  removalBatch,
} from "./network-commands.ts";
import { inNamespace, runTool } from "./run-tool.ts";

const NETNS_FOLDER = "/run/netns";

/**
 * Namespaces, cables, addresses and routes of the control plane and the nodes; needs root. What an earlier lab of this
 * name left has to be gone (`removeLabNetwork`). Nothing is left when it rejects (NetworkError "command-failed").
 */
export async function createLabNetwork(plan: LabPlan): Promise<void> {
  try {
    await runTool(["ip", "-batch", "-"], hostBatch(plan));
    await runSetup(controlPlaneSetup(plan));
    await Promise.all(plan.nodes.map((node) => runSetup(nodeSetup(plan, node))));
  } catch (error) {
    await removeLabNetwork(plan.name);
    throw error;
  }
}

/**
 * Kills whatever runs in the lab's namespaces, its pods' included, and deletes them with everything in them. Nothing
 * happens where nothing is left.
 */
export async function removeLabNetwork(lab: string): Promise<void> {
  const namespaces = listNamespaces().filter((name) => isLabNamespace(lab, name));
  if (namespaces.length === 0) return;
  await killNamespaceProcesses(namespaces);
  // The kernel takes a namespace apart some time later. What the host sees goes at once, so that the next lab can come.
  for (const name of namespaces.filter((candidate) => candidate === `${lab}-cp`)) {
    await runTool(inNamespace(name, ["ip", "-force", "-batch", "-"]), hostLinkRemoval()).catch(
      () => undefined,
    );
  }
  await runTool(["ip", "-force", "-batch", "-"], removalBatch(namespaces));
}

async function runSetup({ namespace, script, batch }: NamespaceSetup): Promise<void> {
  await runTool(inNamespace(namespace, ["sh", "-e", "-c", script]), batch);
}

/** Names of all namespaces of this machine. */
function listNamespaces(): readonly string[] {
  return existsSync(NETNS_FOLDER) ? readdirSync(NETNS_FOLDER) : [];
}
