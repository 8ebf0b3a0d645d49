/** What a scenario does to any cluster by its Kubernetes API, whoever has raised it. */
import { hasKubeCode, type KubeClient, type KubeObject, type KubePatch } from "@ambit/kube";
import { eventually } from "@ambit/lifecycle/testing";
import { nameOf, resourceOf } from "./lab-resources.ts";
import { type MeshObject, SYSTEM_NAMESPACE } from "./mesh-objects.ts";
import { NetnsError } from "./netns-error.ts";

const FIELD_MANAGER = "scenario";
const READY_TIMEOUT_MS = 90_000;
const ROLLOUT_TIMEOUT_MS = 180_000;
const INTERVAL_MS = 50;
/** Where the API serves pods. */
export const PODS = { group: "", version: "v1", plural: "pods", isNamespaced: true };
const NAMESPACES = { group: "", version: "v1", plural: "namespaces", isNamespaced: false };

export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly ip: string;
  readonly ips: readonly string[];
  readonly phase: string;
  readonly isReady: boolean;
  readonly isTerminating: boolean;
  /** Of all its containers together. */
  readonly restarts: number;
  /** `ambient.istio.io/redirection`; empty without it. */
  readonly redirection: string;
  /** Neither in the node's network nor with a sidecar, and its own label does not refuse. */
  readonly canBeEnrolled: boolean;
}

/** A workload whose pods are replaced. */
export interface WorkloadName {
  readonly kind: "Deployment" | "DaemonSet" | "StatefulSet";
  readonly namespace: string;
  readonly name: string;
}

export class ClusterObjects {
  readonly api: KubeClient;

  constructor(api: KubeClient) {
    this.api = api;
  }

  /** Creates or changes objects, as `kubectl apply --server-side`. */
  async apply(...objects: readonly MeshObject[]): Promise<void> {
    for (const body of objects) {
      const patch: KubePatch = { kind: "apply", body, fieldManager: FIELD_MANAGER, force: true };
      await this.api.patch(resourceOf(body), nameOf(body), patch);
    }
  }

  /** Nothing happens to those that are not there. */
  async delete(...objects: readonly MeshObject[]): Promise<void> {
    for (const object of objects) {
      await this.api.delete(resourceOf(object), nameOf(object)).catch(ignoreMissing);
    }
  }

  get(object: MeshObject): Promise<KubeObject> {
    return this.api.get(resourceOf(object), nameOf(object));
  }

  /** Sets labels of a namespace; null takes one away. */
  async label(namespace: string, labels: Readonly<Record<string, string | null>>): Promise<void> {
    await this.api.patch(NAMESPACES, { name: namespace }, { kind: "merge", body: { metadata: { labels } } });
  }

  /** Sets labels of a pod; null takes one away. */
  async labelPod(pod: PodFacts, labels: Readonly<Record<string, string | null>>): Promise<void> {
    const { namespace, name } = pod;
    await this.api.patch(PODS, { namespace, name }, { kind: "merge", body: { metadata: { labels } } });
  }

  /** Deletes a namespace with all that is in it, and waits until it is gone. */
  async deleteNamespace(name: string): Promise<void> {
    await this.api.delete(NAMESPACES, { name }).catch(ignoreMissing);
    await this.#until(ROLLOUT_TIMEOUT_MS, async () => {
      const left = await this.api.get(NAMESPACES, { name }).catch(ignoreMissing);
      return left === undefined ? undefined : `namespace ${name} is still there`;
    });
  }

  async pods(namespace: string, labelSelector?: string): Promise<readonly PodFacts[]> {
    const { items } = await this.api.list(PODS, { namespace, labelSelector });
    return items.map(readPod);
  }

  /** Throws NetnsError "not-ready" where there is none. */
  async pod(namespace: string, name: string): Promise<PodFacts> {
    return readPod(await this.api.get(PODS, { namespace, name }));
  }

  /** All pods of the namespace are ready, and as many as that. Throws NetnsError "not-ready". */
  async untilReady(namespace: string, count: number): Promise<readonly PodFacts[]> {
    let pods: readonly PodFacts[] = [];
    await this.#until(READY_TIMEOUT_MS, async () => {
      pods = await this.pods(namespace);
      const late = pods.filter(({ isReady, isTerminating }) => !isReady || isTerminating);
      if (pods.length === count && late.length === 0) return undefined;
      const names = late.map(({ name, phase }) => `${name} (${phase})`).join(", ");
      return `${pods.length} of ${count} pods, not ready: ${names}`;
    });
    return pods;
  }

  /** Every pod of the namespace that can be enrolled is, or none is. Throws NetnsError "not-ready". */
  async untilEnrolled(namespace: string, isEnrolled = true): Promise<void> {
    const wanted = isEnrolled ? "enabled" : "";
    await this.#until(READY_TIMEOUT_MS, async () => {
      const others = (await this.pods(namespace)).filter(
        (pod) => pod.canBeEnrolled && pod.redirection !== wanted,
      );
      if (others.length === 0) return undefined;
      const names = others.map(({ name, redirection }) => `${name} "${redirection}"`).join(", ");
      return `wanted "${wanted}", but: ${names}`;
    });
  }

  /** The address of a service in the cluster; one for each family it has. */
  async serviceAddresses(namespace: string, name: string): Promise<readonly string[]> {
    const service = await this.get({ apiVersion: "v1", kind: "Service", metadata: { namespace, name } });
    const { clusterIPs = [] } = (service as { spec?: { clusterIPs?: readonly string[] } }).spec ?? {};
    return clusterIPs;
  }

  /** As `kubectl rollout restart`, to its end. */
  async restart(workload: WorkloadName): Promise<void> {
    const annotations = { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() };
    const body = { spec: { template: { metadata: { annotations } } } };
    const object = workloadObject(workload);
    await this.api.patch(resourceOf(object), nameOf(object), { kind: "merge", body });
    await this.untilRolledOut(workload);
  }

  /** Every pod of it is of the newest template and ready. */
  async untilRolledOut(workload: WorkloadName): Promise<void> {
    const object = workloadObject(workload);
    await this.#until(ROLLOUT_TIMEOUT_MS, async () => {
      const { metadata, spec, status } = await this.get(object);
      return unfinished(workload, { generation: metadata.generation, spec, status });
    });
  }

  /** All parts of the mesh are. */
  async untilMeshReady(): Promise<void> {
    const namespace = SYSTEM_NAMESPACE;
    await this.untilRolledOut({ kind: "Deployment", namespace, name: "istiod" });
    await this.untilRolledOut({ kind: "DaemonSet", namespace, name: "istio-cni-node" });
    await this.untilRolledOut({ kind: "DaemonSet", namespace, name: "ztunnel" });
  }

  /** Until the check has no complaint. Throws NetnsError "not-ready" with the last one. */
  async #until(timeoutMs: number, check: () => Promise<string | undefined>): Promise<void> {
    await eventually(
      async () => {
        const complaint = await check();
        if (complaint !== undefined) throw new NetnsError("not-ready", complaint);
      },
      { timeoutMs, intervalMs: INTERVAL_MS },
    );
  }
}

interface PodJson {
  readonly spec?: { readonly nodeName?: string; readonly hostNetwork?: boolean };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly restartCount?: number }[];
  };
}

/** What scenarios want to know of a pod. */
export function readPod(object: KubeObject): PodFacts {
  const { spec, status = {} } = object as PodJson;
  const {
    namespace = "",
    name,
    uid = "",
    labels = {},
    annotations = {},
    deletionTimestamp,
  } = object.metadata;
  const { phase = "", podIP = "", podIPs = [], conditions = [], containerStatuses = [] } = status;
  return {
    namespace,
    name,
    uid,
    node: spec?.nodeName ?? "",
    ip: podIP,
    ips: podIPs.map(({ ip }) => ip),
    phase,
    isReady: conditions.some((condition) => condition.type === "Ready" && condition.status === "True"),
    isTerminating: deletionTimestamp !== undefined,
    restarts: containerStatuses.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0),
    redirection: annotations["ambient.istio.io/redirection"] ?? "",
    canBeEnrolled:
      spec?.hostNetwork !== true &&
      annotations["sidecar.istio.io/status"] === undefined &&
      labels["istio.io/dataplane-mode"] !== "none",
  };
}

function workloadObject({ kind, namespace, name }: WorkloadName): MeshObject {
  return { apiVersion: "apps/v1", kind, metadata: { namespace, name } };
}

interface Rollout {
  readonly generation: number | undefined;
  readonly spec: unknown;
  readonly status: unknown;
}

/** Why a rollout is not at its end. The fields of a DaemonSet have names of their own. */
function unfinished({ kind, name }: WorkloadName, { generation, spec, status }: Rollout): string | undefined {
  const counts = (status ?? {}) as Readonly<Record<string, number | undefined>>;
  const { replicas: wanted = 1 } = (spec ?? {}) as { readonly replicas?: number };
  const { observedGeneration = 0 } = counts;
  const [desired = 0, updated = 0, available = 0, total = 0] =
    kind === "DaemonSet"
      ? [
          counts["desiredNumberScheduled"],
          counts["updatedNumberScheduled"],
          counts["numberAvailable"],
          counts["desiredNumberScheduled"],
        ]
      : [wanted, counts["updatedReplicas"], counts["availableReplicas"], counts["replicas"]];
  const isDone =
    observedGeneration >= (generation ?? 0) &&
    updated === desired &&
    available >= desired &&
    total === desired;
  return isDone ? undefined : `${kind} ${name} is not rolled out: ${JSON.stringify(status)}`;
}

function ignoreMissing(error: unknown): undefined {
  if (hasKubeCode(error, "not-found")) return undefined;
  throw error;
}
