/** A network that is reached through a gateway: the gateway, who is behind it, and a service with an endpoint there. */
import type { SocketAddress } from "@ambit/addr";
import { HboneServer, meshIp, RawSocket, type TestStream } from "@ambit/data-plane/testing";
import type { HeaderField } from "@ambit/http2";
import type { Service, Workload } from "@ambit/model";
import { aWorkload, workloadResource } from "@ambit/model/testing";
import {
  CONNECTION_EVENTS,
  type Http2Socket,
  type RelayEnd,
  type RelayObserver,
  StreamRelay,
} from "@ambit/reactor";
import { OutboundWorld, VIP } from "./outbound-world.ts";
import { localWorkload, type WorldOptions } from "./world.ts";

export const GATEWAY: SocketAddress = { ip: meshIp(40), port: 15_008 };
export const FAR_SERVER: SocketAddress = { ip: meshIp(41), port: 15_008 };
export const SECOND_FAR_SERVER: SocketAddress = { ip: meshIp(42), port: 15_008 };
export const GATEWAY_IDENTITY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
export const SERVER_IDENTITY = "spiffe://cluster.local/ns/shop/sa/server";

type OnRequest = NonNullable<ConstructorParameters<typeof HboneServer>[1]["onRequest"]>;

export interface FarWorldOptions extends WorldOptions {
  readonly gatewayIdentity?: string;
  /** In place of passing the stream's bytes on. */
  readonly onGatewayRequest?: OnRequest;
  readonly serverIdentity?: string;
  readonly onRequest?: OnRequest;
}

/** One stream of a tunnel to the gateway, and the connection that its bytes are passed on to. */
export class PassedStream implements RelayObserver {
  /** Towards the server, and back. */
  readonly bytes = { up: 0, down: 0 };
  end: RelayEnd | undefined;

  onSocketBytes(count: number): void {
    this.bytes.down += count;
  }

  onStreamBytes(count: number): void {
    this.bytes.up += count;
  }

  onRelayEnd(end: RelayEnd): void {
    this.end = end;
  }
}

/** See the module comment. */
export class FarWorld extends OutboundWorld {
  readonly gateway: HboneServer;
  readonly server: HboneServer;
  /** In the order in which they came. */
  readonly passed: PassedStream[] = [];
  /** Whom the gateway passes streams on to, in turn. */
  targets: SocketAddress[] = [FAR_SERVER];

  constructor(options: FarWorldOptions = {}) {
    super({
      resources: [workloadResource(localWorkload({ network: "near" }))],
      ...options,
      config: { network: "near", ...options.config },
    });
    this.gateway = new HboneServer(this, {
      address: GATEWAY,
      identity: options.gatewayIdentity ?? GATEWAY_IDENTITY,
      onRequest: options.onGatewayRequest ?? ((...request) => this.#passOn(...request)),
    });
    this.server = new HboneServer(this, {
      address: FAR_SERVER,
      identity: options.serverIdentity ?? SERVER_IDENTITY,
      ...(options.onRequest === undefined ? {} : { onRequest: options.onRequest }),
    });
    this.routeFar();
  }

  /** The service at the listener's address, with an endpoint of which only its network's gateway is known. */
  routeFar(endpoint: Partial<Workload> = {}, service: Partial<Service> = {}): void {
    this.change(
      workloadResource(
        aWorkload({
          name: "gateway-1",
          namespace: "istio-system",
          serviceAccount: "gateway",
          workloadIps: [GATEWAY.ip],
          network: "far",
        }),
      ),
    );
    this.route(
      8080,
      {
        name: "far-shop",
        workloadIps: [],
        network: "far",
        networkGateway: {
          destination: { kind: "address", network: "far", address: GATEWAY.ip },
          hboneMtlsPort: GATEWAY.port,
        },
        ...endpoint,
      },
      { vips: [{ network: "near", address: VIP }], subjectAltNames: [SERVER_IDENTITY], ...service },
    );
  }

  /** What has come from the application in a stream to the server, as text. */
  get received(): string[] {
    return this.server.requests.map((request) => request.text);
  }

  override [Symbol.dispose](): void {
    this.gateway[Symbol.dispose]();
    this.server[Symbol.dispose]();
    super[Symbol.dispose]();
  }

  #passOn(request: TestStream, _fields: readonly HeaderField[], tunnel: Http2Socket): void {
    const target = this.targets[this.passed.length % this.targets.length];
    if (target === undefined) throw new Error("the gateway has nobody to pass it on to");
    const stream = request.require();
    const passed = new PassedStream();
    this.passed.push(passed);
    const relay = new StreamRelay(this, { stream, output: tunnel.tls }, passed);
    stream.consumer = relay;
    const { fd } = RawSocket.connect(target);
    this.reactor.register(fd, CONNECTION_EVENTS, relay);
    stream.respond([[":status", "200"]], false);
    relay.attach(fd, 0);
  }
}
