/** A CONNECT stream of an inbound tunnel: its request, the answer to it, and its bytes. */
import type { SocketAddress } from "@ambit/addr";
import type { StreamTunnel } from "@ambit/data-plane/inbound";
import { relayFailure } from "@ambit/data-plane/tunnels";
import {
  type ConnectErrorStatus,
  errorResponse,
  formatBaggage,
  okResponse,
  parseConnectRequest,
} from "@ambit/hbone";
import type { HeaderField, Http2Stream } from "@ambit/http2";
import type { Identity, Workload } from "@ambit/model";
import { type RelayEnd, type RelayObserver, StreamRelay } from "@ambit/reactor";
import type { TlsFacts } from "@ambit/tls";
import type { DataContext } from "./context.ts";
import { InboundConnection, type InboundPeer } from "./inbound-connection.ts";

/** See the module comment. The relay is the stream's consumer from the start and keeps what comes early. */
export class InboundStream implements InboundPeer, RelayObserver {
  readonly workload = undefined;
  readonly isLocal = false;
  readonly #context: DataContext;
  readonly #tunnel: StreamTunnel;
  readonly #stream: Http2Stream;
  readonly #relay: StreamRelay;
  readonly #connection: InboundConnection;

  constructor(context: DataContext, tunnel: StreamTunnel, stream: Http2Stream) {
    this.#context = context;
    this.#tunnel = tunnel;
    this.#stream = stream;
    this.#relay = new StreamRelay(context, { stream, output: tunnel.socket.tls }, this);
    stream.consumer = this.#relay;
    this.#connection = new InboundConnection(context, this);
  }

  get source(): SocketAddress {
    return this.#tunnel.source;
  }

  get destination(): SocketAddress {
    return this.#tunnel.destination;
  }

  get identity(): Identity | undefined {
    return this.#tunnel.identity;
  }

  get facts(): TlsFacts | undefined {
    return this.#tunnel.facts;
  }

  get isRevoked(): boolean {
    return this.#tunnel.isRevoked;
  }

  start(fields: readonly HeaderField[]): void {
    this.#connection.start(parseConnectRequest(fields));
  }

  /** HEADERS with END_STREAM, then RST_STREAM(NO_ERROR), since the request is still open (RFC 9113 §8.1). */
  answerError(status: ConnectErrorStatus): void {
    this.#stream.respond(errorResponse(status), true);
    this.#stream.reset(NO_ERROR);
  }

  join(fd: number, events: number, local: Workload): void {
    const { reactor, config } = this.#context;
    reactor.replaceHandler(fd, this.#relay);
    this.#stream.respond(okResponse(config.enableResponseBaggage ? formatBaggage(local) : undefined), false);
    this.#relay.attach(fd, events);
  }

  cut(message: string): void {
    this.#relay.destroy("aborted", message, CANCEL);
  }

  onSocketBytes(count: number): void {
    this.#connection.addResponseBytes(count);
  }

  onStreamBytes(count: number): void {
    this.#connection.addRequestBytes(count);
  }

  onRelayEnd(end: RelayEnd): void {
    this.#connection.ended(relayFailure(end));
  }
}

const NO_ERROR = 0;
const CANCEL = 8;
