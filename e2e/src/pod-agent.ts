/** A scenario's hand inside a pod: starts test-programs/agent.ts there and calls its methods. */
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { AgentMethod, AgentMethods, AgentResponse } from "./agent-protocol.ts";
import type { Namespace } from "./namespace.ts";
import { NetnsError } from "./netns-error.ts";

const PROGRAM = fileURLToPath(new URL("../test-programs/agent.ts", import.meta.url));
/** The id of the message that says the agent has started. */
const READY_ID = 0;

export class PodAgent implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = READY_ID;
  #hasExited = false;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", (response: AgentResponse) => this.#settle(response));
    child.on("exit", () => this.#exited());
  }

  /** Running and ready for calls. Throws NetnsError "agent-failed". */
  static async open(namespace: Namespace): Promise<PodAgent> {
    const child = namespace.spawn([process.execPath, PROGRAM], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const agent = new PodAgent(child);
    await agent.#expect(READY_ID);
    return agent;
  }

  /** Throws NetnsError "agent-failed" when the agent itself could not do it. */
  async call<M extends AgentMethod>(
    method: M,
    params: AgentMethods[M]["params"],
  ): Promise<AgentMethods[M]["result"]> {
    if (this.#hasExited) throw new NetnsError("agent-failed", `${method}: the agent has ended`);
    if (!this.#child.connected) throw new NetnsError("agent-failed", `${method}: the agent is ending`);
    const id = ++this.#lastId;
    const answer = this.#expect(id);
    this.#child.send({ id, method, params }, (error) => {
      if (error !== null) this.#settle({ id, error: `${method}: ${error.message}` });
    });
    // The agent's handlers are typed by the same table.
    return (await answer) as AgentMethods[M]["result"];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#hasExited) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#child.once("exit", () => resolve());
    this.#child.kill("SIGKILL");
    await promise;
  }

  #expect(id: number): Promise<unknown> {
    const waiter = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiter);
    return waiter.promise;
  }

  #settle(response: AgentResponse): void {
    const waiter = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if ("error" in response) waiter?.reject(new NetnsError("agent-failed", response.error));
    else waiter?.resolve(response.result);
  }

  #exited(): void {
    this.#hasExited = true;
    for (const waiter of this.#waiting.values())
      waiter.reject(new NetnsError("agent-failed", "the agent has ended"));
    this.#waiting.clear();
  }
}
