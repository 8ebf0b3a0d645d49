/** Makes pods that have a node run at once: an address, Running, Ready. Pods go at once when they are deleted. */
import { Informer, type KubeClient, type KubeObject } from "@ambit/kube";
import { systemClock, TaskGroup } from "@ambit/lifecycle";
import { CLUSTER_KINDS } from "../objects/cluster-kinds.ts";
import { decodePod, type Pod } from "../objects/pod.ts";

const PODS = CLUSTER_KINDS.pods.resource;

/** What a pod's status becomes; undefined leaves it as it is. */
export type StatusOf = (pod: Pod, object: KubeObject) => Readonly<Record<string, unknown>> | undefined;

export class FakeKubelet implements AsyncDisposable {
  readonly #api: KubeClient;
  readonly #tasks = new TaskGroup();
  readonly #statusOf: StatusOf;
  #addresses = 0;

  constructor(api: KubeClient, statusOf: StatusOf = () => ({})) {
    this.#api = api;
    this.#statusOf = statusOf;
    const informer = new Informer<{ readonly pod: Pod; readonly object: KubeObject }>({
      api,
      resource: PODS,
      decode: (object) => ({ pod: decodePod(object), object }),
      onEvents: (batch) => {
        for (const { type, object } of batch) {
          if (type !== "delete") this.#look(object.pod, object.object);
        }
      },
      onProblem: () => {},
      clock: systemClock,
      random: Math.random,
    });
    this.#tasks.spawn("informer", (signal) => informer.run(signal));
  }

  /** Registers a node that is ready. */
  async addNode(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.#api.create(CLUSTER_KINDS.nodes.resource, undefined, {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels },
      status: { conditions: [{ type: "Ready", status: "True" }] },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tasks[Symbol.asyncDispose]();
  }

  #look(pod: Pod, object: KubeObject): void {
    const extra =
      pod.nodeName === undefined || pod.phase !== "Pending" ? undefined : this.#statusOf(pod, object);
    if (extra === undefined || pod.meta.isTerminating) {
      return;
    }
    this.#addresses += 1;
    const ip = `10.1.${this.#addresses >> 8}.${this.#addresses & 0xff}`;
    const status = {
      phase: "Running",
      podIP: ip,
      podIPs: [{ ip }, { ip: `fd00::1:${this.#addresses.toString(16)}` }],
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: new Date().toISOString() }],
      ...extra,
    };
    const { namespace, name } = pod.meta;
    this.#tasks.spawn(`status of ${name}`, async () => {
      await this.#api
        .patch(PODS, { namespace, name }, { kind: "merge", body: { status } }, { subresource: "status" })
        .catch(() => {});
    });
  }
}
