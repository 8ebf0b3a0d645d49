/**
 * The destination's half of a connection between two workloads of this thread that takes no tunnel: what a CONNECT in one
 * would have asked of it, and the same verdicts, records and cuts.
 */
import type { SocketAddress } from "@ambit/addr";
import { type Failure, peerStatusMessage } from "@ambit/data-plane/records";
import { PEER_GONE } from "@ambit/data-plane/tunnels";
import type { ConnectErrorStatus } from "@ambit/hbone";
import type { Identity, Workload } from "@ambit/model";
import type { HboneUpstream } from "@ambit/routing";
import { InboundConnection, type InboundPeer } from "./inbound-connection.ts";
import type { LocalRoute } from "./local-pods.ts";

/** The source's half: one of the three is called, and `onCut` also after `onConnected`. Failures are those a tunnel's client sees. */
export interface LocalPeerCallbacks {
  /** The application's descriptor, registered, and the source's from here on. */
  onConnected(fd: number): void;
  /** `status`: what a CONNECT would be answered. */
  onRefused(failure: Failure, status: ConnectErrorStatus): void;
  /** The destination's side has ended it. */
  onCut(failure: Failure): void;
}

/** See the module comment. Bytes and the end of the relay are told to it. */
export class LocalPeer implements InboundPeer {
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly identity: Identity;
  readonly workload: Workload;
  readonly facts = undefined;
  readonly isLocal = true;
  readonly #route: LocalRoute;
  readonly #upstream: HboneUpstream;
  readonly #callbacks: LocalPeerCallbacks;
  readonly #connection: InboundConnection;
  #isOver = false;

  constructor(route: LocalRoute, upstream: HboneUpstream, callbacks: LocalPeerCallbacks) {
    this.#route = route;
    this.#upstream = upstream;
    this.#callbacks = callbacks;
    this.source = route.clientAddress;
    this.destination = upstream.hop;
    this.identity = route.clientIdentity;
    this.workload = route.clientWorkload;
    this.#connection = new InboundConnection(route.context, this);
  }

  /** The client's certificate, as the destination's proxy would find it. */
  get isRevoked(): boolean {
    return this.#route.context.revocations.isRevoked(this.#route.clientChain);
  }

  /** The destination's, as the client's would. */
  get isServerRevoked(): boolean {
    return this.#route.context.revocations.isRevoked(this.#route.serverChain);
  }

  /** May call back at once. */
  start(): void {
    this.#connection.start({
      authority: this.#upstream.authority,
      forwardedHost: this.#upstream.service?.hostname,
      baggageValues: [],
      traceparent: undefined,
      forwardedNetwork: undefined,
    });
  }

  answerError(status: ConnectErrorStatus): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#callbacks.onRefused({ code: "peer-status", message: peerStatusMessage(status) }, status);
  }

  join(fd: number): void {
    this.#callbacks.onConnected(fd);
  }

  cut(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#callbacks.onCut(PEER_GONE);
  }

  /** Client to application. */
  onRequestBytes(count: number): void {
    this.#connection.addRequestBytes(count);
  }

  onResponseBytes(count: number): void {
    this.#connection.addResponseBytes(count);
  }

  /** The relay has ended, and how. */
  relayEnded(failure: Failure | undefined): void {
    this.#isOver = true;
    this.#connection.ended(failure);
  }

  /** The source's side has ended it. */
  abandon(): void {
    if (this.#isOver) return;
    this.relayEnded(PEER_GONE);
  }
}
