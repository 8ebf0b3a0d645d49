/** A scenario's hold on the load program of one pod. */
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Namespace } from "../src/namespace.ts";
import { NetnsError } from "../src/netns-error.ts";
import type { LoadAnswer, LoadMethod, LoadMethods } from "./load-protocol.ts";

const PROGRAM = fileURLToPath(new URL("./load-program.ts", import.meta.url));
/** The id of the message that says the program has started. */
const READY_ID = 0;

export class Load implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = READY_ID;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", (answer: LoadAnswer) => this.#settle(answer));
    child.on("exit", () => this.#exited());
  }

  /** Running and ready for calls. Throws NetnsError "agent-failed". */
  static async open(namespace: Namespace): Promise<Load> {
    const child = namespace.spawn([process.execPath, PROGRAM], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const load = new Load(child);
    await load.#expect(READY_ID);
    return load;
  }

  /** Throws NetnsError "agent-failed" when the program itself could not do it. */
  async call<M extends LoadMethod>(
    method: M,
    params: LoadMethods[M]["params"],
  ): Promise<LoadMethods[M]["result"]> {
    const id = ++this.#lastId;
    const answer = this.#expect(id);
    this.#child.send({ id, method, params });
    // The program's handlers are typed by the same table.
    return (await answer) as LoadMethods[M]["result"];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
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

  #settle(answer: LoadAnswer): void {
    const waiter = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("error" in answer) waiter?.reject(new NetnsError("agent-failed", answer.error));
    else waiter?.resolve(answer.result);
  }

  #exited(): void {
    const error = new NetnsError("agent-failed", "the load program has ended");
    for (const waiter of this.#waiting.values()) waiter.reject(error);
    this.#waiting.clear();
  }
}
