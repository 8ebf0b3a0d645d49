/** A connection that is not HTTP: its policies, one choice of a backend and of an endpoint, and its bytes. */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import { type ChainFacts, type CustomDecision, decideTcp, findTcpCustom } from "@ambit/authz/http";
import type { ConnectionDump } from "@ambit/data-plane/messages";
import { ConnectionRecord, type Failure, type LiveConnection, MESSAGE } from "@ambit/data-plane/records";
import { type ConnectErrorStatus, encodeProxyHeader, encodeProxyLine } from "@ambit/hbone";
import type { Identity, Service, Workload } from "@ambit/model";
import type { AuthorizationProvider, HttpPolicy, TrafficPolicy } from "@ambit/model/http";
import { Timer } from "@ambit/reactor";
import { routesByServerName } from "@ambit/routing/http";
import type { TlsFacts } from "@ambit/tls";
import type { WaypointContext } from "../context.ts";
import type { ServiceDestination, WorkloadDestination } from "../destination.ts";
import type { HttpEndpoint, UpstreamEndpoint } from "../http/balancing/upstream-endpoint.ts";
import type { Transport } from "../http/transport/transport.ts";
import type { UpstreamTarget } from "../http/upstreams/upstream-target.ts";
import { TransportRelay } from "../transport-relay.ts";
import { askAboutConnection } from "./ask-about-connection.ts";
import { findTcpTarget } from "./find-tcp-target.ts";
import { peekServerName } from "./peek-server-name.ts";
import { type TakenEndpoint, takeEndpoint } from "./taken-endpoint.ts";

/** Endpoints that are tried after the first. Each may cost the time of a connect. */
const MAX_ENDPOINT_RETRIES = 2;
/** As Istio, where no policy says more. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Who connects, by which way, and how the CONNECT is answered. */
export interface TcpClient {
  readonly transport: Transport;
  readonly address: SocketAddress;
  /** Proven. */
  readonly identity: Identity | undefined;
  readonly workload: Workload | undefined;
  readonly tls: TlsFacts | undefined;
  readonly destination: ServiceDestination | WorkloadDestination;
  /** Of the tunnel, by now. */
  readonly isRevoked: boolean;
  /** The CONNECT may be answered with 200, if it was not. */
  accept(): void;
  /** Nothing if it was answered before. The transport is reset after it in any case. */
  refuse(status: ConnectErrorStatus): void;
}

interface Refusal {
  readonly message: string;
  readonly policy: string | undefined;
}

/** See the module comment. */
export class TcpConnection implements LiveConnection {
  readonly component = "inbound";
  readonly #context: WaypointContext;
  readonly #client: TcpClient;
  readonly #avoided = new Set<UpstreamEndpoint>();
  #peek: { cancel(): void } | undefined;
  #check: { cancel(): void } | undefined;
  /** The rule whose provider has let it in. */
  #allowedBy: string | undefined;
  #serverName: string | undefined;
  #target: UpstreamTarget | undefined;
  #record: ConnectionRecord | undefined;
  #attempt: { cancel(): void } | undefined;
  #relay: TransportRelay | undefined;
  #taken: TakenEndpoint | undefined;
  #endTimer: Timer | undefined;
  #isDone = false;

  constructor(context: WaypointContext, client: TcpClient) {
    this.#context = context;
    this.#client = client;
    context.connections.add(this);
  }

  start(): void {
    if (this.#needsServerName()) this.#readServerName();
    else this.#begin();
  }

  #begin(): void {
    this.#watchClient();
    if (this.#isDone) return;
    const custom = this.#custom();
    if (custom.kind === "ask") this.#ask(custom.provider, custom.policy);
    else this.#admit();
  }

  #ask(provider: AuthorizationProvider, policy: string): void {
    const subject = { ...this.#facts(), sourcePort: this.#client.address.port };
    let isAnswered = false;
    const check = askAboutConnection(this.#context, provider, subject, (answer) => {
      isAnswered = true;
      this.#check = undefined;
      if (this.#isDone) return;
      this.#allowedBy = answer.isAllowed ? policy : undefined;
      if (answer.isAllowed) this.#admit();
      else this.#deny({ message: answer.details, policy });
    });
    if (!isAnswered) this.#check = check;
  }

  #admit(): void {
    const refusal = this.#refusalOfPolicies();
    if (refusal !== undefined) {
      this.#deny(refusal);
      return;
    }
    this.#target = findTcpTarget(this.#context, this.#client, this.#serverName);
    this.#connect();
  }

  #deny(refusal: Refusal): void {
    this.#record = this.#makeRecord(undefined);
    this.#fail(403, { code: "policy-denied", message: refusal.message, policy: refusal.policy });
  }

  recheck(): void {
    // Who has not said where to go is judged then.
    if (this.#peek !== undefined || this.#check !== undefined) return;
    const refusal = this.#refusalOfPolicies();
    if (refusal === undefined || this.#isDone) return;
    this.#end({ code: "policy-changed", message: refusal.message, policy: refusal.policy });
  }

  endRevoked(): void {
    if (this.#client.isRevoked) this.#end({ code: "certificate-revoked", message: MESSAGE.revoked });
  }

  destroyByDrain(): void {
    this.#end({ code: "drained", message: MESSAGE.closedByDrain });
  }

  dump(): ConnectionDump | undefined {
    const { address, destination } = this.#client;
    const endpoint = this.#taken?.endpoint.endpoint;
    return {
      pod: undefined,
      direction: "inbound",
      src: formatSocketAddress(address),
      originalDst: formatSocketAddress(destination.address),
      actualDst:
        endpoint === undefined ? "" : formatSocketAddress({ ip: endpoint.address, port: endpoint.port }),
      protocol: "HBONE",
      tls: undefined,
    };
  }

  #needsServerName(): boolean {
    const { destination } = this.#client;
    if (destination.protocol === "tls") return true;
    const routes =
      destination.kind === "service"
        ? this.#context.http.configuration.findService(destination.key)
        : undefined;
    return routesByServerName(routes?.connectionRoutes ?? [], destination.address.port);
  }

  /** The CONNECT is answered for that: nothing is said before. */
  #readServerName(): void {
    this.#client.accept();
    this.#peek = peekServerName(this.#context.reactor, this.#client.transport, {
      onServerName: (serverName) => {
        this.#peek = undefined;
        this.#serverName = serverName;
        if (!this.#isDone) this.#begin();
      },
      onGone: () => {
        this.#record ??= this.#makeRecord(undefined);
        this.#clientGone();
      },
    });
  }

  /** The client may go away while an endpoint is being connected to; what it sends meanwhile waits, unread. */
  #watchClient(): void {
    this.#client.transport.start({
      onBytes: () => 0,
      onEnd: () => undefined,
      onClosed: () => this.#clientGone(),
      onWritable: () => undefined,
    });
  }

  #clientGone(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#attempt?.cancel();
    this.#check?.cancel();
    this.#finish({ code: "client-gone", message: "the client closed before the connection was up" });
  }

  #facts(): ChainFacts {
    const { address, identity, destination } = this.#client;
    return {
      identity,
      sourceIp: address.ip,
      remoteIp: address.ip,
      destinationIp: destination.address.ip,
      destinationPort: destination.address.port,
      serverName: this.#serverName,
    };
  }

  #custom(): CustomDecision {
    const { settings } = this.#context.http.configuration;
    return findTcpCustom(this.#policies(), settings.providers, this.#facts());
  }

  /** Who was asked once is not asked again; a connection that somebody else should now be asked about ends. */
  #refusalOfPolicies(): Refusal | undefined {
    const custom = this.#custom();
    if (custom.kind === "deny") return { message: custom.details, policy: custom.policy };
    if (custom.kind === "ask" && custom.policy !== this.#allowedBy) {
      return { message: `${custom.provider.name} was not asked about it`, policy: custom.policy };
    }
    const decision = decideTcp(this.#policies(), this.#facts());
    return decision.allow ? undefined : { message: decision.details, policy: decision.policy };
  }

  #policies(): readonly HttpPolicy[] {
    const { destination } = this.#client;
    const { configuration } = this.#context.http;
    return destination.kind === "workload"
      ? configuration.settings.workloadPolicies
      : (configuration.findService(destination.key)?.policies ?? []);
  }

  #connect(): void {
    const unsupported = unsupportedIn(this.#target?.set.policy);
    if (unsupported !== undefined) {
      this.#record ??= this.#makeRecord(undefined);
      this.#fail(503, { code: "connect-failed", message: unsupported });
      return;
    }
    const taken = this.#take();
    if (taken === undefined || taken === "overflow") {
      this.#record ??= this.#makeRecord(undefined);
      const failure: Failure =
        taken === undefined
          ? { code: "no-route", message: "no healthy upstream" }
          : { code: "too-many-pending", message: "too many connections to the service" };
      this.#fail(503, failure);
      return;
    }
    this.#taken = taken;
    this.#record = this.#makeRecord(taken.endpoint.endpoint);
    const { limits } = taken.set.policy;
    this.#attempt = this.#context.connector.connect(
      taken.endpoint.endpoint,
      { timeoutMs: limits.connectTimeoutMs ?? CONNECT_TIMEOUT_MS },
      {
        onConnected: (transport) => this.#join(transport),
        onConnectFailed: ({ kind, message }) => this.#unreached(taken, kind, message),
      },
    );
  }

  #take(): TakenEndpoint | "overflow" | undefined {
    if (this.#target === undefined) return undefined;
    const { reactor, random } = this.#context;
    const request = { sourceIp: this.#client.address.ip, avoid: this.#avoided };
    return takeEndpoint(this.#target.set, request, { nowMs: reactor.nowMs, random });
  }

  /** Nothing of the connection has reached this endpoint: another one may take it, with a record of its own. */
  #unreached(taken: TakenEndpoint, kind: "connect-failure" | "connect-timeout", message: string): void {
    if (this.#isDone) return;
    const failure: Failure = {
      code: kind === "connect-timeout" ? "connect-timeout" : "connect-failed",
      message,
    };
    taken.noteFailure(this.#context.reactor.nowMs);
    this.#avoided.add(taken.endpoint);
    if (this.#avoided.size > MAX_ENDPOINT_RETRIES || this.#avoided.size >= taken.set.size) {
      this.#fail(503, failure);
      return;
    }
    this.#record?.finish(failure);
    this.#record = undefined;
    this.#connect();
  }

  #join(upstream: Transport): void {
    if (this.#isDone) {
      upstream.reset();
      return;
    }
    this.#attempt = undefined;
    if (!this.#announce(upstream)) {
      upstream.reset();
      this.#fail(503, { code: "connect-failed", message: "the endpoint takes no PROXY header" });
      return;
    }
    this.#client.accept();
    this.#taken?.noteConnected(this.#context.reactor.nowMs);
    this.#limitDuration();
    const relay = new TransportRelay(
      { first: this.#client.transport, second: upstream },
      {
        onForwardBytes: (count) => this.#record?.addRequestBytes(count),
        onBackwardBytes: (count) => this.#record?.addResponseBytes(count),
        onEnd: (reason) => this.#relayEnded(reason),
      },
    );
    this.#relay = relay;
    relay.start();
  }

  /** Who the client is comes first where the endpoint wants to be told. False: there was no room for it. */
  #announce(upstream: Transport): boolean {
    const version = this.#taken?.set.policy.proxyProtocol;
    if (version === undefined) return true;
    const header = { source: this.#client.address, destination: this.#client.destination.address };
    const bytes = version === 1 ? encodeProxyLine(header) : encodeProxyHeader(header);
    const offset = upstream.reserve(bytes.length);
    if (offset < 0) return false;
    upstream.bytes.set(bytes, offset);
    upstream.commit(bytes.length);
    return true;
  }

  /** A reset by either application is an ordinary end, as it is to a node proxy. */
  #relayEnded(reason: string | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#finish(reason === LOST ? { code: "tunnel-lost", message: `h2 failed: ${reason}` } : undefined);
  }

  #limitDuration(): void {
    const { maxConnectionDurationMs } = this.#taken?.set.policy.limits ?? {};
    if (maxConnectionDurationMs === undefined) return;
    this.#endTimer = new Timer(() => this.#relay?.destroy("the connection is as old as it may be"));
    this.#context.reactor.armAfter(this.#endTimer, maxConnectionDurationMs);
  }

  #makeRecord(endpoint: HttpEndpoint | undefined): ConnectionRecord {
    const { address, identity, workload, tls, destination } = this.#client;
    const record = new ConnectionRecord(this.#context.records, {
      direction: "inbound",
      reporter: "waypoint",
      sourceAddress: address,
      source: workload,
      sourceBaggage: undefined,
      sourceIdentity: identity,
      destinationAddress:
        endpoint === undefined ? destination.address : { ip: endpoint.address, port: endpoint.port },
      hboneAuthority: formatSocketAddress(destination.address),
      destination: endpoint?.workload ?? (destination.kind === "workload" ? destination.workload : undefined),
      service: serviceOf(destination),
      isMutualTls: true,
    });
    record.tls = tls;
    return record;
  }

  #fail(status: ConnectErrorStatus, failure: Failure): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#client.refuse(status);
    this.#client.transport.reset();
    this.#finish(failure);
  }

  #end(failure: Failure): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#peek?.cancel();
    this.#check?.cancel();
    this.#attempt?.cancel();
    if (this.#relay !== undefined) this.#relay.destroy(failure.message);
    else {
      this.#client.refuse(503);
      this.#client.transport.reset();
    }
    this.#finish(failure);
  }

  #finish(failure: Failure | undefined): void {
    this.#taken?.release();
    if (this.#endTimer !== undefined) this.#context.reactor.timers.cancel(this.#endTimer);
    this.#record?.finish(failure);
    this.#context.connections.delete(this);
  }
}

function serviceOf(destination: ServiceDestination | WorkloadDestination): Service | undefined {
  return destination.kind === "service" ? destination.service : undefined;
}

/** Fail closed: what is to be encrypted does not go out plain. */
function unsupportedIn(policy: TrafficPolicy | undefined): string | undefined {
  return policy?.tls === undefined ? undefined : "TLS to endpoints is not supported";
}

const LOST = "tunnel connection lost";
