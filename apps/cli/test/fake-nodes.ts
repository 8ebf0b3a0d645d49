/**
 * Kubernetes' own controllers and the kubelets of a few nodes, one step at a time: pods of Deployments and DaemonSets come,
 * become ready where their image is good, and change over one node after the other.
 */
import type { KubeApi, KubeObject } from "@ambit/kube";
import { RESOURCES } from "../src/cluster/cluster.ts";
import { listOf, recordOf, textOf } from "../src/dump/json.ts";

/** What a test may change while it runs. */
export interface FakeNodesOptions {
  readonly api: KubeApi;
  readonly nodes: readonly string[];
  readonly nowMs: () => number;
}

const TEMPLATE = "test/template";
const READY_SINCE = "test/ready-since";
const REDIRECTION = "ambient.istio.io/redirection";
const ROOTS = "istio-ca-root-cert";
const MODE_LABEL = "istio.io/dataplane-mode";

export class FakeNodes {
  /** Of images that start. */
  isGood: (image: string) => boolean = () => true;
  /** Whether the agent enrols this pod. */
  canEnrol: (pod: KubeObject) => boolean = () => true;
  /** Nodes in the order in which a pod of a DaemonSet with another template came to them. */
  readonly changedOver: string[] = [];
  #pods: KubeObject[] = [];
  /** Statuses that were written, by uid. */
  readonly #shown = new Map<string, string>();
  readonly #options: FakeNodesOptions;

  constructor(options: FakeNodesOptions) {
    this.#options = options;
  }

  /** One round. */
  async step(): Promise<void> {
    const { api } = this.#options;
    const [deployments, daemonSets, pods] = await Promise.all([
      api.list(RESOURCES.deployments, {}),
      api.list(RESOURCES.daemonsets, {}),
      api.list(RESOURCES.pods, {}),
    ]);
    this.#pods = [...pods.items];
    await this.#writeRoots(deployments.items);
    for (const deployment of deployments.items) await this.#runDeployment(deployment);
    for (const daemonSet of daemonSets.items) await this.#runDaemonSet(daemonSet);
    if (daemonSets.items.length > 0) await this.#enrol();
  }

  /** The control plane's work. */
  async #writeRoots(deployments: readonly KubeObject[]): Promise<void> {
    const { api } = this.#options;
    for (const { metadata } of deployments) {
      const { namespace = "" } = metadata;
      const selection = { namespace, fieldSelector: `metadata.name=${ROOTS}` };
      if ((await api.list(RESOURCES.configMaps, selection)).items.length > 0) continue;
      const labels = { "istio.io/config": "true" };
      const roots = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: ROOTS, labels } };
      await api.create(RESOURCES.configMaps, namespace, roots);
    }
  }

  async #runDeployment(deployment: KubeObject): Promise<void> {
    const replicas = Number(recordOf(deployment["spec"])["replicas"] ?? 1);
    const template = templateOf(deployment);
    for (const pod of this.#podsOf(deployment)) {
      if (pod.metadata.annotations?.[TEMPLATE] !== template) await this.#remove(pod);
    }
    for (let index = this.#podsOf(deployment).length; index < replicas; index += 1) {
      await this.#createPod(deployment, this.#options.nodes[0] ?? "", `${index}`);
    }
    const pods = this.#podsOf(deployment);
    const ready = pods.filter((pod) => this.#isReady(pod)).length;
    await this.#putStatus(RESOURCES.deployments, deployment, {
      replicas: pods.length,
      updatedReplicas: pods.length,
      availableReplicas: ready,
    });
  }

  /** The node in question has both pods until the new one has been ready for long enough, as with a surge of one. */
  async #runDaemonSet(daemonSet: KubeObject): Promise<void> {
    const template = templateOf(daemonSet);
    const { minReadySeconds = 0, updateStrategy } = recordOf(daemonSet["spec"]);
    const isRolling = recordOf(updateStrategy)["type"] !== "OnDelete";
    const pods = this.#podsOf(daemonSet);
    const isCurrent = (pod: KubeObject): boolean => pod.metadata.annotations?.[TEMPLATE] === template;
    for (const node of this.#options.nodes) {
      const here = pods.filter((pod) => textOf(recordOf(pod["spec"])["nodeName"]) === node);
      const [fresh, old] = [here.find(isCurrent), here.find((pod) => !isCurrent(pod))];
      if (old === undefined && fresh !== undefined) continue;
      if (old === undefined) {
        await this.#createPod(daemonSet, node, "first");
        continue;
      }
      if (!isRolling) break;
      if (fresh === undefined) {
        for (const extra of here.filter((pod) => !this.#isReady(pod))) await this.#remove(extra);
        this.changedOver.push(node);
        await this.#createPod(daemonSet, node, String(this.changedOver.length));
      } else if (this.#isAvailable(fresh, Number(minReadySeconds) * 1000)) {
        await this.#remove(old);
      } else if (this.#isReady(old) && here.length > 2) {
        await this.#remove(here.find((pod) => pod !== fresh && pod !== old) ?? fresh);
      }
      break;
    }
    await this.#putDaemonStatus(daemonSet, isCurrent);
  }

  /** Of a node's pods the oldest counts. */
  async #putDaemonStatus(daemonSet: KubeObject, isCurrent: (pod: KubeObject) => boolean): Promise<void> {
    const pods = this.#podsOf(daemonSet);
    const oldest = this.#options.nodes.flatMap((node) => {
      const here = pods.filter((pod) => textOf(recordOf(pod["spec"])["nodeName"]) === node);
      return here.find((pod) => !isCurrent(pod)) ?? here[0] ?? [];
    });
    await this.#putStatus(RESOURCES.daemonsets, daemonSet, {
      desiredNumberScheduled: this.#options.nodes.length,
      updatedNumberScheduled: oldest.filter(isCurrent).length,
      numberAvailable: oldest.filter((pod) => this.#isReady(pod)).length,
    });
  }

  async #createPod(owner: KubeObject, node: string, suffix: string): Promise<void> {
    const { api, nowMs } = this.#options;
    const template = recordOf(recordOf(owner["spec"])["template"]);
    const { namespace = "", name, uid = "" } = owner.metadata;
    const spec = recordOf(template["spec"]);
    const image = textOf(recordOf(listOf(spec["containers"])[0])["image"]);
    const created = await api.create(RESOURCES.pods, namespace, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: `${name}-${node}-${suffix}-${Math.abs(hashOf(templateOf(owner)))}`,
        labels: recordOf(recordOf(template["metadata"])["labels"]),
        annotations: { [TEMPLATE]: templateOf(owner), [READY_SINCE]: String(nowMs()) },
        ownerReferences: [
          { apiVersion: "apps/v1", kind: owner.kind ?? "DaemonSet", name, uid, controller: true },
        ],
      },
      spec: { nodeName: node, containers: [{ name: "main", image }] },
    });
    const isGood = this.isGood(image);
    const waiting = { state: { waiting: { reason: "ImagePullBackOff", message: `${image} is not there` } } };
    const status = {
      phase: isGood ? "Running" : "Pending",
      conditions: [{ type: "Ready", status: isGood ? "True" : "False" }],
      containerStatuses: isGood ? [] : [waiting],
    };
    const pod = await api.patch(
      RESOURCES.pods,
      { namespace, name: created.metadata.name },
      { kind: "merge", body: { status } },
      { subresource: "status" },
    );
    this.#pods.push(pod);
  }

  /** The agent's work: labels of namespaces become annotations of pods. */
  async #enrol(): Promise<void> {
    const { api } = this.#options;
    const spaces = await api.list(RESOURCES.namespaces, {});
    const enrolled = new Set(
      spaces.items
        .filter(({ metadata }) => metadata.labels?.[MODE_LABEL] === "ambient")
        .map(({ metadata }) => metadata.name),
    );
    for (const pod of this.#pods) {
      const { namespace = "", name, annotations = {} } = pod.metadata;
      const wanted = enrolled.has(namespace) && this.canEnrol(pod);
      const shown = wanted ? "enabled" : undefined;
      if (annotations[REDIRECTION] === shown) continue;
      const body = { metadata: { annotations: { [REDIRECTION]: shown ?? null } } };
      await api.patch(RESOURCES.pods, { namespace, name }, { kind: "merge", body });
    }
  }

  #podsOf({ metadata: { uid } }: KubeObject): readonly KubeObject[] {
    return this.#pods.filter(({ metadata }) =>
      metadata.ownerReferences?.some((reference) => reference.uid === uid),
    );
  }

  async #remove({ metadata: { namespace, name } }: KubeObject): Promise<void> {
    this.#pods = this.#pods.filter(
      ({ metadata }) => metadata.name !== name || metadata.namespace !== namespace,
    );
    await this.#options.api.delete(RESOURCES.pods, { namespace, name }, { gracePeriodSeconds: 0 });
  }

  async #putStatus(
    resource: (typeof RESOURCES)["deployments" | "daemonsets"],
    { metadata }: KubeObject,
    status: object,
  ): Promise<void> {
    const { namespace, name, generation } = metadata;
    const body = { status: { observedGeneration: generation, ...status } };
    const known = `${name} ${JSON.stringify(body)}`;
    if (this.#shown.get(metadata.uid ?? "") === known) return;
    this.#shown.set(metadata.uid ?? "", known);
    await this.#options.api.patch(
      resource,
      { namespace, name },
      { kind: "merge", body },
      { subresource: "status" },
    );
  }

  #isReady(pod: KubeObject): boolean {
    return recordOf(pod["status"])["phase"] === "Running";
  }

  #isAvailable(pod: KubeObject, afterMs: number): boolean {
    const sinceMs = Number(pod.metadata.annotations?.[READY_SINCE] ?? 0);
    return this.#isReady(pod) && this.#options.nowMs() - sinceMs >= afterMs;
  }
}

function templateOf(owner: KubeObject): string {
  return String(hashOf(JSON.stringify(recordOf(owner["spec"])["template"])));
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (hash * 31 + text.charCodeAt(index)) | 0;
  return hash;
}
