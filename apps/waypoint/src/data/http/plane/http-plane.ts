/** The HTTP side of one data-plane thread: takes clients' connections over, and sends their requests on. */
import { JwtAuthenticator, type ReadJwtKeys } from "@ambit/authz/http";
import { RateLimiter } from "@ambit/routing/http";
import { connectionOpener } from "../client/open-connection.ts";
import type { UpstreamConnector } from "../client/upstream-connector.ts";
import type { Chain } from "../exchange/chain.ts";
import { Exchange } from "../exchange/exchange.ts";
import type { ExchangeContext } from "../exchange/exchange-context.ts";
import type { Inbound } from "../exchange/inbound.ts";
import type { RequestHead, ServerStream, StreamUser } from "../message/message.ts";
import { Detector } from "../server/detect.ts";
import { Http1ServerConnection } from "../server/http1-server.ts";
import { Http2ServerConnection } from "../server/http2-server.ts";
import type { BadRequest, ServerConnection, ServerOwner } from "../server/server-owner.ts";
import type { RequestRecord } from "../telemetry/request-record.ts";
import type { Transport, TransportContext } from "../transport/transport.ts";
import type { MeshView } from "../upstreams/service-endpoints.ts";
import { Upstreams } from "../upstreams/upstreams.ts";
import { type ConfigurationChange, HttpConfiguration } from "./http-configuration.ts";
import { UnservedExchange } from "./unserved-exchange.ts";

/** What the plane is made with. */
export interface HttpPlaneOptions {
  readonly mesh: MeshView;
  readonly connector: UpstreamConnector;
  readonly readJwtKeys: ReadJwtKeys;
  /** HTTP/1.0 is refused with 426 unless it is accepted (Istio's PILOT_HTTP10). */
  readonly acceptsHttp10: boolean;
  readonly ownIdentity: () => string | undefined;
  readonly random: () => number;
  readonly wallMs: () => number;
  readonly requestId: () => string;
  /** A request has begun, which `onRecord` ends. */
  readonly onBegin: (record: RequestRecord, chain: Chain) => void;
  /** A request has ended. */
  readonly onRecord: (record: RequestRecord, chain: Chain) => void;
  /** What came on a connection is no request. */
  readonly onBadRequest: (inbound: Inbound, fault: BadRequest, chain: Chain | undefined) => void;
}

/** See the module comment. */
export class HttpPlane {
  readonly configuration = new HttpConfiguration();
  readonly #transportContext: TransportContext;
  readonly #options: HttpPlaneOptions;
  readonly #context: ExchangeContext;
  /** What is known of endpoints is the same for requests and for connections that are passed through. */
  readonly upstreams: Upstreams;
  readonly #connections = new Set<ServerConnection>();
  readonly #httpDate: () => string;

  constructor(transportContext: TransportContext, options: HttpPlaneOptions) {
    this.#transportContext = transportContext;
    this.#options = options;
    this.#httpDate = httpDateOf(options.wallMs);
    const { reactor, memory } = transportContext;
    this.upstreams = new Upstreams(
      options.mesh,
      (key) => this.configuration.findService(key),
      { reactor, connector: options.connector, openConnection: connectionOpener(transportContext) },
      () => reactor.nowMs,
    );
    this.#context = {
      reactor,
      memory,
      upstreams: this.upstreams,
      authenticator: new JwtAuthenticator(options.readJwtKeys),
      rateLimiter: new RateLimiter(),
      random: options.random,
      wallMs: options.wallMs,
      httpDate: this.#httpDate,
      requestId: options.requestId,
      ownIdentity: options.ownIdentity,
      portProtocolOf: (service, port) => this.configuration.portProtocolOf(service, port),
      onBegin: options.onBegin,
      onRecord: options.onRecord,
    };
  }

  /** Connections of clients that are open. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Requests that come after this go by it; those under way go on as they began. */
  configure(change: ConfigurationChange): void {
    this.configuration.apply(change);
    this.upstreams.invalidate();
  }

  /** Services or workloads have changed. */
  onMeshChanged(): void {
    this.upstreams.invalidate();
  }

  /** Takes a connection over. */
  accept(transport: Transport, inbound: Inbound): void {
    switch (inbound.protocol) {
      case "http2":
        this.#serveHttp2(transport, inbound);
        return;
      case "http":
      case "detect":
        this.#detect(transport, inbound);
    }
  }

  /** Requests under way go on; connections end after them. */
  drain(): void {
    for (const connection of [...this.#connections]) connection.drain();
  }

  /** At once. */
  destroy(): void {
    for (const connection of [...this.#connections]) connection.destroy();
    this.upstreams.drain();
  }

  /** A port that is declared as HTTP takes either version. */
  #detect(transport: Transport, inbound: Inbound): void {
    const detector = new Detector(
      transport,
      (protocol) => {
        if (protocol === "http2") this.#serveHttp2(transport, inbound);
        else if (protocol === "http1" || inbound.protocol === "http") this.#serveHttp1(transport, inbound);
        else inbound.onTcp(transport);
      },
      () => undefined,
    );
    detector.start();
  }

  #serveHttp1(transport: Transport, inbound: Inbound): void {
    const owner = this.#ownerOf(inbound, () => this.#connections.delete(connection));
    const connection = new Http1ServerConnection(transport, owner, {
      acceptsHttp10: this.#options.acceptsHttp10,
      httpDate: this.#httpDate,
    });
    this.#connections.add(connection);
    connection.start();
  }

  #serveHttp2(transport: Transport, inbound: Inbound): void {
    const owner = this.#ownerOf(inbound, () => this.#connections.delete(connection));
    const connection = new Http2ServerConnection(this.#transportContext, transport, owner);
    this.#connections.add(connection);
    connection.start();
  }

  #ownerOf(inbound: Inbound, onEnd: () => void): ServerOwner {
    return {
      onRequest: (stream, head, isEnd) => this.#onRequest(inbound, stream, head, isEnd),
      onBadRequest: (fault) =>
        this.#options.onBadRequest(
          inbound,
          fault,
          this.configuration.chainOf(inbound.destination, inbound.protocol),
        ),
      onConnectionEnd: onEnd,
    };
  }

  #onRequest(inbound: Inbound, stream: ServerStream, head: RequestHead, isEnd: boolean): StreamUser {
    const chain = this.configuration.chainOf(inbound.destination, inbound.protocol);
    if (chain === undefined) return UnservedExchange.answer(stream, head, this.#httpDate());
    const exchange = new Exchange(this.#context, { inbound, chain }, stream, head);
    exchange.begin(isEnd);
    return exchange;
  }
}

/** The text is made once a second. */
function httpDateOf(wallMs: () => number): () => string {
  let second = -1;
  let text = "";
  return () => {
    const now = Math.floor(wallMs() / 1000);
    if (now !== second) {
      second = now;
      text = new Date(now * 1000).toUTCString();
    }
    return text;
  };
}
