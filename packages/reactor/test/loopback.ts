/** Two HTTP/2 sockets over real TCP and TLS on loopback, driven by one reactor. */
import { parseSocketAddress } from "@ambit/addr";
import type { HeaderField, Http2Stream, StreamConsumer } from "@ambit/http2";
import {
  acceptSocket,
  bindSocket,
  closeFd,
  connectSocket,
  listenSocket,
  localAddress,
  setNoDelay,
  tcpSocket,
} from "@ambit/linux";
import {
  type Http2Deadlines,
  Http2Socket,
  type Http2SocketEnd,
  type Http2SocketOwner,
  Reactor,
  ThreadMemory,
} from "@ambit/reactor";
import { type PeerCheck, TlsContext, TlsSession } from "@ambit/tls";
import { TestAuthority } from "@ambit/tls/testing";

const authority = TestAuthority.root();
const acceptAll: PeerCheck = () => "ok";

export const DEADLINES: Http2Deadlines = {
  handshakeMs: 2_000,
  pingIntervalMs: 10_000,
  pingTimeoutMs: 20_000,
  idleMs: undefined,
};

/** Records what one side is told. */
export class RecordingOwner implements Http2SocketOwner {
  isUp = false;
  end: Http2SocketEnd | undefined;
  readonly onRequest: ((stream: Http2Stream, fields: readonly HeaderField[]) => void) | undefined;

  constructor(onRequest?: (stream: Http2Stream, fields: readonly HeaderField[]) => void) {
    this.onRequest = onRequest;
  }

  onUp(): void {
    this.isUp = true;
  }

  onStream(_socket: Http2Socket, stream: Http2Stream, fields: readonly HeaderField[]): void {
    this.onRequest?.(stream, fields);
  }

  onCapacityChanged(): void {}

  onEnd(_socket: Http2Socket, end: Http2SocketEnd): void {
    this.end = end;
  }
}

/** A consumer that collects; `consumeAll` gives credit back at once. */
export class RecordingConsumer implements StreamConsumer {
  stream: Http2Stream | undefined;
  readonly heads: (readonly HeaderField[])[] = [];
  bytes = 0;
  checksum = 0;
  isEnded = false;
  resetCode: number | undefined | "none" = "none";
  writableCount = 0;
  readonly #consumeAll: boolean;

  constructor(consumeAll = true) {
    this.#consumeAll = consumeAll;
  }

  onHeaders(fields: readonly HeaderField[]): void {
    this.heads.push(fields);
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    for (let index = start; index < end; index++)
      this.checksum = (this.checksum * 31 + (bytes[index] ?? 0)) | 0;
    this.bytes += end - start;
    if (this.#consumeAll) this.stream?.consume(end - start);
  }

  onEnd(): void {
    this.isEnded = true;
  }

  onReset(code: number | undefined): void {
    this.resetCode = code;
  }

  onWritable(): void {
    this.writableCount++;
  }
}

export interface Pair extends Disposable {
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
  readonly client: Http2Socket;
  readonly server: Http2Socket;
  readonly clientOwner: RecordingOwner;
  readonly serverOwner: RecordingOwner;
  /** Runs turns until `done`, or throws after `limitMs`. */
  until(done: () => boolean, limitMs?: number): void;
}

/** A connected pair of raw TCP descriptors on loopback. */
export function tcpPair(): { readonly first: number; readonly second: number } {
  const listener = tcpSocket(4);
  bindSocket(listener, parseSocketAddress("127.0.0.1:0"));
  listenSocket(listener, 1);
  const address = localAddress(listener);
  if (address === undefined) throw new Error("no local address");
  const first = tcpSocket(4);
  connectSocket(first, address);
  let second = -1;
  for (let attempt = 0; second < 0 && attempt < 100_000; attempt++) second = acceptSocket(listener);
  closeFd(listener);
  setNoDelay(first);
  setNoDelay(second);
  return { first, second };
}

export function makePair(options: {
  readonly onRequest?: (stream: Http2Stream, fields: readonly HeaderField[]) => void;
  readonly deadlines?: Partial<Http2Deadlines>;
  /** Of the server alone; by default those of both. */
  readonly serverDeadlines?: Partial<Http2Deadlines>;
  readonly clientCheck?: PeerCheck;
  /** Of each stream; the connection gets four times as much. */
  readonly windowBytes?: number;
}): Pair {
  const reactor = new Reactor({ nowMs: () => performance.now() });
  const memory = new ThreadMemory();
  const contexts = (["client", "server"] as const).map((role) =>
    TlsContext.create({ role, material: authority.material({ uriSans: ["spiffe://td/ns/a/sa/b"] }) }),
  );
  const [clientContext, serverContext] = contexts;
  if (clientContext === undefined || serverContext === undefined) throw new Error("no contexts");
  const fds = tcpPair();
  const windowBytes = options.windowBytes ?? 1 << 20;
  const shared = {
    settings: { initialWindowSize: windowBytes, maxFrameSize: 1 << 20, maxHeaderListSize: 16_384 },
    connectionWindow: 4 * windowBytes,
    limits: {},
    deadlines: { ...DEADLINES, ...options.deadlines },
    pingPayload: [1, 2] as const,
  };
  const clientOwner = new RecordingOwner();
  const serverOwner = new RecordingOwner(options.onRequest);
  const client = new Http2Socket(
    { reactor, memory },
    { fd: fds.first, session: new TlsSession(clientContext, fds.first, options.clientCheck ?? acceptAll) },
    { role: "client", ...shared, settings: { enablePush: 0, ...shared.settings } },
    clientOwner,
  );
  const server = new Http2Socket(
    { reactor, memory },
    { fd: fds.second, session: new TlsSession(serverContext, fds.second, acceptAll) },
    { role: "server", ...shared, deadlines: { ...shared.deadlines, ...options.serverDeadlines } },
    serverOwner,
  );
  server.start();
  client.start();
  return {
    reactor,
    memory,
    client,
    server,
    clientOwner,
    serverOwner,
    until(done, limitMs = 10_000) {
      const deadline = performance.now() + limitMs;
      while (!done()) {
        if (performance.now() > deadline) throw new Error("condition not reached in time");
        reactor.turn(20);
      }
    },
    [Symbol.dispose]() {
      client.abort("test over");
      server.abort("test over");
      reactor[Symbol.dispose]();
      for (const context of contexts) context.free();
    },
  };
}

export const CONNECT: readonly HeaderField[] = [
  [":method", "CONNECT"],
  [":authority", "10.0.0.1:80"],
];
