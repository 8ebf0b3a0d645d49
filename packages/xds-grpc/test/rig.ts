/** A control plane on loopback with real TLS, and clients of it, well-behaved and otherwise. */
import { randomUUID } from "node:crypto";
import { type Clock, systemClock } from "@ambit/lifecycle";
import {
  ADDRESS_TYPE,
  AUTHORIZATION_TYPE,
  type DeltaUpdate,
  ResourceStore,
  STATUS,
  type XdsResource,
} from "@ambit/xds";
import { A_NODE } from "@ambit/xds/testing";
import { Client, type ClientDuplexStream, credentials, Metadata, type StatusObject } from "@grpc/grpc-js";
import {
  type Authenticate,
  bindGrpcServer,
  type CertificateCall,
  type ControlPlaneEndpoint,
  caService,
  type GrpcServer,
  type GrpcServerOptions,
  XdsClient,
  type XdsClientEvent,
  type XdsClientOptions,
  XdsServer,
  type XdsServerEvent,
  type XdsServerLimits,
} from "../src/index.ts";
import { aCertificate, anAuthority } from "./certificates.ts";

export const TOKEN = "a-token";
export const HOST = "istiod.istio-system.svc";

const DELTA_METHOD = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

/** Time that goes faster than the machine's. */
export function fastClock(factor: number): Clock {
  return {
    nowMs: () => systemClock.nowMs() * factor,
    setTimer: (ms, fn) => systemClock.setTimer(ms / factor, fn),
  };
}

export interface ControlPlaneOptions {
  readonly clock?: Clock;
  readonly limits?: Partial<XdsServerLimits>;
  readonly requestsPerSecond?: number;
  readonly server?: Partial<GrpcServerOptions>;
  readonly isPlaintext?: boolean;
  readonly authenticate?: Authenticate<string>;
}

/** Whoever shows the token is "caller"; nobody else may. */
export const byToken: Authenticate<string> = async (headers) => {
  if (headers.get("authorization")?.[0] === `Bearer ${TOKEN}`) return { caller: "caller" };
  return { status: { code: STATUS.unauthenticated, message: "request authenticate failure" } };
};

export class ControlPlane implements AsyncDisposable {
  readonly store: ResourceStore;
  readonly xds: XdsServer<string>;
  readonly server: GrpcServer;
  readonly events: XdsServerEvent<string>[];
  readonly certificateCalls: CertificateCall<string>[] = [];
  readonly rootsPem: string;
  readonly authority;
  readonly #isPlaintext: boolean;
  #version = 0;

  constructor(parts: {
    store: ResourceStore;
    xds: XdsServer<string>;
    server: GrpcServer;
    events: XdsServerEvent<string>[];
    authority: ReturnType<typeof anAuthority>;
    rootsPem: string;
    options: ControlPlaneOptions;
  }) {
    this.store = parts.store;
    this.xds = parts.xds;
    this.server = parts.server;
    this.events = parts.events;
    this.authority = parts.authority;
    this.rootsPem = parts.rootsPem;
    this.#isPlaintext = parts.options.isPlaintext === true;
    const authenticate = parts.options.authenticate ?? byToken;
    this.server.serve([
      this.xds.service(authenticate),
      caService({
        authenticate,
        createCertificate: async (call) => {
          this.certificateCalls.push(call);
          if (call.csrPem === "throw") throw new Error("a mistake");
          if (call.csrPem === "")
            return { status: { code: STATUS.invalidArgument, message: "CSR signing error" } };
          return { elements: ["leaf\n", "root\n"] };
        },
      }),
    ]);
  }

  get port(): number {
    return this.server.address.port;
  }

  get endpoint(): ControlPlaneEndpoint {
    return {
      url: `${this.#isPlaintext ? "http" : "https"}://localhost:${String(this.port)}`,
      roots: { kind: "pem", pem: this.rootsPem },
      alternativeHostname: HOST,
      credential: { token: { kind: "literal", token: TOKEN }, clusterId: "Kubernetes" },
    };
  }

  put(...upserts: XdsResource[]): void {
    this.change(ADDRESS_TYPE, upserts, []);
  }

  change(typeUrl: string, upserts: Iterable<XdsResource>, removals: Iterable<string>): void {
    this.#version += 1;
    this.store.apply(`v${String(this.#version)}/`, new Map([[typeUrl, { upserts, removals }]]));
    this.xds.push();
  }

  of<Kind extends XdsServerEvent<string>["kind"]>(
    kind: Kind,
  ): Extract<XdsServerEvent<string>, { kind: Kind }>[] {
    return this.events.filter(
      (event): event is Extract<XdsServerEvent<string>, { kind: Kind }> => event.kind === kind,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

/** Serves at once, with its own root. */
export async function aControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const authority = anAuthority();
  const tls = aCertificate(authority, { dnsNames: [HOST] });
  const server = await bindGrpcServer({
    host: "127.0.0.1",
    port: 0,
    ...(options.isPlaintext === true ? {} : { tls }),
    ...options.server,
  });
  const store = new ResourceStore([{ typeUrl: ADDRESS_TYPE }, { typeUrl: AUTHORIZATION_TYPE }], "v0/");
  const events: XdsServerEvent<string>[] = [];
  const xds = new XdsServer<string>({
    source: store,
    clock: options.clock ?? systemClock,
    newNonce: randomUUID,
    requestsPerSecond: options.requestsPerSecond ?? 1000,
    onEvent: (event) => events.push(event),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return new ControlPlane({ store, xds, server, events, authority, rootsPem: tls.rootsPem, options });
}

/** A proxy that keeps what it is sent. Disposing ends it. */
export class Proxy implements AsyncDisposable {
  readonly client: XdsClient;
  readonly events: XdsClientEvent[] = [];
  readonly updates: DeltaUpdate[] = [];
  readonly state = new Map<string, string>();
  readonly #abort = new AbortController();
  readonly #run: Promise<void>;

  constructor(endpoint: ControlPlaneEndpoint, options: Partial<XdsClientOptions> = {}) {
    this.client = new XdsClient({
      endpoint,
      node: A_NODE,
      types: [{ typeUrl: ADDRESS_TYPE }, { typeUrl: AUTHORIZATION_TYPE }],
      clock: systemClock,
      apply: async (update) => this.#apply(update),
      onEvent: (event) => this.events.push(event),
      ...options,
    });
    this.#run = this.client.run(this.#abort.signal);
  }

  kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }

  disconnections(): Extract<XdsClientEvent, { kind: "disconnected" }>[] {
    return this.events.filter((event) => event.kind === "disconnected");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#run;
  }

  #apply(update: DeltaUpdate): [] {
    this.updates.push(update);
    for (const name of update.removed) this.state.delete(name);
    for (const { name, version } of update.resources) this.state.set(name, version);
    return [];
  }
}

/** A stream by hand: bytes as they come, and only if somebody asks for them. */
export class RawStream implements Disposable {
  readonly #client: Client;
  readonly call: ClientDuplexStream<Buffer, Buffer>;
  readonly status: Promise<StatusObject>;
  readonly received: Buffer[] = [];

  constructor(
    endpoint: ControlPlaneEndpoint,
    headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
  ) {
    const { protocol, host } = new URL(endpoint.url);
    const pem = endpoint.roots.kind === "pem" ? endpoint.roots.pem : "";
    const secure = credentials.createSsl(Buffer.from(pem), null, null, {
      checkServerIdentity: () => undefined,
    });
    this.#client = new Client(`dns:${host}`, protocol === "https:" ? secure : credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
      "grpc.max_send_message_length": -1,
      "grpc.max_receive_message_length": -1,
    });
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    const same = (bytes: Buffer) => bytes;
    this.call = this.#client.makeBidiStreamRequest(DELTA_METHOD, same, same, metadata);
    const { promise, resolve } = Promise.withResolvers<StatusObject>();
    this.status = promise;
    this.call.on("status", resolve);
    this.call.on("error", () => undefined);
  }

  read(): this {
    this.call.on("data", (bytes: Buffer) => this.received.push(bytes));
    return this;
  }

  [Symbol.dispose](): void {
    this.call.cancel();
    this.#client.close();
  }
}
