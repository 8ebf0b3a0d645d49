/**
 * Connections to one endpoint of a set. Who wants to send a request waits for room on one of them; a new one is dialed when
 * those that wait are more than those that are being dialed can take.
 */
import type { ConnectionLimits } from "@ambit/model/http";
import { type Reactor, Timer } from "@ambit/reactor";
import type { EndpointSet } from "../balancing/endpoint-set.ts";
import type { UpstreamEndpoint } from "../balancing/upstream-endpoint.ts";
import type { ResetReason } from "../message/message.ts";
import type { Transport } from "../transport/transport.ts";
import type { ConnectionKeeper, UpstreamConnection } from "./upstream-connection.ts";
import type { ConnectFailure, UpstreamConnector } from "./upstream-connector.ts";

/** Spoken to the endpoint. */
export type UpstreamProtocol = "http1" | "http2";

/** Makes a connection out of a transport; it is started. */
export type OpenConnection = (
  transport: Transport,
  protocol: UpstreamProtocol,
  keeper: ConnectionKeeper,
  limits: ConnectionLimits,
) => UpstreamConnection;

/** Who wants to send a request. Exactly one of both is called, once, maybe at once. */
export interface PoolUser {
  onConnection(connection: UpstreamConnection): void;
  onNoConnection(reason: ResetReason, message: string): void;
}

/** A place in the queue for a connection. */
export interface PoolTicket {
  /** Gives it up; nobody is called any more. */
  cancel(): void;
}

/** What all pools of a thread are made with. */
export interface PoolContext {
  readonly reactor: Reactor;
  readonly connector: UpstreamConnector;
  readonly openConnection: OpenConnection;
}

/** As Istio, where the policy says nothing. */
const CONNECT_TIMEOUT_MS = 10_000;

/** See the module comment. */
export class EndpointPool implements ConnectionKeeper {
  readonly #context: PoolContext;
  readonly #set: EndpointSet;
  readonly #endpoint: UpstreamEndpoint;
  readonly #protocol: UpstreamProtocol;
  /** Those used last are at the end: the others become idle and close. */
  readonly #connections: UpstreamConnection[] = [];
  readonly #draining = new Set<UpstreamConnection>();
  /** Of connections that may not be as old as they like. */
  readonly #ends = new Map<UpstreamConnection, Timer>();
  readonly #dials = new Set<{ cancel(): void }>();
  readonly #waiting = new Set<Waiter>();
  #isDrained = false;

  constructor(
    context: PoolContext,
    set: EndpointSet,
    endpoint: UpstreamEndpoint,
    protocol: UpstreamProtocol,
  ) {
    this.#context = context;
    this.#set = set;
    this.#endpoint = endpoint;
    this.#protocol = protocol;
  }

  get connectionCount(): number {
    return this.#connections.length + this.#draining.size;
  }

  acquire(user: PoolUser): PoolTicket {
    const { tls, proxyProtocol } = this.#set.policy;
    if (tls !== undefined || proxyProtocol !== undefined) {
      // Fail closed: what is to be encrypted, or announced, does not go out plain.
      const what = tls === undefined ? "PROXY protocol" : "TLS";
      user.onNoConnection("connect-failure", `${what} to endpoints is not supported`);
      return NO_TICKET;
    }
    const connection = this.#findRoom();
    if (connection !== undefined) {
      user.onConnection(connection);
      return NO_TICKET;
    }
    const { limits } = this.#set.policy;
    if (this.#set.pendingRequests >= (limits.maxPendingRequests ?? Number.POSITIVE_INFINITY)) {
      user.onNoConnection("overflow", "too many pending requests");
      return NO_TICKET;
    }
    const waiter = new Waiter(user, (one) => this.#leave(one));
    this.#waiting.add(waiter);
    this.#set.pendingRequests++;
    this.#dialForWaiting();
    return waiter;
  }

  /** No more requests; those under way go on. */
  drain(): void {
    this.#isDrained = true;
    for (const dial of this.#dials) this.#endDial(dial, true);
    for (const waiter of [...this.#waiting]) this.#refuse(waiter, "connect-failure", "endpoint is gone");
    for (const connection of [...this.#connections]) connection.drain();
  }

  destroy(): void {
    this.drain();
    for (const connection of [...this.#connections, ...this.#draining]) connection.destroy();
  }

  onRoom(connection: UpstreamConnection): void {
    while (connection.room > 0) {
      const [waiter] = this.#waiting;
      if (waiter === undefined) return;
      this.#serve(waiter, connection);
    }
  }

  onUnusable(connection: UpstreamConnection): void {
    const at = this.#connections.indexOf(connection);
    if (at < 0) return;
    this.#connections.splice(at, 1);
    this.#draining.add(connection);
    this.#dialForWaiting();
  }

  onGone(connection: UpstreamConnection): void {
    this.onUnusable(connection);
    if (!this.#draining.delete(connection)) return;
    const end = this.#ends.get(connection);
    if (end !== undefined) this.#context.reactor.timers.cancel(end);
    this.#ends.delete(connection);
    this.#set.connections--;
    this.#dialForWaiting();
  }

  #findRoom(): UpstreamConnection | undefined {
    for (let at = this.#connections.length - 1; at >= 0; at--) {
      const connection = this.#connections[at];
      if (connection !== undefined && connection.room > 0) return connection;
    }
    return undefined;
  }

  #canDial(): boolean {
    return this.#set.connections < (this.#set.policy.limits.maxConnections ?? Number.POSITIVE_INFINITY);
  }

  #dialForWaiting(): void {
    if (this.#isDrained) return;
    // A dial may be over at once, and serve or refuse who waits.
    while (this.#dials.size < this.#wantedDials && this.#canDial()) this.#dial();
  }

  /** One connection of HTTP/2 has room for all of them, as a rule. */
  get #wantedDials(): number {
    return this.#protocol === "http2" ? Math.min(this.#waiting.size, 1) : this.#waiting.size;
  }

  #dial(): void {
    this.#set.connections++;
    let isOver = false;
    const dial = { cancel: () => undefined as void };
    this.#dials.add(dial);
    const timeoutMs = this.#set.policy.limits.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
    const attempt = this.#context.connector.connect(
      this.#endpoint.endpoint,
      { timeoutMs },
      {
        onConnected: (transport) => {
          isOver = true;
          this.#endDial(dial, false);
          this.#onConnected(transport);
        },
        onConnectFailed: (failure) => {
          isOver = true;
          this.#endDial(dial, false);
          this.#onConnectFailed(failure);
        },
      },
    );
    if (!isOver) dial.cancel = () => attempt.cancel();
  }

  #endDial(dial: { cancel(): void }, isCancelled: boolean): void {
    if (!this.#dials.delete(dial)) return;
    if (!isCancelled) return;
    dial.cancel();
    this.#set.connections--;
  }

  #onConnected(transport: Transport): void {
    const { limits } = this.#set.policy;
    const connection = this.#context.openConnection(transport, this.#protocol, this, limits);
    this.#connections.push(connection);
    if (limits.maxConnectionDurationMs !== undefined) {
      const end = new Timer(() => connection.drain());
      this.#ends.set(connection, end);
      this.#context.reactor.armAfter(end, limits.maxConnectionDurationMs);
    }
    this.onRoom(connection);
  }

  /** One failure is one waiter's; of HTTP/2 all of them waited for this connection. */
  #onConnectFailed(failure: ConnectFailure): void {
    this.#set.connections--;
    const failed = this.#protocol === "http2" ? [...this.#waiting] : [...this.#waiting].slice(0, 1);
    for (const waiter of failed) this.#refuse(waiter, failure.kind, failure.message);
    this.#dialForWaiting();
  }

  #serve(waiter: Waiter, connection: UpstreamConnection): void {
    this.#leave(waiter);
    waiter.user.onConnection(connection);
  }

  #refuse(waiter: Waiter, reason: ResetReason, message: string): void {
    this.#leave(waiter);
    waiter.user.onNoConnection(reason, message);
  }

  #leave(waiter: Waiter): void {
    if (this.#waiting.delete(waiter)) this.#set.pendingRequests--;
  }
}

class Waiter implements PoolTicket {
  readonly user: PoolUser;
  readonly #onCancel: (waiter: Waiter) => void;

  constructor(user: PoolUser, onCancel: (waiter: Waiter) => void) {
    this.user = user;
    this.#onCancel = onCancel;
  }

  cancel(): void {
    this.#onCancel(this);
  }
}

const NO_TICKET: PoolTicket = Object.freeze({ cancel: () => undefined });
