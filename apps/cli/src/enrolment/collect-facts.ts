/** Asks everybody who knows something about enrolment; who does not answer is a fact, too. */
import { formatErrorChain } from "@ambit/errors";
import { type Cluster, RESOURCES } from "../cluster/cluster.ts";
import type { PodFacts } from "../cluster/pod-facts.ts";
import { chooseZtunnel } from "../cluster/ztunnel-target.ts";
import { listOf, recordOf, textOf } from "../dump/json.ts";
import { AGENT_REPORT_PATH, type AgentReport, decodeAgentReport } from "./agent-report.ts";
import type { EnrolmentFacts } from "./enrolment-rows.ts";

/** Whose pods. */
export interface EnrolmentSelection {
  /** All when absent. */
  readonly namespace: string | undefined;
  readonly node: string | undefined;
  readonly istioNamespace: string;
}

const AGENT_LABEL = "k8s-app=istio-cni-node";
const CONTROLLER_LABEL = "app=istiod";
const MONITORING_PORT = 15_014;
const INDEX_PATH = "/debug/ambientz";

/** Throws KubeError where the API does not answer. */
export async function collectFacts(
  cluster: Cluster,
  { namespace, node, istioNamespace }: EnrolmentSelection,
): Promise<EnrolmentFacts> {
  const [pods, namespaces, agents] = await Promise.all([
    cluster.pods({ namespace }),
    cluster.api.list(RESOURCES.namespaces, {}),
    cluster.pods({ namespace: istioNamespace, labelSelector: AGENT_LABEL }),
  ]);
  const shown = pods.filter((pod) => node === undefined || pod.node === node);
  const nodes = [...new Set(shown.map((pod) => pod.node))].filter((name) => name !== "");
  const reports = await Promise.all(
    nodes.map(async (name) => [name, await askAgent(cluster, agents, name)] as const),
  );
  const known = reports.filter((entry): entry is [string, AgentReport] => entry[1] !== undefined);
  const isEverybodySilent = known.every(([, report]) => report.kind === "silent");
  return {
    pods: shown,
    namespaceLabels: new Map(namespaces.items.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
    agents: new Map(known),
    hbonePods: isEverybodySilent ? await askController(cluster, istioNamespace) : undefined,
  };
}

async function askAgent(
  cluster: Cluster,
  agents: readonly PodFacts[],
  node: string,
): Promise<AgentReport | undefined> {
  const agent = chooseZtunnel(agents.filter((pod) => pod.node === node));
  if (agent === undefined) return undefined;
  try {
    const request = { method: "GET", port: MONITORING_PORT, path: AGENT_REPORT_PATH } as const;
    const { status, text } = await cluster.request(agent, request);
    if (status !== 200) return { kind: "silent", reason: `status ${status}` };
    return decodeAgentReport(text, `agent ${agent.name}`);
  } catch (error) {
    return { kind: "silent", reason: formatErrorChain(error) };
  }
}

/** Pods that proxies are told to reach over HBONE; undefined when no controller says it. */
async function askController(
  cluster: Cluster,
  istioNamespace: string,
): Promise<ReadonlySet<string> | undefined> {
  const controllers = await cluster.pods({ namespace: istioNamespace, labelSelector: CONTROLLER_LABEL });
  const controller = chooseZtunnel(controllers);
  if (controller === undefined) return undefined;
  try {
    const request = { method: "GET", port: MONITORING_PORT, path: INDEX_PATH } as const;
    const { status, text } = await cluster.request(controller, request);
    if (status !== 200) return undefined;
    const workloads = listOf(recordOf(JSON.parse(text))["workloads"]).map(recordOf);
    return new Set(
      workloads
        .filter(({ tunnelProtocol }) => tunnelProtocol === "HBONE")
        .map(({ namespace, name }) => `${textOf(namespace)}/${textOf(name)}`),
    );
  } catch {
    // The controller's view is a help where the agents are silent; without it there is one voice less.
    return undefined;
  }
}
