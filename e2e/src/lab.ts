/**
 * A lab of a scenario: a cluster of namespaces with the mesh in it, raised and taken down by the same command that a
 * user gives. All that is done to it goes through that command, the Kubernetes API, or a pod's own namespaces.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type KubeClient, type KubeObject, openKubeClient } from "@ambit/kube";
import { Capture } from "./capture.ts";
import { ClusterObjects, PODS, type PodFacts, readPod } from "./cluster-objects.ts";
import { systemEnvironment, tryCommand } from "./command.ts";
import { onEmergency } from "./emergency.ts";
import { LabPod } from "./lab-pod.ts";
import { findPodProcesses } from "./lab-processes.ts";
import { type MeshObject, SYSTEM_NAMESPACE } from "./mesh-objects.ts";
import { Namespace } from "./namespace.ts";
import { NetnsError } from "./netns-error.ts";

export { PODS, type PodFacts, readPod } from "./cluster-objects.ts";

const PROGRAM = fileURLToPath(new URL("../../apps/lab/dist/main.js", import.meta.url));
const STATE_FOLDER = "/run/ambit";
/** For whoever wants to see another ztunnel in the same scenarios. */
const OTHER_ZTUNNEL = process.env.AMBIT_LAB_ZTUNNEL;
const MESH_PARTS = ["istiod", "istio-cni-node", "ztunnel"] as const;
/** Requests a second; a scenario that starts 200 pods is not to wait for its own client. */
const RATE = { perSecond: 1_000, burst: 1_000 };

export interface LabOptions {
  /** At most 16 characters; another one of the same name is replaced. */
  readonly name: string;
  readonly nodes?: number;
  /** Runs in ztunnel's place; AMBIT_LAB_ZTUNNEL if there is none. */
  readonly ztunnel?: string | undefined;
  /** Pods that a node starts at a time; without it as many as is usual for a lab. */
  readonly parallelStarts?: number;
}

export class Lab implements AsyncDisposable {
  readonly name: string;
  readonly api: KubeClient;
  /** For whoever needs no more of a lab than what every cluster has. */
  readonly objects: ClusterObjects;
  readonly #undo: Disposable;
  readonly #agents = new Map<string, LabPod>();

  private constructor(name: string, api: KubeClient) {
    this.name = name;
    this.api = api;
    this.objects = new ClusterObjects(api);
    this.#undo = onEmergency(() => tryCommand([process.execPath, PROGRAM, "down", "--name", name]));
  }

  /** With the mesh ready. Throws NetnsError "command-failed" with what the command said. */
  static async up({ name, nodes = 2, ztunnel = OTHER_ZTUNNEL, parallelStarts }: LabOptions): Promise<Lab> {
    const words = ["up", "--name", name, "--nodes", `${nodes}`];
    if (parallelStarts !== undefined) words.push("--parallel-starts", `${parallelStarts}`);
    try {
      await runLab(ztunnel === undefined ? words : [...words, "--ztunnel", ztunnel]);
    } catch (cause) {
      const described = await describeMesh(name);
      await runLab(["down", "--name", name]).catch(() => {});
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new NetnsError("not-ready", `${reason}\n${described}`, { cause });
    }
    const path = `${STATE_FOLDER}/${name}/kubeconfig`;
    return new Lab(name, await openKubeClient({ kind: "kubeconfig", path }, { rate: RATE }));
  }

  /** The lab's command with these words, to its end: what it printed. Throws NetnsError "command-failed". */
  command(...words: readonly string[]): Promise<string> {
    const [verb = "", ...rest] = words;
    return runLab([verb, "--name", this.name, ...rest]);
  }

  /** For whoever asks why something did not come: what runs, and what the parts of the mesh said last. */
  describe(): Promise<string> {
    return describeMesh(this.name);
  }

  /** As `ClusterObjects.apply`. */
  apply(...objects: readonly MeshObject[]): Promise<void> {
    return this.objects.apply(...objects);
  }

  delete(...objects: readonly MeshObject[]): Promise<void> {
    return this.objects.delete(...objects);
  }

  get(object: MeshObject): Promise<KubeObject> {
    return this.objects.get(object);
  }

  /** Sets labels of a namespace; null takes one away. */
  label(namespace: string, labels: Readonly<Record<string, string | null>>): Promise<void> {
    return this.objects.label(namespace, labels);
  }

  pods(namespace: string): Promise<readonly PodFacts[]> {
    return this.objects.pods(namespace);
  }

  /** As `ClusterObjects.untilReady`. */
  untilReady(namespace: string, count: number): Promise<readonly PodFacts[]> {
    return this.objects.untilReady(namespace, count);
  }

  /** As `ClusterObjects.untilEnrolled`. */
  untilEnrolled(namespace: string, isEnrolled = true): Promise<void> {
    return this.objects.untilEnrolled(namespace, isEnrolled);
  }

  /** The scenario's hand inside a pod that runs; one for each pod. */
  async pod(namespace: string, name: string): Promise<LabPod> {
    const key = `${namespace}/${name}`;
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const facts = readPod(await this.api.get(PODS, { namespace, name }));
    const pod = await LabPod.open(facts);
    this.#agents.set(key, pod);
    return pod;
  }

  /** Process ids of a part of the mesh (`ztunnel`, `istio-cni-node`, `istiod`) pod by pod, on one node if it is named. */
  async meshProcesses(part: string, node?: string): Promise<readonly (readonly number[])[]> {
    const pods = (await this.pods(SYSTEM_NAMESPACE)).filter(
      (pod) => pod.name.startsWith(`${part}-`) && (node === undefined || pod.node === node),
    );
    return pods.map(({ uid }) => findPodProcesses(uid).map(({ pid }) => pid));
  }

  /** Every frame of a node's cable. */
  captureNode(node: string, path: string): Promise<Capture> {
    return Capture.open(Namespace.existing(`${this.name}-${node}`), path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pod of this.#agents.values()) await pod[Symbol.asyncDispose]();
    this.api[Symbol.dispose]();
    await runLab(["down", "--name", this.name]);
    this.#undo[Symbol.dispose]();
  }
}

async function describeMesh(name: string): Promise<string> {
  const asked = [
    ["status"],
    ...MESH_PARTS.map((part) => ["logs", `${SYSTEM_NAMESPACE}/${part}`, "--tail", "12"]),
  ];
  const answers = await Promise.all(
    asked.map(async ([verb = "", ...rest]) => {
      const answer = await runLab([verb, "--name", name, ...rest]).catch(String);
      return `== ${verb} ${rest.join(" ")}\n${answer}`;
    }),
  );
  return answers.join("\n");
}

/** Does not block the scenario's own loop, which may have load running. */
async function runLab(words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    env: systemEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  if (code === 0) return output;
  throw new NetnsError(
    "command-failed",
    `ambit lab ${words.join(" ")}: exit ${code}: ${complaint || output}`,
  );
}
