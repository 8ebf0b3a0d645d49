/**
 * One connection into a workload that its peer has asked for by CONNECT, or would have: validate, authorize, connect to
 * the application, and ask the policies again as long as it lasts. How it came, and how its bytes move, is the peer's.
 */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import { type ConnectionFacts as AuthzFacts, formatDenial, POLICY_CHANGE_MESSAGE } from "@ambit/authz";
import {
  authorize,
  inboundSpan,
  reportInboundFailure,
  type TracedConnection,
} from "@ambit/data-plane/inbound";
import type { ConnectionDump } from "@ambit/data-plane/messages";
import type { LiveConnection } from "@ambit/data-plane/records";
import { ConnectionRecord, type Failure, MESSAGE, tlsDump } from "@ambit/data-plane/records";
import {
  type ConnectErrorStatus,
  type ConnectRequest,
  isFromOtherNetwork,
  parseBaggage,
  parseTraceparent,
  TRACE_ID_DIGITS,
} from "@ambit/hbone";
import { formatIdentity, type Identity, type Workload } from "@ambit/model";
import type { Dial } from "@ambit/reactor";
import {
  type AcceptedInbound,
  chooseInbound,
  guessDestinationService,
  type InboundDecision,
  type ParsedAuthority,
  parseAuthority,
  type RoutingState,
} from "@ambit/routing";
import type { Logger } from "@ambit/telemetry";
import type { TlsFacts } from "@ambit/tls";
import { dialApplication, sendProxyHeader } from "./application-dial.ts";
import type { DataContext } from "./context.ts";
import type { UnavailableRoute } from "./on-demand.ts";

/** Who asks, by which way, and who hears of the outcome: of an error's status, or of the application's descriptor. */
export interface InboundPeer {
  readonly source: SocketAddress;
  /** The workload's address that the peer came to, with the port of HBONE. */
  readonly destination: SocketAddress;
  /** Proven. */
  readonly identity: Identity | undefined;
  /** Of the tunnel; undefined where there is none. */
  readonly facts: TlsFacts | undefined;
  /** By now. */
  readonly isRevoked: boolean;
  /** The peer's record where it is certain; undefined: it is looked up by the source address. */
  readonly workload: Workload | undefined;
  /** Whether the peer is a pod of this node that came without a tunnel. */
  readonly isLocal: boolean;
  answerError(status: ConnectErrorStatus): void;
  /** The application is there: `fd` is registered, and the peer's from here on. For `events` see DialOptions. */
  join(fd: number, events: number, local: Workload): void;
  /** This side has ended the connection; the peer lets go of whatever it holds. */
  cut(message: string): void;
}

/** See the module comment. */
export class InboundConnection implements LiveConnection, TracedConnection {
  readonly component = "inbound";
  readonly #context: DataContext;
  readonly #peer: InboundPeer;
  #request: ConnectRequest | undefined;
  #authzFacts: AuthzFacts | undefined;
  #record: ConnectionRecord | undefined;
  #dial: Dial | undefined;
  /** Of the request, or drawn for the first line that needs one. */
  #traceId: string | undefined;
  #isDone = false;

  constructor(context: DataContext, peer: InboundPeer) {
    this.#context = context;
    this.#peer = peer;
    context.connections.add(this);
  }

  /** Undefined: what came is no such request. */
  start(request: ConnectRequest | undefined): void {
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
      this.#validate(local, authority, request);
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
        `connection ${formatSocketAddress(this.#peer.source)}(${peer})->${destination} (${local.uid}) closed because it's no longer allowed after a policy update`,
      );
  }

  endRevoked(): void {
    if (this.#peer.isRevoked) this.#end({ code: "certificate-revoked", message: MESSAGE.revoked });
  }

  inSpan(logger: Logger): Logger {
    this.#traceId ??=
      parseTraceparent(this.#request?.traceparent ?? "") ?? this.#context.randomHex(TRACE_ID_DIGITS);
    return inboundSpan(logger, this.#traceId, this.#peer.source);
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
      src: formatSocketAddress(this.#peer.source),
      originalDst: this.#request?.forwardedHost,
      actualDst: formatSocketAddress({ ip: facts.destinationIp, port: facts.destinationPort }),
      protocol: "HBONE",
      isLocal: this.#peer.isLocal,
      tls: this.#peer.facts && tlsDump(this.#peer.facts),
    };
  }

  /** Client to application. */
  addRequestBytes(count: number): void {
    this.#record?.addRequestBytes(count);
  }

  addResponseBytes(count: number): void {
    this.#record?.addResponseBytes(count);
  }

  /** The peer has ended it, or the application: there is nothing left to let go of. */
  ended(failure: Failure | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#dial?.cancel();
    this.#finish(failure);
  }

  #validate(local: Workload, authority: ParsedAuthority, request: ConnectRequest): void {
    const { state, config, onDemand, local: owner } = this.#context;
    const inbound = {
      local,
      connectionIp: this.#peer.destination.ip,
      authority,
      network: config.network,
      isIllegalPort: (port: number) => config.illegalPorts.includes(port),
    };
    const decide = (known: RoutingState): InboundDecision => chooseInbound(known, inbound);
    const follow = (decision: InboundDecision | UnavailableRoute): void =>
      this.#follow(decision, local, request);
    if (onDemand === undefined) follow(decide(state));
    // Not the owner of what the workload's own connections wait for: a peer is not to take their places.
    else onDemand.computeForPeer(decide, follow, owner);
  }

  #follow(decision: InboundDecision | UnavailableRoute, local: Workload, request: ConnectRequest): void {
    if (this.#isDone) return;
    switch (decision.kind) {
      case "unavailable":
        this.#refuse(503, { code: "lookup-failed", message: decision.message });
        return;
      case "reject": {
        const code = decision.code === "illegal-port" ? "recursive-call" : "bad-destination";
        this.#refuse(decision.status, { code, message: decision.message });
        return;
      }
      case "accept":
        this.#authorize(local, decision, request);
        return;
    }
  }

  #authorize(local: Workload, accepted: AcceptedInbound, request: ConnectRequest): void {
    const { state, records, config } = this.#context;
    const { source, destination, identity, facts, isLocal } = this.#peer;
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
        sourceWorkload === undefined && config.enableResponseBaggage
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
      isLocal,
    });
    this.#record.tls = facts;
    const decision = authorize(this.#context, local, this.#authzFacts, this);
    if (decision.allow) {
      this.#connect(local, accepted);
      return;
    }
    const { policy, rule } = decision;
    this.#fail(401, { code: "policy-denied", message: formatDenial(decision), policy, rule });
  }

  /** By address, unless the request came through another network's gateway, whose address that would be. */
  #findSource(request: ConnectRequest): Workload | undefined {
    const { state, config } = this.#context;
    const { source, workload } = this.#peer;
    if (workload !== undefined) return workload;
    if (isFromOtherNetwork(request.forwardedNetwork, config.network)) return undefined;
    return state.findWorkloadByIp(config.network, source.ip);
  }

  #connect(local: Workload, accepted: AcceptedInbound): void {
    this.#dial = dialApplication(this.#context, accepted, {
      clientIp: this.#peer.source.ip,
      connection: this,
      onConnected: (fd, events) => this.#connected(fd, events, { local, accepted }),
      onFailed: (failure) => this.#fail(503, failure),
    });
  }

  #connected(
    fd: number,
    events: number,
    { local, accepted }: { readonly local: Workload; readonly accepted: AcceptedInbound },
  ): void {
    const { memory, reactor } = this.#context;
    const { source, identity } = this.#peer;
    const destination = accepted.proxyDestination;
    if (
      destination !== undefined &&
      sendProxyHeader(memory, fd, { source, destination, identity }) === "no-memory"
    ) {
      reactor.close(fd);
      this.#fail(503, { code: "out-of-memory", message: "no memory for the PROXY header" });
      return;
    }
    this.#peer.join(fd, events, local);
  }

  /** Refusal without a record: status, reset, early-deny line. */
  #refuse(status: ConnectErrorStatus, failure: Failure): void {
    if (this.#isDone) return;
    this.#peer.answerError(status);
    reportInboundFailure(this.#context, this.#peer, failure);
    this.#end(undefined);
  }

  /** The same with one. */
  #fail(status: ConnectErrorStatus, failure: Failure): void {
    if (this.#isDone) return;
    this.#peer.answerError(status);
    this.#end(failure);
  }

  #end(failure: Failure | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#dial?.cancel();
    this.#peer.cut(failure?.message ?? "");
    this.#finish(failure);
  }

  #finish(failure: Failure | undefined): void {
    this.#record?.finish(failure);
    this.#context.connections.delete(this);
  }
}
