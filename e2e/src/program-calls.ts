/** Calls to a program of a scenario over its IPC channel: numbered requests, one answer each, and its end. */
import type { ChildProcess } from "node:child_process";
import type { Namespace } from "./namespace.ts";
import { NetnsError } from "./netns-error.ts";

/** Parameters and result of each method of a program. Plain JSON. */
export type MethodTable = {
  readonly [method: string]: { readonly params: unknown; readonly result: unknown };
};

export interface ProgramRequest<Method extends string> {
  readonly id: number;
  readonly method: Method;
  readonly params: unknown;
}

export type ProgramAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

/** The id of the message that says the program has started; its result is what the program has to say of itself. */
export const READY_ID = 0;

export interface ProgramOptions {
  /** Where it runs: a namespace of the scenario, or `HERE`. */
  readonly namespace: Pick<Namespace, "spawn">;
  /** Path of a TypeScript program that answers on its IPC channel. */
  readonly program: string;
  /** What it is called in errors. */
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export class ProgramCalls<Methods extends MethodTable> implements AsyncDisposable {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = READY_ID;
  #hasExited = false;

  private constructor(name: string, child: ChildProcess) {
    this.#name = name;
    this.#child = child;
    child.on("message", (answer: ProgramAnswer) => this.#settle(answer));
    child.on("exit", () => this.#exited());
  }

  /** Running and ready for calls, with what it said when it was. Throws NetnsError "agent-failed". */
  static async open<Methods extends MethodTable>({
    namespace,
    program,
    name,
    args = [],
    env = {},
  }: ProgramOptions): Promise<{ readonly calls: ProgramCalls<Methods>; readonly ready: unknown }> {
    const child = namespace.spawn([process.execPath, program, ...args], {
      env,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const calls = new ProgramCalls<Methods>(name, child);
    return { calls, ready: await calls.#expect(READY_ID) };
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Throws NetnsError "agent-failed" when the program itself could not do it. */
  async call<M extends keyof Methods & string>(
    method: M,
    params: Methods[M]["params"],
  ): Promise<Methods[M]["result"]> {
    if (this.#hasExited) throw new NetnsError("agent-failed", `${method}: the ${this.#name} has ended`);
    if (!this.#child.connected)
      throw new NetnsError("agent-failed", `${method}: the ${this.#name} is ending`);
    const id = ++this.#lastId;
    const answer = this.#expect(id);
    this.#child.send({ id, method, params }, (error) => {
      if (error !== null) this.#settle({ id, error: `${method}: ${error.message}` });
    });
    // The program's handlers are typed by the same table.
    return (await answer) as Methods[M]["result"];
  }

  /** At once. */
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

  #settle(answer: ProgramAnswer): void {
    const waiter = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("error" in answer) waiter?.reject(new NetnsError("agent-failed", answer.error));
    else waiter?.resolve(answer.result);
  }

  #exited(): void {
    this.#hasExited = true;
    const error = new NetnsError("agent-failed", `the ${this.#name} has ended`);
    for (const waiter of this.#waiting.values()) waiter.reject(error);
    this.#waiting.clear();
  }
}
