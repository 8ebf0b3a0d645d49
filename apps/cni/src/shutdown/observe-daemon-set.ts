/** Asks the API server about the agent's own DaemonSet, for decide-shutdown.ts. */
import { hasKubeCode, type KubeApi, type KubeObject, type KubeResource } from "@ambit/kube";
import { isJsonObject, type JsonValue, valueAt } from "@ambit/kube-objects/json";
import { readNodeAffinity, selectsNode } from "@ambit/kube-objects/selectors";
import type { DaemonSetObservation } from "./decide-shutdown.ts";

const DAEMON_SETS: KubeResource = { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true };
const NODES: KubeResource = { group: "", version: "v1", plural: "nodes", isNamespaced: false };

const DAEMON_SET_NAME = "istio-cni-node";

/** Of each question: the kubelet gives a stopping agent only seconds. */
const QUESTION_TIMEOUT_MS = 1_500;

/** With a configuration of our own the wrong answer would be kept for long, so it is worth more attempts. */
const OWNED_CONFIG_ATTEMPTS = 3;

export interface ObserveOptions {
  /** The agent's. */
  readonly namespace: string;
  readonly nodeName: string;
  /** ISTIO_OWNED_CNI_CONFIG */
  readonly hasOwnedConfig: boolean;
}

/** Never throws: what cannot be known is "unknown". */
export async function observeDaemonSet(
  api: Pick<KubeApi, "get">,
  options: ObserveOptions,
): Promise<DaemonSetObservation> {
  let observation = await observeOnce(api, options);
  for (let attempt = 1; options.hasOwnedConfig && attempt < OWNED_CONFIG_ATTEMPTS; attempt += 1) {
    if (observation.kind !== "unknown") break;
    observation = await observeOnce(api, options);
  }
  return observation;
}

async function observeOnce(
  api: Pick<KubeApi, "get">,
  { namespace, nodeName }: ObserveOptions,
): Promise<DaemonSetObservation> {
  const timeoutMs = QUESTION_TIMEOUT_MS;
  try {
    const daemonSet = await api.get(DAEMON_SETS, { namespace, name: DAEMON_SET_NAME }, { timeoutMs });
    const isDeleting = daemonSet.metadata.deletionTimestamp !== undefined;
    const terms = readNodeAffinity(podSpecOf(daemonSet));
    // Nothing asked of the node: no need to look at it.
    if (isDeleting || terms === undefined) return { kind: "found", isDeleting, selectsNode: true };
    const node = (await findNode(api, nodeName))?.metadata;
    const isSelected =
      node !== undefined && selectsNode(terms, { name: node.name, labels: node.labels ?? {} });
    return { kind: "found", isDeleting, selectsNode: isSelected };
  } catch (error) {
    if (hasKubeCode(error, "not-found")) return { kind: "not-found" };
    if (hasKubeCode(error, "unauthorized")) return { kind: "unauthorized" };
    return { kind: "unknown", problem: error instanceof Error ? error.message : String(error) };
  }
}

function podSpecOf(daemonSet: KubeObject): JsonValue | undefined {
  return isJsonObject(daemonSet) ? valueAt(daemonSet, "spec", "template", "spec") : undefined;
}

/** Undefined for a node that has left the cluster. */
async function findNode(api: Pick<KubeApi, "get">, name: string): Promise<KubeObject | undefined> {
  try {
    return await api.get(NODES, { name }, { timeoutMs: QUESTION_TIMEOUT_MS });
  } catch (error) {
    if (hasKubeCode(error, "not-found")) return undefined;
    throw error;
  }
}
