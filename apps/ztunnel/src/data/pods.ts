/**
 * The pods of a node on this thread (shared mode): each has a proxy of its own, which comes and goes with it. Pods of one uid
 * may overlap, because one that drains is still there when its successor comes; they are answered for in their order.
 */
import type { DrainComponent } from "@ambit/data-plane/messages";
import type { PodAddMessage, PodRemoveMessage } from "../messages.ts";
import type { ThreadContext } from "./context.ts";
import { WorkloadProxy } from "./workload-proxy.ts";

export interface PodsPorts {
  readonly thread: ThreadContext;
  /** The pod is there, or (`error`) it cannot be served. */
  readonly onAdded: (uid: string, error: string | undefined) => void;
  /** Nothing uses the pod's descriptors any more. */
  readonly onRemoved: (uid: string) => void;
  /** See WorkloadProxyOptions. */
  readonly onDrained: (component: DrainComponent, forced: boolean) => void;
}

/** One pod between its two answers. */
interface Pod {
  readonly uid: string;
  /** Undefined: it could not be added, or is closed already. */
  proxy: WorkloadProxy | undefined;
  isLeaving: boolean;
  isClosed: boolean;
}

/** All of them. `serve` has to be called once before any pod accepts. */
export class Pods {
  readonly #ports: PodsPorts;
  readonly #byUid = new Map<string, Pod>();
  /** Removed, and not answered for yet; of each uid the oldest first. */
  readonly #leaving = new Map<string, Pod[]>();
  #isServing = false;
  #refusal: string | undefined;

  constructor(ports: PodsPorts) {
    this.#ports = ports;
  }

  /** Proxies that are there, also those that drain. */
  *proxies(): Generator<WorkloadProxy> {
    for (const { proxy } of this.#byUid.values()) if (proxy !== undefined) yield proxy;
    for (const pods of this.#leaving.values()) {
      for (const { proxy } of pods) if (proxy !== undefined) yield proxy;
    }
  }

  add(message: PodAddMessage): void {
    const { uid } = message;
    if (this.#byUid.has(uid)) {
      this.#ports.onAdded(uid, "the pod is there already and has to be removed first");
      return;
    }
    const pod: Pod = { uid, proxy: undefined, isLeaving: false, isClosed: false };
    this.#byUid.set(uid, pod);
    if (this.#refusal !== undefined) {
      this.#ports.onAdded(uid, this.#refusal);
      return;
    }
    const proxy = new WorkloadProxy(this.#ports.thread, {
      pod: uid,
      workload: message.workload,
      netnsFd: message.netnsFd,
      listeners: message.listeners,
      onDrained: (component, forced) => {
        this.#ports.onDrained(component, forced);
        this.#closeWhenDrained(pod);
      },
    });
    pod.proxy = proxy;
    this.#ports.onAdded(uid, this.#isServing ? this.#serve(pod, proxy) : undefined);
  }

  remove({ uid, mode, deadlineMs }: PodRemoveMessage): void {
    const pod = this.#byUid.get(uid);
    if (pod === undefined) {
      for (const { proxy } of this.#leaving.get(uid) ?? []) proxy?.drain(mode, deadlineMs);
      return;
    }
    pod.isLeaving = true;
    this.#byUid.delete(uid);
    const leaving = this.#leaving.get(uid);
    if (leaving === undefined) this.#leaving.set(uid, [pod]);
    else leaving.push(pod);
    pod.proxy?.drain(mode, deadlineMs);
    this.#closeWhenDrained(pod);
  }

  /** All that are there, and from then on each as it comes. */
  serve(): void {
    this.#isServing = true;
    for (const pod of this.#byUid.values()) {
      if (pod.proxy === undefined) continue;
      const error = this.#serve(pod, pod.proxy);
      if (error !== undefined) this.#ports.thread.log.error("pod cannot be served", { pod: pod.uid, error });
    }
  }

  /** The end of the process: no pod is taken any more. Those that are there stay until they are removed. */
  drain(mode: "graceful" | "immediate", deadlineMs: number): void {
    this.#refusal = "the proxy is shutting down";
    for (const proxy of [...this.proxies()]) proxy.drain(mode, deadlineMs);
  }

  /** At the end of the thread. */
  close(): void {
    for (const proxy of this.proxies()) proxy.close();
  }

  #serve(pod: Pod, proxy: WorkloadProxy): string | undefined {
    try {
      proxy.serve();
      return undefined;
    } catch (error) {
      pod.proxy = undefined;
      proxy.close();
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** In the next turn: the last connection is in the middle of its own end when it says so. */
  #closeWhenDrained(pod: Pod): void {
    if (!pod.isLeaving || (pod.proxy?.undrained.length ?? 0) > 0) return;
    this.#ports.thread.reactor.scheduleNextTurn({
      run: () => this.#close(pod),
      abort: () => {
        // Closed and answered for all the same.
      },
    });
  }

  #close(pod: Pod): void {
    if (pod.isClosed) return;
    pod.isClosed = true;
    const { proxy } = pod;
    pod.proxy = undefined;
    try {
      proxy?.close();
    } finally {
      this.#answer(pod.uid);
    }
  }

  #answer(uid: string): void {
    const leaving = this.#leaving.get(uid) ?? [];
    while (leaving[0]?.isClosed === true) {
      leaving.shift();
      this.#ports.onRemoved(uid);
    }
    if (leaving.length === 0) this.#leaving.delete(uid);
  }
}
