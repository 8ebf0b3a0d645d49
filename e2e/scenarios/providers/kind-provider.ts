/**
 * A cluster of kind, for whoever has Docker: kind makes the cluster and takes the images. Everything else is as on any
 * other; kubectl is the one on the cluster's first node, so none has to be installed.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openKubeClient } from "@ambit/kube";
import { ClusterObjects } from "../../src/cluster-objects.ts";
import type { Cluster, ClusterFeature, Provider } from "../cluster.ts";
import { ambitInstallation } from "../install-mesh.ts";
import { makeMeshImages, TOOLS_COMMAND, TOOLS_IMAGE } from "../mesh-images.ts";
import { runCommandAsync, runToSuccess } from "../run-command.ts";
import { kubectlPods } from "./kubectl-pods.ts";

const CONFIG = fileURLToPath(new URL("../../../kind-config.yaml", import.meta.url));
const NAME = "ambit-e2e";
const FEATURES: ReadonlySet<ClusterFeature> = new Set([
  "cron-jobs",
  "installation",
  "several-nodes",
  "garbage-collection",
]);
const RATE = { perSecond: 1_000, burst: 1_000 };

/** The programs; those of PATH unless a test has its own. */
export interface KindTools {
  readonly kind: string;
  readonly docker: string;
}

const TOOLS: KindTools = { kind: "kind", docker: "docker" };

export function kindProvider(tools: KindTools = TOOLS): Provider {
  return {
    name: "kind",
    up: async (say) => {
      await requireTools(tools);
      const images = await makeMeshImages();
      say("kind is creating a cluster");
      const kind = await KindCluster.create(tools);
      try {
        const cluster = await clusterOfKind(kind);
        await cluster.loadImages(images);
        await cluster.installMesh();
        return cluster;
      } catch (error) {
        await kind[Symbol.asyncDispose]();
        throw error;
      }
    },
  };
}

/** What differs from other clusters: how it is made, how it takes images, how a node is entered. */
export class KindCluster implements AsyncDisposable {
  readonly kubeconfig: string;
  /** Those that take pods. */
  readonly nodes: readonly string[];
  readonly #tools: KindTools;
  readonly #folder: string;

  private constructor(tools: KindTools, folder: string, nodes: readonly string[]) {
    this.#tools = tools;
    this.#folder = folder;
    this.kubeconfig = join(folder, "kubeconfig");
    this.nodes = nodes;
  }

  /** One of that name is replaced. */
  static async create(tools: KindTools): Promise<KindCluster> {
    const { kind } = tools;
    await runToSuccess([kind, "delete", "cluster", "--name", NAME]);
    const folder = await mkdtemp(join(tmpdir(), "ambit-kind-"));
    const path = join(folder, "kubeconfig");
    const words = ["--name", NAME, "--config", CONFIG, "--kubeconfig", path, "--wait", "120s"];
    await runToSuccess([kind, "create", "cluster", ...words]);
    await writeFile(path, await runToSuccess([kind, "get", "kubeconfig", "--name", NAME]), { mode: 0o600 });
    const names = (await runToSuccess([kind, "get", "nodes", "--name", NAME])).trim().split("\n");
    return new KindCluster(tools, folder, names.filter((name) => !name.endsWith("-control-plane")).sort());
  }

  get kubectl(): readonly string[] {
    const admin = "--kubeconfig=/etc/kubernetes/admin.conf";
    return [this.#tools.docker, "exec", "-i", `${NAME}-control-plane`, "kubectl", admin];
  }

  async loadImages(archives: readonly string[]): Promise<void> {
    for (const archive of archives) {
      await runToSuccess([this.#tools.kind, "load", "image-archive", archive, "--name", NAME]);
    }
  }

  onNode(node: string, command: readonly string[]): readonly string[] {
    return [this.#tools.docker, "exec", node, ...command];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await runToSuccess([this.#tools.kind, "delete", "cluster", "--name", NAME]);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function clusterOfKind(kind: KindCluster): Promise<Cluster> {
  const { kubeconfig } = kind;
  const api = await openKubeClient({ kind: "kubeconfig", path: kubeconfig }, { rate: RATE });
  const objects = new ClusterObjects(api);
  return {
    ...kubectlPods(kind.kubectl),
    ...ambitInstallation(kubeconfig),
    objects,
    features: FEATURES,
    nodes: kind.nodes,
    toolsImage: TOOLS_IMAGE,
    toolsCommand: TOOLS_COMMAND,
    loadImages: (archives) => kind.loadImages(archives),
    onNode: (node, command) => runCommandAsync(kind.onNode(node, command)),
    [Symbol.asyncDispose]: async () => {
      api[Symbol.dispose]();
      await kind[Symbol.asyncDispose]();
    },
  };
}

async function requireTools({ kind, docker }: KindTools): Promise<void> {
  for (const [program, words] of [
    [docker, ["version"]],
    [kind, ["version"]],
  ] as const) {
    const { exitCode, errors } = await runCommandAsync([program, ...words]).catch((cause: unknown) => {
      throw new Error(`${program} is not on this machine: install it, or use --provider bare`, { cause });
    });
    if (exitCode !== 0) throw new Error(`${program} does not work here: ${errors.trim()}`);
  }
}
