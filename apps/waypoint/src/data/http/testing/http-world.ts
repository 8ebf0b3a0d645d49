/** A plane between Node's own HTTP clients and servers: real sockets on loopback, one loop. */
import { parseIpAddress, parseSocketAddress, type SocketAddress } from "@ambit/addr";
import { bindSocket, closeFd, listenSocket, localAddress, setNoDelay, tcpSocket } from "@ambit/linux";
import { findIdentity, type Service } from "@ambit/model";
import type { WaypointResource, WaypointService } from "@ambit/model/http";
import { aWaypointService } from "@ambit/model/http/testing";
import { aService, aWorkload } from "@ambit/model/testing";
import { Acceptor, Reactor, ThreadMemory } from "@ambit/reactor";
import type { RoutedService } from "@ambit/routing";
import { PlainConnector } from "../client/plain-connector.ts";
import type { UpstreamConnector } from "../client/upstream-connector.ts";
import type { Inbound } from "../exchange/inbound.ts";
import { HttpPlane, type HttpPlaneOptions } from "../plane/http-plane.ts";
import type { BadRequest } from "../server/server-owner.ts";
import type { RequestRecord } from "../telemetry/request-record.ts";
import { SocketTransport } from "../transport/socket-transport.ts";
import type { TransportContext } from "../transport/transport.ts";
import type { MeshView } from "../upstreams/service-endpoints.ts";

export const ECHO = "shop/echo.shop.svc.cluster.local";
export const CLIENT_IDENTITY = "spiffe://cluster.local/ns/shop/sa/client";

/** Services and their endpoints, as a test sets them. */
export class FakeMesh implements MeshView {
  readonly #services = new Map<string, RoutedService>();
  readonly #workloads = new Map<string, ReturnType<typeof aWorkload>>();

  /** A service on port 80 whose endpoints listen on these ports of loopback. */
  setService(key: string, ports: readonly number[]): void {
    const [namespace = "", hostname = ""] = key.split("/");
    const service: Service = aService({ namespace, hostname, ports: new Map([[80, 8080]]) });
    const endpoints = ports.map((port) => {
      const uid = `${hostname}-${port}`;
      this.#workloads.set(
        uid,
        aWorkload({ uid, name: uid, namespace, workloadIps: [parseIpAddress("127.0.0.1")] }),
      );
      return [uid, { workloadUid: uid, port: new Map([[80, port]]), status: "Healthy" }] as const;
    });
    this.#services.set(key, { service, endpoints: new Map(endpoints) });
  }

  findService(key: string): RoutedService | undefined {
    return this.#services.get(key);
  }

  findLocal(): undefined {
    return undefined;
  }

  findWorkloadByUid(uid: string): ReturnType<typeof aWorkload> | undefined {
    return this.#workloads.get(uid);
  }
}

/** What a test says about its world. */
export interface HttpWorldOptions {
  readonly service?: Partial<WaypointService>;
  readonly resources?: readonly WaypointResource[];
  readonly plane?: Partial<HttpPlaneOptions>;
  readonly inbound?: Partial<Inbound>;
  readonly connector?: (plain: UpstreamConnector, context: TransportContext) => UpstreamConnector;
}

/** Made by `httpWorld`; disposing of it closes what it opened. */
export class HttpWorld implements AsyncDisposable {
  readonly reactor = new Reactor({ nowMs: () => performance.now(), tickMs: 50 });
  readonly memory = new ThreadMemory({ maxOutputSlots: 64, maxQueuedBytes: 64 * 1024 * 1024, maxPipes: 1 });
  readonly mesh = new FakeMesh();
  readonly records: RequestRecord[] = [];
  readonly badRequests: BadRequest[] = [];
  readonly tcp: unknown[] = [];
  readonly plane: HttpPlane;
  readonly address: SocketAddress;
  readonly #listener: number;
  readonly #acceptor: Acceptor;
  readonly #options: HttpWorldOptions;
  readonly errors: unknown[] = [];
  #isRunning = true;
  #loop: Promise<void> | undefined;

  constructor(options: HttpWorldOptions) {
    this.#options = options;
    const context = { reactor: this.reactor, memory: this.memory };
    const plain = new PlainConnector(context);
    this.plane = new HttpPlane(context, {
      mesh: this.mesh,
      connector: options.connector?.(plain, context) ?? plain,
      readJwtKeys: () => undefined,
      acceptsHttp10: false,
      ownIdentity: () => "spiffe://cluster.local/ns/shop/sa/waypoint",
      random: Math.random,
      wallMs: () => Date.now(),
      requestId: () => "00000000-0000-4000-8000-000000000001",
      onBegin: () => undefined,
      onRecord: (record) => this.records.push(record),
      onBadRequest: (_inbound, fault) => this.badRequests.push(fault),
      ...options.plane,
    });
    this.configure(options.service ?? {}, options.resources ?? []);
    this.#listener = tcpSocket(4);
    bindSocket(this.#listener, parseSocketAddress("127.0.0.1:0"), { dualStack: false });
    listenSocket(this.#listener, 1024);
    const address = localAddress(this.#listener);
    if (address === undefined) throw new Error("the listener has no address");
    this.address = address;
    this.#acceptor = new Acceptor(this.reactor, this.#listener, {
      onAccepted: (fd, peer) => {
        setNoDelay(fd);
        this.plane.accept(new SocketTransport(context, fd), this.inbound(peer));
      },
      onExhausted: (errno) => this.errors.push(errno),
      onError: (error) => this.errors.push(error),
    });
    this.#acceptor.serve();
    this.#loop = this.#run();
  }

  get url(): string {
    return `http://127.0.0.1:${this.address.port}`;
  }

  /** The service `ECHO`, and others. */
  configure(service: Partial<WaypointService>, others: readonly WaypointResource[] = []): void {
    this.plane.configure({
      upserts: [{ kind: "service", service: aWaypointService(service) }, ...others],
      removals: [],
    });
  }

  inbound(peer: SocketAddress): Inbound {
    return {
      destination: { kind: "service", service: ECHO, port: 80, address: parseIpAddress("10.96.0.1") },
      clientAddress: peer,
      clientIdentity: findIdentity(CLIENT_IDENTITY),
      clientWorkload: undefined,
      protocol: "http",
      onTcp: (transport) => {
        this.tcp.push(transport);
        transport.close();
      },
      ...this.#options.inbound,
    };
  }

  /** Waits, bounded, while everything goes on. */
  async until(isDone: () => boolean, limitMs = 5_000): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (!isDone()) {
      if (performance.now() > deadline) throw new Error("it did not happen in time");
      await nextTurn();
    }
  }

  async #run(): Promise<void> {
    while (this.#isRunning) {
      this.reactor.turn(0);
      await nextTurn();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#acceptor.stop();
    this.plane.destroy();
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    this.#isRunning = false;
    await this.#loop;
    closeFd(this.#listener);
    this.reactor[Symbol.dispose]();
    this.memory[Symbol.dispose]();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
