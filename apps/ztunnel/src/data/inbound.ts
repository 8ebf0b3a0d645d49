/** Port 15008: HBONE tunnels of other proxies, terminated as the workload this proxy acts for. */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import type { HeaderField, Http2Stream } from "@ambit/http2";
import { closeFd, localAddress } from "@ambit/linux";
import type { Identity, Workload } from "@ambit/model";
import { type Acceptor, Http2Socket, type Http2SocketEnd, type Http2SocketOwner } from "@ambit/reactor";
import { display } from "@ambit/telemetry";
import { type TlsFacts, TlsSession } from "@ambit/tls";
import { acceptorOf } from "./accepting.ts";
import { type DataContext, identityOf } from "./context.ts";
import { DEADLINE } from "./deadlines.ts";
import { type Failure, MESSAGE } from "./failure.ts";
import { reportInboundFailure } from "./inbound-failure.ts";
import { InboundStream, type StreamTunnel } from "./inbound-stream.ts";
import type { Listener } from "./listener.ts";
import { checkClient, peerIdentity } from "./peer-check.ts";
import { prepareListener } from "./sockets.ts";
import { tunnelFailure } from "./tunnel-failure.ts";
import type { WorkloadContexts } from "./workload-tls.ts";

/** The HBONE listener of one thread; the descriptor is shared with the other threads. */
export class InboundListener implements Listener {
  readonly component = "inbound";
  readonly #context: DataContext;
  readonly #fd: number;
  readonly #acceptor: Acceptor;
  readonly #tunnels = new Set<InboundTunnel>();
  /** Accepted, and without what their handshake needs: the workload's record, its certificate. */
  readonly #waiting = new Set<AcceptedTunnel>();
  readonly #onTunnelGone: () => void;

  constructor(context: DataContext, fd: number, onTunnelGone: () => void) {
    this.#context = context;
    this.#fd = fd;
    this.#onTunnelGone = onTunnelGone;
    this.#acceptor = acceptorOf(context, this.component, {
      fd,
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
    prepareListener(this.#fd, this.#context.config, false);
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

  remove(tunnel: InboundTunnel): void {
    this.#tunnels.delete(tunnel);
    this.#onTunnelGone();
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
    this.#onTunnelGone();
  }

  #dropWaiting(): void {
    for (const accepted of [...this.#waiting])
      this.#refuse(accepted, { code: "drained", message: MESSAGE.closedByDrain });
  }

  #startTls(accepted: AcceptedTunnel, workload: Workload, contexts: WorkloadContexts): void {
    const tunnel = new InboundTunnel(this.#context, this, {
      accepted,
      trustDomain: workload.trustDomain,
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
  readonly #context: DataContext;
  readonly #listener: InboundListener;
  readonly #trustDomain: string;
  #facts: TlsFacts | undefined;
  #identity: Identity | undefined;

  constructor(
    context: DataContext,
    listener: InboundListener,
    parts: {
      readonly accepted: AcceptedTunnel;
      readonly trustDomain: string;
      readonly contexts: WorkloadContexts;
    },
  ) {
    this.#context = context;
    this.#listener = listener;
    this.#trustDomain = parts.trustDomain;
    this.source = parts.accepted.source;
    this.destination = parts.accepted.destination;
    const { fd } = parts.accepted;
    const session = new TlsSession(
      parts.contexts.server,
      fd,
      checkClient(parts.trustDomain, context.revocations),
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
    this.#identity = peerIdentity(session.peer?.uriSans ?? [], this.#trustDomain);
  }

  onStream(_socket: Http2Socket, stream: Http2Stream, fields: readonly HeaderField[]): void {
    new InboundStream(this.#context, this, stream).start(fields);
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
