/**
 * The agent's connection to the ztunnels of its node: the state machine of @ambit/zds between the thread that moves
 * packets and who enrols pods.
 */
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import {
  type ZdsAddedPod,
  type ZdsOutcome,
  ZdsServer,
  type ZdsServerEffect,
  type ZdsServerPods,
} from "@ambit/zds";
import type { ZdsMainMessage, ZdsWorkerMessage } from "../messages.ts";

/** What is told of ztunnels. */
export interface ZdsLinkEvents {
  /** ztunnels that have said hello. */
  onConnectedCount(count: number): void;
  /**
   * The ztunnel that adds go to is another one, or there is none. It is told of every pod by itself, but what it makes
   * of them is known only at `onSynced`.
   */
  onNewest(connection: number | undefined): void;
  /** A ztunnel has all pods that there were when it came, but for those that it refused. */
  onSynced(connection: number, pods: ReadonlySet<string>): void;
}

export interface ZdsLinkOptions {
  /** Asked when a ztunnel comes, and again at each packet. */
  readonly pods: ZdsServerPods;
  /** Also passes a descriptor on, whose copy goes to the thread. Undefined: there are none left. */
  readonly duplicateFd: (fd: number) => number | undefined;
  readonly post: (message: ZdsMainMessage, transfer?: readonly ArrayBuffer[]) => void;
  readonly events: ZdsLinkEvents;
  readonly clock: Clock;
  /** Scope `zds`. */
  readonly logger: Logger;
}

/** See the module comment. */
export class ZdsLink implements Disposable {
  readonly #options: ZdsLinkOptions;
  readonly #server: ZdsServer;
  readonly #requests = new Map<number, (outcome: ZdsOutcome) => void>();
  /** In the order of their hellos. */
  readonly #greeted: number[] = [];
  /** What each ztunnel that is in its snapshot has been told of so far. */
  readonly #snapshots = new Map<number, Set<string>>();
  #lastRequest = 0;
  #timer: Disposable | undefined;

  constructor(options: ZdsLinkOptions) {
    this.#options = options;
    this.#server = new ZdsServer(options.pods);
  }

  /** The ztunnel that adds go to. */
  get newest(): number | undefined {
    return this.#greeted.at(-1);
  }

  /** Whether that one has answered its whole snapshot. */
  get isNewestSynced(): boolean {
    return this.newest !== undefined && !this.#snapshots.has(this.newest);
  }

  get connectedCount(): number {
    return this.#server.connectedCount;
  }

  /** Asks the newest ztunnel to proxy the pod. */
  add(pod: ZdsAddedPod): Promise<ZdsOutcome> {
    return this.#request((request, nowMs) => this.#server.add(request, pod, nowMs));
  }

  /** Asks every ztunnel to stop proxying the pod. */
  remove(uid: string): Promise<ZdsOutcome> {
    return this.#request((request, nowMs) => this.#server.remove(request, uid, nowMs));
  }

  /** What the thread reports. */
  take(message: ZdsWorkerMessage): void {
    const { clock, logger } = this.#options;
    const nowMs = clock.nowMs();
    switch (message.type) {
      case "open":
        this.#apply(this.#server.opened(message.connection, nowMs));
        return;
      case "packet": {
        const { connection, packet, isBad } = message;
        this.#apply(this.#server.received(connection, { bytes: new Uint8Array(packet), isBad }, nowMs));
        return;
      }
      case "closed":
        logger.info("ztunnel disconnected", { connection: message.connection, reason: message.reason });
        this.#forget(message.connection);
        this.#apply(this.#server.closed(message.connection, nowMs));
        return;
      case "warning":
        logger.warn(message.message, { errno: message.errno });
        return;
      default:
    }
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    for (const settle of this.#requests.values()) settle({ kind: "no-ztunnel" });
    this.#requests.clear();
  }

  #request(send: (request: number, nowMs: number) => ZdsServerEffect[]): Promise<ZdsOutcome> {
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    const { promise, resolve } = Promise.withResolvers<ZdsOutcome>();
    this.#requests.set(request, resolve);
    this.#apply(send(request, this.#options.clock.nowMs()));
    return promise;
  }

  #apply(effects: readonly ZdsServerEffect[]): void {
    for (const effect of effects) this.#perform(effect);
    this.#arm();
  }

  #perform(effect: ZdsServerEffect): void {
    const { events, logger, post } = this.#options;
    switch (effect.kind) {
      case "send":
        this.#send(effect);
        return;
      case "close":
        logger.warn("connection to ztunnel closed", { connection: effect.connection, reason: effect.reason });
        post({ type: "close", connection: effect.connection });
        this.#forget(effect.connection);
        return;
      case "settled":
        this.#requests.get(effect.request)?.(effect.outcome);
        this.#requests.delete(effect.request);
        return;
      case "connected":
        this.#greeted.push(effect.connection);
        this.#snapshots.set(effect.connection, this.#podsWithNetns());
        logger.info("ztunnel connected", { connection: effect.connection });
        events.onConnectedCount(this.#greeted.length);
        events.onNewest(effect.connection);
        return;
      case "synced": {
        const pods = this.#snapshots.get(effect.connection) ?? new Set<string>();
        this.#snapshots.delete(effect.connection);
        logger.info("ztunnel has the pods of this node", {
          connection: effect.connection,
          pods: effect.podCount,
        });
        events.onSynced(effect.connection, pods);
        return;
      }
      case "pod-refused": {
        const { connection, uid, error } = effect;
        this.#snapshots.get(connection)?.delete(uid);
        logger.warn("ztunnel cannot proxy a pod, it keeps trying", { connection, uid, error });
      }
    }
  }

  #send({ connection, packet, fd }: Extract<ZdsServerEffect, { kind: "send" }>): void {
    const { post, duplicateFd, logger } = this.#options;
    const buffer = packet.slice().buffer;
    if (fd === undefined) {
      post({ type: "send", connection, packet: buffer, fd }, [buffer]);
      return;
    }
    const copy = duplicateFd(fd);
    if (copy === undefined) {
      // Without an answer the order of acks would be lost: this ztunnel comes back and gets everything again.
      logger.error("out of file descriptors, ztunnel is disconnected", { connection });
      post({ type: "close", connection });
      return;
    }
    post({ type: "send", connection, packet: buffer, fd: copy }, [buffer]);
  }

  /** What the snapshot adds; pods without a known namespace are only kept, which proves nothing. */
  #podsWithNetns(): Set<string> {
    const { pods } = this.#options;
    return new Set([...pods.uids()].filter((uid) => pods.find(uid)?.netnsFd !== undefined));
  }

  #forget(connection: number): void {
    const index = this.#greeted.indexOf(connection);
    if (index < 0) return;
    const wasNewest = connection === this.newest;
    this.#greeted.splice(index, 1);
    this.#snapshots.delete(connection);
    this.#options.events.onConnectedCount(this.#greeted.length);
    if (wasNewest) this.#options.events.onNewest(this.newest);
  }

  #arm(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    const deadlineMs = this.#server.nextDeadlineMs;
    if (deadlineMs === undefined) return;
    const { clock } = this.#options;
    this.#timer = clock.setTimer(Math.max(0, deadlineMs - clock.nowMs()), () =>
      this.#apply(this.#server.expire(clock.nowMs())),
    );
  }
}
