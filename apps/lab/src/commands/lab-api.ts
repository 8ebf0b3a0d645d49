/** The lab's API as commands use it from the host. */
import { type KubeClient, type KubeResource, openKubeClient } from "@ambit/kube";
import { adminSource } from "../control-plane/access-files.ts";
import { SYSTEM_NAMESPACE } from "../mesh/mesh-options.ts";
import type { LabPaths } from "../state/lab-paths.ts";
import { type LabRecord, planOf } from "../state/lab-record.ts";
import type { ReadinessObjects } from "./readiness-view.ts";

const RATE = { perSecond: 1_000, burst: 1_000 };

/** Kinds that commands read. */
export const RESOURCES = {
  nodes: { group: "", version: "v1", plural: "nodes", isNamespaced: false },
  pods: { group: "", version: "v1", plural: "pods", isNamespaced: true },
  deployments: { group: "apps", version: "v1", plural: "deployments", isNamespaced: true },
  daemonSets: { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true },
} as const satisfies Record<string, KubeResource>;

/** The caller disposes it. */
export function openLabApi(lab: LabRecord, paths: LabPaths): Promise<KubeClient> {
  const { controlPlaneAddress } = planOf(lab).hostLink;
  return openKubeClient(adminSource(paths, controlPlaneAddress), { rate: RATE });
}

/** What readiness is worked out from. */
export async function readReadiness(api: KubeClient, timeoutMs: number): Promise<ReadinessObjects> {
  const [nodes, deployments, daemonSets] = await Promise.all([
    api.list(RESOURCES.nodes, {}, { timeoutMs }),
    api.list(RESOURCES.deployments, { namespace: SYSTEM_NAMESPACE }, { timeoutMs }),
    api.list(RESOURCES.daemonSets, { namespace: SYSTEM_NAMESPACE }, { timeoutMs }),
  ]);
  return { nodes: nodes.items, deployments: deployments.items, daemonSets: daemonSets.items };
}
