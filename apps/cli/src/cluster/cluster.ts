/** A cluster as commands ask it: objects from its API, and HTTP inside its pods. */
import { request } from "node:http";
import type { Duplex } from "node:stream";
import { formatErrorChain } from "@ambit/errors";
import {
  hasKubeCode,
  type KubeApi,
  type KubeObject,
  type KubeResource,
  type KubeSource,
  openKubeClient,
  openPodPort,
} from "@ambit/kube";
import { CliError } from "../cli-error.ts";
import { recordOf } from "../dump/json.ts";
import { decodePod, type PodFacts } from "./pod-facts.ts";
import {
  chooseZtunnel,
  type ParsedTarget,
  parseTarget,
  type TargetWords,
  targetOfPod,
  type ZtunnelTarget,
  ztunnelOnNode,
} from "./ztunnel-target.ts";

/** Kinds that commands read. */
export const RESOURCES = {
  pods: { group: "", version: "v1", plural: "pods", isNamespaced: true },
  services: { group: "", version: "v1", plural: "services", isNamespaced: true },
  namespaces: { group: "", version: "v1", plural: "namespaces", isNamespaced: false },
  configMaps: { group: "", version: "v1", plural: "configmaps", isNamespaced: true },
  daemonsets: { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true },
  deployments: { group: "apps", version: "v1", plural: "deployments", isNamespaced: true },
  statefulsets: { group: "apps", version: "v1", plural: "statefulsets", isNamespaced: true },
  replicasets: { group: "apps", version: "v1", plural: "replicasets", isNamespaced: true },
  nodes: { group: "", version: "v1", plural: "nodes", isNamespaced: false },
  events: { group: "", version: "v1", plural: "events", isNamespaced: true },
  secrets: { group: "", version: "v1", plural: "secrets", isNamespaced: true },
  serviceAccounts: { group: "", version: "v1", plural: "serviceaccounts", isNamespaced: true },
  leases: { group: "coordination.k8s.io", version: "v1", plural: "leases", isNamespaced: true },
  autoscalers: {
    group: "autoscaling",
    version: "v2",
    plural: "horizontalpodautoscalers",
    isNamespaced: true,
  },
  disruptionBudgets: { group: "policy", version: "v1", plural: "poddisruptionbudgets", isNamespaced: true },
  networkPolicies: {
    group: "networking.k8s.io",
    version: "v1",
    plural: "networkpolicies",
    isNamespaced: true,
  },
  definitions: {
    group: "apiextensions.k8s.io",
    version: "v1",
    plural: "customresourcedefinitions",
    isNamespaced: false,
  },
  gateways: {
    group: "gateway.networking.k8s.io",
    version: "v1",
    plural: "gateways",
    isNamespaced: true,
  },
  gatewayClasses: {
    group: "gateway.networking.k8s.io",
    version: "v1",
    plural: "gatewayclasses",
    isNamespaced: false,
  },
} as const satisfies Record<string, KubeResource>;

/** One HTTP request to a pod. */
export interface PodRequest {
  readonly method: "GET" | "POST";
  readonly port: number;
  readonly path: string;
}

/** What a pod answered. */
export interface PodAnswer {
  readonly status: number;
  readonly text: string;
}

/** Connects to a port inside a pod. */
export type OpenPort = (pod: PodFacts, port: number) => Promise<Duplex>;

/** A dump of a large mesh takes a while to write. */
const ANSWER_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const ZTUNNEL_LABEL = "app=ztunnel";

/** The API and the pods of one cluster. Disposing closes the connections to it. */
export class Cluster implements Disposable {
  readonly api: KubeApi & Disposable;
  readonly #openPort: OpenPort;

  constructor(api: KubeApi & Disposable, openPort: OpenPort) {
    this.api = api;
    this.#openPort = openPort;
  }

  /** Throws KubeError for a kubeconfig that cannot be used. */
  static async open(source: KubeSource): Promise<Cluster> {
    const api = await openKubeClient(source);
    return new Cluster(api, ({ namespace, name }, port) => openPodPort(source, { namespace, name, port }));
  }

  [Symbol.dispose](): void {
    this.api[Symbol.dispose]();
  }

  async pods(selection: {
    readonly namespace?: string | undefined;
    readonly labelSelector?: string | undefined;
  }): Promise<readonly PodFacts[]> {
    const { items } = await this.api.list(RESOURCES.pods, selection);
    return items.map(decodePod);
  }

  /** Undefined where there is none. */
  async find(resource: KubeResource, namespace: string, name: string): Promise<KubeObject | undefined> {
    try {
      return await this.api.get(resource, { namespace, name });
    } catch (error) {
      if (hasKubeCode(error, "not-found")) return undefined;
      throw error;
    }
  }

  /** Pods of the DaemonSet ztunnel. Throws CliError "not-found" where there are none. */
  async ztunnels(istioNamespace: string): Promise<readonly PodFacts[]> {
    const found = await this.pods({ namespace: istioNamespace, labelSelector: ZTUNNEL_LABEL });
    if (found.length === 0) {
      throw new CliError("not-found", `namespace ${istioNamespace} has no pods with label ${ZTUNNEL_LABEL}`);
    }
    return found;
  }

  /** The ztunnel that the user means. Throws CliError "not-found", "bad-usage". */
  async ztunnelFor(
    { name, node }: TargetWords,
    { namespace, istioNamespace }: { readonly namespace: string; readonly istioNamespace: string },
  ): Promise<ZtunnelTarget> {
    const ztunnels = await this.ztunnels(istioNamespace);
    if (node !== undefined) return { ztunnel: ztunnelOnNode(ztunnels, node), workload: undefined };
    const chosen = chooseZtunnel(ztunnels);
    if (name === undefined && chosen !== undefined) return { ztunnel: chosen, workload: undefined };
    const target = parseTarget(name ?? "");
    const pod = await this.#podOf(target, target.namespace ?? namespace);
    const again = pod ?? (await this.#podOf(target, target.namespace ?? istioNamespace));
    if (again === undefined) {
      const where = target.namespace ?? namespace;
      throw new CliError(
        "not-found",
        `there is no ${target.kind} "${target.name}" with pods in namespace ${where}`,
      );
    }
    return targetOfPod(again, ztunnels);
  }

  /** Throws CliError "unreachable" or KubeError. */
  async request(pod: PodFacts, { method, port, path }: PodRequest): Promise<PodAnswer> {
    const stream = await this.#openPort(pod, port);
    try {
      return await exchange(stream, { method, path });
    } catch (cause) {
      const what = `${method} http://localhost:${port}${path} in pod ${pod.namespace}/${pod.name}`;
      throw new CliError("unreachable", `${what}: ${formatErrorChain(cause)}`, { cause });
    } finally {
      stream.destroy();
    }
  }

  async #podOf({ kind, name }: ParsedTarget, namespace: string): Promise<PodFacts | undefined> {
    if (kind === "pod") {
      const found = await this.find(RESOURCES.pods, namespace, name);
      return found === undefined ? undefined : decodePod(found);
    }
    const owner = await this.find(RESOURCES[`${kind}s`], namespace, name);
    if (owner === undefined) return undefined;
    const spec = recordOf(owner["spec"]);
    const selector = recordOf(spec["selector"]);
    const labels = kind === "service" ? selector : recordOf(selector["matchLabels"]);
    const labelSelector = Object.entries(labels)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(",");
    return labelSelector === "" ? undefined : chooseZtunnel(await this.pods({ namespace, labelSelector }));
  }
}

function exchange(
  stream: Duplex,
  { method, path }: { readonly method: string; readonly path: string },
): Promise<PodAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PodAnswer>();
  // Where the pod ends the connection itself, a kubelet may end the stream before it has passed the answer on.
  const headers = { host: "localhost", connection: "keep-alive", "content-length": "0" };
  const sent = request({ method, path, headers, createConnection: () => stream });
  const timer = setTimeout(() => sent.destroy(new Error("no complete answer in time")), ANSWER_TIMEOUT_MS);
  sent.once("close", () => clearTimeout(timer));
  sent.once("error", reject);
  sent.once("response", (response) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    response.on("data", (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) sent.destroy(new Error("the answer is too long"));
      else chunks.push(chunk);
    });
    response.once("error", reject);
    response.once("end", () =>
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
    );
  });
  sent.end();
  return promise;
}
