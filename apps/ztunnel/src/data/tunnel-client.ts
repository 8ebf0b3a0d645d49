/** The client side of HBONE on this thread: pooled tunnels, dialed on demand, one pool for each workload. */
import { formatSocketAddress, type IpAddress, type SocketAddress } from "@ambit/addr";
import { type PoolableTunnel, type PoolKey, poolKey, TunnelPool } from "@ambit/hbone";
import { errnoMessage } from "@ambit/linux";
import type { Identity } from "@ambit/model";
import { Dial, Http2Socket, type Http2SocketEnd, type Http2SocketOwner, Timer } from "@ambit/reactor";
import { type TlsFacts, TlsSession } from "@ambit/tls";
import type { DataContext } from "./context.ts";
import { DEADLINE, MAX_POOL_WAITERS } from "./deadlines.ts";
import { type Failure, MESSAGE } from "./failure.ts";
import { checkServer } from "./peer-check.ts";
import type { Revocations } from "./revocations.ts";
import { openUpstream } from "./sockets.ts";

/** Where a tunnel has to go, as whom, and who may answer. */
export interface TunnelRequest {
  readonly source: Identity;
  readonly sourceIp: IpAddress;
  readonly hop: SocketAddress;
  readonly expectedIdentities: readonly Identity[];
}

/** Called exactly once. In `onTunnel` the stream is opened before it returns. */
export interface TunnelCallbacks {
  onTunnel(tunnel: ClientTunnel): void;
  onFailed(failure: Failure): void;
}

/** One pooled tunnel. `isFresh` is false once it has been handed out before. */
export class ClientTunnel implements PoolableTunnel {
  readonly key: PoolKey;
  readonly socket: Http2Socket;
  readonly facts: TlsFacts;
  isFresh = true;
  readonly #revocations: Revocations;

  constructor(key: PoolKey, socket: Http2Socket, revocations: Revocations) {
    this.key = key;
    this.socket = socket;
    this.facts = socket.tls.session.facts();
    this.#revocations = revocations;
  }

  /** By now. */
  get isRevoked(): boolean {
    return isRevoked(this.socket, this.#revocations);
  }

  get activeStreams(): number {
    return this.socket.http.activeStreams;
  }

  /** A tunnel held up by slow readers takes no more: streams share its windows (stock would let them wait). */
  get canOpenStream(): boolean {
    const { socket } = this;
    return !socket.isEnded && socket.tls.isUp && socket.http.canOpenStream && !socket.http.isCongested;
  }
}

const EVICTION_INTERVAL_MS = 5_000;

/** See the module comment. */
export class TunnelClient {
  readonly #context: DataContext;
  readonly #pool: TunnelPool<ClientTunnel>;
  readonly #pending = new Set<PendingDial>();
  /** Those that the pool has. */
  readonly #settled = new Set<ClientTunnel>();
  readonly #evictionTimer: Timer;

  constructor(context: DataContext) {
    this.#context = context;
    const { poolMaxStreamsPerConnection, poolUnusedReleaseTimeoutMs } = context.config;
    this.#pool = new TunnelPool({
      maxStreamsPerTunnel: poolMaxStreamsPerConnection,
      idleTimeoutMs: poolUnusedReleaseTimeoutMs,
      maxWaiters: MAX_POOL_WAITERS,
    });
    this.#evictionTimer = new Timer(() => this.#evict());
  }

  get tunnelCount(): number {
    return this.#pool.counts().tunnels;
  }

  /** Finds or dials a tunnel. A failure of the dial fails everyone who waits for it. */
  open(request: TunnelRequest, callbacks: TunnelCallbacks): void {
    const key = poolKey({
      source: request.source,
      expected: request.expectedIdentities,
      destination: request.hop,
      sourceIp: request.sourceIp,
    });
    const { reactor } = this.#context;
    const checkout = this.#pool.checkout(key, reactor.nowMs, (outcome) => {
      if (outcome.kind === "use") this.#use(outcome.tunnel, callbacks);
      else if (outcome.kind === "dial") this.#dial(key, request, callbacks);
      else callbacks.onFailed(outcome.reason as Failure);
    });
    if (checkout.kind === "use") this.#use(checkout.tunnel, callbacks);
    else if (checkout.kind === "dial") this.#dial(key, request, callbacks);
    else if (checkout.kind === "refused") callbacks.onFailed(REFUSED[checkout.reason]);
  }

  /** To be called when a stream of the tunnel has ended. */
  streamEnded(tunnel: ClientTunnel): void {
    if (tunnel.socket.isEnded) return;
    this.#pool.roomFreed(tunnel, this.#context.reactor.nowMs);
  }

  /** The peers of these tunnels were revoked since their handshake, or in the middle of it. */
  endRevoked(): void {
    const { revocations } = this.#context;
    for (const tunnel of [...this.#settled]) {
      if (!tunnel.isRevoked) continue;
      this.#pool.markUnusable(tunnel);
      tunnel.socket.abort(MESSAGE.revoked);
    }
    for (const pending of [...this.#pending]) {
      if (pending.socket === undefined || !isRevoked(pending.socket, revocations)) continue;
      pending.failure = REVOKED;
      pending.socket.abort(MESSAGE.revoked);
    }
  }

  /** The client never says GOAWAY: connections are simply closed (as ztunnel). Dials under way are given up. */
  close(): void {
    this.#context.reactor.timers.cancel(this.#evictionTimer);
    for (const tunnel of this.#pool.close(CLOSED)) tunnel.socket.abort("pool closed");
    for (const pending of [...this.#pending]) this.#giveUp(pending);
  }

  #use(tunnel: ClientTunnel, callbacks: TunnelCallbacks): void {
    tunnel.isFresh = false;
    callbacks.onTunnel(tunnel);
  }

  #dial(key: PoolKey, request: TunnelRequest, callbacks: TunnelCallbacks): void {
    const pending: PendingDial = {
      key,
      request,
      callbacks,
      dial: undefined,
      socket: undefined,
      failure: undefined,
    };
    this.#pending.add(pending);
    this.#context.tls.whenReady(request.source, DEADLINE.certificateMs, (outcome) => {
      if (!this.#pending.has(pending)) return;
      if (outcome.ok) {
        this.#connect(pending);
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
    pending.dial?.cancel();
    pending.callbacks.onFailed(CLOSED);
  }

  #connect(pending: PendingDial): void {
    const { reactor } = this.#context;
    const { hop } = pending.request;
    const fd = openUpstream(this.#context, hop, undefined);
    if (fd < 0) {
      this.#dialFailed(pending, { code: "tunnel-connect-failed", message: `io error: ${errnoMessage(-fd)}` });
      return;
    }
    pending.dial = new Dial(reactor, fd, {
      destination: hop,
      timeoutMs: DEADLINE.connectMs,
      onConnected: () => this.#startTls(pending, fd),
      onFailed: (errno, isTimeout) => this.#dialFailed(pending, connectFailure(hop, errno, isTimeout)),
    });
    pending.dial.start();
  }

  /** The contexts are looked up only here: a renewal during the dial has freed those of before. */
  #startTls(pending: PendingDial, fd: number): void {
    const { reactor, memory, tls, keepalives, tunnelProfiles, revocations } = this.#context;
    pending.dial = undefined;
    keepalives.add(fd);
    const contexts = tls.find(pending.request.source);
    if (contexts === undefined) {
      reactor.close(fd);
      this.#dialFailed(pending, {
        code: "certificate-unavailable",
        message: "certificate expired during the dial",
      });
      return;
    }
    const check = checkServer(pending.request.expectedIdentities, revocations);
    const session = new TlsSession(contexts.client, fd, check);
    const owner = new TunnelOwner(this, pending);
    const socket = new Http2Socket({ reactor, memory }, { fd, session }, tunnelProfiles.client, owner);
    pending.socket = socket;
    socket.start();
  }

  /** TLS is up: the dialer's stream goes with the first flight. */
  onTunnelUp(pending: PendingDial, socket: Http2Socket): ClientTunnel {
    const tunnel = new ClientTunnel(pending.key, socket, this.#context.revocations);
    pending.callbacks.onTunnel(tunnel);
    return tunnel;
  }

  /** The peer's SETTINGS are there, and with them its stream limit: others may use the tunnel (as ztunnel). */
  onTunnelSettled(pending: PendingDial, tunnel: ClientTunnel): void {
    const { reactor } = this.#context;
    this.#pending.delete(pending);
    const isPooled = this.#pool.dialed(pending.key, tunnel, reactor.nowMs);
    if (!isPooled) {
      tunnel.socket.abort("pool closed");
      return;
    }
    this.#settled.add(tunnel);
    if (!this.#evictionTimer.isArmed) reactor.armAfter(this.#evictionTimer, EVICTION_INTERVAL_MS);
  }

  onTunnelRoom(tunnel: ClientTunnel): void {
    if (tunnel.socket.http.isDraining) this.#pool.markUnusable(tunnel);
    else this.#pool.roomFreed(tunnel, this.#context.reactor.nowMs);
  }

  onTunnelEnd(tunnel: ClientTunnel): void {
    this.#settled.delete(tunnel);
    this.#pool.markUnusable(tunnel);
  }

  onDialEnd(pending: PendingDial, end: Http2SocketEnd): void {
    this.#dialFailed(pending, pending.failure ?? tunnelFailure(end));
  }

  /** The dialer has heard of it from its stream: only those who wait are left. */
  onUnsettledEnd(pending: PendingDial, end: Http2SocketEnd): void {
    this.#pending.delete(pending);
    const failure = pending.failure ?? tunnelFailure(end);
    this.#pool.dialFailed(pending.key, failure, this.#context.reactor.nowMs);
  }

  #dialFailed(pending: PendingDial, failure: Failure): void {
    this.#pending.delete(pending);
    pending.callbacks.onFailed(failure);
    this.#pool.dialFailed(pending.key, failure, this.#context.reactor.nowMs);
  }

  #evict(): void {
    const { reactor } = this.#context;
    for (const tunnel of this.#pool.evictIdle(reactor.nowMs)) tunnel.socket.abort("unused");
    if (this.tunnelCount > 0) reactor.armAfter(this.#evictionTimer, EVICTION_INTERVAL_MS);
  }
}

interface PendingDial {
  readonly key: PoolKey;
  readonly request: TunnelRequest;
  readonly callbacks: TunnelCallbacks;
  /** While it connects. */
  dial: Dial | undefined;
  /** From then on. */
  socket: Http2Socket | undefined;
  /** Why this proxy ended it, if it did. */
  failure: Failure | undefined;
}

/** Tells the client what becomes of one dialed connection. */
class TunnelOwner implements Http2SocketOwner {
  readonly #client: TunnelClient;
  readonly #pending: PendingDial;
  #tunnel: ClientTunnel | undefined;
  /** The pool has the tunnel. */
  #isSettled = false;

  constructor(client: TunnelClient, pending: PendingDial) {
    this.#client = client;
    this.#pending = pending;
  }

  onUp(socket: Http2Socket): void {
    this.#tunnel = this.#client.onTunnelUp(this.#pending, socket);
  }

  onStream(): void {
    // A server cannot open streams: push is off, and http2 refuses them.
  }

  onCapacityChanged(): void {
    if (this.#tunnel === undefined) return;
    if (this.#isSettled) {
      this.#client.onTunnelRoom(this.#tunnel);
      return;
    }
    this.#isSettled = true;
    this.#client.onTunnelSettled(this.#pending, this.#tunnel);
  }

  onEnd(_socket: Http2Socket, end: Http2SocketEnd): void {
    if (this.#tunnel === undefined) this.#client.onDialEnd(this.#pending, end);
    else if (this.#isSettled) this.#client.onTunnelEnd(this.#tunnel);
    else this.#client.onUnsettledEnd(this.#pending, end);
  }
}

/** What the end of a tunnel means for the connections that were about to use it. */
export function tunnelFailure(end: Http2SocketEnd): Failure {
  const tls = end.end?.tls;
  if (tls !== undefined) {
    const code = tls.code === "revoked" ? "peer-revoked" : "tls-failed";
    return { code, message: `tls handshake error: ${tls.message}` };
  }
  switch (end.reason) {
    case "http2":
      return { code: "http2-failed", message: `h2 failed: ${end.message}` };
    case "deadline":
      return { code: "http2-failed", message: `tunnel deadline: ${end.message}` };
    case "tls":
      return { code: "tls-failed", message: `tls handshake error: ${end.message}` };
    case "socket":
      return { code: "tunnel-lost", message: `io error: ${end.message}` };
    case "closed":
    case "aborted":
      return { code: "tunnel-lost", message: `h2 failed: ${end.message}` };
  }
}

function connectFailure(hop: SocketAddress, errno: number, isTimeout: boolean): Failure {
  if (isTimeout) {
    return {
      code: "tunnel-connect-timeout",
      message: `connection timed out, maybe a NetworkPolicy is blocking HBONE port ${hop.port}: ${MESSAGE.deadline.slice("io error: ".length)}`,
    };
  }
  return {
    code: "tunnel-connect-failed",
    message: `io error: ${errnoMessage(errno)} (${formatSocketAddress(hop)})`,
  };
}

/** Also in the middle of the handshake, as soon as the peer's certificate was looked at. */
function isRevoked(socket: Http2Socket, revocations: Revocations): boolean {
  return revocations.isRevoked(socket.tls.session.peer?.chain ?? []);
}

const REVOKED: Failure = { code: "certificate-revoked", message: MESSAGE.revoked };
const CLOSED: Failure = { code: "drained", message: MESSAGE.closedByDrain };
const REFUSED = {
  closed: CLOSED,
  "too-many-waiters": { code: "too-many-pending", message: "too many connections wait for a tunnel" },
} as const satisfies Record<string, Failure>;
