/**
 * ztunnel's side of ZDS: which pods to proxy. Takes what happens (packets, connections, outcomes) and gives what is to be
 * done; opens nothing itself. Requests are handled one after the other, each with one ack, in order. Running pods outlive
 * connections: what the next snapshot does not name is stopped then.
 *
 * Who owns a descriptor: this machine from `received` until it is handed over with `close-fd` or `stop-pod`. `start-pod`
 * only lends it, because a pod that cannot be started is tried again.
 */
import { decodeZdsRequest, encodeZdsAck, encodeZdsHello } from "./codec.ts";
import type { ZdsRequest, ZdsWorkload } from "./messages.ts";
import { ZdsError } from "./zds-error.ts";

/** A descriptor that came with a packet. */
export interface PassedNetns {
  readonly fd: number;
  /** The same text for the same namespace, whatever the descriptor: device and inode. */
  readonly netns: string;
}

/** One packet as it came from the socket. */
export interface ZdsPacket {
  readonly bytes: Uint8Array;
  readonly passed: readonly PassedNetns[];
  /** The packet, or its list of descriptors, was cut. */
  readonly isTruncated: boolean;
}

/** A pod to proxy. `instance` is never used twice: a pod that comes back is another one. */
export interface ZdsPod {
  readonly instance: number;
  readonly uid: string;
  readonly workload: ZdsWorkload;
  readonly fd: number;
  readonly netns: string;
}

/** Why a pod is stopped. */
export type StopReason = "deleted" | "not-in-snapshot" | "replaced";

/** What the owner has to do, in this order. */
export type ZdsClientEffect =
  | { readonly kind: "send"; readonly connection: number; readonly packet: Uint8Array<ArrayBuffer> }
  /** The connection is given up; the owner closes it and connects again. */
  | { readonly kind: "close"; readonly connection: number; readonly reason: string }
  | { readonly kind: "close-fd"; readonly fd: number }
  /** Answered by `started`, with the same instance, whenever it is known. */
  | { readonly kind: "start-pod"; readonly pod: ZdsPod; readonly isRetry: boolean }
  /** Of a pod that runs or is being started. Its descriptor now belongs to the owner. */
  | { readonly kind: "stop-pod"; readonly pod: ZdsPod; readonly reason: StopReason }
  /** The pod could not be started and will be tried again. */
  | { readonly kind: "start-failed"; readonly pod: ZdsPod; readonly error: string }
  | { readonly kind: "snapshot-received"; readonly podCount: number }
  /** The two programs do not speak the same protocol: the process has to end. */
  | { readonly kind: "protocol-error"; readonly reason: string };

/** As config_dump shows it. */
export interface ZdsPodState {
  readonly pod: ZdsPod;
  readonly isUp: boolean;
}

/** The agent waits for each ack, so a longer queue is not one of an agent. */
const MAX_QUEUED_REQUESTS = 64;

interface Entry {
  readonly pod: ZdsPod;
  state: "starting" | "up" | "pending";
  /** It holds readiness back until it runs. */
  hasFailed: boolean;
}

interface Connection {
  readonly id: number;
  /** Named so far; undefined once the snapshot is complete. */
  snapshot: Set<string> | undefined;
  readonly queue: ZdsPacket[];
  /** The start whose outcome is the answer to the current request. */
  waitingFor: number | undefined;
}

/** See the module comment. */
export class ZdsClient {
  readonly #pods = new Map<string, Entry>();
  #connection: Connection | undefined;
  #lastInstance = 0;
  #effects: ZdsClientEffect[] = [];

  /** The snapshot of this connection is complete, and nothing waits to be tried again. */
  get isReady(): boolean {
    return (
      this.#connection?.snapshot === undefined && this.#connection !== undefined && this.pendingCount === 0
    );
  }

  /** Pods that could not be started yet. */
  get pendingCount(): number {
    let count = 0;
    for (const { hasFailed } of this.#pods.values()) if (hasFailed) count += 1;
    return count;
  }

  /** Pods that are proxied. */
  get activeCount(): number {
    let count = 0;
    for (const { state } of this.#pods.values()) if (state === "up") count += 1;
    return count;
  }

  /** Every pod, also those that wait. */
  pods(): ZdsPodState[] {
    return [...this.#pods.values()].map(({ pod, state }) => ({ pod, isUp: state === "up" }));
  }

  /** A connection is there. Pods that wait are forgotten: the agent names all of them again. */
  opened(connection: number): ZdsClientEffect[] {
    if (this.#connection !== undefined) this.#giveUp("another connection was opened");
    for (const [uid, entry] of this.#pods) if (entry.state === "pending") this.#forget(uid, entry);
    this.#connection = { id: connection, snapshot: new Set(), queue: [], waitingFor: undefined };
    this.#effects.push({ kind: "send", connection, packet: encodeZdsHello() });
    return this.#take();
  }

  /** The connection has ended, by whomever. */
  closed(connection: number): ZdsClientEffect[] {
    if (this.#connection?.id === connection) this.#disconnect();
    return this.#take();
  }

  /** A packet of the agent. Its descriptors belong to this machine. */
  received(connection: number, packet: ZdsPacket): ZdsClientEffect[] {
    const current = this.#connection;
    if (current?.id !== connection) {
      this.#closePassed(packet);
    } else if (current.queue.length >= MAX_QUEUED_REQUESTS) {
      this.#closePassed(packet);
      this.#giveUp("the agent does not wait for answers");
    } else {
      current.queue.push(packet);
      this.#handleQueue();
    }
    return this.#take();
  }

  /** The outcome of `start-pod`. Of an instance that was stopped meanwhile it is no news. */
  started(instance: number, error: string | undefined): ZdsClientEffect[] {
    const found = [...this.#pods].find(([, { pod }]) => pod.instance === instance);
    if (found !== undefined) this.#settle(found[0], found[1], error);
    const current = this.#connection;
    if (current?.waitingFor === instance) {
      current.waitingFor = undefined;
      this.#answer(current, error === undefined ? undefined : `failed to start proxy: ${error}`);
      this.#handleQueue();
    }
    return this.#take();
  }

  /** Tries the pods that wait: every few seconds, and when something has changed that may help. */
  retry(): ZdsClientEffect[] {
    for (const [uid, entry] of this.#pods) {
      if (entry.state === "pending") this.#start(uid, entry.pod, { isRetry: true });
    }
    return this.#take();
  }

  #handleQueue(): void {
    for (;;) {
      const current = this.#connection;
      if (current === undefined || current.waitingFor !== undefined) return;
      const packet = current.queue.shift();
      if (packet === undefined) return;
      this.#handle(current, packet);
    }
  }

  #handle(current: Connection, packet: ZdsPacket): void {
    let request: ZdsRequest;
    try {
      request = readRequest(packet);
    } catch (error) {
      if (!(error instanceof ZdsError)) throw error;
      this.#closePassed(packet);
      this.#answer(current, `failed to read message: ${error.message}`);
      this.#giveUp(error.message);
      return;
    }
    switch (request.kind) {
      case "add":
        return this.#add(current, request, packet);
      case "keep":
        return this.#keep(current, request.uid);
      case "del":
        return this.#delete(current, request.uid);
      case "snapshot-sent":
        return this.#reconcile(current);
    }
  }

  #add(
    current: Connection,
    { uid, workload }: Extract<ZdsRequest, { kind: "add" }>,
    packet: ZdsPacket,
  ): void {
    const [passed] = packet.passed;
    if (passed === undefined) throw new TypeError("an add that was read has a descriptor");
    if (workload === undefined) {
      this.#closePassed(packet);
      return this.#fail(current, `pod ${uid} came without its workload`);
    }
    current.snapshot?.add(uid);
    const entry = this.#pods.get(uid);
    if (entry !== undefined && entry.pod.netns === passed.netns) {
      this.#closePassed(packet);
      return this.#addAgain(current, entry);
    }
    if (entry !== undefined) this.#remove(uid, entry, "replaced");
    current.waitingFor = this.#start(uid, { ...passed, uid, workload }, { isRetry: false });
  }

  /** The same pod in the same namespace: nothing to do but what is not done yet. */
  #addAgain(current: Connection, entry: Entry): void {
    switch (entry.state) {
      case "up":
        return this.#answer(current, undefined);
      case "starting":
        current.waitingFor = entry.pod.instance;
        return;
      case "pending":
        current.waitingFor = this.#start(entry.pod.uid, entry.pod, { isRetry: true });
    }
  }

  #keep(current: Connection, uid: string): void {
    if (current.snapshot === undefined) return this.#fail(current, `keep of pod ${uid} after the snapshot`);
    current.snapshot.add(uid);
    this.#answer(current, undefined);
  }

  #delete(current: Connection, uid: string): void {
    const entry = this.#pods.get(uid);
    current.snapshot?.delete(uid);
    // Before the snapshot is complete nothing that runs is touched: its end decides.
    if (entry !== undefined && (current.snapshot === undefined || entry.state === "pending")) {
      this.#remove(uid, entry, "deleted");
    }
    this.#answer(current, undefined);
  }

  #reconcile(current: Connection): void {
    const { snapshot } = current;
    if (snapshot === undefined) return this.#fail(current, "a second snapshot on one connection");
    current.snapshot = undefined;
    for (const [uid, entry] of this.#pods)
      if (!snapshot.has(uid)) this.#remove(uid, entry, "not-in-snapshot");
    this.#effects.push({ kind: "snapshot-received", podCount: snapshot.size });
    this.#answer(current, undefined);
  }

  #start(uid: string, from: Omit<ZdsPod, "instance">, { isRetry }: { readonly isRetry: boolean }): number {
    this.#lastInstance += 1;
    const { workload, fd, netns } = from;
    const pod = { instance: this.#lastInstance, uid, workload, fd, netns };
    this.#pods.set(uid, { pod, state: "starting", hasFailed: isRetry });
    this.#effects.push({ kind: "start-pod", pod, isRetry });
    return pod.instance;
  }

  #settle(uid: string, entry: Entry, error: string | undefined): void {
    if (error === undefined) {
      entry.state = "up";
      entry.hasFailed = false;
    } else if (this.#connection === undefined) {
      // Nobody asks for it any more; the next connection may.
      this.#forget(uid, entry);
    } else {
      entry.state = "pending";
      entry.hasFailed = true;
      this.#effects.push({ kind: "start-failed", pod: entry.pod, error });
    }
  }

  #remove(uid: string, entry: Entry, reason: StopReason): void {
    if (entry.state === "pending") return this.#forget(uid, entry);
    this.#pods.delete(uid);
    this.#effects.push({ kind: "stop-pod", pod: entry.pod, reason });
  }

  #forget(uid: string, { pod }: Entry): void {
    this.#pods.delete(uid);
    this.#effects.push({ kind: "close-fd", fd: pod.fd });
  }

  #answer({ id }: Connection, error: string | undefined): void {
    this.#effects.push({ kind: "send", connection: id, packet: encodeZdsAck(error) });
  }

  #fail(current: Connection, reason: string): void {
    this.#answer(current, `failed to process message: ${reason}`);
    this.#giveUp(reason);
    this.#effects.push({ kind: "protocol-error", reason });
  }

  #giveUp(reason: string): void {
    const current = this.#connection;
    if (current === undefined) return;
    this.#disconnect();
    this.#effects.push({ kind: "close", connection: current.id, reason });
  }

  #disconnect(): void {
    for (const packet of this.#connection?.queue ?? []) this.#closePassed(packet);
    this.#connection = undefined;
  }

  #closePassed({ passed }: ZdsPacket): void {
    for (const { fd } of passed) this.#effects.push({ kind: "close-fd", fd });
  }

  #take(): ZdsClientEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

/** Throws ZdsError "bad-packet". */
function readRequest({ bytes, passed, isTruncated }: ZdsPacket): ZdsRequest {
  if (isTruncated) throw new ZdsError("bad-packet", "the packet was cut, it is too long");
  const request = decodeZdsRequest(bytes);
  const expected = request.kind === "add" ? 1 : 0;
  if (passed.length !== expected) {
    throw new ZdsError("bad-packet", `${request.kind} with ${passed.length} descriptors, not ${expected}`);
  }
  return request;
}
