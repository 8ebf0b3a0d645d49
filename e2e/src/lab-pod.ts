/** A scenario's hands inside a running pod of a lab: its network, its files, its resolver. */
import { spawn } from "node:child_process";
import { type Load, openLoad } from "../faults/load.ts";
import type { HttpResult, L7Request, L7Response } from "./agent-protocol.ts";
import { systemEnvironment } from "./command.ts";
import { Connection } from "./connection.ts";
import type { PodFacts } from "./lab.ts";
import { findPodProcesses } from "./lab-processes.ts";
import type { SpawnOptions } from "./namespace.ts";
import { NetnsError } from "./netns-error.ts";
import { openPodAgent, type PodAgent } from "./pod-agent.ts";

export class LabPod implements AsyncDisposable {
  readonly facts: PodFacts;
  readonly #place: PodPlace;
  readonly #agent: PodAgent;
  #load: Load | undefined;

  private constructor(facts: PodFacts, place: PodPlace, agent: PodAgent) {
    this.facts = facts;
    this.#place = place;
    this.#agent = agent;
  }

  /** Throws NetnsError "not-ready" when nothing runs in the pod. */
  static async open(facts: PodFacts): Promise<LabPod> {
    const [first] = findPodProcesses(facts.uid);
    if (first === undefined) throw new NetnsError("not-ready", `${facts.name}: no process of it was found`);
    const place = new PodPlace(first.pid);
    return new LabPod(facts, place, await openPodAgent(place));
  }

  get ip(): string {
    return this.facts.ip;
  }

  /** An echo server whose first line names both ends of the connection as it sees them. */
  async serve(port: number): Promise<void> {
    await this.#agent.call("listen", { port, behaviour: "greet" });
  }

  /** `undefined` for a connection that is refused at once. */
  async connect(ip: string, port: number): Promise<Connection | undefined> {
    const result = await this.#agent.call("connect", { ip, port });
    return "failure" in result ? undefined : new Connection(this.#agent, result);
  }

  /** One connection, one message: whether it came back. */
  async exchange(ip: string, port: number, text: string): Promise<boolean> {
    const connection = await this.connect(ip, port);
    if (connection === undefined) return false;
    await using open = connection;
    await open.send(text);
    await open.end();
    const { text: answer } = await open.receiveAll();
    return answer.includes(text);
  }

  /** A GET from 127.0.0.1 of the pod's network. */
  http(port: number, path: string): Promise<HttpResult> {
    return this.#agent.call("http", { port, path, method: "GET" });
  }

  /** Throws NetnsError "command-failed" for a request that is not answered. */
  async ask(request: L7Request): Promise<L7Response> {
    const result = await this.#agent.call("ask", request);
    if (!("failure" in result)) return result;
    throw new NetnsError("command-failed", `${request.authority}${request.path}: ${result.failure}`);
  }

  /** By the pod's own resolver. Empty for a name that does not exist. */
  async resolve(name: string): Promise<readonly string[]> {
    return (await this.#agent.call("resolve", { name })).addresses;
  }

  /** Steady connections from inside the pod. */
  async load(): Promise<Load> {
    this.#load ??= await openLoad(this.#place);
    return this.#load;
  }

  /** For captures and programs. */
  get place(): PodPlace {
    return this.#place;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#load?.[Symbol.asyncDispose]();
    await this.#agent[Symbol.asyncDispose]();
  }
}

/** The namespaces of a pod's process. */
export class PodPlace {
  readonly #pid: number;

  constructor(pid: number) {
    this.#pid = pid;
  }

  spawn(command: readonly string[], { env, stdio }: SpawnOptions) {
    const words = ["-t", `${this.#pid}`, "-n", "-m", "--", ...command];
    return spawn("nsenter", words, { env: { ...systemEnvironment(), ...env }, stdio, detached: true });
  }
}
