/** Port 15008: HBONE tunnels of other proxies, terminated as the workload this proxy acts for. */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import type { HeaderField, Http2Stream } from "@ambit/http2";
import { closeFd, localAddress } from "@ambit/linux";
import type { Identity, Workload } from "@ambit/model";
import { type Acceptor, Http2Socket, type Http2SocketEnd, type Http2SocketOwner } from "@ambit/reactor";
import { display } from "@ambit/telemetry";
import { type TlsFacts, TlsSession } from "@ambit/tls";
import { type Failure, MESSAGE } from "../records/failure.ts";
import { acceptorOf } from "../thread/accepting.ts";
import { identityOf, type WorkloadContext } from "../thread/context.ts";
import { DEADLINE } from "../thread/deadlines.ts";
import type { Listener } from "../thread/listener.ts";
import { checkClient, peerIdentity } from "../thread/peer-check.ts";
import { prepareListener } from "../thread/sockets.ts";
import type { WorkloadContexts } from "../thread/workload-tls.ts";
import { tunnelFailure } from "../tunnels/tunnel-failure.ts";
import { reportInboundFailure } from "./inbound-failure.ts";

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

/** The port, and what is done with what comes in through it. */
export interface InboundListenerOptions {
  /** Shared with the other threads. */
  readonly fd: number;
  /** Whose peers are let in, besides those of the workload's own trust domain. */
  readonly trustDomains?: () => readonly string[];
  /** A peer's request. The stream gets its consumer before this returns. */
  readonly onStream: (tunnel: StreamTunnel, stream: Http2Stream, fields: readonly HeaderField[]) => void;
  /** A tunnel has ended: a drain may be over. */
  readonly onTunnelGone: () => void;
}

/** The HBONE listener of one thread; the descriptor is shared with the other threads. */
export class InboundListener implements Listener {
  readonly component = "inbound";
  readonly #context: WorkloadContext;
  readonly #options: InboundListenerOptions;
  readonly #acceptor: Acceptor;
  readonly #tunnels = new Set<InboundTunnel>();
  /** Accepted, and without what their handshake needs: the workload's record, its certificate. */
  readonly #waiting = new Set<AcceptedTunnel>();

  constructor(context: WorkloadContext, options: InboundListenerOptions) {
    this.#context = context;
    this.#options = options;
    this.#acceptor = acceptorOf(context, this.component, {
      fd: options.fd,
      onAccepted: (accepted, source) => {
        const destination = localAddress(accepted);
        if (destination === undefined) closeFd(accepted);
        else this.#accepted({ fd: accepted, source, destination });
      },
    });
  }

  /** Open tunnels: a drain waits for them. */
  get pendingCount(): number {
    return this.#tunnels.size + this.#waiting.size;
  }

  serve(): void {
    // No TCP keepalive here: HTTP/2 PING watches tunnels (as ztunnel).
    prepareListener(this.#options.fd, this.#context.config, false);
    this.#acceptor.serve();
  }

  stopAccepting(): void {
    this.#acceptor.stopAfterBacklog();
  }

  startDrain(): void {
    this.#dropWaiting();
    for (const tunnel of [...this.#tunnels]) tunnel.socket.shutdownGracefully();
  }

  /** Peers finish in their tunnels what they have begun there, and come with another one for what is new. */
  renewTunnels(): void {
    for (const { socket } of [...this.#tunnels]) if (socket.tls.isUp) socket.shutdownGracefully();
  }

  destroy(): void {
    this.#dropWaiting();
    for (const tunnel of [...this.#tunnels]) tunnel.socket.destroy("closed due to drain");
  }

  /** The peers of these tunnels were revoked since their handshake, or in the middle of it. */
  endRevoked(): void {
    for (const tunnel of [...this.#tunnels]) {
      if (!tunnel.isRevoked) continue;
      this.#context.log.info("tunnel closed, because the peer's certificate is revoked", {
        "src.addr": display(formatSocketAddress(tunnel.source)),
        "tls.peer_serial": tunnel.socket.tls.session.peer?.serialNumber,
      });
      tunnel.socket.destroy(MESSAGE.revoked);
    }
  }

  onStream(tunnel: StreamTunnel, stream: Http2Stream, fields: readonly HeaderField[]): void {
    this.#options.onStream(tunnel, stream, fields);
  }

  remove(tunnel: InboundTunnel): void {
    this.#tunnels.delete(tunnel);
    this.#options.onTunnelGone();
  }

  #accepted(accepted: AcceptedTunnel): void {
    const { local, tls } = this.#context;
    this.#waiting.add(accepted);
    local.whenKnown((workload) => {
      if (!this.#waiting.has(accepted)) return;
      if (workload === undefined) {
        this.#refuse(accepted, {
          code: "unknown-workload",
          message: `unknown destination: ${local.description}`,
        });
        return;
      }
      tls.whenReady(identityOf(workload), DEADLINE.certificateMs, (outcome) => {
        if (!this.#waiting.has(accepted)) return;
        if (outcome.ok) this.#startTls(accepted, workload, outcome.contexts);
        else {
          this.#refuse(accepted, {
            code: "certificate-unavailable",
            message: `failed to get certificate: ${outcome.reason}`,
          });
        }
      });
    });
  }

  #refuse(accepted: AcceptedTunnel, failure: Failure): void {
    this.#waiting.delete(accepted);
    closeFd(accepted.fd);
    reportInboundFailure(this.#context, accepted, failure);
    this.#options.onTunnelGone();
  }

  #dropWaiting(): void {
    for (const accepted of [...this.#waiting])
      this.#refuse(accepted, { code: "drained", message: MESSAGE.closedByDrain });
  }

  #startTls(accepted: AcceptedTunnel, workload: Workload, contexts: WorkloadContexts): void {
    const tunnel = new InboundTunnel(this.#context, this, {
      accepted,
      trustDomains: [workload.trustDomain, ...(this.#options.trustDomains?.() ?? [])],
      contexts,
    });
    this.#waiting.delete(accepted);
    this.#tunnels.add(tunnel);
    tunnel.socket.start();
  }
}

interface AcceptedTunnel {
  readonly fd: number;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
}

/** One tunnel of a peer: who the peer is, and its streams. */
export class InboundTunnel implements Http2SocketOwner, StreamTunnel {
  readonly socket: Http2Socket;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly #context: WorkloadContext;
  readonly #listener: InboundListener;
  readonly #trustDomains: readonly string[];
  #facts: TlsFacts | undefined;
  #identity: Identity | undefined;

  constructor(
    context: WorkloadContext,
    listener: InboundListener,
    parts: {
      readonly accepted: AcceptedTunnel;
      readonly trustDomains: readonly string[];
      readonly contexts: WorkloadContexts;
    },
  ) {
    this.#context = context;
    this.#listener = listener;
    this.#trustDomains = parts.trustDomains;
    this.source = parts.accepted.source;
    this.destination = parts.accepted.destination;
    const { fd } = parts.accepted;
    const session = new TlsSession(
      parts.contexts.server,
      fd,
      checkClient(parts.trustDomains, context.revocations),
    );
    this.socket = new Http2Socket(context, { fd, session }, context.tunnelProfiles.server, this);
  }

  /** Proven by the handshake. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  get isRevoked(): boolean {
    return this.#context.revocations.isRevoked(this.socket.tls.session.peer?.chain ?? []);
  }

  get facts(): TlsFacts | undefined {
    return this.#facts;
  }

  onUp(): void {
    const { session } = this.socket.tls;
    this.#facts = session.facts();
    this.#identity = peerIdentity(session.peer?.uriSans ?? [], this.#trustDomains);
  }

  onStream(_socket: Http2Socket, stream: Http2Stream, fields: readonly HeaderField[]): void {
    this.#listener.onStream(this, stream, fields);
  }

  onCapacityChanged(): void {
    // Only clients open streams.
  }

  onEnd(_socket: Http2Socket, end: Http2SocketEnd): void {
    this.#listener.remove(this);
    const isOrderly = end.reason === "closed" && end.end?.tls === undefined;
    if (isOrderly || (end.wasUp && end.reason === "socket")) return;
    reportInboundFailure(this.#context, this, tunnelFailure(end));
  }
}
