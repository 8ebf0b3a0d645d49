/** One outbound connection: route, then plain TCP or an HBONE stream, then bytes. */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import {
  connectRequest,
  formatBaggage,
  formatForwarded,
  formatTraceparent,
  PARENT_ID_DIGITS,
  parseConnectResponse,
  TRACE_ID_DIGITS,
} from "@ambit/hbone";
import type { HeaderField, Http2Stream, StreamConsumer } from "@ambit/http2";
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
  Timer,
} from "@ambit/reactor";
import {
  chooseUpstream,
  type HboneUpstream,
  type HostnameUpstream,
  resumeWithAddresses,
  type TcpUpstream,
} from "@ambit/routing";
import type { ConnectionDump } from "../messages.ts";
import { ConnectionRecord, logEarlyFailure } from "./connection-record.ts";
import type { LiveConnection } from "./connection-registry.ts";
import { type DataContext, identityOf } from "./context.ts";
import { DEADLINE } from "./deadlines.ts";
import { type Failure, MESSAGE, peerStatusMessage } from "./failure.ts";
import type { OnDemandDecision } from "./on-demand.ts";
import { relayFailure, socketRelayFailure } from "./relay-failure.ts";
import { openUpstream } from "./sockets.ts";
import { tlsDump } from "./tls-dump.ts";
import { type ClientTunnel, type TunnelClient, tunnelFailure } from "./tunnel-client.ts";

/** A connection on its way out, and the listener that took it. */
export interface AcceptedOutbound {
  readonly fd: number;
  readonly source: SocketAddress;
  readonly target: SocketAddress;
  readonly component: "outbound" | "socks5";
}

/** See the module comment. Owns the accepted descriptor from construction on. */
export class OutboundConnection
  implements FdHandler, LiveConnection, StreamConsumer, RelayObserver, SocketRelayObserver
{
  readonly component: "outbound" | "socks5";
  readonly #context: DataContext;
  readonly #tunnels: TunnelClient;
  readonly #accepted: AcceptedOutbound;
  #source: Workload | undefined;
  #record: ConnectionRecord | undefined;
  #upstream: HboneUpstream | TcpUpstream | undefined;
  #dial: Dial | undefined;
  #tunnel: ClientTunnel | undefined;
  #stream: Http2Stream | undefined;
  #relay: StreamRelay | undefined;
  #socketRelay: SocketRelay | undefined;
  #responseTimer: Timer | undefined;
  #isRetry = false;
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
    this.#source = source;
    const { state, config, random, onDemand } = this.#context;
    const { target } = this.#accepted;
    const request = { source, sourceIp: this.#accepted.source.ip, target, network: config.network };
    if (onDemand === undefined) this.#follow(chooseUpstream(state, request, random), source);
    else onDemand.choose(request, (decision) => this.#follow(decision, source), this.#context.connections);
  }

  /** The application may go away while its connection is being set up. What else is told is kept for the relay. */
  onReady(events: number): void {
    this.#seenEvents |= events;
    if ((events & (EPOLLHUP | EPOLLERR)) === 0 || this.#isDone) return;
    const failure: Failure = {
      code: "client-gone",
      message: "the client closed before the connection was up",
    };
    if (this.#record === undefined) this.refuse(failure);
    else this.#end(failure);
  }

  abort(error: unknown): void {
    this.#end({ code: "internal", message: `internal error: ${String(error)}` });
  }

  recheck(): void {
    // Policies are enforced by the destination only.
  }

  endRevoked(): void {
    if (this.#tunnel?.isRevoked === true) {
      this.#end({ code: "certificate-revoked", message: MESSAGE.revoked });
    }
  }

  destroyByDrain(): void {
    this.#end({ code: "drained", message: MESSAGE.closedByDrain });
  }

  dump(): ConnectionDump | undefined {
    const upstream = this.#upstream;
    if (upstream === undefined) return undefined;
    const isHbone = upstream.kind === "hbone";
    return {
      pod: this.#context.pod,
      direction: "outbound",
      src: formatSocketAddress(this.#accepted.source),
      originalDst: formatSocketAddress(this.#accepted.target),
      actualDst: formatSocketAddress(isHbone ? upstream.hop : upstream.destination),
      protocol: isHbone ? "HBONE" : "TCP",
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
      case "double-hbone":
        this.refuse({
          code: "unsupported-route",
          message: `${decision.authority} is in network ${decision.workload.network}, which this proxy cannot reach yet`,
        });
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
    }
  }

  #resolve(pending: HostnameUpstream, source: Workload): void {
    const { dns, random } = this.#context;
    dns.counters.hostnameUsed(source, pending.hostname);
    dns.hostnames.resolve(pending.hostname, (addresses) =>
      this.#follow(resumeWithAddresses(pending, addresses, random), source),
    );
  }

  #startTcp(upstream: TcpUpstream, source: Workload): void {
    this.#upstream = upstream;
    this.#record = new ConnectionRecord(this.#context.records, {
      direction: "outbound",
      sourceAddress: this.#accepted.source,
      source,
      sourceBaggage: undefined,
      sourceIdentity: undefined,
      destinationAddress: upstream.destination,
      hboneAuthority: undefined,
      destination: upstream.workload,
      service: upstream.service,
      isMutualTls: false,
    });
    const fd = openUpstream(this.#context, upstream.destination, undefined);
    if (fd < 0) {
      this.#end({ code: "connect-failed", message: `io error: ${errnoMessage(-fd)}` });
      return;
    }
    this.#dial = new Dial(this.#context.reactor, fd, {
      destination: upstream.destination,
      timeoutMs: DEADLINE.connectMs,
      onConnected: (connected) => this.#startSocketRelay(connected),
      onFailed: (errno, isTimeout) =>
        this.#end(
          isTimeout
            ? { code: "connect-timeout", message: MESSAGE.deadline }
            : { code: "connect-failed", message: `io error: ${errnoMessage(errno)}` },
        ),
    });
    this.#dial.start();
  }

  #startSocketRelay(upstreamFd: number): void {
    const { reactor, memory, keepalives } = this.#context;
    keepalives.add(upstreamFd);
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
    this.#upstream = upstream;
    this.#record ??= new ConnectionRecord(this.#context.records, {
      direction: "outbound",
      sourceAddress: this.#accepted.source,
      source,
      sourceBaggage: undefined,
      sourceIdentity: identityOf(source),
      destinationAddress: upstream.hop,
      hboneAuthority: upstream.authority,
      destination: upstream.workload,
      service: upstream.service,
      isMutualTls: true,
    });
    this.#tunnels.open(
      {
        source: identityOf(source),
        sourceIp: this.#accepted.source.ip,
        hop: upstream.hop,
        expectedIdentities: upstream.expectedIdentities,
      },
      {
        onTunnel: (tunnel) => this.#openStream(tunnel, upstream, source),
        onFailed: (failure) => this.#end(failure),
      },
    );
  }

  #openStream(tunnel: ClientTunnel, upstream: HboneUpstream, source: Workload): void {
    if (this.#isDone) return;
    const { randomHex, reactor } = this.#context;
    const fields = connectRequest({
      authority: upstream.authority,
      baggage: formatBaggage(source),
      forwarded: formatForwarded(this.#accepted.source, upstream.service?.hostname),
      traceparent: formatTraceparent(randomHex(TRACE_ID_DIGITS), randomHex(PARENT_ID_DIGITS)),
    });
    this.#tunnel = tunnel;
    const record = this.#record;
    if (record !== undefined) record.tls = tunnel.facts;
    this.#stream = tunnel.socket.openStream(fields, this);
    if (this.#stream === undefined) {
      this.#tunnel = undefined;
      this.#end({ code: "stream-refused", message: "h2 failed: the tunnel takes no more streams" });
      return;
    }
    this.#responseTimer = new Timer(() => this.#onResponseDeadline());
    reactor.armAfter(this.#responseTimer, DEADLINE.connectResponseMs);
  }

  onHeaders(fields: readonly HeaderField[], endStream: boolean): void {
    if (this.#relay !== undefined || this.#isDone) return;
    const { status } = parseConnectResponse(fields);
    if (status >= 100 && status < 200) return;
    this.#cancelResponseTimer();
    if (status !== 200 || endStream) {
      this.#stream?.reset(endStream ? NO_ERROR : CANCEL);
      this.#end(
        status === 200
          ? { code: "peer-status", message: "h2 failed: the peer ended the stream with its answer" }
          : { code: "peer-status", message: peerStatusMessage(status) },
      );
      return;
    }
    this.#startRelay();
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    this.#relay?.onData(bytes, start, end);
  }

  onEnd(): void {
    this.#relay?.onEnd();
  }

  /** Before the answer: the stream was lost. A pooled tunnel may have been dead already, so one more try is due. */
  onReset(code: number | undefined): void {
    if (this.#isDone) return;
    this.#cancelResponseTimer();
    const tunnel = this.#tunnel;
    const isRetriable = code === REFUSED_STREAM || (code === undefined && tunnel?.isFresh === false);
    if (isRetriable && !this.#isRetry && this.#source !== undefined && this.#upstream?.kind === "hbone") {
      this.#isRetry = true;
      this.#releaseTunnel();
      this.#startHbone(this.#upstream, this.#source);
      return;
    }
    const end = tunnel?.socket.endReason;
    if (code === undefined && end !== undefined) this.#end(tunnelFailure(end));
    else
      this.#end({
        code: "stream-reset",
        message: `h2 failed: stream reset by peer (${code ?? "connection lost"})`,
      });
  }

  onWritable(): void {
    this.#relay?.onWritable();
  }

  onSocketBytes(count: number): void {
    this.#record?.addRequestBytes(count);
  }

  onStreamBytes(count: number): void {
    this.#record?.addResponseBytes(count);
  }

  onForwardBytes(count: number): void {
    this.#record?.addRequestBytes(count);
  }

  onBackwardBytes(count: number): void {
    this.#record?.addResponseBytes(count);
  }

  onRelayEnd(end: RelayEnd | SocketRelayEnd): void {
    if (this.#isDone) return;
    const failure = "resetCode" in end ? relayFailure(end) : socketRelayFailure(end);
    this.#isDone = true;
    this.#finish(failure);
  }

  #startRelay(): void {
    const { reactor, memory } = this.#context;
    const { fd } = this.#accepted;
    if (this.#stream === undefined || this.#tunnel === undefined) return;
    const relay = new StreamRelay(
      { reactor, memory },
      { stream: this.#stream, output: this.#tunnel.socket.tls },
      this,
    );
    this.#relay = relay;
    this.#stream.consumer = relay;
    reactor.replaceHandler(fd, relay);
    relay.attach(fd, this.#seenEvents);
  }

  #onResponseDeadline(): void {
    this.#stream?.reset(CANCEL);
    this.#end({ code: "connect-deadline", message: "h2 failed: no answer to CONNECT in time" });
  }

  #cancelResponseTimer(): void {
    if (this.#responseTimer !== undefined) this.#context.reactor.timers.cancel(this.#responseTimer);
  }

  #releaseTunnel(): void {
    const tunnel = this.#tunnel;
    this.#tunnel = undefined;
    this.#stream = undefined;
    if (tunnel !== undefined) this.#tunnels.streamEnded(tunnel);
  }

  /** Ends what is still being set up or relayed, then the record. */
  #end(failure: Failure | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#cancelResponseTimer();
    this.#dial?.cancel();
    if (this.#relay !== undefined && !this.#relay.isDone) this.#relay.destroy("aborted", "", CANCEL);
    else if (this.#socketRelay !== undefined && !this.#socketRelay.isDone) this.#socketRelay.abort(undefined);
    else {
      this.#stream?.reset(CANCEL);
      this.#context.reactor.close(this.#accepted.fd);
    }
    this.#finish(failure);
  }

  #finish(failure: Failure | undefined): void {
    this.#record?.finish(failure);
    this.#context.connections.delete(this);
    this.#releaseTunnel();
  }
}

const NO_ERROR = 0;
const REFUSED_STREAM = 7;
const CANCEL = 8;
