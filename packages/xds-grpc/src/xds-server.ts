/** Serves delta xDS to many clients: who may connect, how many, and what happens to each when the resources change. */
import type { Clock } from "@ambit/lifecycle";
import {
  DeltaServerStream,
  RateLimiter,
  type ResourceSource,
  STATUS,
  type XdsNode,
  type XdsNodeId,
  type XdsStatus,
} from "@ambit/xds";
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { decodeHeaders } from "./call-metadata.ts";
import type { GrpcServer, GrpcService } from "./grpc-server.ts";
import { COMPRESSED, rawCall } from "./http2-stream.ts";
import type { Authenticate, GrpcPeer } from "./peer.ts";
import { Turns } from "./turns.ts";
import { UnreadBytes } from "./unread-bytes.ts";
import { type DeltaCall, XdsConnection, type XdsConnectionEvent } from "./xds-connection.ts";
import type { XdsConnectionState, XdsServerEvent } from "./xds-server-events.ts";

/** What a server of xDS needs. */
export interface XdsServerOptions<Caller> {
  readonly source: ResourceSource;
  readonly clock: Clock;
  /** A text that was never used before: a UUID. */
  readonly newNonce: () => string;
  /** New streams in a second (PILOT_MAX_REQUESTS_PER_SECOND; see defaultRequestsPerSecond). */
  readonly requestsPerSecond: number;
  /** Whether this caller may be that node; a status ends the stream. */
  readonly checkNode?: (node: XdsNode, id: XdsNodeId, caller: Caller) => XdsStatus | undefined;
  /** Whose resources a client gets of types of which each has its own. */
  readonly scopeOf?: (node: XdsNode, id: XdsNodeId) => string;
  readonly onEvent?: (event: XdsServerEvent<Caller>) => void;
  readonly limits?: Partial<XdsServerLimits>;
}

/** Bounds that a test or an unusual installation may want otherwise. */
export interface XdsServerLimits {
  /** Open streams. */
  readonly streams: number;
  /** Open streams of one IP address. */
  readonly streamsPerAddress: number;
  /** Names that one stream may be subscribed to. */
  readonly subscribedNames: number;
  /** Names that all streams together may be subscribed to. */
  readonly totalSubscribedNames: number;
  /** Bytes of requests that are not complete. */
  readonly unreadBytes: number;
  /** The same, of one IP address. */
  readonly unreadBytesPerAddress: number;
}

const LIMITS: XdsServerLimits = {
  streams: 4_000,
  streamsPerAddress: 256,
  subscribedNames: 100_000,
  totalSubscribedNames: 1_000_000,
  unreadBytes: 268_435_456,
  unreadBytesPerAddress: 67_108_864,
};
/** A new stream that would have to wait longer for its turn is refused. */
const MAX_ADMISSION_WAIT_MS = 1_000;
/** First requests that are being read. */
const MAX_FIRST_REQUESTS = 16;
/** A client that sends its first request more slowly makes room for the next one. */
const MAX_FIRST_REQUEST_TURN_MS = 1_000;
/** Calls whose token is being looked at. */
const MAX_AUTHENTICATIONS = 256;

const DELTA_PATH = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

/** One for all ports. It has no port of its own: `service` is given to a GrpcServer. */
export class XdsServer<Caller> {
  readonly #options: XdsServerOptions<Caller>;
  readonly #limits: XdsServerLimits;
  readonly #limiter: RateLimiter;
  readonly #turns: Turns;
  readonly #unread: UnreadBytes;
  readonly #connections = new Set<XdsConnection<Caller>>();
  readonly #perAddress = new Map<string, number>();
  readonly #names = new Map<XdsConnection<Caller>, number>();
  #totalNames = 0;
  #authenticating = 0;
  #lastId = 0;
  #closing: XdsStatus | undefined;

  constructor(options: XdsServerOptions<Caller>) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#limiter = new RateLimiter({
      perSecond: options.requestsPerSecond,
      maxWaitMs: MAX_ADMISSION_WAIT_MS,
    });
    this.#turns = new Turns({
      clock: options.clock,
      concurrent: MAX_FIRST_REQUESTS,
      maxTurnMs: MAX_FIRST_REQUEST_TURN_MS,
    });
    this.#unread = new UnreadBytes({
      totalBytes: this.#limits.unreadBytes,
      bytesPerAddress: this.#limits.unreadBytesPerAddress,
    });
  }

  /** For GrpcServer.serve. Ports may differ in how they authenticate. */
  service(authenticate: Authenticate<Caller>): GrpcService {
    return {
      definition: {
        DeltaAggregatedResources: {
          path: DELTA_PATH,
          requestStream: true,
          responseStream: true,
          requestSerialize: (bytes: Buffer) => bytes,
          requestDeserialize: (bytes: Buffer) => bytes,
          responseSerialize: (bytes: Buffer) => bytes,
          responseDeserialize: (bytes: Buffer) => bytes,
        },
      },
      implement: (server): UntypedServiceImplementation => ({
        DeltaAggregatedResources: (call: DeltaCall) => void this.#admit(call, server, authenticate),
      }),
    };
  }

  /** The source has changed: everybody is told, as soon as each has answered what it was told before. */
  push(): void {
    for (const connection of this.#connections) connection.pump();
  }

  /** In the order in which they came. */
  connections(): XdsConnectionState<Caller>[] {
    return [...this.#connections].map(({ state }) => state);
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Ends one stream; its client comes back. False if there is none with this id. */
  disconnect(id: number): boolean {
    const connection = [...this.#connections].find((candidate) => candidate.id === id);
    connection?.close({
      code: STATUS.unavailable,
      message: "transport is closing: disconnected by the operator",
    });
    return connection !== undefined;
  }

  /** Ends all streams so that clients go elsewhere at once, and refuses new ones. For a shutdown. */
  close(): void {
    this.#closing = {
      code: STATUS.unavailable,
      message: "transport is closing: the control plane is shutting down",
    };
    for (const connection of [...this.#connections]) connection.close(this.#closing);
  }

  /** Nothing of the call is read before it is decided who makes it. */
  async #admit(call: DeltaCall, server: GrpcServer, authenticate: Authenticate<Caller>): Promise<void> {
    const peer = server.peer(call.getPeer());
    const result = await this.#authenticate(call, peer, authenticate);
    const refusal = "caller" in result ? await this.#waitForTurn(peer) : result;
    if (call.cancelled) return;
    if (refusal === undefined && "caller" in result) {
      this.#open(call, { peer, caller: result.caller, server });
    } else if (refusal !== undefined) {
      this.#options.onEvent?.({ kind: "refused", peer, ...refusal });
      call.emit("error", { code: refusal.status.code, details: refusal.status.message });
    }
  }

  async #authenticate(
    call: DeltaCall,
    peer: GrpcPeer,
    authenticate: Authenticate<Caller>,
  ): Promise<{ readonly caller: Caller } | Refusal> {
    if (this.#closing !== undefined) return { status: this.#closing };
    if (rawCall(call).isCompressed) return { status: COMPRESSED };
    if (this.#authenticating >= MAX_AUTHENTICATIONS) return exhausted("too many new connections");
    this.#authenticating += 1;
    try {
      return await authenticate(decodeHeaders(call.metadata), peer);
    } catch (error) {
      return { status: { code: STATUS.internal, message: "authentication failed" }, error };
    } finally {
      this.#authenticating -= 1;
    }
  }

  /** After authentication, so that who has no identity does not use up the turns of those who have. */
  async #waitForTurn({ address }: GrpcPeer): Promise<Refusal | undefined> {
    const { clock } = this.#options;
    if (this.#connections.size >= this.#limits.streams) return exhausted("too many streams");
    if ((this.#perAddress.get(address) ?? 0) >= this.#limits.streamsPerAddress) {
      return exhausted("too many streams from this address");
    }
    const waitMs = this.#limiter.reserve(clock.nowMs());
    if (waitMs === undefined) return exhausted("too many new streams; come back later");
    if (waitMs > 0) await new Promise<void>((resolve) => void clock.setTimer(waitMs, resolve));
    return this.#closing === undefined ? undefined : { status: this.#closing };
  }

  #open(
    call: DeltaCall,
    {
      peer,
      caller,
      server,
    }: { readonly peer: GrpcPeer; readonly caller: Caller; readonly server: GrpcServer },
  ): void {
    const { source, newNonce, checkNode, scopeOf, clock } = this.#options;
    this.#lastId += 1;
    const stream = new DeltaServerStream({
      source,
      newNonce,
      maxSubscribedNames: this.#limits.subscribedNames,
      ...(checkNode === undefined ? {} : { checkNode: (node, id) => checkNode(node, id, caller) }),
      ...(scopeOf === undefined ? {} : { scopeOf }),
    });
    const connection: XdsConnection<Caller> = new XdsConnection({
      id: this.#lastId,
      call,
      raw: rawCall(call),
      peer,
      caller,
      stream,
      host: {
        clock,
        turns: this.#turns,
        unread: this.#unread,
        onEvent: (from, event) => this.#note(from, event),
        disconnect: () => server.disconnect(peer.name),
        onClosed: (from, status) => this.#forget(from, status),
      },
    });
    this.#connections.add(connection);
    this.#perAddress.set(peer.address, (this.#perAddress.get(peer.address) ?? 0) + 1);
    this.#options.onEvent?.({ kind: "connected", connection: connection.state });
    connection.open();
  }

  #note(connection: XdsConnection<Caller>, event: XdsConnectionEvent): void {
    const { onEvent } = this.#options;
    const connectionId = connection.id;
    switch (event.kind) {
      case "ignored":
        return;
      case "subscribed":
        this.#countNames(connection);
        return;
      case "sent": {
        const { response, byteLength: bytes } = event.message;
        const { typeUrl, nonce, systemVersion: version, resources, removed } = response;
        const counts = { resources: resources.length, removed: removed.length, bytes };
        onEvent?.({ kind: "sent", connectionId, typeUrl, nonce, version, ...counts });
        return;
      }
      case "ack":
        onEvent?.({
          kind: "ack",
          connectionId,
          typeUrl: event.typeUrl,
          nonce: event.nonce,
          elapsedMs: connection.elapsedSinceSent(event.typeUrl),
        });
        return;
      case "nack":
        onEvent?.({ ...event, connection: connection.state });
        return;
    }
  }

  #countNames(connection: XdsConnection<Caller>): void {
    const names = connection.subscribedNames;
    this.#totalNames += names - (this.#names.get(connection) ?? 0);
    this.#names.set(connection, names);
    if (this.#totalNames > this.#limits.totalSubscribedNames) {
      connection.close(exhausted("all clients together are subscribed to too many resource names").status);
    }
  }

  #forget(connection: XdsConnection<Caller>, status: XdsStatus | undefined): void {
    const { address } = connection.peer;
    this.#connections.delete(connection);
    this.#totalNames -= this.#names.get(connection) ?? 0;
    this.#names.delete(connection);
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
    this.#options.onEvent?.({ kind: "closed", connection: connection.state, status });
  }
}

/** Why a call does not become a stream. */
interface Refusal {
  readonly status: XdsStatus;
  readonly error?: unknown;
}

function exhausted(message: string): Refusal {
  return { status: { code: STATUS.resourceExhausted, message } };
}
