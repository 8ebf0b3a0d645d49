/** The other end of a tunnel in tests: a client or a server of HBONE that does what the test says. */
import type { SocketAddress } from "@ambit/addr";
import { hboneClientSettings, hboneServerSettings } from "@ambit/hbone";
import type { HeaderField, Http2Stream, StreamConsumer } from "@ambit/http2";
import { acceptSocket, closeFd, EPOLLIN, setNoDelay } from "@ambit/linux";
import {
  Http2Socket,
  type Http2SocketEnd,
  type Http2SocketOwner,
  type Reactor,
  type ThreadMemory,
} from "@ambit/reactor";
import { type PeerCheck, TlsContext, type TlsIdentityMaterial, TlsSession } from "@ambit/tls";
import { authority } from "./certificates.ts";
import { listenOn, RawSocket } from "./sockets.ts";

const DEADLINES = {
  handshakeMs: 60_000,
  pingIntervalMs: 3_600_000,
  pingTimeoutMs: 3_600_000,
  idleMs: undefined,
};
const PING = [1, 2] as const;

type Parts = { readonly reactor: Reactor; readonly memory: ThreadMemory };

/** One stream as a test sees it. */
export class TestStream implements StreamConsumer {
  stream: Http2Stream | undefined;
  readonly heads: (readonly HeaderField[])[] = [];
  readonly chunks: Uint8Array[] = [];
  received = 0;
  isEnded = false;
  resetCode: number | undefined | "none" = "none";
  /** Off leaves the sender without credit. */
  isConsuming = true;

  get status(): string | undefined {
    return this.heads[0]?.find(([name]) => name === ":status")?.[1];
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString("latin1");
  }

  get isReset(): boolean {
    return this.resetCode !== "none";
  }

  header(name: string): string | undefined {
    return this.heads[0]?.find((field) => field[0] === name)?.[1];
  }

  /** Sends all of it, or throws when the window does not allow. */
  send(data: string | Uint8Array, isLast = false): void {
    const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : data;
    const written = this.require().writeData(bytes, 0, bytes.length, isLast);
    if (written !== bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes were written`);
  }

  require(): Http2Stream {
    if (this.stream === undefined) throw new Error("there is no stream");
    return this.stream;
  }

  onHeaders(fields: readonly HeaderField[]): void {
    this.heads.push(fields);
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    this.chunks.push(bytes.slice(start, end));
    this.received += end - start;
    if (this.isConsuming) this.stream?.consume(end - start);
  }

  onEnd(): void {
    this.isEnded = true;
  }

  onReset(code: number | undefined): void {
    this.resetCode = code;
  }

  onWritable(): void {
    // Tests write what fits.
  }
}

/** What a server does with a CONNECT, and which of its tunnels that came in. */
type OnRequest = (request: TestStream, fields: readonly HeaderField[], tunnel: Http2Socket) => void;

class Owner implements Http2SocketOwner {
  isUp = false;
  end: Http2SocketEnd | undefined;
  readonly #onRequest: OnRequest | undefined;

  constructor(onRequest?: OnRequest) {
    this.#onRequest = onRequest;
  }

  onUp(): void {
    this.isUp = true;
  }

  onStream(socket: Http2Socket, stream: Http2Stream, fields: readonly HeaderField[]): void {
    const request = new TestStream();
    request.stream = stream;
    stream.consumer = request;
    request.heads.push(fields);
    this.#onRequest?.(request, fields, socket);
  }

  onCapacityChanged(): void {
    // Tests look for themselves.
  }

  onEnd(_socket: Http2Socket, end: Http2SocketEnd): void {
    this.end = end;
  }
}

const acceptAll: PeerCheck = () => "ok";

/** A proxy that dials tunnels. */
export class HboneClient implements Disposable {
  readonly socket: Http2Socket;
  readonly #owner = new Owner();
  readonly #context: TlsContext;

  constructor(
    parts: Parts,
    target: SocketAddress,
    material: TlsIdentityMaterial | string = "spiffe://cluster.local/ns/shop/sa/client",
    sourceIp?: SocketAddress["ip"],
  ) {
    this.#context = TlsContext.create({
      role: "client",
      material: typeof material === "string" ? authority.material({ uriSans: [material] }) : material,
    });
    const { fd } = RawSocket.connect(target, sourceIp);
    this.socket = new Http2Socket(
      parts,
      { fd, session: new TlsSession(this.#context, fd, acceptAll) },
      { role: "client", ...hboneClientSettings(), limits: {}, deadlines: DEADLINES, pingPayload: PING },
      this.#owner,
    );
    this.socket.start();
  }

  get isUp(): boolean {
    return this.#owner.isUp;
  }

  get end(): Http2SocketEnd | undefined {
    return this.#owner.end;
  }

  /** Undefined `authority`: no such field. */
  request(
    authorityText: string | undefined,
    fields: readonly HeaderField[] = [],
    method = "CONNECT",
  ): TestStream {
    const head: HeaderField[] = [[":method", method]];
    if (method !== "CONNECT") head.push([":scheme", "http"], [":path", "/"]);
    if (authorityText !== undefined) head.push([":authority", authorityText]);
    const stream = new TestStream();
    stream.stream = this.socket.openStream([...head, ...fields], stream);
    if (stream.stream === undefined) throw new Error("no stream can be opened");
    return stream;
  }

  [Symbol.dispose](): void {
    this.socket.abort("test over");
    this.#context.free();
  }
}

/** A proxy that tunnels come to. Without `onRequest` it answers 200 and echoes. */
export class HboneServer implements Disposable {
  readonly tunnels: Http2Socket[] = [];
  readonly requests: TestStream[] = [];
  readonly peers: TlsSession[] = [];
  /** What it shows. */
  readonly certificatePem: string;
  readonly #fd: number;
  readonly #parts: Parts;
  readonly #context: TlsContext;
  #isListening = true;

  constructor(
    parts: Parts,
    options: {
      readonly address: SocketAddress;
      readonly identity?: string;
      readonly onRequest?: OnRequest;
      readonly maxStreams?: number;
    },
  ) {
    this.#parts = parts;
    const material = authority.material({
      uriSans: [options.identity ?? "spiffe://cluster.local/ns/shop/sa/server"],
    });
    this.certificatePem = material.chainPem[0] ?? "";
    this.#context = TlsContext.create({ role: "server", material });
    this.#fd = listenOn(options.address);
    const profile = hboneServerSettings();
    const settings = { ...profile.settings, maxConcurrentStreams: options.maxStreams ?? 200 };
    parts.reactor.register(this.#fd, EPOLLIN, {
      onReady: () => {
        for (let fd = acceptSocket(this.#fd); fd >= 0; fd = acceptSocket(this.#fd))
          this.#accept(fd, settings, options.onRequest);
      },
      abort: (error) => {
        throw error;
      },
    });
  }

  get tunnel(): Http2Socket {
    const tunnel = this.tunnels.at(-1);
    if (tunnel === undefined) throw new Error("nobody has dialed");
    return tunnel;
  }

  get request(): TestStream {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error("nobody has asked");
    return request;
  }

  /** Takes no new connections: dialing is refused from here on. */
  stopListening(): void {
    if (!this.#isListening) return;
    this.#isListening = false;
    this.#parts.reactor.unregister(this.#fd);
    closeFd(this.#fd);
  }

  [Symbol.dispose](): void {
    this.stopListening();
    for (const tunnel of this.tunnels) tunnel.abort("test over");
    this.#context.free();
  }

  #accept(
    fd: number,
    settings: ReturnType<typeof hboneServerSettings>["settings"],
    onRequest: OnRequest | undefined,
  ): void {
    setNoDelay(fd);
    const session = new TlsSession(this.#context, fd, acceptAll);
    this.peers.push(session);
    const owner = new Owner((request, fields, socket) => {
      this.requests.push(request);
      if (onRequest === undefined) request.require().respond([[":status", "200"]], false);
      else onRequest(request, fields, socket);
    });
    const tunnel = new Http2Socket(
      this.#parts,
      { fd, session },
      {
        role: "server",
        settings,
        connectionWindow: 16 << 20,
        limits: {},
        deadlines: DEADLINES,
        pingPayload: PING,
      },
      owner,
    );
    this.tunnels.push(tunnel);
    tunnel.start();
  }
}
