/** One CONNECT stream of an inbound tunnel: validate, authorize, dial the application, answer, relay. */
import { formatSocketAddress, ipFamily, parseIpAddress, type SocketAddress } from "@ambit/addr";
import { type ConnectionFacts as AuthzFacts, formatDenial, POLICY_CHANGE_MESSAGE } from "@ambit/authz";
import {
  type ConnectErrorStatus,
  type ConnectRequest,
  encodeProxyHeader,
  errorResponse,
  formatBaggage,
  isFromOtherNetwork,
  okResponse,
  parseBaggage,
  parseConnectRequest,
  parseTraceparent,
  TRACE_ID_DIGITS,
} from "@ambit/hbone";
import type { HeaderField, Http2Stream } from "@ambit/http2";
import { errnoMessage, sendFrom } from "@ambit/linux";
import { formatIdentity, type Identity, type Workload } from "@ambit/model";
import { Dial, type Http2Socket, type RelayEnd, type RelayObserver, StreamRelay } from "@ambit/reactor";
import { type AcceptedInbound, chooseInbound, guessDestinationService, parseAuthority } from "@ambit/routing";
import type { Logger } from "@ambit/telemetry";
import type { TlsFacts } from "@ambit/tls";
import type { ConnectionDump } from "../messages.ts";
import { authorize, inboundSpan, type TracedConnection } from "./authorize.ts";
import { ConnectionRecord } from "./connection-record.ts";
import type { LiveConnection } from "./connection-registry.ts";
import type { DataContext } from "./context.ts";
import { DEADLINE } from "./deadlines.ts";
import { type Failure, MESSAGE } from "./failure.ts";
import { reportInboundFailure } from "./inbound-failure.ts";
import { relayFailure } from "./relay-failure.ts";
import { openUpstream } from "./sockets.ts";
import { tlsDump } from "./tls-dump.ts";

/** What a stream has to know of the tunnel it came in. */
export interface StreamTunnel {
  readonly socket: Http2Socket;
  readonly source: SocketAddress;
  /** Local address of the tunnel. */
  readonly destination: SocketAddress;
  /** Proven by the handshake. */
  readonly identity: Identity | undefined;
  readonly facts: TlsFacts | undefined;
  /** By now. */
  readonly isRevoked: boolean;
}

/** See the module comment. The relay is the stream's consumer from the start and keeps what comes early. */
export class InboundStream implements LiveConnection, RelayObserver, TracedConnection {
  readonly component = "inbound";
  readonly #context: DataContext;
  readonly #tunnel: StreamTunnel;
  readonly #stream: Http2Stream;
  readonly #relay: StreamRelay;
  #request: ConnectRequest | undefined;
  #authzFacts: AuthzFacts | undefined;
  #record: ConnectionRecord | undefined;
  #dial: Dial | undefined;
  /** Of the request, or drawn for the first line that needs one. */
  #traceId: string | undefined;
  #isDone = false;

  constructor(context: DataContext, tunnel: StreamTunnel, stream: Http2Stream) {
    this.#context = context;
    this.#tunnel = tunnel;
    this.#stream = stream;
    this.#relay = new StreamRelay(context, { stream, output: tunnel.socket.tls }, this);
    stream.consumer = this.#relay;
    context.connections.add(this);
  }

  start(fields: readonly HeaderField[]): void {
    const request = parseConnectRequest(fields);
    const authority = request === undefined ? undefined : parseAuthority(request.authority);
    if (request === undefined || authority === undefined) {
      this.#refuse(400, { code: "bad-request", message: "invalid CONNECT request" });
      return;
    }
    this.#request = request;
    this.#context.local.whenKnown((local) => {
      if (this.#isDone) return;
      if (local === undefined) {
        this.#refuse(503, {
          code: "unknown-workload",
          message: `unknown destination: ${this.#context.local.description}`,
        });
        return;
      }
      const decision = chooseInbound(this.#context.state, {
        local,
        connectionIp: this.#tunnel.destination.ip,
        authority,
        network: this.#context.config.network,
        isIllegalPort: (port) => this.#context.config.illegalPorts.includes(port),
      });
      if (decision.kind === "reject") {
        const code = decision.code === "illegal-port" ? "recursive-call" : "bad-destination";
        this.#refuse(decision.status, { code, message: decision.message });
        return;
      }
      this.#authorize(local, decision, request);
    });
  }

  recheck(): void {
    const facts = this.#authzFacts;
    // While the record is missing (it may be on its way) the connection is judged by the one it was accepted under.
    const local = this.#context.local.find() ?? this.#record?.facts.destination;
    if (facts === undefined || local === undefined || this.#isDone) return;
    const { allow, policy, rule } = authorize(this.#context, local, facts, this);
    if (allow) return;
    this.#end({ code: "policy-changed", message: POLICY_CHANGE_MESSAGE, policy, rule });
    const peer = facts.identity === undefined ? "None" : formatIdentity(facts.identity);
    const destination = formatSocketAddress({ ip: facts.destinationIp, port: facts.destinationPort });
    this.#context.log
      .child("proxy::connection_manager")
      .info(
        `connection ${formatSocketAddress(this.#tunnel.source)}(${peer})->${destination} (${local.uid}) closed because it's no longer allowed after a policy update`,
      );
  }

  endRevoked(): void {
    if (this.#tunnel.isRevoked) this.#end({ code: "certificate-revoked", message: MESSAGE.revoked });
  }

  inSpan(logger: Logger): Logger {
    this.#traceId ??=
      parseTraceparent(this.#request?.traceparent ?? "") ?? this.#context.randomHex(TRACE_ID_DIGITS);
    return inboundSpan(logger, this.#traceId, this.#tunnel.source);
  }

  destroyByDrain(): void {
    this.#end({ code: "drained", message: MESSAGE.closedByDrain });
  }

  dump(): ConnectionDump | undefined {
    const facts = this.#authzFacts;
    if (facts === undefined) return undefined;
    return {
      pod: this.#context.pod,
      direction: "inbound",
      src: formatSocketAddress(this.#tunnel.source),
      originalDst: this.#request?.forwardedHost,
      actualDst: formatSocketAddress({ ip: facts.destinationIp, port: facts.destinationPort }),
      protocol: "HBONE",
      tls: this.#tunnel.facts && tlsDump(this.#tunnel.facts),
    };
  }

  onSocketBytes(count: number): void {
    this.#record?.addResponseBytes(count);
  }

  onStreamBytes(count: number): void {
    this.#record?.addRequestBytes(count);
  }

  onRelayEnd(end: RelayEnd): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#dial?.cancel();
    this.#finish(relayFailure(end));
  }

  #authorize(local: Workload, accepted: AcceptedInbound, request: ConnectRequest): void {
    const { state, records } = this.#context;
    const { source, destination, identity, facts } = this.#tunnel;
    this.#authzFacts = {
      sourceIp: source.ip,
      destinationIp: accepted.destination.ip,
      destinationPort: accepted.destination.port,
      identity,
    };
    const sourceWorkload = this.#findSource(request);
    this.#record = new ConnectionRecord(records, {
      direction: "inbound",
      sourceAddress: source,
      source: sourceWorkload,
      sourceBaggage:
        sourceWorkload === undefined && this.#context.config.enableResponseBaggage
          ? parseBaggage(request.baggageValues)
          : undefined,
      sourceIdentity: identity,
      destinationAddress: destination,
      hboneAuthority: request.authority,
      destination: local,
      service: guessDestinationService(state, local, {
        destinationPort: accepted.destination.port,
        forwardedHost: request.forwardedHost,
        byHostname: accepted.service,
      }),
      isMutualTls: true,
    });
    this.#record.tls = facts;
    const decision = authorize(this.#context, local, this.#authzFacts, this);
    if (!decision.allow) {
      const { policy, rule } = decision;
      this.#answerError(401);
      this.#end({ code: "policy-denied", message: formatDenial(decision), policy, rule });
      return;
    }
    this.#connect(local, accepted);
  }

  /** By address, unless the request came through another network's gateway, whose address that would be. */
  #findSource(request: ConnectRequest): Workload | undefined {
    const { state, config } = this.#context;
    if (isFromOtherNetwork(request.forwardedNetwork, config.network)) return undefined;
    return state.findWorkloadByIp(config.network, this.#tunnel.source.ip);
  }

  #connect(local: Workload, accepted: AcceptedInbound): void {
    const { config, isTransparent, reactor } = this.#context;
    const loopback = accepted.proxyDestination !== undefined && config.localhostAppTunnel;
    const destination = loopback ? loopbackOf(accepted.destination) : accepted.destination;
    const fd = openUpstream(this.#context, destination, {
      spoofedSource: loopback || !isTransparent ? undefined : this.#tunnel.source.ip,
      onSpoofFailed: (reason) =>
        this.inSpan(this.#context.log).warn("failed to preserve the source address", { error: reason }),
    });
    if (fd < 0) {
      this.#connectFailed(`connection failed: ${errnoMessage(-fd)}`, "connect-failed");
      return;
    }
    this.#dial = new Dial(reactor, fd, {
      destination,
      timeoutMs: DEADLINE.connectMs,
      onConnected: (connected, events) => this.#connected(connected, events, { local, accepted }),
      onFailed: (errno, isTimeout) =>
        isTimeout
          ? this.#connectFailed("connection failed: deadline has elapsed", "connect-timeout")
          : this.#connectFailed(`connection failed: ${errnoMessage(errno)}`, "connect-failed"),
    });
    this.#dial.start();
  }

  #connectFailed(message: string, code: "connect-failed" | "connect-timeout"): void {
    if (this.#isDone) return;
    this.#answerError(503);
    this.#end({ code, message });
  }

  #connected(
    fd: number,
    events: number,
    { local, accepted }: { readonly local: Workload; readonly accepted: AcceptedInbound },
  ): void {
    this.#dial = undefined;
    const { reactor, config, keepalives } = this.#context;
    keepalives.add(fd);
    reactor.replaceHandler(fd, this.#relay);
    this.#stream.respond(okResponse(config.enableResponseBaggage ? formatBaggage(local) : undefined), false);
    if (accepted.proxyDestination !== undefined) this.#sendProxyHeader(fd, accepted.proxyDestination);
    if (this.#isDone) reactor.close(fd);
    else this.#relay.attach(fd, events);
  }

  /** A fresh socket always takes this little: a short write means that the connection is broken already. */
  #sendProxyHeader(fd: number, destination: SocketAddress): void {
    const { identity, source } = this.#tunnel;
    const { queueBlocks } = this.#context.memory;
    // Not the receive area: it may hold frames that are being handled in this very call.
    const area = queueBlocks.take();
    if (area === undefined) {
      this.#end({ code: "out-of-memory", message: "no memory for the PROXY header" });
      return;
    }
    const header = encodeProxyHeader({
      source,
      destination,
      ...(identity === undefined ? {} : { sourceIdentity: formatIdentity(identity) }),
    });
    area.bytes.set(header, 0);
    sendFrom(fd, area, 0, header.length);
    queueBlocks.give(area);
  }

  /** Refusal without a record: status, reset, early-deny line. */
  #refuse(status: ConnectErrorStatus, failure: Failure): void {
    if (this.#isDone) return;
    this.#answerError(status);
    reportInboundFailure(this.#context, this.#tunnel, failure);
    this.#end(undefined);
  }

  /** HEADERS with END_STREAM, then RST_STREAM(NO_ERROR), since the request is still open (RFC 9113 §8.1). */
  #answerError(status: ConnectErrorStatus): void {
    this.#stream.respond(errorResponse(status), true);
    this.#stream.reset(NO_ERROR);
  }

  #end(failure: Failure | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#dial?.cancel();
    this.#relay.destroy("aborted", failure?.message ?? "", CANCEL);
    this.#finish(failure);
  }

  #finish(failure: Failure | undefined): void {
    this.#record?.finish(failure);
    this.#context.connections.delete(this);
  }
}

/** PROXY applications are reached over loopback (LOCALHOST_APP_TUNNEL), in the family of their address. */
function loopbackOf(address: SocketAddress): SocketAddress {
  return { ip: parseIpAddress(ipFamily(address.ip) === 4 ? "127.0.0.1" : "::1"), port: address.port };
}

const NO_ERROR = 0;
const CANCEL = 8;
