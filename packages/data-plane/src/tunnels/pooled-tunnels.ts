/**
 * Tunnels of one kind, for one workload on this thread: pooled, dialed on demand, closed when they are of no more use.
 * What their bytes travel in is decided by who asks.
 */
import { type PoolableTunnel, type PoolKey, TunnelPool } from "@ambit/hbone";
import type { Identity } from "@ambit/model";
import { Http2Socket, type Http2SocketEnd, type Http2SocketOwner, Timer } from "@ambit/reactor";
import { type TlsFacts, TlsSession } from "@ambit/tls";
import { type Failure, MESSAGE } from "../records/failure.ts";
import type { WorkloadContext } from "../thread/context.ts";
import { DEADLINE, MAX_POOL_WAITERS } from "../thread/deadlines.ts";
import { checkServer } from "../thread/peer-check.ts";
import type { Revocations } from "../thread/revocations.ts";
import type { Carriage, CarriageCallbacks, OuterTunnel } from "./tunnel-carriage.ts";
import { CLOSED, tunnelFailure } from "./tunnel-failure.ts";

/** What tunnel is wanted: any of this key, or a new one. */
export interface TunnelPlan {
  readonly key: PoolKey;
  /** Whose certificate is shown. */
  readonly source: Identity;
  /** Who may answer. */
  readonly expectedIdentities: readonly Identity[];
  readonly carry: (callbacks: CarriageCallbacks) => Carriage;
}

/** Called exactly once. In `onTunnel` the stream is opened before it returns. */
export interface TunnelCallbacks {
  onTunnel(tunnel: ClientTunnel): void;
  onFailed(failure: Failure): void;
}

/** How far one tunnel is shared. */
export interface TunnelSharing {
  /** Streams at a time. */
  readonly maxStreams: number;
  /** Connections it is handed out to in all; it is closed after the last. */
  readonly maxUses: number;
  /** Whether a peer that answers 503 gets no more streams: behind a gateway the next tunnel may come out elsewhere. */
  readonly leavesUnavailablePeers: boolean;
  /** It has been said GOAWAY to. */
  readonly onDraining: (tunnel: ClientTunnel) => void;
}

/** What a tunnel asks of those it is one of. */
interface TunnelHome {
  readonly sharing: TunnelSharing;
  readonly revocations: Revocations;
  streamEnded(tunnel: ClientTunnel): void;
}

/** One pooled tunnel. Who has it for a stream says when that has ended. */
export class ClientTunnel implements PoolableTunnel {
  readonly key: PoolKey;
  readonly socket: Http2Socket;
  readonly facts: TlsFacts;
  readonly carriage: Carriage;
  readonly #home: TunnelHome;
  #useCount = 0;
  #isRetired = false;

  constructor(pending: Pick<PendingDial, "plan" | "carriage">, socket: Http2Socket, home: TunnelHome) {
    this.key = pending.plan.key;
    this.socket = socket;
    this.facts = socket.tls.session.facts();
    this.carriage = pending.carriage;
    this.#home = home;
  }

  /** False once it has been handed out before. */
  get isFresh(): boolean {
    return this.#useCount <= 1;
  }

  /** By now, its peer or that of the tunnel it runs in. */
  get isRevoked(): boolean {
    return isRevoked(this.socket, this.#home.revocations) || this.carriage.outer?.isRevoked === true;
  }

  /** The peer has said GOAWAY. */
  get isDraining(): boolean {
    return this.socket.http.isDraining;
  }

  /** It gets no new streams any more, and is to be closed when it has none left. */
  get isSpent(): boolean {
    const isUsedUp = this.#isRetired || this.#useCount >= this.#home.sharing.maxUses;
    return isUsedUp || this.carriage.outer?.isDraining === true;
  }

  get activeStreams(): number {
    return this.socket.http.activeStreams;
  }

  /** A tunnel held up by slow readers takes no more: streams share its windows (stock would let them wait). */
  get canOpenStream(): boolean {
    const { socket } = this;
    const isUsable = !socket.isEnded && socket.tls.isUp && !this.isSpent;
    return isUsable && socket.http.canOpenStream && !socket.http.isCongested;
  }

  /** To be called before it is handed out. */
  countUse(): void {
    this.#useCount++;
  }

  /** To be called when a stream has ended. */
  streamEnded(): void {
    this.#home.streamEnded(this);
  }

  /** To be called when the peer could not reach its application. */
  peerUnavailable(): void {
    if (this.#home.sharing.leavesUnavailablePeers) this.#isRetired = true;
  }
}

const EVICTION_INTERVAL_MS = 5_000;

/** See the module comment. */
export class PooledTunnels implements TunnelHome {
  readonly sharing: TunnelSharing;
  readonly #context: WorkloadContext;
  readonly #pool: TunnelPool<ClientTunnel>;
  readonly #pending = new Set<PendingDial>();
  /** Those that the pool has, or had: their last streams may still run. */
  readonly #settled = new Set<ClientTunnel>();
  readonly #evictionTimer: Timer;

  constructor(context: WorkloadContext, sharing: TunnelSharing) {
    this.#context = context;
    this.sharing = sharing;
    this.#pool = new TunnelPool({
      maxStreamsPerTunnel: sharing.maxStreams,
      idleTimeoutMs: context.config.poolUnusedReleaseTimeoutMs,
      maxWaiters: MAX_POOL_WAITERS,
    });
    this.#evictionTimer = new Timer(() => this.#evict());
  }

  get tunnelCount(): number {
    return this.#pool.counts().tunnels;
  }

  get revocations(): Revocations {
    return this.#context.revocations;
  }

  /** Finds or dials a tunnel. A failure of the dial fails everyone who waits for it. */
  open(plan: TunnelPlan, callbacks: TunnelCallbacks): void {
    const { reactor } = this.#context;
    const checkout = this.#pool.checkout(plan.key, reactor.nowMs, (outcome) => {
      if (outcome.kind === "use") use(outcome.tunnel, callbacks);
      else if (outcome.kind === "dial") this.#dial(plan, callbacks);
      else callbacks.onFailed(outcome.reason as Failure);
    });
    if (checkout.kind === "use") use(checkout.tunnel, callbacks);
    else if (checkout.kind === "dial") this.#dial(plan, callbacks);
    else if (checkout.kind === "refused") callbacks.onFailed(REFUSED[checkout.reason]);
  }

  streamEnded(tunnel: ClientTunnel): void {
    if (tunnel.socket.isEnded) return;
    if (tunnel.isSpent) this.#closeIfUnused(tunnel);
    else this.#pool.roomFreed(tunnel, this.#context.reactor.nowMs);
  }

  /** `outer` drains: what runs in it gets no new streams, and is closed without waiting for any. */
  leave(outer: OuterTunnel): void {
    for (const tunnel of [...this.#settled]) if (tunnel.carriage.outer === outer) this.#closeIfUnused(tunnel);
  }

  /** The peers of these tunnels were revoked since their handshake, or in the middle of it. */
  endRevoked(): void {
    for (const tunnel of [...this.#settled]) {
      if (!tunnel.isRevoked) continue;
      this.#pool.markUnusable(tunnel);
      tunnel.socket.abort(MESSAGE.revoked);
    }
    for (const pending of [...this.#pending]) {
      if (pending.socket === undefined || !isRevoked(pending.socket, this.revocations)) continue;
      pending.failure = REVOKED;
      pending.socket.abort(MESSAGE.revoked);
    }
  }

  /** The client never says GOAWAY: connections are simply closed (as ztunnel). Dials under way are given up. */
  close(): void {
    this.#context.reactor.timers.cancel(this.#evictionTimer);
    this.#pool.close(CLOSED);
    for (const tunnel of [...this.#settled]) tunnel.socket.abort("pool closed");
    for (const pending of [...this.#pending]) this.#giveUp(pending);
  }

  #dial(plan: TunnelPlan, callbacks: TunnelCallbacks): void {
    const pending = new PendingDial(plan, callbacks, {
      onConnected: (fd) => this.#startTls(pending, fd),
      onFailed: (failure) => this.#dialFailed(pending, failure),
    });
    this.#pending.add(pending);
    this.#context.tls.whenReady(plan.source, DEADLINE.certificateMs, (outcome) => {
      if (!this.#pending.has(pending)) return;
      if (outcome.ok) {
        pending.carriage.start();
        return;
      }
      this.#dialFailed(pending, {
        code: "certificate-unavailable",
        message: `failed to get certificate: ${outcome.reason}`,
      });
    });
  }

  #giveUp(pending: PendingDial): void {
    this.#pending.delete(pending);
    if (pending.socket !== undefined) {
      pending.socket.abort("pool closed");
      return;
    }
    pending.carriage.end();
    pending.callbacks.onFailed(CLOSED);
  }

  /** The contexts are looked up only here: a renewal during the dial has freed those of before. */
  #startTls(pending: PendingDial, fd: number): void {
    const { reactor, memory, tls, tunnelProfiles } = this.#context;
    const contexts = tls.find(pending.plan.source);
    if (contexts === undefined) {
      reactor.close(fd);
      pending.carriage.end();
      this.#dialFailed(pending, {
        code: "certificate-unavailable",
        message: "certificate expired during the dial",
      });
      return;
    }
    const check = checkServer(pending.plan.expectedIdentities, this.revocations);
    const session = new TlsSession(contexts.client, fd, check);
    const owner = new TunnelOwner(this, pending);
    const socket = new Http2Socket({ reactor, memory }, { fd, session }, tunnelProfiles.client, owner);
    pending.socket = socket;
    socket.start();
  }

  /** TLS is up: the dialer's stream goes with the first flight. */
  onTunnelUp(pending: PendingDial, socket: Http2Socket): ClientTunnel {
    const tunnel = new ClientTunnel(pending, socket, this);
    tunnel.countUse();
    pending.callbacks.onTunnel(tunnel);
    return tunnel;
  }

  /** The peer's SETTINGS are there, and with them its stream limit: others may use the tunnel (as ztunnel). */
  onTunnelSettled(pending: PendingDial, tunnel: ClientTunnel): void {
    const { reactor } = this.#context;
    this.#pending.delete(pending);
    const isPooled = this.#pool.dialed(pending.plan.key, tunnel, reactor.nowMs);
    if (!isPooled) {
      tunnel.socket.abort("pool closed");
      return;
    }
    this.#settled.add(tunnel);
    if (!this.#evictionTimer.isArmed) reactor.armAfter(this.#evictionTimer, EVICTION_INTERVAL_MS);
  }

  onTunnelRoom(tunnel: ClientTunnel): void {
    if (!tunnel.isDraining) {
      this.#pool.roomFreed(tunnel, this.#context.reactor.nowMs);
      return;
    }
    this.#pool.markUnusable(tunnel);
    this.sharing.onDraining(tunnel);
  }

  onTunnelEnd(tunnel: ClientTunnel): void {
    this.#settled.delete(tunnel);
    this.#pool.markUnusable(tunnel);
    tunnel.carriage.end();
  }

  onDialEnd(pending: PendingDial, end: Http2SocketEnd): void {
    pending.carriage.end();
    this.#dialFailed(pending, pending.failure ?? pending.carriage.failure ?? tunnelFailure(end));
  }

  /** The dialer has heard of it from its stream: only those who wait are left. */
  onUnsettledEnd(pending: PendingDial, end: Http2SocketEnd): void {
    this.#pending.delete(pending);
    pending.carriage.end();
    const failure = pending.failure ?? pending.carriage.failure ?? tunnelFailure(end);
    this.#pool.dialFailed(pending.plan.key, failure, this.#context.reactor.nowMs);
  }

  #dialFailed(pending: PendingDial, failure: Failure): void {
    this.#pending.delete(pending);
    pending.callbacks.onFailed(failure);
    this.#pool.dialFailed(pending.plan.key, failure, this.#context.reactor.nowMs);
  }

  #closeIfUnused(tunnel: ClientTunnel): void {
    this.#pool.markUnusable(tunnel);
    if (tunnel.activeStreams === 0) tunnel.socket.abort("used up");
  }

  #evict(): void {
    const { reactor } = this.#context;
    for (const tunnel of this.#pool.evictIdle(reactor.nowMs)) tunnel.socket.abort("unused");
    if (this.tunnelCount > 0) reactor.armAfter(this.#evictionTimer, EVICTION_INTERVAL_MS);
  }
}

/** One attempt to make a tunnel. */
class PendingDial {
  readonly plan: TunnelPlan;
  readonly callbacks: TunnelCallbacks;
  readonly carriage: Carriage;
  /** Once the carriage has a descriptor. */
  socket: Http2Socket | undefined;
  /** Why this proxy ended it, if it did. */
  failure: Failure | undefined;

  constructor(plan: TunnelPlan, callbacks: TunnelCallbacks, carriageCallbacks: CarriageCallbacks) {
    this.plan = plan;
    this.callbacks = callbacks;
    this.carriage = plan.carry(carriageCallbacks);
  }
}

/** Tells the client what becomes of one dialed connection. */
class TunnelOwner implements Http2SocketOwner {
  readonly #tunnels: PooledTunnels;
  readonly #pending: PendingDial;
  #tunnel: ClientTunnel | undefined;
  /** The pool has the tunnel. */
  #isSettled = false;

  constructor(tunnels: PooledTunnels, pending: PendingDial) {
    this.#tunnels = tunnels;
    this.#pending = pending;
  }

  onUp(socket: Http2Socket): void {
    this.#tunnel = this.#tunnels.onTunnelUp(this.#pending, socket);
  }

  onStream(): void {
    // A server cannot open streams: push is off, and http2 refuses them.
  }

  onCapacityChanged(): void {
    if (this.#tunnel === undefined) return;
    if (this.#isSettled) {
      this.#tunnels.onTunnelRoom(this.#tunnel);
      return;
    }
    this.#isSettled = true;
    this.#tunnels.onTunnelSettled(this.#pending, this.#tunnel);
  }

  onEnd(_socket: Http2Socket, end: Http2SocketEnd): void {
    if (this.#tunnel === undefined) this.#tunnels.onDialEnd(this.#pending, end);
    else if (this.#isSettled) this.#tunnels.onTunnelEnd(this.#tunnel);
    else this.#tunnels.onUnsettledEnd(this.#pending, end);
  }
}

function use(tunnel: ClientTunnel, callbacks: TunnelCallbacks): void {
  tunnel.countUse();
  callbacks.onTunnel(tunnel);
}

/** Also in the middle of the handshake, as soon as the peer's certificate was looked at. */
function isRevoked(socket: Http2Socket, revocations: Revocations): boolean {
  return revocations.isRevoked(socket.tls.session.peer?.chain ?? []);
}

const REVOKED: Failure = { code: "certificate-revoked", message: MESSAGE.revoked };
const REFUSED = {
  closed: CLOSED,
  "too-many-waiters": { code: "too-many-pending", message: "too many connections wait for a tunnel" },
} as const satisfies Record<string, Failure>;
