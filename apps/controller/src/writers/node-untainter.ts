/**
 * Takes the taint `cni.istio.io/not-ready` from nodes whose CNI agent is ready, so that pods are placed there only when
 * the agent can see to them.
 */
import { Informer, type InformerProblem, type KubeApi, type KubeObject } from "@ambit/kube";
import { type Clock, TaskGroup } from "@ambit/lifecycle";
import { NODES, PODS } from "../kube/resources.ts";
import { type WriteFailure, WriteQueue } from "./write-queue.ts";

export interface NodeUntainterOptions {
  readonly api: Pick<KubeApi, "listPages" | "watch" | "patch">;
  /** Where the agents are. */
  readonly cniNamespace: string;
  readonly onWritten: () => void;
  readonly onFailure: (failure: WriteFailure) => void;
  readonly onProblem: (problem: InformerProblem) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

/** As the platform puts it on nodes that join. */
const TAINT = "cni.istio.io/not-ready";
const AGENT_LABELS = "k8s-app=istio-cni-node";

/** What counts of an agent's pod. */
interface AgentPod {
  /** Empty: not placed yet. */
  readonly nodeName: string;
  readonly isReady: boolean;
}

/** The taints of a node as they are, compared with before they are replaced. */
type Taints = readonly unknown[];

/** Untaints until the term ends, beginning with the nodes that are tainted then. */
export async function untaintNodes(options: NodeUntainterOptions, term: AbortSignal): Promise<void> {
  const { clock, random, onFailure } = options;
  const queue = new WriteQueue({
    write: (node, signal) => write(node, signal),
    onFailure,
    clock,
    random,
  });
  const informed = { api: options.api, onProblem: options.onProblem, clock, random };
  const readyNodes = new Map<string, string>();
  const nodes = new Informer<Taints>({
    ...informed,
    resource: NODES,
    decode: decodeTaints,
    onEvents: (batch) => {
      for (const { name } of batch) queue.add(name.name);
    },
  });
  const agents = new Informer<AgentPod>({
    ...informed,
    resource: PODS,
    selection: { namespace: options.cniNamespace, labelSelector: AGENT_LABELS },
    decode: decodeAgentPod,
    onEvents: (batch) => {
      for (const { type, name, object } of batch) {
        if (type === "delete" || !object.isReady) readyNodes.delete(name.name);
        else readyNodes.set(name.name, object.nodeName);
        if (object.nodeName !== "") queue.add(object.nodeName);
      }
    },
  });

  async function write(node: string, signal: AbortSignal): Promise<void> {
    const taints = nodes.find({ name: node });
    const left = taints?.filter((taint) => keyOf(taint) !== TAINT);
    if (taints === undefined || left === undefined || left.length === taints.length) return;
    if (![...readyNodes.values()].includes(node)) return;
    const path = "/spec/taints";
    const operations = [
      // Another's taint must not be lost.
      { op: "test", path, value: taints },
      { op: "replace", path, value: left },
    ] as const;
    await options.api.patch(NODES, { name: node }, { kind: "json", operations }, { signal });
    options.onWritten();
  }

  await using group = new TaskGroup();
  const stop = (): void => void group[Symbol.asyncDispose]();
  term.addEventListener("abort", stop, { once: true });
  group.spawn("informer of Nodes", (signal) => nodes.run(signal));
  group.spawn("informer of CNI agents", (signal) => agents.run(signal));
  group.spawn("writer of Nodes", (signal) => queue.run(signal));
  if (term.aborted) stop();
  await group.join();
}

function decodeTaints(node: KubeObject): Taints {
  const taints = recordOf(node["spec"])["taints"];
  return Array.isArray(taints) ? taints : [];
}

function decodeAgentPod(pod: KubeObject): AgentPod {
  const nodeName = recordOf(pod["spec"])["nodeName"];
  const conditions = recordOf(pod["status"])["conditions"];
  const ready = (Array.isArray(conditions) ? conditions : [])
    .map(recordOf)
    .find((condition) => condition["type"] === "Ready");
  return { nodeName: typeof nodeName === "string" ? nodeName : "", isReady: ready?.["status"] === "True" };
}

function keyOf(taint: unknown): unknown {
  return recordOf(taint)["key"];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
