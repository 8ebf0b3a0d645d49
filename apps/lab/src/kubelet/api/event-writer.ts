/** Events of pods, as `kubectl describe` shows them. What repeats is counted in one. Never in the way: bounded, and lost if the API is. */
import type { KubeApi } from "@ambit/kube";
import type { Pod } from "../pod/pod.ts";
import type { PodEvent } from "../pod/pod-event.ts";
import { timestamp } from "../pod/pod-status.ts";
import { EVENTS } from "./kube-resources.ts";

export interface EventWriterOptions {
  readonly api: Pick<KubeApi, "create" | "patch">;
  readonly nodeName: string;
  readonly nowMs: () => number;
  readonly newId: () => string;
  readonly onProblem: (error: unknown) => void;
}

interface Known {
  readonly name: string;
  readonly namespace: string;
  count: number;
  writtenAtMs: number;
}

/** Remembered so that a repetition is known as one. */
const MAX_KNOWN_EVENTS = 512;
/** Under way at the same time. */
const MAX_OPEN_EVENT_REQUESTS = 32;
/** A repetition is counted at once and written at most that often. */
const REWRITE_INTERVAL_MS = 2000;

export class EventWriter {
  readonly #options: EventWriterOptions;
  readonly #known = new Map<string, Known>();
  #open = 0;

  constructor(options: EventWriterOptions) {
    this.#options = options;
  }

  /** Whether it is one that has not been told before. */
  report(pod: Pod, event: PodEvent): "new" | "again" {
    const nowMs = this.#options.nowMs();
    const key = [pod.uid, event.reason, event.message].join("\0");
    const known = this.#known.get(key);
    if (known !== undefined) {
      known.count += 1;
      if (nowMs - known.writtenAtMs < REWRITE_INTERVAL_MS) return "again";
      known.writtenAtMs = nowMs;
      const { namespace, name, count } = known;
      const body = { count, lastTimestamp: timestamp(nowMs) };
      this.#send(() => this.#options.api.patch(EVENTS, { namespace, name }, { kind: "merge", body }));
      return "again";
    }
    const name = `${pod.name}.${this.#options.newId().slice(0, 16)}`;
    this.#remember(key, { name, namespace: pod.namespace, count: 1, writtenAtMs: nowMs });
    this.#send(() => this.#options.api.create(EVENTS, pod.namespace, this.#object(pod, event, name)));
    return "new";
  }

  #object(pod: Pod, { type, reason, message }: PodEvent, name: string) {
    const { nodeName, nowMs } = this.#options;
    const time = timestamp(nowMs());
    return {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name, namespace: pod.namespace },
      involvedObject: {
        apiVersion: "v1",
        kind: "Pod",
        namespace: pod.namespace,
        name: pod.name,
        uid: pod.uid,
      },
      type,
      reason,
      message,
      source: { component: "kubelet", host: nodeName },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    };
  }

  #remember(key: string, known: Known): void {
    this.#known.set(key, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_KNOWN_EVENTS) return;
      this.#known.delete(oldest);
    }
  }

  #send(request: () => Promise<unknown>): void {
    if (this.#open >= MAX_OPEN_EVENT_REQUESTS) return;
    this.#open += 1;
    request()
      .catch((error: unknown) => this.#options.onProblem(error))
      .finally(() => {
        this.#open -= 1;
      });
  }
}
