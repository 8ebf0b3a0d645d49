/**
 * The CNI agent of a node as a ztunnel sees it: the real state machine over a real SEQPACKET socket, and no rules, no
 * Kubernetes. Runs in the test's own process; looks at its sockets a few hundred times a second.
 */
import { rmSync } from "node:fs";
import {
  acceptSocket,
  allocateArea,
  bindUnix,
  closeFd,
  closePassedFds,
  ERRNO,
  errnoMessage,
  lastMessage,
  listenSocket,
  openNetns,
  receiveMessage,
  sendMessage,
  unixSeqpacket,
} from "@ambit/linux";
import {
  MAX_ZDS_PACKET_BYTES,
  type ZdsOutcome,
  ZdsServer,
  type ZdsServerEffect,
  type ZdsServerPod,
  type ZdsWorkload,
} from "@ambit/zds";
import { NetnsError } from "./netns-error.ts";

const POLL_MS = 3;
const BACKLOG = 8;

/** A pod for `add`. */
export interface AgentPod {
  readonly uid: string;
  readonly workload: ZdsWorkload;
  /** Of its network namespace. */
  readonly netnsPath: string;
}

/** Listens from `open` until disposed. Connections are numbered from 1. */
export class ZdsAgent implements Disposable {
  /** What happened to connections, in words. */
  readonly events: string[] = [];
  readonly #listener: number;
  readonly #area = allocateArea(MAX_ZDS_PACKET_BYTES);
  readonly #pods = new Map<string, ZdsServerPod & { readonly netnsFd: number }>();
  readonly #server = new ZdsServer({ uids: () => this.#pods.keys(), find: (uid) => this.#pods.get(uid) });
  /** Descriptors by connection. */
  readonly #connections = new Map<number, number>();
  readonly #requests = new Map<number, (outcome: ZdsOutcome) => void>();
  readonly #timer: NodeJS.Timeout;
  /** Those of pods are closed at the end: a request may still be under way with one. */
  readonly #namespaces: number[] = [];
  #lastConnection = 0;
  #lastRequest = 0;

  private constructor(listener: number) {
    this.#listener = listener;
    this.#timer = setInterval(() => this.#poll(), POLL_MS);
  }

  /** Takes the place of what was at the path. Throws NetnsError. */
  static open(path: string): ZdsAgent {
    rmSync(path, { force: true });
    const fd = must("socket", unixSeqpacket());
    must("bind", bindUnix(fd, path));
    must("listen", listenSocket(fd, BACKLOG));
    return new ZdsAgent(fd);
  }

  /** ztunnels that have said hello. */
  get connectedCount(): number {
    return this.#server.connectedCount;
  }

  /** The pod is the agent's from here on. Resolves with what the newest ztunnel said. */
  add(pod: AgentPod): Promise<ZdsOutcome> {
    const known = this.know(pod);
    return this.#request((request) => this.#server.add(request, known, performance.now()));
  }

  /** The pod is in the snapshot of every ztunnel that comes, and nobody is told now. */
  know({ uid, workload, netnsPath }: AgentPod): ZdsServerPod & { readonly netnsFd: number } {
    const netnsFd = must("open the namespace", openNetns(netnsPath));
    this.#namespaces.push(netnsFd);
    const pod = { uid, workload, netnsFd };
    this.#pods.set(uid, pod);
    return pod;
  }

  remove(uid: string): Promise<ZdsOutcome> {
    this.#pods.delete(uid);
    return this.#request((request) => this.#server.remove(request, uid, performance.now()));
  }

  /** Sends these bytes to the ztunnel that connected last, past the state machine. */
  sendRaw(bytes: Uint8Array, passedFd?: number): void {
    const fd = this.#connections.get(this.#lastConnection);
    if (fd === undefined) throw new NetnsError("agent-failed", "no ztunnel is connected");
    this.#send(fd, bytes, passedFd);
  }

  /** As when its process is killed: connections end, and the socket file stays. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    closeFd(this.#listener);
    for (const fd of this.#connections.values()) closeFd(fd);
    for (const fd of this.#namespaces.splice(0)) closeFd(fd);
    this.#connections.clear();
    for (const settle of this.#requests.values()) settle({ kind: "no-ztunnel" });
  }

  #request(send: (request: number) => ZdsServerEffect[]): Promise<ZdsOutcome> {
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    const { promise, resolve } = Promise.withResolvers<ZdsOutcome>();
    this.#requests.set(request, resolve);
    this.#do(send(request));
    return promise;
  }

  #poll(): void {
    for (;;) {
      const fd = acceptSocket(this.#listener);
      if (fd < 0) break;
      this.#lastConnection += 1;
      this.#connections.set(this.#lastConnection, fd);
      this.#do(this.#server.opened(this.#lastConnection, performance.now()));
    }
    for (const [connection, fd] of [...this.#connections]) this.#receive(connection, fd);
    this.#do(this.#server.expire(performance.now()));
  }

  #receive(connection: number, fd: number): void {
    const length = receiveMessage(fd, this.#area, 0, MAX_ZDS_PACKET_BYTES);
    const received = lastMessage();
    closePassedFds(received);
    if (length === -ERRNO.EAGAIN) return;
    if (length <= 0) {
      this.#end(connection, "closed by ztunnel");
      return;
    }
    const bytes = this.#area.bytes.slice(0, length);
    const isBad = received.isTruncated || received.fds.length > 0;
    this.#do(this.#server.received(connection, { bytes, isBad }, performance.now()));
  }

  #do(effects: readonly ZdsServerEffect[]): void {
    for (const effect of effects) {
      switch (effect.kind) {
        case "send": {
          const fd = this.#connections.get(effect.connection);
          if (fd !== undefined) this.#send(fd, effect.packet, effect.fd);
          break;
        }
        case "close":
          this.#end(effect.connection, effect.reason);
          break;
        case "settled":
          this.#requests.get(effect.request)?.(effect.outcome);
          this.#requests.delete(effect.request);
          break;
        case "connected":
          this.events.push(`${effect.connection} connected`);
          break;
        case "synced":
          this.events.push(`${effect.connection} synced ${effect.podCount}`);
          break;
        case "pod-refused":
          this.events.push(`${effect.connection} refused ${effect.uid}: ${effect.error}`);
      }
    }
  }

  #send(fd: number, bytes: Uint8Array, passedFd: number | undefined): void {
    this.#area.bytes.set(bytes);
    sendMessage(fd, { range: this.#area, offset: 0, length: bytes.length }, passedFd);
  }

  #end(connection: number, reason: string): void {
    const fd = this.#connections.get(connection);
    if (fd === undefined) return;
    closeFd(fd);
    this.#connections.delete(connection);
    this.events.push(`${connection} ended: ${reason}`);
    this.#do(this.#server.closed(connection, performance.now()));
  }
}

function must(step: string, result: number): number {
  if (result < 0) throw new NetnsError("agent-failed", `${step}: ${errnoMessage(-result)}`);
  return result;
}
