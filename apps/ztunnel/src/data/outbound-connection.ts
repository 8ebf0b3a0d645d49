/** One outbound connection: route, then plain TCP or an HBONE stream, then bytes. */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import { DEADLINE, identityOf, openUpstream, provenIdentity } from "@ambit/data-plane";
import type { ConnectionDump } from "@ambit/data-plane/messages";
import type { LiveConnection } from "@ambit/data-plane/records";
import {
  type ConnectionFacts,
  ConnectionRecord,
  type Failure,
  logEarlyFailure,
  MESSAGE,
  tlsDump,
} from "@ambit/data-plane/records";
import type { ClientTunnel, TunnelClient, TunnelRequest } from "@ambit/data-plane/tunnels";
import {
  ConnectExchange,
  noNamesFailure,
  type OpenStream,
  relayFailure,
  socketRelayFailure,
} from "@ambit/data-plane/tunnels";
import {
  connectRequest,
  formatBaggage,
  formatForwarded,
  formatTraceparent,
  NO_BAGGAGE,
  PARENT_ID_DIGITS,
  parseBaggage,
  TRACE_ID_DIGITS,
} from "@ambit/hbone";
import type { HeaderField } from "@ambit/http2";
import { EPOLLERR, EPOLLHUP, errnoMessage } from "@ambit/linux";
import type { Workload } from "@ambit/model";
import {
  CONNECTION_EVENTS,
  Dial,
  type FdHandler,
  type RelayEnd,
  type RelayObserver,
  SocketRelay,
  type SocketRelayEnd,
  type SocketRelayObserver,
  StreamRelay,
} from "@ambit/reactor";
import {
  type DoubleHboneUpstream,
  type HboneUpstream,
  type HostnameUpstream,
  resumeWithAddresses,
  type TcpUpstream,
} from "@ambit/routing";
import { type DataContext } from "./context.ts";
import { EndpointChoice } from "./endpoint-choice.ts";
import { LocalPeer } from "./local-peer.ts";
import type { LocalRoute } from "./local-pods.ts";
import type { OnDemandDecision } from "./on-demand.ts";
import {
  type OutboundSource,
  PROTOCOL,
  type TunnelUpstream,
  tcpFacts,
  tunnelFacts,
} from "./outbound-facts.ts";

/** A connection on its way out, and the listener that took it. */
export interface AcceptedOutbound {
  readonly fd: number;
  readonly source: SocketAddress;
  readonly target: SocketAddress;
  readonly component: "outbound" | "socks5";
}

/** See the module comment. Owns the accepted descriptor from construction on. */
export class OutboundConnection implements FdHandler, LiveConnection, RelayObserver, SocketRelayObserver {
  readonly component: "outbound" | "socks5";
  readonly #context: DataContext;
  readonly #tunnels: TunnelClient;
  readonly #accepted: AcceptedOutbound;
  #record: ConnectionRecord | undefined;
  /**
   * Of double HBONE: the record is made when it is known who answers, or that nobody does (as ztunnel). Of a connection that
   * may take no tunnel: when that is known.
   */
  #lateFacts: { readonly facts: ConnectionFacts; readonly startedMs: number } | undefined;
  #upstream: TunnelUpstream | TcpUpstream | undefined;
  #choice: EndpointChoice | undefined;
  #dial: Dial | undefined;
  #exchange: ConnectExchange | undefined;
  #tunnel: ClientTunnel | undefined;
  #traceparent: string | undefined;
  #relay: StreamRelay | undefined;
  #socketRelay: SocketRelay | undefined;
  /** Of a connection that takes no tunnel, because its other end is here. */
  #localPeer: LocalPeer | undefined;
  #seenEvents = 0;
  #isDone = false;

  constructor(context: DataContext, tunnels: TunnelClient, accepted: AcceptedOutbound) {
    this.#context = context;
    this.#tunnels = tunnels;
    this.#accepted = accepted;
    this.component = accepted.component;
    context.reactor.register(accepted.fd, CONNECTION_EVENTS, this);
    context.connections.add(this);
  }

  /** Ends a connection that has no record: one early-deny line, no connection metrics. */
  refuse(failure: Failure): void {
    if (this.#isDone) return;
    const { source, target } = this.#accepted;
    this.#context.failures.count("source", failure.code);
    logEarlyFailure(
      this.#context.records,
      { direction: "outbound", sourceAddress: source, destinationAddress: target },
      failure,
    );
    this.#end(undefined);
  }

  /** Routes for the workload this proxy acts for. */
  start(source: Workload): void {
    if (this.#isDone) return;
    const { source: client, target } = this.#accepted;
    const { network } = this.#context.config;
    this.#choice = new EndpointChoice(this.#context, { source, sourceIp: client.ip, target, network });
    this.#choice.first((decision) => this.#follow(decision, source));
  }

  /** The application may go away while its connection is being set up. What else is told is kept for the relay. */
  onReady(events: number): void {
    this.#seenEvents |= events;
    if ((events & (EPOLLHUP | EPOLLERR)) === 0 || this.#isDone) return;
    const failure: Failure = {
      code: "client-gone",
      message: "the client closed before the connection was up",
    };
    if (this.#record === undefined && this.#lateFacts === undefined) this.refuse(failure);
    else this.#end(failure);
  }

  abort(error: unknown): void {
    this.#end({ code: "internal", message: `internal error: ${String(error)}` });
  }

  recheck(): void {
    // Policies are enforced by the destination only.
  }

  endRevoked(): void {
    if (this.#tunnel?.isRevoked === true || this.#localPeer?.isServerRevoked === true) {
      this.#end({ code: "certificate-revoked", message: MESSAGE.revoked });
    }
  }

  destroyByDrain(): void {
    this.#end({ code: "drained", message: MESSAGE.closedByDrain });
  }

  dump(): ConnectionDump | undefined {
    const upstream = this.#upstream;
    if (upstream === undefined) return undefined;
    return {
      pod: this.#context.pod,
      direction: "outbound",
      src: formatSocketAddress(this.#accepted.source),
      originalDst: formatSocketAddress(this.#accepted.target),
      actualDst: formatSocketAddress(upstream.kind === "tcp" ? upstream.destination : upstream.hop),
      protocol: PROTOCOL[upstream.kind],
      isLocal: this.#localPeer !== undefined,
      tls: this.#tunnel === undefined ? undefined : tlsDump(this.#tunnel.facts),
    };
  }

  #follow(decision: OnDemandDecision, source: Workload): void {
    if (this.#isDone) return;
    switch (decision.kind) {
      case "unavailable":
        this.refuse({ code: "lookup-failed", message: decision.message });
        return;
      case "error":
        this.refuse({ code: "no-route", message: decision.message });
        return;
      case "resolve-hostname":
        this.#resolve(decision, source);
        return;
      case "tcp":
        this.#startTcp(decision, source);
        return;
      case "hbone":
        this.#startHbone(decision, source);
        return;
      case "double-hbone":
        this.#startDoubleHbone(decision, source);
        return;
    }
  }

  #resolve(pending: HostnameUpstream, source: Workload): void {
    const { dns, random } = this.#context;
    dns.counters.hostnameUsed(source, pending.hostname);
    dns.hostnames.resolve(pending.hostname, (addresses) =>
      this.#follow(resumeWithAddresses(pending, addresses, random), source),
    );
  }

  /** Nothing of the connection has reached this endpoint: another one may take it, with a record of its own. */
  #unreached(source: Workload, failure: Failure, status?: number): void {
    const next = this.#isDone ? undefined : this.#choice?.another(this.#upstream, failure, status);
    if (next === undefined) return this.#end(failure);
    this.#makeLateRecord({});
    this.#record?.finish(failure);
    this.#record = undefined;
    this.#dial = undefined;
    this.#exchange = undefined;
    this.#tunnel = undefined;
    this.#localPeer = undefined;
    this.#follow(next, source);
  }

  #startTcp(upstream: TcpUpstream, source: Workload): void {
    this.#use(upstream);
    this.#record = new ConnectionRecord(this.#context.records, tcpFacts(upstream, this.#from(source)));
    const fd = openUpstream(this.#context, upstream.destination, undefined);
    if (fd < 0) {
      this.#unreached(source, { code: "connect-failed", message: `io error: ${errnoMessage(-fd)}` });
      return;
    }
    this.#dial = new Dial(this.#context.reactor, fd, {
      destination: upstream.destination,
      timeoutMs: DEADLINE.connectMs,
      onConnected: (connected) => {
        this.#context.keepalives.add(connected);
        this.#startSocketRelay(connected);
      },
      onFailed: (errno, isTimeout) =>
        this.#unreached(
          source,
          isTimeout
            ? { code: "connect-timeout", message: MESSAGE.deadline }
            : { code: "connect-failed", message: `io error: ${errnoMessage(errno)}` },
        ),
    });
    this.#dial.start();
  }

  #startSocketRelay(upstreamFd: number): void {
    const { reactor, memory } = this.#context;
    this.#dial = undefined;
    const relay = new SocketRelay(
      { reactor, memory },
      { first: this.#accepted.fd, second: upstreamFd },
      this,
    );
    this.#socketRelay = relay;
    reactor.replaceHandler(this.#accepted.fd, relay.first);
    reactor.replaceHandler(upstreamFd, relay.second);
    relay.start();
  }

  #startHbone(upstream: HboneUpstream, source: Workload): void {
    const { localPods, records } = this.#context;
    this.#use(upstream);
    const facts = tunnelFacts(upstream, this.#from(source));
    if (localPods === undefined) {
      this.#record = new ConnectionRecord(records, facts);
      this.#openTunnel(upstream, source);
      return;
    }
    this.#lateFacts = { facts, startedMs: records.nowMs() };
    localPods.choose(this.#from(source), upstream, (route) => {
      if (this.#isDone) return;
      this.#makeLateRecord({ isLocal: route !== undefined });
      if (route === undefined) this.#openTunnel(upstream, source);
      else this.#joinLocally(route, upstream, source);
    });
  }

  #openTunnel(upstream: HboneUpstream, source: Workload): void {
    const request = this.#tunnelRequest(upstream, upstream.expectedIdentities, source);
    this.#connect(source, {
      open: (callbacks) => this.#tunnels.open(request, callbacks),
      fields: () => this.#connectFields(upstream, source),
      onOpen: (open) => this.#startRelay(open),
    });
  }

  #joinLocally(route: LocalRoute, upstream: HboneUpstream, source: Workload): void {
    this.#localPeer = new LocalPeer(route, upstream, {
      onConnected: (fd) => this.#startSocketRelay(fd),
      onRefused: (failure, status) => this.#unreached(source, failure, status),
      onCut: (failure) => this.#end(failure),
    });
    this.#localPeer.start();
  }

  #startDoubleHbone(upstream: DoubleHboneUpstream, source: Workload): void {
    const { records, config } = this.#context;
    this.#use(upstream);
    this.#lateFacts = { facts: tunnelFacts(upstream, this.#from(source)), startedMs: records.nowMs() };
    const { expectedIdentities, authority, forwardedNetwork } = upstream;
    if (expectedIdentities.length === 0) {
      this.#end(noNamesFailure(upstream.service));
      return;
    }
    const request = {
      gateway: this.#tunnelRequest(upstream, upstream.gatewayIdentities, source),
      authority,
      fields: () => this.#connectFields(upstream, source),
      expectedIdentities,
    };
    this.#connect(source, {
      open: (callbacks) => this.#tunnels.openInner(request, callbacks),
      fields: () => this.#connectFields(upstream, source, forwardedNetwork),
      onOpen: (open) => {
        const identity = provenIdentity(open.tunnel.facts.peerUriSans, expectedIdentities);
        const baggage = config.enableResponseBaggage ? parseBaggage(open.baggageValues) : NO_BAGGAGE;
        this.#makeLateRecord({ remote: { baggage, identity } });
        this.#startRelay(open);
      },
    });
  }

  #from(workload: Workload): OutboundSource {
    return { workload, address: this.#accepted.source };
  }

  #makeLateRecord(more: Partial<ConnectionFacts>): void {
    if (this.#lateFacts === undefined) return;
    const { facts, startedMs } = this.#lateFacts;
    this.#lateFacts = undefined;
    this.#record = new ConnectionRecord(this.#context.records, { ...facts, ...more }, startedMs);
    this.#record.tls = this.#tunnel?.facts;
  }

  #tunnelRequest(
    { hop }: TunnelUpstream,
    expectedIdentities: TunnelRequest["expectedIdentities"],
    source: Workload,
  ): TunnelRequest {
    return { source: identityOf(source), sourceIp: this.#accepted.source.ip, hop, expectedIdentities };
  }

  /** `forwardedNetwork`: only in the inner request of two. */
  #connectFields(upstream: TunnelUpstream, source: Workload, forwardedNetwork?: string): HeaderField[] {
    const { randomHex } = this.#context;
    this.#traceparent ??= formatTraceparent(randomHex(TRACE_ID_DIGITS), randomHex(PARENT_ID_DIGITS));
    return connectRequest({
      authority: upstream.authority,
      baggage: formatBaggage(source),
      forwarded: formatForwarded(this.#accepted.source, upstream.service?.hostname),
      traceparent: this.#traceparent,
      ...(forwardedNetwork === undefined ? {} : { forwardedNetwork }),
    });
  }

  #use(upstream: TunnelUpstream | TcpUpstream): void {
    this.#upstream = upstream;
    this.#choice?.use(upstream);
  }

  #connect(
    source: Workload,
    request: Pick<ConstructorParameters<typeof ConnectExchange>[0], "open" | "fields" | "onOpen">,
  ): void {
    this.#exchange = new ConnectExchange({
      ...request,
      reactor: this.#context.reactor,
      onTunnel: (tunnel) => {
        this.#tunnel = tunnel;
        if (this.#record !== undefined) this.#record.tls = tunnel.facts;
      },
      onFailed: (failure, status) => this.#unreached(source, failure, status),
    });
    this.#exchange.start();
  }

  onSocketBytes(count: number): void {
    this.#record?.addRequestBytes(count);
  }

  onStreamBytes(count: number): void {
    this.#record?.addResponseBytes(count);
  }

  onForwardBytes(count: number): void {
    this.#record?.addRequestBytes(count);
    this.#localPeer?.onRequestBytes(count);
  }

  onBackwardBytes(count: number): void {
    this.#record?.addResponseBytes(count);
    this.#localPeer?.onResponseBytes(count);
  }

  onRelayEnd(end: RelayEnd | SocketRelayEnd): void {
    if (this.#isDone) return;
    const failure = "resetCode" in end ? relayFailure(end) : socketRelayFailure(end);
    this.#isDone = true;
    this.#localPeer?.relayEnded(failure);
    this.#finish(failure);
  }

  #startRelay({ stream, tunnel }: OpenStream): void {
    const { reactor, memory } = this.#context;
    const { fd } = this.#accepted;
    const relay = new StreamRelay({ reactor, memory }, { stream, output: tunnel.socket.tls }, this);
    this.#relay = relay;
    stream.consumer = relay;
    reactor.replaceHandler(fd, relay);
    relay.attach(fd, this.#seenEvents);
  }

  /** Ends what is still being set up or relayed, then the record. */
  #end(failure: Failure | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#dial?.cancel();
    this.#localPeer?.abandon();
    if (this.#relay !== undefined && !this.#relay.isDone) this.#relay.destroy("aborted", "", CANCEL);
    else if (this.#socketRelay !== undefined && !this.#socketRelay.isDone) this.#socketRelay.abort(undefined);
    else {
      this.#exchange?.cancel();
      this.#context.reactor.close(this.#accepted.fd);
    }
    this.#finish(failure);
  }

  #finish(failure: Failure | undefined): void {
    this.#makeLateRecord({});
    this.#record?.finish(failure);
    this.#choice?.release();
    this.#context.connections.delete(this);
    // While it is being set up the exchange has the stream, and says when it has ended.
    if (this.#relay !== undefined) this.#tunnel?.streamEnded();
  }
}

const CANCEL = 8;
