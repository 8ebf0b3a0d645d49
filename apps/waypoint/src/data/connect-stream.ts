/** One CONNECT of a client's tunnel: where it leads, and whether HTTP or bytes go there. */
import type { InboundListenerOptions, StreamTunnel } from "@ambit/data-plane/inbound";
import { reportInboundFailure } from "@ambit/data-plane/inbound";
import { type ConnectErrorStatus, errorResponse, okResponse, parseConnectRequest } from "@ambit/hbone";
import { ErrorCode, type HeaderField, type Http2Stream } from "@ambit/http2";
import type { Workload } from "@ambit/model";
import type { WaypointContext } from "./context.ts";
import { findDestination, type ServiceDestination, type WorkloadDestination } from "./destination.ts";
import type { InboundDestination } from "./http/exchange/inbound.ts";
import { StreamTransport } from "./http/transport/stream-transport.ts";
import type { Transport } from "./http/transport/transport.ts";
import { TcpConnection } from "./tcp/tcp-connection.ts";

type Addressed = ServiceDestination | WorkloadDestination;

/** What a waypoint's listener does with streams. */
export function streamTaker(context: WaypointContext): InboundListenerOptions["onStream"] {
  return (tunnel, stream, fields) => new ConnectStream(context, tunnel, stream).start(fields);
}

/** See the module comment. */
class ConnectStream {
  readonly #context: WaypointContext;
  readonly #tunnel: StreamTunnel;
  readonly #stream: Http2Stream;
  #isAnswered = false;

  constructor(context: WaypointContext, tunnel: StreamTunnel, stream: Http2Stream) {
    this.#context = context;
    this.#tunnel = tunnel;
    this.#stream = stream;
  }

  start(fields: readonly HeaderField[]): void {
    const isConnect = fields.some(([name, value]) => name === ":method" && value === "CONNECT");
    const request = parseConnectRequest(fields);
    const local = this.#context.local.find();
    if (!isConnect) this.#refuse(404, "the only method here is CONNECT");
    else if (request === undefined) this.#refuse(400, "invalid CONNECT request");
    else if (local === undefined) this.#refuse(503, `unknown waypoint: ${this.#context.local.description}`);
    else this.#follow(request.authority, local);
  }

  #follow(authority: string, local: Workload): void {
    const { state, config, http } = this.#context;
    const view = {
      state,
      local,
      network: config.network,
      findConfig: (key: string) => http.configuration.findService(key),
    };
    const destination = findDestination(view, authority);
    if (destination.kind === "refused") this.#refuse(destination.status, destination.message);
    else if (destination.protocol === "tcp" || destination.protocol === "tls") this.#passThrough(destination);
    else this.#serveHttp(destination, destination.protocol);
  }

  #serveHttp(destination: Addressed, protocol: "http" | "http2" | "detect"): void {
    this.#accept();
    const { address, identity } = { address: this.#tunnel.source, identity: this.#tunnel.identity };
    this.#context.http.accept(this.#transport(), {
      destination: inboundDestination(destination),
      clientAddress: address,
      clientIdentity: identity,
      clientWorkload: this.#clientWorkload(),
      protocol,
      onTcp: (transport) => this.#startTcp(destination, transport),
    });
  }

  /** The CONNECT is answered when there is somebody at the other end. */
  #passThrough(destination: Addressed): void {
    this.#startTcp(destination, this.#transport());
  }

  #startTcp(destination: Addressed, transport: Transport): void {
    const tunnel = this.#tunnel;
    new TcpConnection(this.#context, {
      transport,
      address: tunnel.source,
      identity: tunnel.identity,
      workload: this.#clientWorkload(),
      tls: tunnel.facts,
      destination,
      get isRevoked() {
        return tunnel.isRevoked;
      },
      accept: () => this.#accept(),
      refuse: (status) => this.#answerError(status),
    }).start();
  }

  #transport(): StreamTransport {
    const { source: peerAddress, destination: localAddress } = this.#tunnel;
    return new StreamTransport(this.#context, this.#stream, { peerAddress, localAddress });
  }

  /** By address: a tunnel comes from the client's own pod. */
  #clientWorkload(): Workload | undefined {
    const { state, config } = this.#context;
    return state.findWorkloadByIp(config.network, this.#tunnel.source.ip);
  }

  #accept(): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.#stream.respond(okResponse(), false);
  }

  #refuse(status: ConnectErrorStatus, message: string): void {
    this.#answerError(status);
    const code = status === 400 ? "bad-request" : status === 404 ? "bad-destination" : "unknown-workload";
    reportInboundFailure(this.#context, this.#tunnel, { code, message });
  }

  #answerError(status: ConnectErrorStatus): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.#stream.respond(errorResponse(status), true);
    this.#stream.reset(ErrorCode.NO_ERROR);
  }
}

function inboundDestination(destination: Addressed): InboundDestination {
  const { ip: address, port } = destination.address;
  return destination.kind === "service"
    ? { kind: "service", service: destination.key, port, address }
    : { kind: "workload", workload: destination.workload, port, address };
}
