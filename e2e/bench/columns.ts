/**
 * What is compared: no proxy at all, a pair on Node's own stack, ztunnels with one and with two workers, and one ztunnel for
 * both sides, as on a node, with tunnels between them and without.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LoadMaterial, ObservedProcess } from "./load/spec.ts";
import { IDENTITY, meshYaml, nodeEnvironment, ztunnelEnvironment } from "./mesh.ts";
import { CONGESTION_CONTROL, NamespacePair } from "./namespaces.ts";
import { benchAgent } from "./node-agent.ts";
import type { BenchPki } from "./pki.ts";
import { ServerProcess } from "./processes.ts";

export const COLUMNS = [
  "direct",
  "baseline",
  "ambit",
  "ambit-2",
  "node",
  "node-local",
  "direct-host",
  "baseline-host",
  "ambit-host",
] as const;

/** `ambit-2` has two workers in each proxy, and so have both that are a node's. `-host`: with the machine's congestion control. */
export type ColumnName = (typeof COLUMNS)[number];

const WORKERS = { ambit: 1, "ambit-host": 1, "ambit-2": 2, node: 2, "node-local": 2 } as const;
const BENCH = fileURLToPath(new URL(".", import.meta.url));

export interface BenchContext {
  /** Logs, certificates and configuration files go here. */
  readonly directory: string;
  readonly pki: BenchPki;
  readonly materials: { readonly client: LoadMaterial; readonly server: LoadMaterial };
  /** Entry point of the ztunnel to measure: the bundle, or its source. */
  readonly ztunnelPath: string;
  /** In front of the entry point, for profiles. */
  readonly ztunnelNodeArgs: (role: "client" | "server") => readonly string[];
}

/** Proxies that run; either may be left out for a load that takes its place. */
export interface RunningProxies {
  readonly observed: readonly ObservedProcess[];
  stop(): Promise<void>;
}

/** Namespaces of one column with the application in them. Proxies come and go. */
export class Column implements AsyncDisposable {
  readonly name: ColumnName;
  readonly namespaces: NamespacePair;
  readonly application: ServerProcess;
  readonly #context: BenchContext;
  readonly #directory: string;
  #proxies: RunningProxies | undefined;
  /** Of a node's proxy. */
  #agent: Disposable | undefined;

  private constructor(
    name: ColumnName,
    context: BenchContext,
    parts: [NamespacePair, ServerProcess, string],
  ) {
    this.name = name;
    this.#context = context;
    [this.namespaces, this.application, this.#directory] = parts;
  }

  static async open(name: ColumnName, context: BenchContext): Promise<Column> {
    const directory = join(context.directory, name);
    mkdirSync(directory, { recursive: true });
    const pair = new NamespacePair(`ambit-bench-${name}`, {
      isRedirected: !isDirect(name),
      congestionControl: isOfHost(name) ? undefined : CONGESTION_CONTROL,
    });
    try {
      const application = await ServerProcess.start({
        namespace: pair.server,
        args: [join(BENCH, "load", "application.ts")],
        logPath: join(directory, "application.log"),
      });
      return new Column(name, context, [pair, application, directory]);
    } catch (error) {
      pair[Symbol.dispose]();
      throw error;
    }
  }

  /** Those that were started last; undefined for a column without proxies. */
  get proxies(): RunningProxies | undefined {
    return this.#proxies;
  }

  /** Ends what runs, then starts the given roles; `manyWorkloads` is how many servers the mesh has besides. */
  async startProxies(
    roles: readonly ("client" | "server")[],
    options: { readonly manyWorkloads: number } = { manyWorkloads: 0 },
  ): Promise<void> {
    await this.stopProxies();
    if (isDirect(this.name)) return;
    const meshPath = join(this.#directory, "mesh.yaml");
    writeFileSync(meshPath, meshYaml(options.manyWorkloads));
    const started: { role: ObservedProcess["role"]; server: ServerProcess }[] = [];
    const stop = async (): Promise<void> => {
      for (const { server } of started) await server.stop();
    };
    this.#proxies = { observed: [], stop };
    if (this.name === "node" || this.name === "node-local") {
      started.push({ role: "node", server: await this.#startNode(this.name, meshPath) });
    } else {
      for (const role of roles) started.push({ role, server: await this.#start(role, meshPath) });
    }
    this.#proxies = { observed: started.map(({ role, server }) => ({ role, pid: server.pid })), stop };
  }

  async stopProxies(): Promise<void> {
    const proxies = this.#proxies;
    this.#proxies = undefined;
    await proxies?.stop();
    this.#agent?.[Symbol.dispose]();
    this.#agent = undefined;
  }

  /** The certificate of a role, for programs that read it from a file. */
  materialPath(role: "client" | "server", extra: Readonly<Record<string, string>> = {}): string {
    const path = join(this.#directory, `${role}-material.json`);
    writeFileSync(path, JSON.stringify({ ...this.#context.materials[role], ...extra }), { mode: 0o600 });
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopProxies();
    await this.application.stop();
    this.namespaces[Symbol.dispose]();
  }

  async startPeer(): Promise<ServerProcess> {
    return ServerProcess.start({
      namespace: this.namespaces.server,
      args: [join(BENCH, "load", "hbone-peer.ts"), this.materialPath("server")],
      logPath: join(this.#directory, "hbone-peer.log"),
    });
  }

  #start(role: "client" | "server", meshPath: string): Promise<ServerProcess> {
    const place = { namespace: this.namespaces[role], logPath: join(this.#directory, `${role}.log`) };
    if (this.name === "baseline" || this.name === "baseline-host") {
      const peerIdentity = IDENTITY[role === "client" ? "server" : "client"];
      const material = this.materialPath(role, { peerIdentity });
      return ServerProcess.start({ ...place, args: [join(BENCH, "baseline", `${role}.ts`), material] });
    }
    if (this.name !== "ambit" && this.name !== "ambit-2" && this.name !== "ambit-host")
      throw new Error(`column ${this.name} has no proxy of one side`);
    const { ztunnelNodeArgs, ztunnelPath, pki } = this.#context;
    return ServerProcess.start({
      ...place,
      args: [...ztunnelNodeArgs(role), ztunnelPath, "proxy"],
      env: ztunnelEnvironment(role, { workers: WORKERS[this.name], meshPath, pki }),
    });
  }

  /** Of both sides, until they are stopped. */
  async #startNode(name: "node" | "node-local", meshPath: string): Promise<ServerProcess> {
    const { ztunnelPath, pki } = this.#context;
    const agentPath = join(this.#directory, "agent.sock");
    this.#agent = benchAgent(agentPath, this.namespaces);
    return ServerProcess.start({
      namespace: this.namespaces.node,
      logPath: join(this.#directory, "node.log"),
      args: [ztunnelPath, "proxy"],
      env: nodeEnvironment(
        { agentPath, isFastPath: name === "node-local" },
        { workers: WORKERS[name], meshPath, pki },
      ),
    });
  }
}

function isDirect(name: ColumnName): boolean {
  return name === "direct" || name === "direct-host";
}

function isOfHost(name: ColumnName): boolean {
  return name.endsWith("-host");
}
