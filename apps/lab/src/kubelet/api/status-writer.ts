/** Writes the statuses of pods: the newest of each, one request at a time for a pod, until the API has it. */
import { hasKubeCode, type KubeApi } from "@ambit/kube";
import { equalJson, type JsonObject } from "@ambit/kube-objects/json";
import { Backoff, type Clock, sleep } from "@ambit/lifecycle";
import type { Pod } from "../pod/pod.ts";
import { PODS } from "./kube-resources.ts";

export interface StatusWriterOptions {
  readonly api: Pick<KubeApi, "patch" | "delete">;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly onProblem: (pod: Pod, error: unknown) => void;
}

interface Line {
  /** Not yet in the API. */
  wanted: JsonObject | undefined;
  sent: JsonObject | undefined;
  pump: Promise<void> | undefined;
}

const BACKOFF = { initialMs: 100, factor: 2, jitter: 0.2, capMs: 5000 };

export class StatusWriter {
  readonly #options: StatusWriterOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  /** Later, and not if it is the same as before. */
  publish(pod: Pod, status: JsonObject): void {
    const line = this.#lineOf(pod);
    if (line.wanted === undefined && equalJson(line.sent, status)) return;
    line.wanted = status;
    line.pump ??= this.#pump(pod, line).finally(() => {
      line.pump = undefined;
    });
  }

  /** The last status, then the end of the object. Rejects with KubeError; an object that is gone already is well. */
  async finish(pod: Pod, status: JsonObject): Promise<void> {
    const line = this.#lineOf(pod);
    line.wanted = undefined;
    await line.pump;
    const name = { namespace: pod.namespace, name: pod.name };
    try {
      await this.#send(pod, status);
      await this.#options.api.delete(PODS, name, { uid: pod.uid, gracePeriodSeconds: 0 });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    this.#lines.delete(pod.uid);
  }

  /** Of a pod that ended without `finish`. */
  forget(uid: string): void {
    this.#lines.delete(uid);
  }

  async #pump(pod: Pod, line: Line): Promise<void> {
    const { clock, random, signal, onProblem } = this.#options;
    const backoff = new Backoff(BACKOFF, random);
    while (line.wanted !== undefined && !signal.aborted) {
      const status: JsonObject = line.wanted;
      line.wanted = undefined;
      try {
        await this.#send(pod, status);
        line.sent = status;
        backoff.reset();
      } catch (error) {
        if (isGone(error)) return;
        onProblem(pod, error);
        // Unless a newer one has come meanwhile.
        line.wanted ??= status;
        await sleep(clock, backoff.next(), signal);
      }
    }
  }

  async #send(pod: Pod, status: JsonObject): Promise<void> {
    const name = { namespace: pod.namespace, name: pod.name };
    // The uid makes it a conflict with another pod that took the name.
    const body = { metadata: { uid: pod.uid }, status };
    await this.#options.api.patch(PODS, name, { kind: "merge", body }, { subresource: "status" });
  }

  #lineOf({ uid }: Pod): Line {
    const known = this.#lines.get(uid);
    if (known !== undefined) return known;
    const line: Line = { wanted: undefined, sent: undefined, pump: undefined };
    this.#lines.set(uid, line);
    return line;
  }
}

/** The pod is not there any more, or another one of its name is. */
function isGone(error: unknown): boolean {
  return hasKubeCode(error, "not-found", "conflict");
}
