/**
 * The agent's side of ZDS: tells every ztunnel of the node which pods to proxy. Takes what happens and gives what is to be
 * done; opens nothing and reads no clock. A ztunnel that says hello gets the snapshot, then what changes. Adds go to the
 * ztunnel that came last (an earlier one may be draining), removals to all. One request at a time is unanswered on each
 * connection, so that acks, which have no ids, cannot be mistaken.
 */
import { decodeZdsAck, decodeZdsHello, encodeZdsRequest } from "./codec.ts";
import type { ZdsRequest, ZdsWorkload } from "./messages.ts";
import { ZdsError } from "./zds-error.ts";

/** A pod that is in the mesh. */
export interface ZdsServerPod {
  readonly uid: string;
  readonly workload: ZdsWorkload;
  /** Of its network namespace; undefined while the agent has not found it. Stays the agent's. */
  readonly netnsFd: number | undefined;
}

/** A pod whose namespace is known, as it has to be for an add. */
export type ZdsAddedPod = ZdsServerPod & { readonly netnsFd: number };

/** The agent's pods, asked at the moment something is sent. */
export interface ZdsServerPods {
  /** Those of a snapshot. */
  uids(): Iterable<string>;
  /** Undefined: no longer in the mesh. */
  find(uid: string): ZdsServerPod | undefined;
}

/** How a request of the agent ended. */
export type ZdsOutcome =
  | { readonly kind: "acked" }
  /** ztunnel could not do it, and says why; it keeps trying to start a pod. */
  | { readonly kind: "refused"; readonly error: string }
  | { readonly kind: "no-ztunnel" }
  /** The pod left the mesh before its turn came. */
  | { readonly kind: "gone" }
  /** No answer in time. */
  | { readonly kind: "timeout" }
  /** More requests wait than are kept. */
  | { readonly kind: "overloaded" };

/** What the owner has to do or may want to log, in this order. */
export type ZdsServerEffect =
  /** `fd` goes along as SCM_RIGHTS and stays the agent's. */
  | {
      readonly kind: "send";
      readonly connection: number;
      readonly packet: Uint8Array<ArrayBuffer>;
      readonly fd: number | undefined;
    }
  | { readonly kind: "close"; readonly connection: number; readonly reason: string }
  | { readonly kind: "settled"; readonly request: number; readonly outcome: ZdsOutcome }
  /** It has said hello: from now on adds go to it. */
  | { readonly kind: "connected"; readonly connection: number }
  /** It has answered the whole snapshot. */
  | { readonly kind: "synced"; readonly connection: number; readonly podCount: number }
  /** A pod of a snapshot that ztunnel could not start; it keeps trying. */
  | {
      readonly kind: "pod-refused";
      readonly connection: number;
      readonly uid: string;
      readonly error: string;
    };

/** ztunnel has this long for its hello and for each answer. */
const ANSWER_TIMEOUT_MS = 5_000;
/** An answer that is late keeps its place; a ztunnel that gives none for so long is closed, and comes back if it lives. */
const SILENCE_TIMEOUT_MS = 15_000;
/** An old and a new ztunnel, and some that have not been noticed to be gone. */
const MAX_CONNECTIONS = 16;
/** More than a node has pods. */
const MAX_QUEUED_REQUESTS = 4_096;

type Item =
  | { readonly kind: "pod"; readonly uid: string; readonly isSnapshot: boolean }
  | { readonly kind: "snapshot-sent" }
  /** A removal that nobody waits for any more. */
  | { readonly kind: "forget"; readonly uid: string }
  | {
      readonly kind: "add";
      readonly pod: ZdsAddedPod;
      readonly request: number;
      readonly deadlineMs: number;
    }
  | { readonly kind: "del"; readonly uid: string; readonly request: number; readonly deadlineMs: number };

interface Connection {
  readonly id: number;
  phase: "hello" | "open";
  readonly helloDeadlineMs: number;
  queue: Item[];
  /** Sent and not answered. */
  current: { readonly item: Item; readonly sentMs: number; isLate: boolean } | undefined;
  /** What this ztunnel has been told of and has not refused. */
  readonly pods: Set<string>;
  snapshotCount: number;
}

/** A removal that several ztunnels have to answer. */
interface Removal {
  waiting: number;
  outcome: ZdsOutcome;
}

/** See the module comment. */
export class ZdsServer {
  readonly #pods: ZdsServerPods;
  /** In the order in which they said hello; those that have not come first. */
  #connections: Connection[] = [];
  readonly #removals = new Map<number, Removal>();
  #effects: ZdsServerEffect[] = [];

  constructor(pods: ZdsServerPods) {
    this.#pods = pods;
  }

  /** ztunnels that have said hello. */
  get connectedCount(): number {
    return this.#connections.filter(({ phase }) => phase === "open").length;
  }

  /** When `expire` has something to do; undefined: nothing waits. */
  get nextDeadlineMs(): number | undefined {
    const deadlines = this.#connections.flatMap((connection) => deadlinesOf(connection));
    return deadlines.length === 0 ? undefined : Math.min(...deadlines);
  }

  /** A ztunnel has connected. */
  opened(connection: number, nowMs: number): ZdsServerEffect[] {
    if (this.#connections.length >= MAX_CONNECTIONS) {
      this.#effects.push({ kind: "close", connection, reason: "too many connections" });
      return this.#take();
    }
    this.#connections.unshift({
      id: connection,
      phase: "hello",
      helloDeadlineMs: nowMs + ANSWER_TIMEOUT_MS,
      queue: [],
      current: undefined,
      pods: new Set(),
      snapshotCount: 0,
    });
    return this.#take();
  }

  /** A packet of a ztunnel. `isBad`: it was cut, or had descriptors (which the owner has closed). */
  received(
    id: number,
    packet: { readonly bytes: Uint8Array; readonly isBad: boolean },
    nowMs: number,
  ): ZdsServerEffect[] {
    const connection = this.#find(id);
    if (connection === undefined) return this.#take();
    try {
      if (packet.isBad) throw new ZdsError("bad-packet", "the packet was cut or has descriptors");
      if (connection.phase === "hello") {
        decodeZdsHello(packet.bytes);
        this.#welcome(connection);
      } else {
        this.#answered(connection, decodeZdsAck(packet.bytes).error);
      }
    } catch (error) {
      if (!(error instanceof ZdsError)) throw error;
      this.#close(connection, error.message);
    }
    this.#sendAll(nowMs);
    return this.#take();
  }

  /** The connection has ended, by whomever. What it had not answered goes to the one that is newest now. */
  closed(id: number, nowMs: number): ZdsServerEffect[] {
    const connection = this.#find(id);
    if (connection !== undefined) this.#drop(connection);
    this.#sendAll(nowMs);
    return this.#take();
  }

  /**
   * Asks the newest ztunnel to proxy the pod, and `settled` with `request` follows. The agent has the pod among its own
   * before, so that a ztunnel that comes meanwhile is told as well; what is sent is what it has there when its turn comes.
   */
  add(request: number, pod: ZdsAddedPod, nowMs: number): ZdsServerEffect[] {
    this.#route({ kind: "add", pod, request, deadlineMs: nowMs + ANSWER_TIMEOUT_MS });
    this.#sendAll(nowMs);
    return this.#take();
  }

  /** Asks every ztunnel to stop proxying the pod. The agent has it no longer among its own. */
  remove(request: number, uid: string, nowMs: number): ZdsServerEffect[] {
    const open = this.#connections.filter(({ phase }) => phase === "open");
    this.#removals.set(request, { waiting: open.length, outcome: { kind: "acked" } });
    const deadlineMs = nowMs + ANSWER_TIMEOUT_MS;
    for (const connection of open) this.#enqueue(connection, { kind: "del", uid, request, deadlineMs });
    if (open.length === 0) this.#removalAnswered(request, { kind: "acked" });
    this.#sendAll(nowMs);
    return this.#take();
  }

  /** To be called at `nextDeadlineMs`. */
  expire(nowMs: number): ZdsServerEffect[] {
    for (const connection of [...this.#connections]) {
      const { phase, helloDeadlineMs, current } = connection;
      if (phase === "hello" && nowMs >= helloDeadlineMs) {
        this.#close(connection, "no hello");
      } else if (current !== undefined && nowMs >= current.sentMs + SILENCE_TIMEOUT_MS) {
        this.#close(connection, "no answer");
      } else {
        this.#expireRequests(connection, nowMs);
      }
    }
    this.#sendAll(nowMs);
    return this.#take();
  }

  #welcome(connection: Connection): void {
    connection.phase = "open";
    this.#connections = [...this.#connections.filter((other) => other !== connection), connection];
    this.#effects.push({ kind: "connected", connection: connection.id });
    for (const uid of this.#pods.uids()) connection.queue.push({ kind: "pod", uid, isSnapshot: true });
    connection.queue.push({ kind: "snapshot-sent" });
  }

  #answered(connection: Connection, error: string | undefined): void {
    const { current } = connection;
    if (current === undefined) return this.#close(connection, "an answer to nothing");
    connection.current = undefined;
    const { item, isLate } = current;
    const outcome: ZdsOutcome = error === undefined ? { kind: "acked" } : { kind: "refused", error };
    switch (item.kind) {
      case "pod":
        connection.pods.add(item.uid);
        if (error !== undefined) {
          this.#effects.push({ kind: "pod-refused", connection: connection.id, uid: item.uid, error });
        }
        return;
      case "snapshot-sent":
        this.#effects.push({ kind: "synced", connection: connection.id, podCount: connection.snapshotCount });
        return;
      case "add":
        connection.pods.add(item.pod.uid);
        if (!isLate) this.#settle(item.request, outcome);
        return;
      case "forget":
        connection.pods.delete(item.uid);
        return;
      case "del":
        connection.pods.delete(item.uid);
        if (!isLate) this.#removalAnswered(item.request, outcome);
    }
  }

  /** To the newest ztunnel, wherever it is in its snapshot. */
  #route(item: Extract<Item, { kind: "add" }>): void {
    const newest = this.#connections.at(-1);
    if (newest?.phase === "open") this.#enqueue(newest, item);
    else this.#settle(item.request, { kind: "no-ztunnel" });
  }

  #enqueue(connection: Connection, item: Extract<Item, { kind: "add" | "del" }>): void {
    if (connection.queue.length < MAX_QUEUED_REQUESTS) connection.queue.push(item);
    else this.#fail(item, { kind: "overloaded" });
  }

  #sendAll(nowMs: number): void {
    for (const connection of this.#connections) this.#sendNext(connection, nowMs);
  }

  #sendNext(connection: Connection, nowMs: number): void {
    while (connection.current === undefined) {
      const item = connection.queue.shift();
      if (item === undefined) return;
      const message = this.#messageOf(connection, item);
      if (message === undefined) continue;
      try {
        const packet = encodeZdsRequest(message.request);
        this.#effects.push({ kind: "send", connection: connection.id, packet, fd: message.fd });
        connection.current = { item, sentMs: nowMs, isLate: false };
      } catch (error) {
        if (!(error instanceof ZdsError)) throw error;
        this.#refuseUnsent(connection, item, error.message);
      }
    }
  }

  /** Undefined: there is nothing to say any more. */
  #messageOf(
    connection: Connection,
    item: Item,
  ): { readonly request: ZdsRequest; readonly fd: number | undefined } | undefined {
    switch (item.kind) {
      case "snapshot-sent":
        return { request: { kind: "snapshot-sent" }, fd: undefined };
      case "del":
      case "forget":
        return { request: { kind: "del", uid: item.uid }, fd: undefined };
      case "add": {
        // What is true now: the request may have waited, and the descriptor it came with may be closed.
        const pod = this.#pods.find(item.pod.uid);
        if (pod?.netnsFd !== undefined) return podMessage(pod);
        this.#settle(item.request, { kind: "gone" });
        return undefined;
      }
      case "pod": {
        const pod = this.#pods.find(item.uid);
        if (pod === undefined) return undefined;
        // Keep is a word of snapshots; a ztunnel that is only brought up to date cannot keep what it does not have.
        if (!item.isSnapshot && pod.netnsFd === undefined) return undefined;
        if (item.isSnapshot) connection.snapshotCount += 1;
        return podMessage(pod);
      }
    }
  }

  /** What no packet can carry is this pod's failure and nobody else's. */
  #refuseUnsent(connection: Connection, item: Item, error: string): void {
    if (item.kind === "add" || item.kind === "del") this.#fail(item, { kind: "refused", error });
    else if (item.kind === "pod") {
      this.#effects.push({ kind: "pod-refused", connection: connection.id, uid: item.uid, error });
    }
  }

  #expireRequests(connection: Connection, nowMs: number): void {
    const { current } = connection;
    if (current !== undefined && !current.isLate && hasExpired(current.item, nowMs)) {
      current.isLate = true;
      this.#fail(current.item, { kind: "timeout" });
    }
    const expired = connection.queue.filter((item) => hasExpired(item, nowMs));
    if (expired.length === 0) return;
    connection.queue = connection.queue.map((item) => (hasExpired(item, nowMs) ? unasked(item) : item));
    for (const item of expired) this.#fail(item, { kind: "timeout" });
  }

  #close(connection: Connection, reason: string): void {
    this.#effects.push({ kind: "close", connection: connection.id, reason });
    this.#drop(connection);
  }

  #drop(connection: Connection): void {
    const wasNewest = this.#connections.at(-1) === connection;
    this.#connections = this.#connections.filter((other) => other !== connection);
    const { current } = connection;
    const unanswered = [
      ...(current === undefined || current.isLate ? [] : [current.item]),
      ...connection.queue,
    ];
    for (const item of unanswered) {
      if (item.kind === "add") this.#route(item);
      // A ztunnel that is gone has nothing left to remove.
      else if (item.kind === "del") this.#removalAnswered(item.request, { kind: "acked" });
    }
    const newest = this.#connections.at(-1);
    if (wasNewest && newest?.phase === "open") this.#bringUpToDate(newest);
  }

  /** Adds went past this ztunnel while another was newer. */
  #bringUpToDate(connection: Connection): void {
    const items = [
      ...connection.queue,
      ...(connection.current === undefined ? [] : [connection.current.item]),
    ];
    const waiting = new Set(items.map((item) => addedUid(item)));
    for (const uid of this.#pods.uids()) {
      if (connection.pods.has(uid) || waiting.has(uid)) continue;
      connection.queue.push({ kind: "pod", uid, isSnapshot: false });
    }
  }

  #fail(item: Item, outcome: ZdsOutcome): void {
    if (item.kind === "add") this.#settle(item.request, outcome);
    else if (item.kind === "del") this.#removalAnswered(item.request, outcome);
  }

  /** The first failure is the outcome of all. */
  #removalAnswered(request: number, outcome: ZdsOutcome): void {
    const removal = this.#removals.get(request);
    if (removal === undefined) return;
    removal.waiting -= 1;
    if (removal.outcome.kind === "acked") removal.outcome = outcome;
    if (removal.waiting > 0) return;
    this.#removals.delete(request);
    this.#settle(request, removal.outcome);
  }

  #settle(request: number, outcome: ZdsOutcome): void {
    this.#effects.push({ kind: "settled", request, outcome });
  }

  #find(id: number): Connection | undefined {
    return this.#connections.find((connection) => connection.id === id);
  }

  #take(): ZdsServerEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

/** Of the pod that ztunnel is told of. */
function addedUid(item: Item): string | undefined {
  if (item.kind === "add") return item.pod.uid;
  return item.kind === "pod" ? item.uid : undefined;
}

function podMessage({ uid, workload, netnsFd: fd }: ZdsServerPod): {
  readonly request: ZdsRequest;
  readonly fd: number | undefined;
} {
  return { request: fd === undefined ? { kind: "keep", uid } : { kind: "add", uid, workload }, fd };
}

function deadlinesOf({ phase, helloDeadlineMs, current, queue }: Connection): number[] {
  if (phase === "hello") return [helloDeadlineMs];
  const deadlines = queue.flatMap((item) => deadlineOf(item));
  if (current !== undefined) {
    deadlines.push(current.sentMs + SILENCE_TIMEOUT_MS);
    if (!current.isLate) deadlines.push(...deadlineOf(current.item));
  }
  return deadlines;
}

function deadlineOf(item: Item): number[] {
  return item.kind === "add" || item.kind === "del" ? [item.deadlineMs] : [];
}

/** The same without the one who asked: it has been told that it took too long, and it is still to be done. */
function unasked(item: Item): Item {
  if (item.kind === "add") return { kind: "pod", uid: item.pod.uid, isSnapshot: false };
  return item.kind === "del" ? { kind: "forget", uid: item.uid } : item;
}

function hasExpired(item: Item, nowMs: number): boolean {
  return deadlineOf(item).some((deadlineMs) => nowMs >= deadlineMs);
}
