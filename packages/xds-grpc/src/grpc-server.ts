/**
 * A port that speaks gRPC. Takes connections itself (so that their number is bounded before anything is read, and the
 * serving certificate can change), and hands them to gRPC.
 */
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { TLSSocket, type Server as TlsServer } from "node:tls";
import {
  type ConnectionInjector,
  Server,
  ServerCredentials,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { GrpcPeer } from "./peer.ts";
import { createTlsServer, replaceCertificate, type ServingTls, verifiedCertificate } from "./serving-tls.ts";
import { XdsGrpcError } from "./xds-grpc-error.ts";

/** Where and how to listen. */
export interface GrpcServerOptions {
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  /** Absent: plaintext. */
  readonly tls?: ServingTls;
  /** After this time, give or take a tenth, a connection is told to go, and is cut off after a grace. */
  readonly maxConnectionAgeMs?: number;
  readonly maxConnectionAgeGraceMs?: number;
  readonly maxReceivedMessageBytes?: number;
  readonly maxConnections?: number;
  /** Of one IP address. */
  readonly maxConnectionsPerAddress?: number;
}

/** A part of what a server serves; see xdsService and caService. */
export interface GrpcService {
  readonly definition: GrpcServiceDefinition;
  /** `server` knows who a call comes from. */
  readonly implement: (server: GrpcServer) => UntypedServiceImplementation;
}

type GrpcServiceDefinition = Parameters<Server["addService"]>[0];

const MAX_CONNECTIONS = 4096;
const MAX_CONNECTIONS_PER_ADDRESS = 256;
/** The names and versions that a client of a mesh with 50,000 pods comes back with have 4 to 5 MB. */
const MAX_RECEIVED_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Istio allows 100,000. A client of ours needs one for xDS and a few for certificates. */
const MAX_CONCURRENT_STREAMS = 100;
const KEEPALIVE_INTERVAL_MS = 30_000;
const KEEPALIVE_TIMEOUT_MS = 10_000;
const CONNECTION_AGE_GRACE_MS = 10_000;
/** A connection on which no call is open. */
const MAX_IDLE_MS = 300_000;
const BACKLOG = 1024;

/** Takes the port. Connections wait until `serve`. Throws XdsGrpcError "bind-failed", "bad-certificate". */
export async function bindGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const listener = createServer();
  const server = new GrpcServer(listener, options);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  listener.once("error", (cause) => {
    const place = `${options.host}:${String(options.port)}`;
    reject(new XdsGrpcError("bind-failed", `cannot listen on ${place}`, { cause }));
  });
  listener.listen({ host: options.host, port: options.port, backlog: BACKLOG }, resolve);
  await promise;
  return server;
}

/** A taken port and its connections. Made by bindGrpcServer. Disposing cuts everything off. */
export class GrpcServer implements AsyncDisposable {
  readonly #listener: NetServer;
  readonly #grpc: Server;
  readonly #injector: ConnectionInjector;
  readonly #tls: TlsServer | undefined;
  readonly #maxConnections: number;
  readonly #maxPerAddress: number;
  readonly #waiting = new Set<Socket>();
  /** By `address:port` of the client. */
  readonly #sockets = new Map<string, Socket | TLSSocket>();
  readonly #perAddress = new Map<string, number>();
  /** Resolved when the last connection has gone and none can come. */
  readonly #empty = Promise.withResolvers<void>();
  #isServing = false;

  constructor(listener: NetServer, options: GrpcServerOptions) {
    this.#listener = listener;
    this.#maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
    this.#maxPerAddress = options.maxConnectionsPerAddress ?? MAX_CONNECTIONS_PER_ADDRESS;
    this.#grpc = new Server(grpcOptions(options));
    // TLS is ended before gRPC sees the connection.
    this.#injector = this.#grpc.createConnectionInjector(ServerCredentials.createInsecure());
    if (options.tls !== undefined) this.#tls = createTlsServer(options.tls, (socket) => this.#greet(socket));
    listener.on("connection", (socket) => this.#accept(socket));
  }

  /** The address that was taken. */
  get address(): { readonly host: string; readonly port: number } {
    const address = this.#listener.address();
    if (address === null || typeof address === "string") return { host: "", port: 0 };
    return { host: address.address, port: address.port };
  }

  get connectionCount(): number {
    return this.#sockets.size;
  }

  /** Lets connections in. Once. */
  serve(services: readonly GrpcService[]): void {
    for (const { definition, implement } of services) this.#grpc.addService(definition, implement(this));
    this.#isServing = true;
    for (const socket of this.#waiting) this.#admit(socket);
    this.#waiting.clear();
  }

  /** For connections from now on. Throws XdsGrpcError "bad-certificate" and goes on with the former. */
  setCertificate(tls: ServingTls): void {
    if (this.#tls !== undefined) replaceCertificate(this.#tls, tls);
  }

  /** Who is at the other end; `name` is what gRPC calls the peer of a call. */
  peer(name: string): GrpcPeer {
    const socket = this.#sockets.get(name);
    const address = socket?.remoteAddress ?? "";
    if (!(socket instanceof TLSSocket)) return { address, name, isTls: false, certificate: undefined };
    return { address, name, isTls: true, certificate: verifiedCertificate(socket) };
  }

  /** Cuts a connection off, with all calls on it. */
  disconnect(name: string): void {
    this.#sockets.get(name)?.destroy();
  }

  /** No new connections; those that are there are told to go and may finish their calls until the deadline. */
  async shutdown(deadlineMs: number): Promise<void> {
    const closed = this.#closeListener();
    for (const socket of this.#waiting) socket.destroy();
    this.#injector.drain(deadlineMs);
    await new Promise<void>((resolve) => {
      this.#grpc.tryShutdown(() => resolve());
    });
    for (const socket of this.#sockets.values()) socket.destroy();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#closeListener();
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#grpc.forceShutdown();
    await closed;
  }

  /** Resolves when no connection is left, also if it was closed before. */
  #closeListener(): Promise<void> {
    this.#listener.close();
    if (this.#sockets.size === 0) return Promise.resolve();
    return this.#empty.promise;
  }

  #accept(socket: Socket): void {
    const { remoteAddress: address = "", remotePort = 0 } = socket;
    const name = `${address}:${String(remotePort)}`;
    const ofAddress = this.#perAddress.get(address) ?? 0;
    socket.on("error", () => undefined);
    if (this.#sockets.size >= this.#maxConnections || ofAddress >= this.#maxPerAddress) {
      socket.destroy();
      return;
    }
    this.#sockets.set(name, socket);
    this.#perAddress.set(address, ofAddress + 1);
    socket.once("close", () => this.#forget(socket, name, address));
    socket.setNoDelay(true);
    if (this.#isServing) this.#admit(socket);
    else this.#waiting.add(socket);
  }

  #forget(socket: Socket, name: string, address: string): void {
    this.#waiting.delete(socket);
    this.#sockets.delete(name);
    if (this.#sockets.size === 0 && !this.#listener.listening) this.#empty.resolve();
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }

  #admit(socket: Socket): void {
    if (this.#tls === undefined) this.#injector.injectConnection(socket);
    else this.#tls.emit("connection", socket);
  }

  /** The TLS socket takes the place of the one below it. */
  #greet(socket: TLSSocket): void {
    const name = `${socket.remoteAddress ?? ""}:${String(socket.remotePort ?? 0)}`;
    if (!this.#sockets.has(name)) {
      socket.destroy();
      return;
    }
    this.#sockets.set(name, socket);
    this.#injector.injectConnection(socket);
  }
}

function grpcOptions(options: GrpcServerOptions): Record<string, number> {
  const { maxConnectionAgeMs, maxConnectionAgeGraceMs = CONNECTION_AGE_GRACE_MS } = options;
  return {
    "grpc.max_receive_message_length": options.maxReceivedMessageBytes ?? MAX_RECEIVED_MESSAGE_BYTES,
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": MAX_CONCURRENT_STREAMS,
    "grpc.keepalive_time_ms": KEEPALIVE_INTERVAL_MS,
    "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_MS,
    "grpc.max_connection_idle_ms": MAX_IDLE_MS,
    "grpc.enable_channelz": 0,
    ...(maxConnectionAgeMs === undefined
      ? {}
      : {
          "grpc.max_connection_age_ms": maxConnectionAgeMs,
          "grpc.max_connection_age_grace_ms": maxConnectionAgeGraceMs,
        }),
  };
}
