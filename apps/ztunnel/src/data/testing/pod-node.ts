/** A node in shared mode on the test's own thread: its proxy, the pods that it is told of, and the ends that tests make. */
import type { SocketAddress } from "@ambit/addr";
import type {
  CertificateMessage,
  ConnectionDump,
  RecentConnection,
  WorkloadKey,
} from "@ambit/data-plane/messages";
import {
  certificateFor,
  openSocketCount,
  type RawSocket,
  stateMessages,
  type TestApplication,
} from "@ambit/data-plane/testing";
import { findMissingPrograms, findRootObstacle } from "@ambit/lifecycle/testing/prerequisites";
import type { Identity, MeshResource } from "@ambit/model";
import { aWorkload, workloadResource } from "@ambit/model/testing";
import type { DataConfig, MainMessage, PodRemoveMessage } from "../../messages.ts";
import { WORKER_LOAD_WORDS } from "../../messages.ts";
import { type BoundListeners, POD_MARK, type TestPod } from "./pod-network.ts";
import { TestPlane } from "./test-plane.ts";

/** Why this machine cannot have such pods. */
export const POD_OBSTACLE: string | undefined =
  findRootObstacle() ??
  findMissingPrograms({ ip: "iproute2", "iptables-restore": "iptables", ss: "iproute2" });

/** A workload of namespace `shop`. */
export function key(name: string, serviceAccount = name): WorkloadKey {
  return { name, namespace: "shop", serviceAccount };
}

/** Its record, at the pod's addresses. */
export function recordOf(
  { name, namespace, serviceAccount }: WorkloadKey,
  pod: TestPod,
  fields: Parameters<typeof aWorkload>[0] = {},
): MeshResource {
  return workloadResource(
    aWorkload({ name, namespace, serviceAccount, workloadIps: [pod.ip, pod.ip6], ...fields }),
  );
}

export function identityOfKey({ namespace, serviceAccount }: WorkloadKey): Identity {
  return { trustDomain: "cluster.local", namespace, serviceAccount };
}

export interface PodNodeOptions {
  /** Threads. */
  readonly count?: number;
  readonly isServing?: boolean;
  readonly config?: Partial<DataConfig>;
}

/** See the module comment. Closes listeners as the main thread does. */
export class PodNode implements Disposable {
  /** One for each thread. */
  readonly planes: readonly TestPlane[];
  readonly #bound = new Map<string, BoundListeners[]>();
  readonly #ends = new Set<RawSocket | TestApplication>();
  readonly #certificates = new Map<string, CertificateMessage>();

  constructor(
    resources: readonly MeshResource[],
    { count = 1, isServing = true, config: own = {} }: PodNodeOptions = {},
  ) {
    const config: Partial<DataConfig> = { workload: undefined, packetMark: POD_MARK, ipv6: true, ...own };
    const loads = new SharedArrayBuffer(count * WORKER_LOAD_WORDS * Int32Array.BYTES_PER_ELEMENT);
    this.planes = Array.from(
      { length: count },
      (_, index) => new TestPlane(config, {}, {}, { index, count, loads }),
    );
    this.deliver(...stateMessages(1, resources));
    if (isServing) this.serve();
    this.turn(0);
  }

  /** The first thread. */
  get plane(): TestPlane {
    const [plane] = this.planes;
    if (plane === undefined) throw new Error("there is no thread");
    return plane;
  }

  /** To every thread. */
  deliver(...messages: readonly MainMessage[]): void {
    for (const plane of this.planes) plane.deliver(...messages);
  }

  serve(): void {
    this.deliver({ type: "serve" });
  }

  add(uid: string, pod: TestPod, workload: WorkloadKey): void {
    const bound = pod.bind();
    this.#bound.set(uid, [...(this.#bound.get(uid) ?? []), bound]);
    const { netnsFd } = pod;
    this.deliver({ type: "pod-add", uid, workload, netnsFd, listeners: bound.fds });
    this.turn();
  }

  /** Sends each the certificate that it has had before, if it has. */
  certify(...workloads: readonly WorkloadKey[]): void {
    for (const workload of workloads) {
      const name = `${workload.namespace}/${workload.serviceAccount}`;
      const made = this.#certificates.get(name) ?? certificateFor(identityOfKey(workload));
      this.#certificates.set(name, made);
      // Each thread wipes its own.
      for (const plane of this.planes)
        plane.deliver({ ...made, privateKeyPkcs8: made.privateKeyPkcs8.slice(0) });
    }
    this.turn();
  }

  remove(uid: string, mode: PodRemoveMessage["mode"] = "immediate", deadlineMs = 0): void {
    this.deliver({ type: "pod-remove", uid, mode, deadlineMs });
    this.turn();
    // As the main thread does when every worker has handled it.
    this.#bound.get(uid)?.shift()?.[Symbol.dispose]();
  }

  change(...upserts: readonly MeshResource[]): void {
    this.deliver(...stateMessages(2, upserts));
    this.turn();
  }

  /** Polls the end from here on. */
  poll<T extends RawSocket | TestApplication>(end: T): T {
    this.#ends.add(end);
    return end;
  }

  forget(end: RawSocket | TestApplication): void {
    this.#ends.delete(end);
    end[Symbol.dispose]();
  }

  /** One turn of the loop, which waits for so long if there is nothing to do. */
  turn(maxWaitMs = 1): void {
    const isAlone = this.planes.length === 1;
    for (const { plane } of this.planes) plane.turn(isAlone ? maxWaitMs : 0);
    for (const end of this.#ends) end.poll();
  }

  turns(count: number, maxWaitMs = 1): void {
    for (let turn = 0; turn < count; turn++) this.turn(maxWaitMs);
  }

  until(done: () => boolean, limitMs = 30_000): void {
    const deadline = performance.now() + limitMs;
    while (!done()) {
      if (performance.now() > deadline) throw new Error("condition not reached in time");
      this.turn();
    }
  }

  connect(from: TestPod, target: SocketAddress): RawSocket {
    return this.poll(from.connect(target));
  }

  /** A connection to an echo that has answered. */
  talk(from: TestPod, target: SocketAddress): RawSocket {
    const socket = this.connect(from, target);
    this.say(socket, "hello");
    return socket;
  }

  /** Sends and waits for the echo. */
  say(socket: RawSocket, word: string): void {
    const expected = socket.text + word;
    socket.send(word);
    this.until(() => socket.text === expected || socket.isOver);
    if (socket.text !== expected) throw new Error(`the connection ended: ${JSON.stringify(this.failures())}`);
  }

  /** Until all counters and lines have been posted. */
  settle(): void {
    const seen = this.plane.ofType("tick").length;
    this.until(() => this.plane.ofType("tick").length >= seen + 2);
  }

  failures(): readonly Record<string, unknown>[] {
    this.settle();
    return this.plane.accessLines().filter(({ level }) => level !== "info");
  }

  dump(): readonly ConnectionDump[] {
    this.plane.deliver({ type: "dump-connections", id: 1 });
    this.turn();
    return this.plane.ofType("connections").at(-1)?.connections ?? [];
  }

  recent({ name, namespace }: WorkloadKey): readonly RecentConnection[] {
    this.plane.deliver({ type: "dump-recent", id: 1, workload: { name, namespace } });
    this.turn();
    return this.plane.ofType("recent-connections").at(-1)?.connections ?? [];
  }

  /** uids in the order of their answers. */
  removed(): string[] {
    return this.plane.ofType("pod-removed").map(({ uid }) => uid);
  }

  /** Removes all pods and waits until no socket is left that the proxy or the test had. */
  clear(socketsBefore: number): void {
    for (const [uid, bound] of this.#bound) {
      this.remove(uid);
      for (const listeners of bound) listeners[Symbol.dispose]();
    }
    for (const end of this.#ends) end[Symbol.dispose]();
    this.#ends.clear();
    this.until(() => openSocketCount() === socketsBefore);
  }

  [Symbol.dispose](): void {
    for (const plane of this.planes) plane[Symbol.dispose]();
    for (const bound of this.#bound.values()) for (const listeners of bound) listeners[Symbol.dispose]();
    for (const end of this.#ends) end[Symbol.dispose]();
  }
}
