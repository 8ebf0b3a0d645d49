/** A Kubernetes cluster of real programs on this machine, without Docker: raised in namespaces, and taken away with them. */
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, linkSync, mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type KubeClient, openKubeClient } from "@ambit/kube";
import { eventually } from "@ambit/lifecycle/testing";
import { runCommandAsync } from "../scenarios/run-command.ts";
import { ClusterObjects } from "../src/cluster-objects.ts";
import { systemEnvironment } from "../src/command.ts";
import { takeLease } from "../src/lease.ts";
import { type AccessFiles, writeAccessFiles } from "./access.ts";
import { BareError } from "./bare-error.ts";
import { buildBareNetwork } from "./bare-network.ts";
import { RunningNode } from "./bare-node.ts";
import { type BarePlan, planBare } from "./bare-plan.ts";
import { buildPrograms, type Programs } from "./build/build-programs.ts";
import { clusterDnsObjects } from "./cluster-dns.ts";
import { startControlPlane } from "./control-plane.ts";
import { type BareMaterial, makeBareMaterial } from "./material.ts";
import { type ApiAddress, openApi } from "./open-api.ts";
import { removeBare, stateFolder } from "./remove-bare.ts";

const GUARD = fileURLToPath(new URL("guard.ts", import.meta.url));
const SERVES_TIMEOUT_MS = 60_000;
const NODES_TIMEOUT_MS = 120_000;
const INTERVAL_MS = 50;
const NODES = { group: "", version: "v1", plural: "nodes", isNamespaced: false };
/** Scenarios are not to wait for their own client. */
const RATE = { perSecond: 1_000, burst: 1_000 };

/** All that a cluster is raised from; kept in the user's cache. */
export interface BareParts extends BareMaterial {
  readonly programs: Programs;
}

/** Takes some minutes the first time. Throws BareError that names what the machine lacks. */
export async function prepareBare(say: (text: string) => void): Promise<BareParts> {
  const programs = await buildPrograms(say);
  return { programs, ...(await makeBareMaterial(programs)) };
}

export class BareCluster implements AsyncDisposable {
  readonly plan: BarePlan;
  readonly objects: ClusterObjects;
  /** The words by which kubectl is started as the administrator. */
  readonly kubectl: readonly string[];
  readonly kubeconfig: string;
  readonly #api: KubeClient;
  readonly #nodes: readonly RunningNode[];
  readonly #undo: DisposableStack;

  private constructor(parts: {
    plan: BarePlan;
    api: KubeClient;
    kubectl: readonly string[];
    kubeconfig: string;
    nodes: readonly RunningNode[];
    undo: DisposableStack;
  }) {
    this.plan = parts.plan;
    this.#api = parts.api;
    this.objects = new ClusterObjects(parts.api);
    this.kubectl = parts.kubectl;
    this.kubeconfig = parts.kubeconfig;
    this.#nodes = parts.nodes;
    this.#undo = parts.undo;
  }

  /** With nodes and DNS ready. Takes away what an earlier one of this name has left. Throws BareError. */
  static async up(name: string, parts: BareParts): Promise<BareCluster> {
    const lease = takeLease(name);
    using undo = new DisposableStack();
    undo.use(lease);
    const plan = planBare(lease.prefix);
    await removeBare(plan.prefix);
    const folder = stateFolder(plan.prefix);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    undo.use(startGuard(plan.prefix));
    try {
      const access = writeAccessFiles(join(folder, "access"), plan, Date.now());
      buildBareNetwork(plan);
      startControlPlane({ plan, programs: parts.programs, access, folder });
      const nodes = startNodes({ plan, access, parts, folder });
      const address = undo.use(await openApi(plan));
      const { api, kubeconfig } = await openAdmin(access, address);
      undo.use(api);
      const kubectl = [parts.programs.pathOf("kubectl"), `--kubeconfig=${kubeconfig}`];
      const cluster = new BareCluster({ plan, api, kubectl, kubeconfig, nodes, undo: undo.move() });
      await cluster.#untilServing();
      return cluster;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const ends = await lastLines(folder);
      await removeBare(plan.prefix);
      throw new BareError("not-ready", `${reason}\n${ends}`, { cause });
    }
  }

  /** On every node, at the same time. */
  async loadImages(archives: readonly string[]): Promise<void> {
    await Promise.all(
      this.#nodes.map(async (node) => {
        const folder = join(stateFolder(this.plan.prefix), node.name, "images");
        for (const archive of archives) {
          share(archive, join(folder, basename(archive)));
          const path = `/ambit/node/images/${basename(archive)}`;
          const command = ["ctr", "--namespace", "k8s.io", "images", "import", path];
          const { exitCode, errors } = await runCommandAsync(node.enter(command));
          if (exitCode !== 0) throw new BareError("not-ready", `${archive} on ${node.name}: ${errors}`);
        }
      }),
    );
  }

  /** The words by which a command is run on a node. Throws BareError for one that there is not. */
  onNode(name: string, command: readonly string[]): readonly string[] {
    const node = this.#nodes.find((one) => one.name === name);
    if (node === undefined) throw new BareError("not-possible", `there is no node ${name}`);
    return node.enter(command);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeBare(this.plan.prefix);
    this.#undo.dispose();
  }

  async #untilServing(): Promise<void> {
    const served = { timeoutMs: SERVES_TIMEOUT_MS, intervalMs: INTERVAL_MS };
    await eventually(() => this.objects.apply(...clusterDnsObjects(this.plan.dnsService)), served);
    await eventually(() => this.#checkNodes(), { timeoutMs: NODES_TIMEOUT_MS, intervalMs: INTERVAL_MS });
    await this.objects.untilRolledOut({ kind: "Deployment", namespace: "kube-system", name: "coredns" });
  }

  async #checkNodes(): Promise<void> {
    const { items } = await this.#api.list(NODES, {});
    const ready = items.filter((item) => {
      const { status } = item as { status?: { conditions?: readonly { type: string; status: string }[] } };
      return status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true;
    });
    const wanted = this.plan.nodes.length;
    if (ready.length < wanted)
      throw new BareError("not-ready", `${ready.length} of ${wanted} nodes are ready`);
  }
}

interface NodesOptions {
  readonly plan: BarePlan;
  readonly access: AccessFiles;
  readonly parts: BareParts;
  readonly folder: string;
}

function startNodes({ plan, access, parts, folder }: NodesOptions): readonly RunningNode[] {
  return plan.nodes.map((node) => {
    const own = join(folder, node.name);
    mkdirSync(join(own, "images"), { recursive: true });
    for (const image of parts.images) share(image, join(own, "images", basename(image)));
    return RunningNode.start({
      plan,
      node,
      access,
      folder: own,
      programsFolder: dirname(parts.programs.pathOf("kubelet")),
      toolsFolder: parts.toolsFolder,
    });
  });
}

async function openAdmin(access: AccessFiles, { url }: ApiAddress) {
  const kubeconfig = access.writeKubeconfig("admin", url);
  return { kubeconfig, api: await openKubeClient({ kind: "kubeconfig", path: kubeconfig }, { rate: RATE }) };
}

/** It lives until this process lets go of its standard input, by disposal or by ending. */
function startGuard(prefix: string): Disposable {
  const guard = spawn(process.execPath, [GUARD, prefix], {
    env: systemEnvironment(),
    stdio: ["pipe", "ignore", "inherit"],
    detached: true,
  });
  guard.unref();
  return { [Symbol.dispose]: () => void guard.kill("SIGKILL") };
}

/** Without copying its bytes, where they are on the same disk. */
function share(from: string, to: string): void {
  if (existsSync(to)) return;
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** What the programs have said last. */
async function lastLines(folder: string): Promise<string> {
  const { output } = await runCommandAsync([
    ...["sh", "-c", 'tail -n 6 "$1"/logs/*.log "$1"/n*/init.log "$1"/n*/disk/log/*.log', "sh", folder],
  ]);
  return output;
}
