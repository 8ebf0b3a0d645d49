/** One data-plane thread of a waypoint on the test's own thread, with other proxies around it: real sockets, real TLS. */
import { MessageChannel } from "node:worker_threads";
import { type IpAddress, parseIpAddress } from "@ambit/addr";
import {
  certificateFor,
  HboneClient,
  HboneServer,
  listenOn,
  meshIp,
  stateMessages,
} from "@ambit/data-plane/testing";
import { closeFd, eventFd, eventFdSignal } from "@ambit/linux";
import type { MeshResource, Workload } from "@ambit/model";
import type { WaypointResource, WaypointService, WaypointSettings } from "@ambit/model/http";
import { aWaypointService } from "@ambit/model/http/testing";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { Reactor, ThreadMemory } from "@ambit/reactor";
import type { MainMessage, WaypointDataConfig, WorkerMessage } from "../../messages.ts";
import { DataPlane, type DataPlanePorts } from "../data-plane.ts";

export const VIP: IpAddress = parseIpAddress("10.96.0.10");
export const WAYPOINT_IP: IpAddress = meshIp(1);
export const WAYPOINT = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "waypoint" };
export const ECHO = "echo.shop.svc.cluster.local";
const WORKLOAD = { name: "waypoint-1", namespace: "shop", serviceAccount: "waypoint" };

export const TEST_CONFIG: WaypointDataConfig = {
  network: "",
  clusterId: "Kubernetes",
  workload: WORKLOAD,
  localNode: undefined,
  illegalPorts: [],
  streamWindowBytes: 4 << 20,
  connectionWindowBytes: 16 << 20,
  maxFrameBytes: 1 << 20,
  poolMaxStreamsPerConnection: 100,
  poolUnusedReleaseTimeoutMs: 300_000,
  packetMark: undefined,
  keepalive: undefined,
  userTimeoutMs: undefined,
  enableResponseBaggage: false,
  tlsGroups: "X25519:P-256",
  tls12: false,
  checksRevocation: false,
  authzPolicyInfoLogging: false,
  strictPolicyReferences: false,
  logFormat: "json",
  logFilter: "info",
  acceptsHttp10: false,
};

/** An endpoint of `echo` at that address, which takes HBONE unless `fields` say otherwise. */
export function anEndpoint(ip: IpAddress, fields: Partial<Workload> = {}): Workload {
  const name = `server-${ip}`;
  return aWorkload({
    uid: name,
    name,
    namespace: "shop",
    serviceAccount: "server",
    workloadIps: [ip],
    protocol: "HBONE",
    services: [`shop/${ECHO}`],
    ...fields,
  });
}

/** The service with its endpoints: port 80 is TCP and leads to port 8080. */
export function echoMesh(endpoints: readonly Workload[]): readonly MeshResource[] {
  const service = aService({
    name: "echo",
    namespace: "shop",
    hostname: ECHO,
    vips: [{ network: "", address: VIP }],
    ports: new Map([[80, 8080]]),
  });
  return [
    serviceResource(service),
    ...endpoints.map((workload) =>
      workloadResource(workload, new Map([[`shop/${ECHO}`, new Map([[80, 8080]])]])),
    ),
    workloadResource(aWorkload({ ...WORKLOAD, uid: "waypoint-1", workloadIps: [WAYPOINT_IP] })),
    workloadResource(
      aWorkload({ uid: "client", name: "client", namespace: "shop", workloadIps: [meshIp(2)] }),
    ),
  ];
}

/** See the module comment. */
export class WaypointWorld implements Disposable {
  readonly messages: WorkerMessage[] = [];
  readonly plane: DataPlane;
  /** For the proxies around it. */
  readonly parts = {
    reactor: new Reactor({ nowMs: () => performance.now() }),
    memory: new ThreadMemory(),
  };
  readonly #wakeFd = eventFd();
  readonly #listenerFd = listenOn({ ip: WAYPOINT_IP, port: 15_008 });
  readonly #queue: MainMessage[] = [];
  readonly #channel = new MessageChannel();
  readonly #ends: Disposable[] = [];
  readonly #polled = new Set<{ poll(): void }>();
  #version = 0;

  constructor(mesh: readonly MeshResource[], ports: Partial<DataPlanePorts> = {}) {
    this.plane = new DataPlane(
      {
        index: 0,
        count: 1,
        config: TEST_CONFIG,
        listenerFd: this.#listenerFd,
        wakeFd: this.#wakeFd,
        port: this.#channel.port1,
      },
      {
        post: (message) => this.messages.push(message),
        receive: () => this.#queue.shift(),
        nowMs: () => performance.now(),
        nowMicros: () => Date.now() * 1000,
        random: () => 0,
        randomHex: (length) => "7".repeat(length),
        heapStatistics: () => ({ used: 1 }),
        writeHeapSnapshot: (path) => path,
        profile: () => undefined,
        heap: { usedHeapBytes: () => 0, collect: () => undefined },
        http: { readJwtKeys: () => undefined },
        ...ports,
      },
    );
    this.change(mesh);
    this.deliver(certificateFor(WAYPOINT), { type: "serve" });
  }

  change(mesh: readonly MeshResource[]): void {
    this.deliver(...stateMessages(++this.#version, mesh));
  }

  /** What the waypoint does; `echo` takes TCP on port 80 without more. */
  configure(service: Partial<WaypointService> = {}, settings?: WaypointSettings): void {
    const upserts: WaypointResource[] = [
      {
        kind: "service",
        service: aWaypointService({
          namespace: "shop",
          hostname: ECHO,
          ports: [{ number: 80, protocol: "tcp" }],
          routeTables: [],
          ...service,
        }),
      },
    ];
    if (settings !== undefined) upserts.push({ kind: "settings", settings });
    this.deliver({ type: "configure", version: 1, upserts, removals: [] });
  }

  deliver(...messages: readonly MainMessage[]): void {
    this.#queue.push(...messages);
    eventFdSignal(this.#wakeFd);
  }

  /** A client's tunnel that is up. */
  client(identity = "spiffe://cluster.local/ns/shop/sa/client"): HboneClient {
    const client = this.dial(identity);
    this.until(() => client.isUp);
    return client;
  }

  dial(material: ConstructorParameters<typeof HboneClient>[2]): HboneClient {
    return this.#keep(new HboneClient(this.parts, { ip: WAYPOINT_IP, port: 15_008 }, material, meshIp(2)));
  }

  /** An endpoint's proxy. */
  server(ip: IpAddress, options: Partial<ConstructorParameters<typeof HboneServer>[1]> = {}): HboneServer {
    const server = new HboneServer(this.parts, { address: { ip, port: 15_008 }, ...options });
    return this.#keep(server);
  }

  poll<T extends { poll(): void } & Disposable>(end: T): T {
    this.#polled.add(end);
    return this.#keep(end);
  }

  turns(count: number): void {
    for (let turn = 0; turn < count; turn++) {
      this.plane.turn(0);
      this.parts.reactor.turn(1);
      for (const end of this.#polled) end.poll();
    }
  }

  until(done: () => boolean, limitMs = 10_000): void {
    const deadline = performance.now() + limitMs;
    while (!done()) {
      if (performance.now() > deadline) throw new Error("condition not reached in time");
      this.turns(1);
    }
  }

  /** Lines of the log, once they have been posted. */
  logLines(): string[] {
    return this.messages
      .flatMap((message) => (message.type === "log" ? message.lines.split("\n") : []))
      .filter((line) => line !== "");
  }

  /** Those of the access log of connections. */
  accessLines(): Record<string, unknown>[] {
    return this.logLines()
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ scope }) => scope === "access");
  }

  [Symbol.dispose](): void {
    for (const end of this.#ends) end[Symbol.dispose]();
    this.deliver({ type: "exit" });
    this.plane.turn(0);
    this.turns(2);
    this.#channel.port1.close();
    closeFd(this.#wakeFd);
    closeFd(this.#listenerFd);
    this.parts.reactor[Symbol.dispose]();
    this.parts.memory[Symbol.dispose]();
  }

  #keep<T extends Disposable>(end: T): T {
    this.#ends.push(end);
    return end;
  }
}
