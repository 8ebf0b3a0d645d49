/** All pods of a namespace as the API server tells of them, so that nobody has to ask for two hundred of them again and again. */
import { Informer } from "@ambit/kube";
import { systemClock, type TaskGroup } from "@ambit/lifecycle";
import { type Lab, PODS, type PodFacts, readPod } from "../../src/lab.ts";
import { NetnsError } from "../../src/netns-error.ts";

type Condition = (pod: PodFacts | undefined) => boolean;

interface Waiter {
  readonly name: string;
  readonly isDone: Condition;
  readonly resolve: (pod: PodFacts | undefined) => void;
}

export class PodBook {
  readonly #informer: Informer<PodFacts>;
  readonly #namespace: string;
  readonly #waiters = new Set<Waiter>();

  /** Follows until the group ends. */
  constructor(lab: Lab, namespace: string, tasks: TaskGroup) {
    this.#namespace = namespace;
    this.#informer = new Informer<PodFacts>({
      api: lab.api,
      resource: PODS,
      selection: { namespace },
      decode: readPod,
      onEvents: () => this.#tell(),
      // An API server that is away is part of the soak: the informer goes on by itself.
      onProblem: () => {},
      clock: systemClock,
      random: Math.random,
    });
    tasks.spawn(`pods of ${namespace}`, (signal) => this.#informer.run(signal));
  }

  all(): readonly PodFacts[] {
    return [...this.#informer.values()];
  }

  /** Ready, and in the mesh if it is to be. Throws NetnsError "not-ready" with what it is instead. */
  async whenUp(name: string, isMember: boolean, timeoutMs: number): Promise<PodFacts> {
    const pod = await this.#when(name, timeoutMs, (found) => found !== undefined && isUp(found, isMember));
    if (pod === undefined) throw new NetnsError("not-ready", `pod ${name} is gone`);
    return pod;
  }

  /** Runs and has an address. Throws NetnsError "not-ready". */
  async whenStarted(name: string, timeoutMs: number): Promise<PodFacts> {
    const pod = await this.#when(name, timeoutMs, (found) => found?.phase === "Running" && found.ip !== "");
    if (pod === undefined) throw new NetnsError("not-ready", `pod ${name} is gone`);
    return pod;
  }

  async #when(name: string, timeoutMs: number, isDone: Condition): Promise<PodFacts | undefined> {
    const now = this.#find(name);
    if (isDone(now)) return now;
    const { promise, resolve, reject } = Promise.withResolvers<PodFacts | undefined>();
    const waiter = { name, isDone, resolve };
    this.#waiters.add(waiter);
    const timer = setTimeout(() => {
      const found = this.#find(name);
      const shown = found === undefined ? "absent" : `${found.phase}, redirection "${found.redirection}"`;
      reject(new NetnsError("not-ready", `pod ${name} after ${timeoutMs} ms: ${shown}`));
    }, timeoutMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  #find(name: string): PodFacts | undefined {
    return this.#informer.find({ namespace: this.#namespace, name });
  }

  #tell(): void {
    for (const { name, isDone, resolve } of this.#waiters) {
      const pod = this.#find(name);
      if (isDone(pod)) resolve(pod);
    }
  }
}

function isUp({ isReady, isTerminating, redirection, ip }: PodFacts, isMember: boolean): boolean {
  return isReady && !isTerminating && ip !== "" && (!isMember || redirection === "enabled");
}
