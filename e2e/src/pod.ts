/** A pod of a scenario: a namespace, an agent in it, and its ztunnel once it is enrolled. */
import { join } from "node:path";
import { eventually } from "@ambit/lifecycle/testing";
import type { Received, ServerBehaviour, ServerFacts, Target, TransferResult } from "./agent-protocol.ts";
import { Capture } from "./capture.ts";
import { Connection } from "./connection.ts";
import type { LogLine } from "./log-line.ts";
import { type MetricSample, parseMetrics } from "./metrics-text.ts";
import type { Namespace } from "./namespace.ts";
import { NetnsError } from "./netns-error.ts";
import { openPodAgent, type PodAgent } from "./pod-agent.ts";
import { applyRedirection } from "./redirection.ts";
import type { PodPlan } from "./topology.ts";
import { type MeshSource, ztunnelEnvironment } from "./ztunnel-command.ts";
import { ZtunnelProcess } from "./ztunnel-process.ts";

/** What the pods of one scenario share. */
export interface PodContext {
  readonly folder: string;
  readonly ztunnelCommand: readonly string[];
  /** Asked each time that a ztunnel starts. */
  readonly meshSource: (pod: PodPlan) => Promise<MeshSource>;
  /** What pods reach directly whatever is redirected: the control plane. */
  readonly directAddress: string | undefined;
}

/** How an attempt to use a connection ended: the answer, or how it failed. */
export type Reply =
  | { readonly answered: true; readonly text: string }
  | { readonly answered: false; readonly reason: string };

const ADMIN_PORT = 15000;
const STATS_PORT = 15020;
const REQUEST_TIMEOUT_MS = 8_000;
/** Access-log lines are written once per tick of a worker. */
const LOG_TIMEOUT_MS = 5_000;

export class Pod implements AsyncDisposable {
  readonly plan: PodPlan;
  readonly namespace: Namespace;
  readonly #context: PodContext;
  readonly #agent: PodAgent;
  #ztunnel: ZtunnelProcess | undefined;
  #captures = 0;

  private constructor(plan: PodPlan, namespace: Namespace, agent: PodAgent, context: PodContext) {
    this.plan = plan;
    this.namespace = namespace;
    this.#agent = agent;
    this.#context = context;
  }

  /** With a running agent, and not in the mesh yet. */
  static async open(plan: PodPlan, namespace: Namespace, context: PodContext): Promise<Pod> {
    return new Pod(plan, namespace, await openPodAgent(namespace), context);
  }

  get ip(): string {
    return this.plan.address.ip;
  }

  get ip6(): string {
    return this.plan.address.ip6;
  }

  get isEnrolled(): boolean {
    return this.#ztunnel !== undefined;
  }

  /** Throws NetnsError "process-exited" for a pod that is not enrolled. */
  get ztunnel(): ZtunnelProcess {
    if (this.#ztunnel === undefined)
      throw new NetnsError("process-exited", `${this.plan.name} has no ztunnel`);
    return this.#ztunnel;
  }

  get logPath(): string {
    return join(this.#context.folder, `${this.plan.name}.log`);
  }

  /** For programs of the scenario that run beside the pod. */
  get agent(): PodAgent {
    return this.#agent;
  }

  /** Starts its ztunnel and then, when that is ready, redirects its traffic. */
  async enroll(): Promise<void> {
    this.#ztunnel = await ZtunnelProcess.start({
      namespace: this.namespace,
      agent: this.#agent,
      command: this.#context.ztunnelCommand,
      env: ztunnelEnvironment(this.plan, await this.#context.meshSource(this.plan)),
      logPath: this.logPath,
    });
    applyRedirection(this.namespace, this.plan.redirect, this.#context.directAddress);
  }

  /** Serves TCP on every address of the pod. */
  async serve(port: number, behaviour: ServerBehaviour = "echo"): Promise<void> {
    await this.#agent.call("listen", { port, behaviour });
  }

  /** What the pod's server on that port has seen. */
  serverFacts(port: number): Promise<ServerFacts> {
    return this.#agent.call("server", { port });
  }

  /** Throws NetnsError "agent-failed" if TCP itself is refused. */
  async connect(target: Target): Promise<Connection> {
    const result = await this.#agent.call("connect", target);
    if ("failure" in result)
      throw new NetnsError("agent-failed", `connect to ${target.ip}: ${result.failure}`);
    return new Connection(this.#agent, result);
  }

  /** One connection, one text, and what came back of it; whatever happens is a value. */
  async request(target: Target, text: string): Promise<Reply> {
    const opened = await this.#agent.call("connect", target);
    if ("failure" in opened) return { answered: false, reason: opened.failure };
    await using connection = new Connection(this.#agent, opened);
    await connection.send(text);
    await connection.end();
    const received = await connection.receiveAll(REQUEST_TIMEOUT_MS);
    return asReply(received, text);
  }

  /** Random bytes to an echo server and back, both directions at once. */
  transfer(target: Target, bytes: number): Promise<TransferResult> {
    return this.#agent.call("transfer", { ...target, bytes });
  }

  /** GET on the admin port of its ztunnel, decoded. */
  async configDump(): Promise<Readonly<Record<string, unknown>>> {
    const { status, body } = await this.#agent.call("http", {
      port: ADMIN_PORT,
      path: "/config_dump",
      method: "GET",
    });
    if (status !== 200) throw new NetnsError("agent-failed", `config_dump: ${status} ${body}`);
    return JSON.parse(body) as Readonly<Record<string, unknown>>;
  }

  /** All samples of its ztunnel's metrics. */
  async metrics(): Promise<readonly MetricSample[]> {
    const { body } = await this.#agent.call("http", { port: STATS_PORT, path: "/metrics", method: "GET" });
    return parseMetrics(body);
  }

  /** The first access-log line of its ztunnel that `isWanted`, as soon as it is written. */
  accessLine(what: string, isWanted: (line: LogLine) => boolean): Promise<LogLine> {
    return eventually(
      () => {
        const line = this.ztunnel.accessLines().find(isWanted);
        if (line === undefined)
          throw new NetnsError("not-ready", `no access-log line: ${what}\n${this.ztunnel.tail()}`);
        return line;
      },
      { timeoutMs: LOG_TIMEOUT_MS, intervalMs: 20 },
    );
  }

  /** Captures the pod's interface into a pcap file of the scenario's folder. */
  capture(): Promise<Capture> {
    const name = `${this.plan.name}-${++this.#captures}.pcap`;
    return Capture.open(this.namespace, join(this.#context.folder, name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ztunnel?.[Symbol.asyncDispose]();
    await this.#agent[Symbol.asyncDispose]();
  }
}

/** The server's greeting may come first; an answer whose connection does not end in order is none. */
function asReply({ text, state }: Received, sent: string): Reply {
  if (text.endsWith(sent) && state === "ended") return { answered: true, text };
  const reason = state === "open" ? "no end in time" : state;
  return { answered: false, reason: text === "" ? reason : `${reason} after ${JSON.stringify(text)}` };
}
