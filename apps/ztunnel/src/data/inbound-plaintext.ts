/** Port 15006: plaintext that redirection took on its way to the application. No identity, so policies see none. */
import { formatSocketAddress, ipFamily, type SocketAddress } from "@ambit/addr";
import { type ConnectionFacts as AuthzFacts, formatDenial, POLICY_CHANGE_MESSAGE } from "@ambit/authz";
import type { Listener } from "@ambit/data-plane";
import { acceptorOf, prepareListener } from "@ambit/data-plane";
import {
  authorize,
  inboundSpan,
  reportInboundFailure,
  type TracedConnection,
} from "@ambit/data-plane/inbound";
import type { ConnectionDump } from "@ambit/data-plane/messages";
import type { LiveConnection } from "@ambit/data-plane/records";
import { ConnectionRecord, type Failure, MESSAGE } from "@ambit/data-plane/records";
import { socketRelayFailure } from "@ambit/data-plane/tunnels";
import { TRACE_ID_DIGITS } from "@ambit/hbone";
import { closeFd, EPOLLERR, EPOLLHUP, localAddress, originalDestination } from "@ambit/linux";
import type { Workload } from "@ambit/model";
import {
  type Acceptor,
  CONNECTION_EVENTS,
  type Dial,
  type FdHandler,
  SocketRelay,
  type SocketRelayEnd,
  type SocketRelayObserver,
} from "@ambit/reactor";
import { guessDestinationService, RECURSIVE_CALL_MESSAGE } from "@ambit/routing";
import type { Logger } from "@ambit/telemetry";
import { dialApplication } from "./application-dial.ts";
import type { DataContext } from "./context.ts";

/** The plaintext listener of one thread; the descriptor is shared with the other threads. */
export class InboundPlaintextListener implements Listener {
  readonly component = "inbound passthrough";
  readonly #context: DataContext;
  readonly #fd: number;
  readonly #acceptor: Acceptor;

  constructor(context: DataContext, fd: number) {
    this.#context = context;
    this.#fd = fd;
    this.#acceptor = acceptorOf(context, this.component, {
      fd,
      onAccepted: (accepted, source) => {
        const destination = originalDestination(accepted, ipFamily(source.ip)) ?? localAddress(accepted);
        if (destination === undefined) closeFd(accepted);
        else new InboundPlaintext(context, { fd: accepted, source, destination }).start();
      },
    });
  }

  serve(): void {
    prepareListener(this.#fd, this.#context.config, true);
    this.#acceptor.serve();
  }

  stopAccepting(): void {
    this.#acceptor.stopAfterBacklog();
  }
}

interface Accepted {
  readonly fd: number;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
}

/** One plaintext connection. Owns the accepted descriptor from construction on. */
class InboundPlaintext implements LiveConnection, FdHandler, SocketRelayObserver, TracedConnection {
  readonly component = "inbound passthrough";
  readonly #context: DataContext;
  readonly #accepted: Accepted;
  #authzFacts: AuthzFacts | undefined;
  #record: ConnectionRecord | undefined;
  #dial: Dial | undefined;
  #relay: SocketRelay | undefined;
  #traceId: string | undefined;
  #isDone = false;

  constructor(context: DataContext, accepted: Accepted) {
    this.#context = context;
    this.#accepted = accepted;
    context.reactor.register(accepted.fd, CONNECTION_EVENTS, this);
    context.connections.add(this);
  }

  start(): void {
    // Also what connects to this port directly, whose "original" destination is the port itself.
    if (this.#context.config.illegalPorts.includes(this.#accepted.destination.port)) {
      this.#refuse({ code: "recursive-call", message: RECURSIVE_CALL_MESSAGE });
      return;
    }
    this.#context.local.whenKnown((local) => {
      if (this.#isDone) return;
      if (local === undefined) {
        this.#refuse({
          code: "unknown-workload",
          message: `unknown destination: ${this.#context.local.description}`,
        });
        return;
      }
      this.#authorize(local);
    });
  }

  onReady(events: number): void {
    if ((events & (EPOLLHUP | EPOLLERR)) === 0) return;
    this.#end({ code: "client-gone", message: "the client closed before the connection was up" });
  }

  abort(error: unknown): void {
    this.#end({ code: "internal", message: `internal error: ${String(error)}` });
  }

  recheck(): void {
    // While the record is missing (it may be on its way) the connection is judged by the one it was accepted under.
    const local = this.#context.local.find() ?? this.#record?.facts.destination;
    if (this.#authzFacts === undefined || local === undefined || this.#isDone) return;
    const { allow, policy, rule } = authorize(this.#context, local, this.#authzFacts, this);
    if (allow) return;
    this.#end({ code: "policy-changed", message: POLICY_CHANGE_MESSAGE, policy, rule });
    const { source, destination } = this.#accepted;
    this.#context.log
      .child("proxy::connection_manager")
      .info(
        `connection ${formatSocketAddress(source)}(None)->${formatSocketAddress(destination)} (${local.uid}) closed because it's no longer allowed after a policy update`,
      );
  }

  inSpan(logger: Logger): Logger {
    this.#traceId ??= this.#context.randomHex(TRACE_ID_DIGITS);
    return inboundSpan(logger, this.#traceId, this.#accepted.source);
  }

  destroyByDrain(): void {
    this.#end({ code: "drained", message: MESSAGE.closedByDrain });
  }

  dump(): ConnectionDump | undefined {
    if (this.#authzFacts === undefined) return undefined;
    return {
      pod: this.#context.pod,
      direction: "inbound",
      src: formatSocketAddress(this.#accepted.source),
      originalDst: undefined,
      actualDst: formatSocketAddress(this.#accepted.destination),
      protocol: "TCP",
      tls: undefined,
    };
  }

  onForwardBytes(count: number): void {
    this.#record?.addRequestBytes(count);
  }

  onBackwardBytes(count: number): void {
    this.#record?.addResponseBytes(count);
  }

  onRelayEnd(end: SocketRelayEnd): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#finish(socketRelayFailure(end));
  }

  #authorize(local: Workload): void {
    const { state, config, records } = this.#context;
    const { source, destination } = this.#accepted;
    this.#authzFacts = {
      sourceIp: source.ip,
      destinationIp: destination.ip,
      destinationPort: destination.port,
    };
    this.#record = new ConnectionRecord(records, {
      direction: "inbound",
      sourceAddress: source,
      source: state.findWorkloadByIp(config.network, source.ip),
      sourceBaggage: undefined,
      sourceIdentity: undefined,
      destinationAddress: destination,
      hboneAuthority: undefined,
      destination: local,
      service: guessDestinationService(state, local, {
        destinationPort: destination.port,
        forwardedHost: undefined,
        byHostname: undefined,
      }),
      isMutualTls: false,
    });
    const decision = authorize(this.#context, local, this.#authzFacts, this);
    if (!decision.allow) {
      const { policy, rule } = decision;
      this.#end({ code: "policy-denied", message: formatDenial(decision), policy, rule });
      return;
    }
    this.#connect();
  }

  #connect(): void {
    const { source, destination } = this.#accepted;
    this.#dial = dialApplication(
      this.#context,
      { destination, proxyDestination: undefined },
      {
        clientIp: source.ip,
        connection: this,
        onConnected: (connected) => this.#startRelay(connected),
        onFailed: (failure) => this.#end(failure),
      },
    );
  }

  #startRelay(upstreamFd: number): void {
    const { reactor } = this.#context;
    const relay = new SocketRelay(this.#context, { first: this.#accepted.fd, second: upstreamFd }, this);
    this.#relay = relay;
    reactor.replaceHandler(this.#accepted.fd, relay.first);
    reactor.replaceHandler(upstreamFd, relay.second);
    relay.start();
  }

  #refuse(failure: Failure): void {
    if (this.#isDone) return;
    reportInboundFailure(this.#context, this.#accepted, failure);
    this.#end(undefined);
  }

  #end(failure: Failure | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#dial?.cancel();
    if (this.#relay !== undefined && !this.#relay.isDone) this.#relay.abort(undefined);
    else this.#context.reactor.close(this.#accepted.fd);
    this.#finish(failure);
  }

  #finish(failure: Failure | undefined): void {
    this.#record?.finish(failure);
    this.#context.connections.delete(this);
  }
}
