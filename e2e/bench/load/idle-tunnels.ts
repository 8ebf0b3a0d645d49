/** A client that opens HBONE tunnels to a server proxy, uses each for one echoed byte, and leaves them without streams. */
import { parseIpAddress } from "@ambit/addr";
import { connectRequest, formatForwarded, formatTraceparent, HBONE_PORT } from "@ambit/hbone";
import type { Http2Stream, StreamConsumer } from "@ambit/http2";
import { setNoDelay, tcpSocket } from "@ambit/linux";
import { Dial, Http2Socket, type Http2SocketOwner, type Reactor, ThreadMemory } from "@ambit/reactor";
import { type PeerCheck, TlsSession } from "@ambit/tls";
import { succeed } from "../../src/plain-sockets.ts";
import { hboneContext, hboneOptions } from "./hbone-tls.ts";
import { measureIdle } from "./idle.ts";
import { type LoadResult, type LoadSpec, PORT } from "./spec.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const ONE_BYTE = Uint8Array.of(7);
const trustChain: PeerCheck = () => "ok";

/** One CONNECT with one echoed byte. */
class OneByteStream implements StreamConsumer {
  #stream: Http2Stream | undefined;
  readonly #onIdle: () => void;

  constructor(socket: Http2Socket, authority: string, onIdle: () => void) {
    this.#onIdle = onIdle;
    const traceparent = formatTraceparent("01".repeat(16), "01".repeat(8));
    const forwarded = formatForwarded({ ip: parseIpAddress("10.0.0.1"), port: 1 });
    this.#stream = socket.openStream(
      connectRequest({ authority, baggage: "", forwarded, traceparent }),
      this,
    );
    if (this.#stream === undefined) throw new Error("a new tunnel takes no stream");
  }

  onHeaders(fields: readonly (readonly [string, string])[]): void {
    const status = fields.find(([name]) => name === ":status")?.[1];
    if (status !== "200") throw new Error(`CONNECT was answered by ${status}`);
    this.#stream?.writeData(ONE_BYTE, 0, 1, false);
  }

  onData(_bytes: Uint8Array, start: number, end: number): void {
    this.#stream?.consume(end - start);
    this.#stream?.end();
  }

  onEnd(): void {
    this.#onIdle();
  }

  onReset(): void {
    throw new Error("the stream was reset");
  }

  onWritable(): void {}
}

/** `done` is called when the window has closed. */
export function runIdleTunnels(reactor: Reactor, spec: LoadSpec, done: (result: LoadResult) => void): void {
  if (spec.material === undefined) throw new Error("idle tunnels need a certificate");
  const context = hboneContext("client", spec.material);
  const memory = new ThreadMemory();
  const options = hboneOptions("client");
  const destination = { ip: parseIpAddress(spec.ip), port: HBONE_PORT };
  const open = (_index: number, onIdle: () => void): void => {
    const owner: Http2SocketOwner = {
      onUp: (socket) => void new OneByteStream(socket, `${spec.ip}:${PORT.echo}`, onIdle),
      onStream: () => undefined,
      onCapacityChanged: () => undefined,
      onEnd: (_socket, end) => {
        throw new Error(`a tunnel has ended: ${end.message}`);
      },
    };
    const fd = succeed("socket", tcpSocket(4));
    setNoDelay(fd);
    new Dial(reactor, fd, {
      destination,
      timeoutMs: CONNECT_TIMEOUT_MS,
      onConnected: (connected) =>
        new Http2Socket(
          { reactor, memory },
          { fd: connected, session: new TlsSession(context, connected, trustChain) },
          options,
          owner,
        ).start(),
      onFailed: (errno) => void succeed("connect to the server proxy", -errno),
    }).start();
  };
  measureIdle({ reactor, spec, open }, done);
}
