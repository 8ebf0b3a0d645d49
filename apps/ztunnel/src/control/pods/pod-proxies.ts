/**
 * The proxies of the pods of this node: listeners inside each pod's namespace, which all workers share, from the start
 * to the last connection. Which pods there are is the agent's business (agent-connection.ts).
 *
 * A pod that leaves the mesh is served on for a while before it drains: others hear of it later than this proxy does, and
 * until then they come to it through the mesh. If it comes back meanwhile, nothing has happened.
 */

import type { WorkloadKey } from "@ambit/data-plane/messages";
import { formatErrorChain } from "@ambit/errors";
import type { Clock } from "@ambit/lifecycle";
import { closeFd, inNetns } from "@ambit/linux";
import type { ServedWorkloadsPorts } from "@ambit/proxy";
import { display, type Logger } from "@ambit/telemetry";
import type { StopReason, ZdsPod } from "@ambit/zds";
import type { WorkerMessage, ZtunnelMainMessage } from "../../messages.ts";
import { bindListeners, type ListenerConfig, type Listeners } from "../listeners.ts";

/** Longer than it takes until every ztunnel knows that a pod is no longer in the mesh. */
const REMOVAL_LINGER_MS = 5_000;
/** No uid of a pod, and no instance of the agent's. */
const SELF_KEY = "self";
const SELF_INSTANCE = 0;

export interface PodProxiesOptions {
  readonly listeners: ListenerConfig;
  /** For connections of a pod that has left the mesh. */
  readonly drainDeadlineMs: number;
  readonly clock: Clock;
  readonly loggerFor: (scope: string) => Logger;
  readonly ports: ServedWorkloadsPorts<ZtunnelMainMessage>;
  /** The outcome of `start`, once for each; may come during the call. */
  readonly onStarted: (instance: number, error: string | undefined) => void;
  /** A pod has given its ports back. */
  readonly onFreed: () => void;
}

interface PodProxy {
  /** Names it to the workers. The pod's uid, unless an earlier proxy of the same pod still drains. */
  readonly key: string;
  pod: ZdsPod;
  readonly listeners: Listeners;
  phase: "starting" | "serving" | "lingering" | "draining";
  /** Workers that have not answered the last message. */
  unanswered: Set<number>;
  error: string | undefined;
  linger: Disposable | undefined;
  /** Closed when no worker uses the namespace any more. */
  readonly ownFds: number[];
}

/** Disposal closes what is open, for when the workers have ended. */
export class PodProxies implements Disposable {
  readonly #options: PodProxiesOptions;
  readonly #byKey = new Map<string, PodProxy>();
  readonly #byInstance = new Map<number, PodProxy>();
  /** Their listeners are to be closed as soon as no worker watches them. */
  readonly #closing = new Set<PodProxy>();
  #isFencing = false;
  #lastKey = 0;

  constructor(options: PodProxiesOptions) {
    this.#options = options;
  }

  /** Those that are served or drain. */
  *workloads(): Generator<WorkloadKey> {
    for (const { pod } of this.#byKey.values()) yield pod.workload;
  }

  /** The uid of the pod that a worker knows by this key. */
  uidOf(key: string): string | undefined {
    return this.#byKey.get(key)?.pod.uid;
  }

  /** Borrows the pod's descriptor until `stop` hands it over, or `onStarted` says that it could not be started. */
  start(pod: ZdsPod): void {
    const lingering = this.#findLingering(pod);
    if (lingering !== undefined) return this.#revive(lingering, pod);
    const { listeners: config, loggerFor, onStarted } = this.#options;
    let listeners: Listeners;
    try {
      listeners = inNetns(pod.fd, () => bindListeners(config, loggerFor));
    } catch (error) {
      onStarted(pod.instance, formatErrorChain(error));
      return;
    }
    this.#add(this.#newKey(pod.uid), pod, listeners);
  }

  /** Serves a workload of this very namespace until the end, over listeners that are bound. Owns both of them. */
  serveSelf(workload: WorkloadKey, netnsFd: number, listeners: Listeners): void {
    const pod: ZdsPod = { instance: SELF_INSTANCE, uid: SELF_KEY, workload, fd: netnsFd, netns: "" };
    this.#add(SELF_KEY, pod, listeners).ownFds.push(netnsFd);
  }

  /** Takes over the pod's descriptor. */
  stop(pod: ZdsPod, reason: StopReason): void {
    const proxy = this.#byInstance.get(pod.instance);
    if (proxy === undefined) {
      closeFd(pod.fd);
      return;
    }
    proxy.ownFds.push(pod.fd);
    this.#byInstance.delete(pod.instance);
    // It could not be started, and is on its way out.
    if (proxy.phase === "draining") return;
    // The pod has another namespace: this one is dead.
    if (reason === "replaced") return this.#drain(proxy, "immediate");
    proxy.phase = "lingering";
    proxy.linger = this.#options.clock.setTimer(REMOVAL_LINGER_MS, () => this.#drain(proxy, "graceful"));
  }

  receive(message: Extract<WorkerMessage, { type: "pod-added" | "pod-removed" }>): void {
    const proxy = this.#byKey.get(message.uid);
    if (proxy === undefined) return;
    const isAdded = message.type === "pod-added";
    if (isAdded) proxy.error ??= message.error;
    if (isAdded === (proxy.phase === "draining") || !proxy.unanswered.delete(message.index)) return;
    if (proxy.unanswered.size > 0) return;
    if (isAdded) this.#added(proxy);
    else this.#removed(proxy);
  }

  /** From here on new connections go to another process that listens on the same ports, if there is one. */
  handOver(): void {
    for (const { listeners } of this.#byKey.values()) listeners.handOver();
  }

  /** Only when no worker watches them any more. */
  closeListeners(): void {
    for (const { listeners } of this.#byKey.values()) listeners[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    for (const { linger, listeners, ownFds } of this.#byKey.values()) {
      linger?.[Symbol.dispose]();
      listeners[Symbol.dispose]();
      for (const fd of ownFds.splice(0)) closeFd(fd);
    }
    this.#byKey.clear();
    this.#byInstance.clear();
  }

  #add(key: string, pod: ZdsPod, listeners: Listeners): PodProxy {
    const proxy: PodProxy = {
      key,
      pod,
      listeners,
      phase: "starting",
      unanswered: this.#allWorkers(),
      error: undefined,
      linger: undefined,
      ownFds: [],
    };
    this.#byKey.set(key, proxy);
    this.#byInstance.set(pod.instance, proxy);
    const { name, namespace, serviceAccount } = pod.workload;
    const workload = { name, namespace, serviceAccount };
    const { ports } = this.#options;
    ports.identities.hold(key, workload);
    ports.broadcast({ type: "pod-add", uid: key, workload, netnsFd: pod.fd, listeners: listeners.fds });
    return proxy;
  }

  #findLingering({ uid, netns }: ZdsPod): PodProxy | undefined {
    for (const proxy of this.#byKey.values()) {
      const { pod, phase, error } = proxy;
      if (pod.uid === uid && pod.netns === netns && phase === "lingering" && error === undefined)
        return proxy;
    }
    return undefined;
  }

  #revive(proxy: PodProxy, pod: ZdsPod): void {
    proxy.linger?.[Symbol.dispose]();
    proxy.linger = undefined;
    proxy.pod = pod;
    this.#byInstance.set(pod.instance, proxy);
    // It may have left before every worker had answered.
    proxy.phase = proxy.unanswered.size === 0 ? "serving" : "starting";
    if (proxy.phase === "serving") this.#options.onStarted(pod.instance, undefined);
  }

  #added(proxy: PodProxy): void {
    if (proxy.phase !== "starting") return;
    // The descriptor goes back with the outcome, so that has to wait until no worker has it.
    if (proxy.error !== undefined) return this.#drain(proxy, "immediate");
    proxy.phase = "serving";
    this.#options.onStarted(proxy.pod.instance, undefined);
  }

  #drain(proxy: PodProxy, mode: "graceful" | "immediate"): void {
    const { ports, drainDeadlineMs: deadlineMs } = this.#options;
    proxy.linger?.[Symbol.dispose]();
    proxy.linger = undefined;
    proxy.phase = "draining";
    proxy.unanswered = this.#allWorkers();
    // Should the pod come back while this one closes, new connections are its successor's.
    proxy.listeners.handOver();
    ports.broadcast({ type: "pod-remove", uid: proxy.key, mode, deadlineMs });
    this.#closing.add(proxy);
    void this.#closeUnwatched();
  }

  /** One fence for all that leave at the same time. A worker that does not answer keeps them open until it is through. */
  async #closeUnwatched(): Promise<void> {
    if (this.#isFencing) return;
    this.#isFencing = true;
    while (this.#closing.size > 0) {
      const proxies = [...this.#closing];
      this.#closing.clear();
      if ((await this.#options.ports.fence()) === "late") continue;
      for (const { listeners } of proxies) listeners[Symbol.dispose]();
    }
    this.#isFencing = false;
  }

  #removed(proxy: PodProxy): void {
    proxy.listeners[Symbol.dispose]();
    for (const fd of proxy.ownFds.splice(0)) closeFd(fd);
    this.#byKey.delete(proxy.key);
    this.#byInstance.delete(proxy.pod.instance);
    this.#options.ports.identities.release(proxy.key);
    this.#logDrained(proxy);
    if (proxy.error === undefined) this.#options.onFreed();
    else this.#options.onStarted(proxy.pod.instance, proxy.error);
  }

  #logDrained({ pod: { workload }, listeners }: PodProxy): void {
    const wl = display(`${workload.namespace}/${workload.name}`);
    const { loggerFor } = this.#options;
    const logger = loggerFor("drain").span("proxy", { wl });
    for (const component of listeners.components) {
      if (component === "dns") loggerFor("dns::server").span("dns_proxy", { wl }).info("dns server drained");
      else logger.info("shutdown complete", { component });
    }
  }

  #newKey(uid: string): string {
    let key = uid;
    while (this.#byKey.has(key)) {
      this.#lastKey += 1;
      key = `${uid}#${this.#lastKey}`;
    }
    return key;
  }

  #allWorkers(): Set<number> {
    return new Set(Array.from({ length: this.#options.ports.workerCount }, (_, index) => index));
  }
}
