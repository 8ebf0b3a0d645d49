/**
 * Takes the ztunnel or the agent of one node away, and brings it back, as an operator could: through its DaemonSet, which
 * runs where a node has a label.
 */
import { eventually } from "@ambit/lifecycle/testing";
import type { Lab } from "../src/lab.ts";
import { SYSTEM_NAMESPACE } from "../src/mesh-objects.ts";
import { NetnsError } from "../src/netns-error.ts";
import { kill } from "./kill-part.ts";

const PARTS = ["ztunnel", "istio-cni-node"] as const;
export type Part = (typeof PARTS)[number];

const DAEMON_SETS = { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true };
const NODES = { group: "", version: "v1", plural: "nodes", isNamespaced: false };
const TIMEOUT_MS = 60_000;
const INTERVAL_MS = 20;

/** Before anything is taken away: nothing is restarted by it. */
export async function makePartsRemovable(lab: Lab, nodes: readonly string[]): Promise<void> {
  for (const part of PARTS) {
    for (const node of nodes) await labelNode(lab, node, part, "yes");
    const spec = {
      updateStrategy: { type: "OnDelete", rollingUpdate: null },
      template: { spec: { nodeSelector: { [labelOf(part)]: "yes" } } },
    };
    const name = { namespace: SYSTEM_NAMESPACE, name: part };
    await lab.api.patch(DAEMON_SETS, name, { kind: "merge", body: { spec } });
  }
}

/** Resolves when nothing of it runs on the node any more. `isKilled`: it has no time to drain. */
export async function removePart(
  lab: Lab,
  part: Part,
  { node, isKilled = false }: { readonly node: string; readonly isKilled?: boolean },
): Promise<void> {
  await labelNode(lab, node, part, null);
  if (isKilled) for (const pid of (await lab.meshProcesses(part, node)).flat()) kill(pid);
  await eventually(
    async () => {
      const pods = await partPods(lab, part, node);
      if (pods.length > 0) throw new NetnsError("not-ready", `${part} of ${node} is still there`);
    },
    { timeoutMs: TIMEOUT_MS, intervalMs: INTERVAL_MS },
  );
}

/** Resolves when it is ready. */
export async function restorePart(lab: Lab, part: Part, node: string): Promise<void> {
  await labelNode(lab, node, part, "yes");
  await eventually(
    async () => {
      const pods = await partPods(lab, part, node);
      if (pods.some(({ isReady }) => isReady)) return;
      throw new NetnsError("not-ready", `${part} of ${node} is not back`);
    },
    { timeoutMs: TIMEOUT_MS, intervalMs: INTERVAL_MS },
  );
}

async function partPods(lab: Lab, part: Part, node: string) {
  const pods = await lab.pods(SYSTEM_NAMESPACE);
  return pods.filter((pod) => pod.name.startsWith(`${part}-`) && pod.node === node);
}

async function labelNode(lab: Lab, node: string, part: Part, value: string | null): Promise<void> {
  const body = { metadata: { labels: { [labelOf(part)]: value } } };
  await lab.api.patch(NODES, { name: node }, { kind: "merge", body });
}

function labelOf(part: Part): string {
  return `scenario.test/${part}`;
}
