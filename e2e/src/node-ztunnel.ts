/** A ztunnel in shared mode: it runs in a namespace of its own and serves the pods that a CNI agent names. */
import { join } from "node:path";
import { workloadName } from "./mesh-file.ts";
import { type MetricSample, parseMetrics } from "./metrics-text.ts";
import { NetnsError } from "./netns-error.ts";
import type { NetnsMesh } from "./netns-mesh.ts";
import type { Pod } from "./pod.ts";
import { applyRedirection } from "./redirection.ts";
import type { RootFiles } from "./root-ca.ts";
import type { AgentPod } from "./zds-agent.ts";
import { sharedEnvironment, ztunnelCommand } from "./ztunnel-command.ts";
import { ZtunnelProcess } from "./ztunnel-process.ts";

const ADMIN_PORT = 15000;
const STATS_PORT = 15020;
const READINESS_PORT = 15021;

export interface NodeZtunnelOptions {
  readonly mesh: NetnsMesh;
  /** In whose namespace it runs. */
  readonly home: Pod;
  readonly node: string;
  /** Of the agent's socket. */
  readonly agentPath: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Return as soon as it runs; it need not be ready. */
  readonly isAwaited?: boolean;
}

/** One pod's part of config_dump. */
export interface WorkloadState {
  readonly state: "Up" | "Pending";
  readonly connections: {
    readonly inbound: readonly { readonly protocol: string; readonly src: string }[];
    readonly outbound: readonly { readonly protocol: string; readonly actualDst: string }[];
  };
  readonly info: { readonly name: string; readonly namespace: string; readonly serviceAccount: string };
}

export interface NodeDump {
  readonly workloadState: Readonly<Record<string, WorkloadState>>;
  readonly certificates: readonly { readonly identity: string; readonly state: string }[];
}

/** Ready, unless that was not to be waited for. */
export class NodeZtunnel implements AsyncDisposable {
  readonly process: ZtunnelProcess;
  readonly #home: Pod;

  private constructor(process: ZtunnelProcess, home: Pod) {
    this.process = process;
    this.#home = home;
  }

  static async start({
    mesh,
    home,
    node,
    agentPath,
    env,
    isAwaited,
  }: NodeZtunnelOptions): Promise<NodeZtunnel> {
    const root: RootFiles = {
      certPath: join(mesh.folder, "root.pem"),
      keyPath: join(mesh.folder, "root-key.pem"),
    };
    const source = { kind: "files", root, meshPath: mesh.meshPath } as const;
    const { namespace, agent, plan } = home;
    const process = await ZtunnelProcess.start({
      namespace,
      agent,
      command: ztunnelCommand(),
      env: sharedEnvironment({ plan, name: node, agentPath }, source, env ?? {}),
      logPath: home.logPath,
      isAwaited: isAwaited ?? true,
    });
    return new NodeZtunnel(process, home);
  }

  /** Status and body of the readiness server. */
  async readiness(): Promise<string> {
    const { status, body } = await this.#get(READINESS_PORT, "/healthz/ready");
    return `${status} ${body.trimEnd()}`;
  }

  async dump(): Promise<NodeDump> {
    const { status, body } = await this.#get(ADMIN_PORT, "/config_dump");
    if (status !== 200) throw new NetnsError("agent-failed", `config_dump: ${status} ${body}`);
    return JSON.parse(body) as NodeDump;
  }

  async metrics(): Promise<readonly MetricSample[]> {
    return parseMetrics((await this.#get(STATS_PORT, "/metrics")).body);
  }

  /** Value of the metric without labels. */
  async count(name: string): Promise<number | undefined> {
    return (await this.metrics()).find((sample) => sample.name === name)?.value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
  }

  #get(port: number, path: string): Promise<{ readonly status: number; readonly body: string }> {
    return this.#home.agent.call("http", { port, path, method: "GET" });
  }
}

/** The pod as its agent names it. */
export function agentPod({ plan }: Pod, uid = `uid-${plan.name}`): AgentPod {
  const { namespace, serviceAccount } = plan;
  return {
    uid,
    workload: { name: workloadName(plan), namespace, serviceAccount },
    netnsPath: `/run/netns/${plan.netns}`,
  };
}

/** The rules of a pod that is in the mesh, or is leaving it. */
export function redirectPod(pod: Pod, redirect: "both" | "returns"): void {
  applyRedirection(pod.namespace, redirect);
}
