/** Our HTTP/2 client on its loop, driven from node's: for tests in which node itself is the server. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { parseSocketAddress } from "@ambit/addr";
import type { HeaderField, Http2Stream, StreamConsumer } from "@ambit/http2";
import { connectSocket, setNoDelay, tcpSocket } from "@ambit/linux";
import {
  Http2Socket,
  type Http2SocketEnd,
  type Http2SocketOptions,
  Reactor,
  ThreadMemory,
} from "@ambit/reactor";
import { TlsContext, type TlsIdentityMaterial, TlsSession } from "@ambit/tls";

const OPTIONS: Http2SocketOptions = {
  role: "client",
  settings: {
    enablePush: 0,
    initialWindowSize: 256 * 1024,
    maxFrameSize: 64 * 1024,
    maxHeaderListSize: 16_384,
  },
  connectionWindow: 1024 * 1024,
  limits: {},
  deadlines: { handshakeMs: 5_000, pingIntervalMs: 200, pingTimeoutMs: 5_000, idleMs: undefined },
  pingPayload: [1, 2],
};

/** What became of one exchange. `resetCode` is undefined too when the connection was lost. */
export interface Exchange {
  readonly heads: readonly (readonly HeaderField[])[];
  readonly bytes: number;
  readonly checksum: number;
  readonly isEnded: boolean;
  readonly isReset: boolean;
  readonly resetCode: number | undefined;
}

export interface UploadOptions {
  readonly body?: Uint8Array;
  readonly trailers?: readonly HeaderField[];
  /** Credit is given only after this many bytes have piled up. */
  readonly consumeEvery?: number;
}

/** One connection. */
export class EngineClient implements Disposable {
  readonly socket: Http2Socket;
  readonly #reactor = new Reactor({ nowMs: () => performance.now() });
  readonly #context: TlsContext;
  end: Http2SocketEnd | undefined;
  capacityChanges = 0;

  constructor(port: number, material: TlsIdentityMaterial) {
    this.#context = TlsContext.create({ role: "client", material });
    const fd = tcpSocket(4);
    connectSocket(fd, parseSocketAddress(`127.0.0.1:${port}`));
    setNoDelay(fd);
    const session = new TlsSession(this.#context, fd, () => "ok");
    this.socket = new Http2Socket(
      { reactor: this.#reactor, memory: new ThreadMemory() },
      { fd, session },
      OPTIONS,
      {
        onUp() {},
        onStream() {},
        onCapacityChanged: () => {
          this.capacityChanges++;
        },
        onEnd: (_socket, end) => {
          this.end = end;
        },
      },
    );
    this.socket.start();
  }

  /** Takes turns of both loops until `done`. Rejects after ten seconds. */
  async until(done: () => boolean): Promise<void> {
    const limit = performance.now() + 10_000;
    while (!done()) {
      if (performance.now() > limit) throw new Error("not reached in time");
      this.#reactor.turn(0);
      await nextTurn();
    }
  }

  /** Resolves once TLS is up and streams may be opened. */
  async untilReady(): Promise<void> {
    await this.until(
      () => this.end !== undefined || (this.socket.tls.isUp && this.socket.http.canOpenStream),
    );
  }

  /** One request to its end, as soon as a stream can be opened. */
  async exchange(fields: readonly HeaderField[], options: UploadOptions = {}): Promise<Exchange> {
    await this.untilReady();
    return await this.open(fields, options);
  }

  /** The same on a stream that is opened before this returns. */
  open(fields: readonly HeaderField[], options: UploadOptions = {}): Promise<Exchange> {
    const running = new RunningExchange(options);
    const stream = this.socket.openStream(fields, running);
    if (stream === undefined) throw new Error("no stream can be opened");
    running.begin(stream);
    return this.until(() => running.isDone).then(() => running);
  }

  [Symbol.dispose](): void {
    this.socket.abort("test over");
    this.#reactor[Symbol.dispose]();
    this.#context.free();
  }
}

class RunningExchange implements StreamConsumer, Exchange {
  readonly heads: (readonly HeaderField[])[] = [];
  bytes = 0;
  checksum = 0;
  isEnded = false;
  isReset = false;
  resetCode: number | undefined;
  readonly #options: UploadOptions;
  #stream: Http2Stream | undefined;
  #sent = 0;
  #unconsumed = 0;

  constructor(options: UploadOptions) {
    this.#options = options;
  }

  get isDone(): boolean {
    return this.isReset || (this.isEnded && this.#stream?.isLocalEnded === true);
  }

  begin(stream: Http2Stream): void {
    this.#stream = stream;
    this.#write();
  }

  onHeaders(fields: readonly HeaderField[]): void {
    this.heads.push(fields);
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    for (let index = start; index < end; index++)
      this.checksum = (this.checksum * 31 + (bytes[index] ?? 0)) | 0;
    this.bytes += end - start;
    this.#unconsumed += end - start;
    if (this.#unconsumed < (this.#options.consumeEvery ?? 1)) return;
    this.#stream?.consume(this.#unconsumed);
    this.#unconsumed = 0;
  }

  onEnd(): void {
    this.isEnded = true;
  }

  onReset(code: number | undefined): void {
    this.isReset = true;
    this.resetCode = code;
  }

  onWritable(): void {
    this.#write();
  }

  #write(): void {
    const { body = new Uint8Array(0), trailers } = this.#options;
    const stream = this.#stream;
    if (stream === undefined || stream.isLocalEnded) return;
    this.#sent += stream.writeData(body, this.#sent, body.length, trailers === undefined);
    if (trailers !== undefined && this.#sent === body.length) stream.sendTrailers(trailers);
  }
}
