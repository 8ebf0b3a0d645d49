/** A connection that is not HTTP: its policies, one choice of a backend and of an endpoint, and its bytes. */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import { decideTcp, findTcpCustom } from "@ambit/authz/http";
import type { ConnectionDump } from "@ambit/data-plane/messages";
import { ConnectionRecord, type Failure, type LiveConnection, MESSAGE } from "@ambit/data-plane/records";
import type { ConnectErrorStatus } from "@ambit/hbone";
import type { Identity, Service, Workload } from "@ambit/model";
import type { Backend, ConnectionRoute, HttpPolicy } from "@ambit/model/http";
import { chooseBackend } from "@ambit/routing/http";
import type { TlsFacts } from "@ambit/tls";
import type { WaypointContext } from "./context.ts";
import type { ServiceDestination, WorkloadDestination } from "./destination.ts";
import type { HttpEndpoint } from "./http/balancing/upstream-endpoint.ts";
import type { Transport } from "./http/transport/transport.ts";
import { endpointsOf } from "./http/upstreams/service-endpoints.ts";
import { TransportRelay } from "./transport-relay.ts";

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

/** See the module comment. */
export class TcpConnection implements LiveConnection {
  readonly component = "inbound";
  readonly #context: WaypointContext;
  readonly #client: TcpClient;
  readonly #avoided = new Set<string>();
  #record: ConnectionRecord | undefined;
  #attempt: { cancel(): void } | undefined;
  #relay: TransportRelay | undefined;
  #endpoint: HttpEndpoint | undefined;
  #isDone = false;

  constructor(context: WaypointContext, client: TcpClient) {
    this.#context = context;
    this.#client = client;
    context.connections.add(this);
  }

  start(): void {
    this.#watchClient();
    if (this.#isDone) return;
    const refusal = this.#refusalOfPolicies();
    if (refusal !== undefined) {
      this.#record = this.#makeRecord(undefined);
      this.#fail(403, { code: "policy-denied", message: refusal.message, policy: refusal.policy });
      return;
    }
    this.#connect();
  }

  recheck(): void {
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
    const endpoint = this.#endpoint;
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
    this.#finish({ code: "client-gone", message: "the client closed before the connection was up" });
  }

  /** A provider that speaks to nobody but HTTP clients cannot be asked here: whoever needs it is refused. */
  #refusalOfPolicies(): { readonly message: string; readonly policy: string | undefined } | undefined {
    const { address, identity, destination } = this.#client;
    const { configuration } = this.#context.http;
    const policies = this.#policies();
    const facts = {
      identity,
      sourceIp: address.ip,
      remoteIp: address.ip,
      destinationIp: destination.address.ip,
      destinationPort: destination.address.port,
      serverName: undefined,
    };
    const custom = findTcpCustom(policies, configuration.settings.providers, facts);
    if (custom.kind !== "none") {
      const message =
        custom.kind === "deny"
          ? custom.details
          : `nobody can ask ${custom.provider.name} about a TCP connection`;
      return { message, policy: custom.policy };
    }
    const decision = decideTcp(policies, facts);
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
    const endpoint = this.#chooseEndpoint();
    if (endpoint === undefined) {
      this.#record ??= this.#makeRecord(undefined);
      this.#fail(503, { code: "no-route", message: "no healthy upstream" });
      return;
    }
    this.#endpoint = endpoint;
    this.#record = this.#makeRecord(endpoint);
    this.#attempt = this.#context.connector.connect(
      endpoint,
      { timeoutMs: CONNECT_TIMEOUT_MS },
      {
        onConnected: (transport) => this.#join(transport),
        onConnectFailed: ({ kind, message }) => this.#unreached(endpoint, kind, message),
      },
    );
  }

  /** Nothing of the connection has reached this endpoint: another one may take it, with a record of its own. */
  #unreached(endpoint: HttpEndpoint, kind: "connect-failure" | "connect-timeout", message: string): void {
    if (this.#isDone) return;
    const failure: Failure = {
      code: kind === "connect-timeout" ? "connect-timeout" : "connect-failed",
      message,
    };
    this.#avoided.add(endpoint.key);
    const canRetry = this.#avoided.size <= MAX_ENDPOINT_RETRIES && this.#chooseEndpoint() !== undefined;
    if (!canRetry) {
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
    this.#client.accept();
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

  /** A reset by either application is an ordinary end, as it is to a node proxy. */
  #relayEnded(reason: string | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#finish(reason === LOST ? { code: "tunnel-lost", message: `h2 failed: ${reason}` } : undefined);
  }

  #chooseEndpoint(): HttpEndpoint | undefined {
    const { destination } = this.#client;
    const { http, state, random } = this.#context;
    if (destination.kind === "workload") {
      const { workload, address } = destination;
      const endpoint = {
        key: `${workload.uid}:${address.port}`,
        workload,
        address: address.ip,
        port: address.port,
        rank: 0,
      };
      return this.#avoided.has(endpoint.key) ? undefined : endpoint;
    }
    const { target } = this.#backend(destination, random());
    if (target.kind === "invalid") return undefined;
    const endpoints = endpointsOf(state, target, http.configuration.findService(target.service)) ?? [];
    const usable = endpoints.filter(({ key, workload }) => workload.capacity > 0 && !this.#avoided.has(key));
    return usable[Math.floor(random() * usable.length)];
  }

  #backend({ key, address }: ServiceDestination, draw: number): Pick<Backend, "target"> {
    const route = this.#context.http.configuration
      .findService(key)
      ?.connectionRoutes.find((candidate) => isFor(candidate, address.port));
    return route === undefined
      ? { target: { kind: "service", service: key, port: address.port, subset: undefined } }
      : chooseBackend(route.backends, draw);
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
    this.#attempt?.cancel();
    if (this.#relay !== undefined) this.#relay.destroy(failure.message);
    else {
      this.#client.refuse(503);
      this.#client.transport.reset();
    }
    this.#finish(failure);
  }

  #finish(failure: Failure | undefined): void {
    this.#record?.finish(failure);
    this.#context.connections.delete(this);
  }
}

function serviceOf(destination: ServiceDestination | WorkloadDestination): Service | undefined {
  return destination.kind === "service" ? destination.service : undefined;
}

/** Routes by server names are for TLS that says where it goes. */
function isFor({ port, serverNames }: ConnectionRoute, wanted: number): boolean {
  return (port === undefined || port === wanted) && serverNames.length === 0;
}

const LOST = "tunnel connection lost";
