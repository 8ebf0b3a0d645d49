/**
 * An agent in this process, with an API server, a node and pods that are real network namespaces, and a /proc made of
 * files. Everything is removed at the end of the test.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { type KubeClient, openKubeClient } from "@ambit/kube";
import type { KubeEmbedded, KubeEmbeddedOptions } from "@ambit/kube-embedded";
import { anApiServer } from "@ambit/kube-embedded/testing";
import { systemClock } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import { findMissingPrograms, findRootObstacle } from "@ambit/lifecycle/testing/prerequisites";
import { buildInfo, Logging } from "@ambit/program";
import { LogFilter } from "@ambit/telemetry";
import { type Agent, buildAgent } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { decodePod, NAMESPACES, PODS, type Pod, REDIRECTION_ANNOTATION } from "../src/kube/pod.ts";
import type { EnrolmentReport } from "../src/servers/enrolment-report.ts";
import { FakeZtunnel } from "./fake-ztunnel.ts";

export const PATIENCE = { timeoutMs: 20_000, intervalMs: 5 };
/** Of tests that make an agent's world. */
export const RIG_OBSTACLE =
  findRootObstacle() ?? findMissingPrograms({ ip: "iproute2", "iptables-save": "iptables", ipset: "ipset" });
const NODE = "n1";
const WORKER_URL = new URL("../src/data/worker.ts", import.meta.url);

let count = 0;

/** A pod's network: a namespace with an address, and a process of the pod as /proc shows it. */
export interface PodNetwork {
  readonly netnsName: string;
  readonly path: string;
  readonly inode: number;
  readonly ip: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

export class Rig implements AsyncDisposable {
  readonly server: KubeEmbedded;
  readonly api: KubeClient;
  readonly root: string;
  agent: Agent | undefined;
  readonly log: string[] = [];
  readonly #prefix: string;
  readonly #netns: string[] = [];
  readonly #ztunnels: FakeZtunnel[] = [];
  #pods = 0;

  constructor(server: KubeEmbedded, api: KubeClient) {
    count += 1;
    this.server = server;
    this.api = api;
    this.#prefix = `a-${process.pid}-${count}`;
    this.root = mkdtempSync(join(tmpdir(), "ambit-cni-"));
    mkdirSync(join(this.root, "run"));
    symlinkSync("/run/netns", join(this.root, "run", "netns"));
    this.addNetns("node");
    this.addProcess(1, `${this.#prefix}-node`, "0::/init.scope\n");
  }

  get nodeNetns(): string {
    return `${this.#prefix}-node`;
  }

  get ztunnelSocket(): string {
    return join(this.root, "ztunnel", "ztunnel.sock");
  }

  get pluginSocket(): string {
    return join(this.root, "agent", "pluginevent.sock");
  }

  get logSocket(): string {
    return join(this.root, "agent", "log.sock");
  }

  addNetns(name: string): string {
    const netns = `${this.#prefix}-${name}`;
    execFileSync("ip", ["netns", "add", netns]);
    this.#netns.push(netns);
    execFileSync("ip", ["-n", netns, "link", "set", "lo", "up"]);
    return netns;
  }

  addProcess(pid: number, netns: string, cgroup: string): void {
    const folder = join(this.root, "proc", String(pid));
    mkdirSync(join(folder, "ns"), { recursive: true });
    symlinkSync(`/run/netns/${netns}`, join(folder, "ns", "net"));
    writeFileSync(join(folder, "cgroup"), cgroup);
    writeFileSync(join(folder, "stat"), `${pid} (a (name)) S ${"0 ".repeat(18)}${pid} 0`);
    writeFileSync(join(folder, "status"), "Name:\tsomething\nUid:\t0\t0\t0\t0\n");
  }

  /** The network that a runtime makes for a pod. */
  addNetwork(): PodNetwork {
    this.#pods += 1;
    const netnsName = this.addNetns(`p${this.#pods}`);
    const ip = `10.88.${count % 250}.${this.#pods}`;
    const node = `${this.#prefix}-node`;
    const veth = `veth${this.#pods}`;
    execFileSync("ip", [
      "-n",
      netnsName,
      "link",
      "add",
      "eth0",
      "type",
      "veth",
      "peer",
      "name",
      veth,
      "netns",
      node,
    ]);
    execFileSync("ip", ["-n", node, "link", "set", veth, "up"]);
    execFileSync("ip", ["-n", netnsName, "address", "add", `${ip}/24`, "dev", "eth0"]);
    execFileSync("ip", ["-n", netnsName, "link", "set", "eth0", "up"]);
    const path = `/run/netns/${netnsName}`;
    return { netnsName, path, inode: statSync(path).ino, ip };
  }

  /** As a bridge of the node would. */
  joinNetworks(...networks: readonly PodNetwork[]): void {
    const node = `${this.#prefix}-node`;
    execFileSync("ip", ["-n", node, "link", "add", "br0", "type", "bridge"]);
    execFileSync("ip", ["-n", node, "link", "set", "br0", "up"]);
    for (const { netnsName } of networks) {
      const veth = `veth${netnsName.slice(netnsName.lastIndexOf("-p") + 2)}`;
      execFileSync("ip", ["-n", node, "link", "set", veth, "master", "br0"]);
    }
  }

  async addNamespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.api.create(NAMESPACES, undefined, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels },
    });
  }

  async labelNamespace(name: string, value: string | null): Promise<void> {
    const metadata = { labels: { "istio.io/dataplane-mode": value } };
    await this.api.patch(NAMESPACES, { name }, { kind: "merge", body: { metadata } });
  }

  /** Bound to the node, without a network yet. */
  async addPod(namespace: string, name: string, labels: Readonly<Record<string, string>> = {}): Promise<Pod> {
    const object = await this.api.create(PODS, namespace, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, labels },
      spec: {
        nodeName: NODE,
        serviceAccountName: "client",
        containers: [{ name: "main", image: "none" }],
      },
    });
    return decodePod(object);
  }

  /** A pod that runs, as kubelet shows it. */
  async addRunningPod(namespace: string, name: string): Promise<Pod & { readonly network: PodNetwork }> {
    const pod = await this.addPod(namespace, name);
    const network = this.addNetwork();
    this.addProcess(
      1000 + this.#pods,
      network.netnsName,
      `0::/kubepods/burstable/pod${pod.uid}/c${this.#pods}\n`,
    );
    await this.setStatus(pod, { phase: "Running", podIP: network.ip, podIPs: [{ ip: network.ip }] });
    return { ...pod, network };
  }

  async setStatus(
    { namespace, name }: Pick<Pod, "namespace" | "name">,
    status: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.api.patch(
      PODS,
      { namespace, name },
      { kind: "merge", body: { status } },
      { subresource: "status" },
    );
  }

  async startAgent(environment: Readonly<Record<string, string>> = {}): Promise<Agent> {
    const output = new PassThrough();
    output.on("data", (chunk: Buffer) => this.log.push(chunk.toString()));
    const config = loadConfig(
      {
        environment: new Map(Object.entries({ ...this.environment(), ...environment })),
        args: [],
      },
      { command: "run", flags: new Map() },
    );
    const logging = new Logging({
      scope: "cni-agent",
      filter: LogFilter.parse("debug"),
      format: "plain",
      output,
      modulePrefix: "",
    });
    this.agent = await buildAgent(config, {
      workerUrl: WORKER_URL,
      pluginDir: join(this.root, "bundle"),
      nodePath: process.execPath,
      hasIpv6: false,
      clock: systemClock,
      epochMs: Date.now,
      random: Math.random,
      logging,
      build: buildInfo("test"),
      onFailure: () => this.log.push("FAILED"),
    });
    await this.agent.serve();
    return this.agent;
  }

  /** As when it is killed: nothing is cleaned up. */
  async stopAgent(): Promise<void> {
    const agent = this.agent;
    this.agent = undefined;
    await agent?.end(2_000);
  }

  /** Connected, with the pods of the node. */
  async startZtunnel(): Promise<FakeZtunnel> {
    const ztunnel = await eventually(() => new FakeZtunnel(this.ztunnelSocket), PATIENCE);
    this.#ztunnels.push(ztunnel);
    await eventually(() => {
      if (!ztunnel.hasSnapshot) throw new Error("no snapshot");
    }, PATIENCE);
    return ztunnel;
  }

  async cmdAdd(
    pod: Pick<Pod, "namespace" | "name">,
    network: Pick<PodNetwork, "path" | "ip">,
    extra: { readonly headers?: Readonly<Record<string, string>>; readonly uid?: string } = {},
  ): Promise<Answer> {
    const body = {
      Netns: network.path,
      PodName: pod.name,
      PodNamespace: pod.namespace,
      IPs: [{ Interface: 2, Address: { IP: network.ip, Mask: "////AA==" }, Gateway: "" }],
      ...(extra.uid === undefined ? {} : { PodUID: extra.uid }),
    };
    return post(this.pluginSocket, "/cmdadd", JSON.stringify(body), extra.headers);
  }

  async redirection({ namespace, name }: Pick<Pod, "namespace" | "name">): Promise<string | undefined> {
    const object = await this.api.get(PODS, { namespace, name });
    return object.metadata.annotations?.[REDIRECTION_ANNOTATION];
  }

  /** `iptables-save` inside a pod. */
  rules({ netnsName }: Pick<PodNetwork, "netnsName">): string {
    return execFileSync("ip", ["netns", "exec", netnsName, "iptables-save"], { encoding: "utf8" });
  }

  async report(options: { readonly verify: boolean } = { verify: false }): Promise<EnrolmentReport> {
    const address = this.agent?.httpServers.get("monitoring").address;
    const query = options.verify ? "?verify=true" : "";
    const response = await fetch(`http://127.0.0.1:${address?.port}/debug/enrolment${query}`);
    return (await response.json()) as EnrolmentReport;
  }

  /** What `/readyz` says is awaited; empty when ready. */
  async pendingParts(): Promise<string> {
    const address = this.agent?.httpServers.get("health").address;
    return await (await fetch(`http://127.0.0.1:${address?.port}/readyz`)).text();
  }

  /** The node's set of addresses that probes go to. */
  probeSet(): string {
    const netns = `${this.#prefix}-node`;
    const args = ["netns", "exec", netns, "ipset", "save", "istio-inpod-probes-v4"];
    return execFileSync("ip", args, { encoding: "utf8" });
  }

  /** The configuration of a container runtime. */
  addConflist(): void {
    mkdirSync(join(this.root, "net.d"), { recursive: true });
    const plugins = [{ type: "bridge" }];
    const list = { cniVersion: "0.3.1", name: "net", plugins };
    writeFileSync(join(this.root, "net.d", "10-net.conflist"), JSON.stringify(list));
  }

  async metric(name: string): Promise<string> {
    const address = this.agent?.httpServers.get("monitoring").address;
    const text = await (await fetch(`http://127.0.0.1:${address?.port}/metrics`)).text();
    return text
      .split("\n")
      .filter((line) => line.startsWith(name))
      .join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const ztunnel of this.#ztunnels) ztunnel[Symbol.dispose]();
    await this.stopAgent();
    this.api[Symbol.dispose]();
    await this.server[Symbol.asyncDispose]();
    for (const netns of this.#netns) execFileSync("ip", ["netns", "del", netns]);
    rmSync(this.root, { recursive: true, force: true });
  }

  /** The variables of an agent of this node. */
  environment(): Record<string, string> {
    mkdirSync(join(this.root, "net.d"), { recursive: true });
    mkdirSync(join(this.root, "bin"), { recursive: true });
    mkdirSync(join(this.root, "sa"), { recursive: true });
    return {
      AMBIENT_ENABLED: "true",
      NODE_NAME: NODE,
      AMBIT_KUBE_SERVER: this.server.url,
      AMBIT_HOST_ROOT: this.root,
      AMBIT_SERVICE_ACCOUNT_DIR: join(this.root, "sa"),
      AMBIT_CNI_BIN_TARGET_DIR: join(this.root, "bin"),
      MOUNTED_CNI_NET_DIR: join(this.root, "net.d"),
      CNI_AGENT_RUN_DIR: join(this.root, "agent"),
      ZTUNNEL_UDS_ADDRESS: this.ztunnelSocket,
      ALLOW_SWITCH_TO_HOST_NS: "true",
      MONITORING_PORT: "0",
      AMBIT_HEALTH_PORT: "0",
    };
  }
}

export async function aRig(options: KubeEmbeddedOptions = {}): Promise<Rig> {
  const server = await anApiServer(options);
  const rate = { perSecond: 10_000, burst: 10_000 };
  const api = await openKubeClient({ kind: "explicit", server: server.url }, { rate });
  return new Rig(server, api);
}

/** One request on a socket file. */
export async function post(
  socketPath: string,
  path: string,
  body: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = httpRequest(
    { socketPath, path, method: body === undefined ? "GET" : "POST", headers, agent: false },
    (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => (text += chunk));
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
      );
    },
  );
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}
