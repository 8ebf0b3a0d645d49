/** A lab's network with one node, an API server and a kubelet, each in its namespace; for integration tests. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type KubeClient, type KubeObject, openKubeClient } from "@ambit/kube";
import { isJsonObject, type JsonObject, listOf, objectOf, stringOf } from "@ambit/kube-objects/json";
import { eventually } from "@ambit/lifecycle/testing";
import {
  createLabNetwork,
  inNamespace,
  type LabPlan,
  planLab,
  removeLabNetwork,
  systemEnvironment,
} from "../../network/index.ts";
import { CONFIG_MAPS, EVENTS, NODES, PODS } from "../api/kube-resources.ts";
import { type KubeletConfig, logPath, nodePaths, removeLabCgroups } from "../index.ts";

const PORT = 6443;
const WAIT = { timeoutMs: 30_000, intervalMs: 25 };
const SERVICE_ACCOUNTS = { ...PODS, plural: "serviceaccounts" };

export interface PodRequest {
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly labels?: Readonly<Record<string, string>>;
}

export class KubeletWorld implements AsyncDisposable {
  readonly plan: LabPlan;
  readonly folder: string;
  readonly api: KubeClient;
  readonly config: KubeletConfig;
  readonly #server: ChildProcess;
  #kubelet: ChildProcess;

  private constructor(parts: {
    readonly plan: LabPlan;
    readonly folder: string;
    readonly api: KubeClient;
    readonly config: KubeletConfig;
    readonly server: ChildProcess;
  }) {
    this.plan = parts.plan;
    this.folder = parts.folder;
    this.api = parts.api;
    this.config = parts.config;
    this.#server = parts.server;
    this.#kubelet = this.#startKubelet();
  }

  static async open(name: string, index: number): Promise<KubeletWorld> {
    await removeLabNetwork(name);
    removeLabCgroups(name);
    const plan = planLab({ name, index, nodeCount: 1 });
    const folder = mkdtempSync(join(tmpdir(), `${name}-`));
    await createLabNetwork(plan);
    const server = startIn(
      plan.controlPlane.netns,
      ["api-process.ts", "0.0.0.0", String(PORT)],
      join(folder, "api.log"),
    );
    const api = await openKubeClient(
      {
        kind: "explicit",
        server: `http://${plan.hostLink.controlPlaneAddress}:${PORT}`,
      },
      { rate: { perSecond: 2000, burst: 4000 } },
    );
    const stateFolder = join(folder, "nodes/n1");
    const config: KubeletConfig = {
      lab: plan,
      nodeName: "n1",
      stateFolder,
      labFolder: folder,
      kube: { kind: "explicit", server: `http://${plan.controlPlane.address.ipv4}:${PORT}` },
      apiServer: { host: plan.apiService.ipv4, port: 443 },
      clusterDomain: "cluster.local",
      images: { "ambit/test-node": [process.execPath, "-e"] },
      programFolders: [],
      parallelStarts: 8,
    };
    mkdirSync(stateFolder, { recursive: true });
    writeFileSync(join(folder, "kubelet.json"), JSON.stringify(config));
    await eventually(() => api.list({ ...NODES, plural: "namespaces" }, {}), WAIT);
    await api.create(CONFIG_MAPS, "default", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "kube-root-ca.crt", namespace: "default" },
      data: { "ca.crt": "the root" },
    });
    await eventually(() => api.get(SERVICE_ACCOUNTS, { namespace: "default", name: "default" }), WAIT);
    const world = new KubeletWorld({ plan, folder, api, config, server });
    await eventually(() => api.get(NODES, { name: "n1" }), WAIT);
    return world;
  }

  get paths() {
    return nodePaths(this.config.stateFolder);
  }

  /** What the kubelet wrote. */
  get kubeletLog(): string {
    return readFileSync(join(this.folder, "kubelet.log"), "utf8");
  }

  async createPod({ name, spec, labels = {} }: PodRequest): Promise<KubeObject> {
    return this.api.create(PODS, "default", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "default", labels },
      spec: { nodeName: "n1", terminationGracePeriodSeconds: 2, ...spec },
    });
  }

  async getPod(name: string): Promise<JsonObject> {
    const pod: unknown = await this.api.get(PODS, { namespace: "default", name });
    return objectOf(isJsonObject(pod) ? pod : undefined);
  }

  /** The pod, once `check` does not throw. */
  async waitForPod(name: string, check: (pod: JsonObject) => void): Promise<JsonObject> {
    return eventually(async () => {
      const pod = await this.getPod(name);
      try {
        check(pod);
      } catch (error) {
        const status = JSON.stringify(pod.status, undefined, 1);
        throw new Error(`pod ${name} is not as it should be: ${status}`, { cause: error });
      }
      return pod;
    }, WAIT);
  }

  async waitForReady(name: string): Promise<JsonObject> {
    return this.waitForPod(name, (pod) => {
      if (!isPodReady(pod)) throw new Error("not ready");
    });
  }

  async deletePod(name: string): Promise<void> {
    await this.api.delete(PODS, { namespace: "default", name });
    await this.waitForGone(name);
  }

  async waitForGone(name: string): Promise<void> {
    await eventually(async () => {
      const { items } = await this.api.list(PODS, {
        namespace: "default",
        fieldSelector: `metadata.name=${name}`,
      });
      if (items.length > 0) throw new Error(`pod ${name} is still there`);
    }, WAIT);
  }

  async eventsOf(name: string): Promise<readonly { readonly reason: string; readonly message: string }[]> {
    const { items } = await this.api.list(EVENTS, { namespace: "default" });
    return items.flatMap((item: unknown) => {
      const json = objectOf(isJsonObject(item) ? item : undefined);
      if (objectOf(json.involvedObject).name !== name) return [];
      return [{ reason: stringOf(json.reason) ?? "", message: stringOf(json.message) ?? "" }];
    });
  }

  logOf(pod: string, container: string): string {
    return readFileSync(logPath(this.paths, { namespace: "default", name: pod }, container), "utf8");
  }

  async killKubelet(signal: NodeJS.Signals): Promise<void> {
    await end(this.#kubelet, signal);
  }

  startKubelet(): void {
    this.#kubelet = this.#startKubelet();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.api[Symbol.dispose]();
    await end(this.#kubelet, "SIGKILL");
    await end(this.#server, "SIGKILL");
    await removeLabNetwork(this.plan.name);
    removeLabCgroups(this.plan.name);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #startKubelet(): ChildProcess {
    const node = this.plan.nodes[0]?.netns ?? "";
    return startIn(
      node,
      ["kubelet-process.ts", join(this.folder, "kubelet.json")],
      join(this.folder, "kubelet.log"),
    );
  }
}

export function isPodReady(pod: JsonObject): boolean {
  return listOf(objectOf(pod.status).conditions)
    .map(objectOf)
    .some(({ type, status }) => type === "Ready" && status === "True");
}

export function podIpOf(pod: JsonObject): string {
  return stringOf(objectOf(pod.status).podIP) ?? "";
}

/** The status of the first container. */
export function firstContainer(pod: JsonObject): JsonObject {
  return objectOf(listOf(objectOf(pod.status).containerStatuses)[0]);
}

function startIn(netns: string, [script = "", ...args]: readonly string[], logFile: string): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const [program = "", ...rest] = inNamespace(netns, [process.execPath, path, ...args]);
  const log = openSync(logFile, "a");
  return spawn(program, rest, { env: systemEnvironment(), stdio: ["ignore", log, log] });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await ended;
}
