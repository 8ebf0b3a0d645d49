/** A client that breaks the rules of TLS or HTTP/2, and writes down how it was told so. */
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { SecureContextOptions, TLSSocket } from "node:tls";
import { connect } from "node:tls";
import type { SocketAddress } from "@ambit/addr";
import { FrameLog, frame, literalFields, PREFACE, settingsFrame, TYPE } from "./frames.ts";
import type { PeerSockets } from "./peer-sockets.ts";

const END_HEADERS = 4;
const ALERT_RECORD = 21;

/** How the other side answered. */
export interface Answer {
  /** Name of the TLS alert; without TLS, the first alert record says only that there was one. */
  readonly alert: string | undefined;
  readonly goaway: string | undefined;
  /** RST_STREAM codes by stream. */
  readonly resets: Readonly<Record<number, string>>;
  readonly isClosed: boolean;
  readonly afterMs: number;
}

export interface BadClientOptions {
  readonly target: SocketAddress;
  readonly credentials?: SecureContextOptions;
  readonly alpn?: readonly string[];
}

/** One connection from the peers' namespace. */
export class BadClient implements Disposable {
  readonly port: number;
  readonly log = new FrameLog({ expectsPreface: false });
  readonly #socket: Socket | TLSSocket;
  readonly #startedMs = performance.now();
  #endedMs: number | undefined;
  #alert: string | undefined;

  private constructor(socket: Socket | TLSSocket, port: number) {
    this.#socket = socket;
    this.port = port;
    socket.on("error", (error: Error & { readonly code?: string }) => {
      this.#alert ??= /ALERT_(\w+)$/.exec(error.code ?? "")?.[1]?.toLowerCase();
    });
    socket.on("close", () => {
      this.#endedMs = performance.now();
    });
  }

  /** Bare TCP: whatever comes back that is a TLS alert counts as one. */
  static async tcp(sockets: PeerSockets, target: SocketAddress): Promise<BadClient> {
    const socket = await sockets.connect(target);
    const client = new BadClient(socket, socket.localPort ?? 0);
    socket.once("data", (chunk: Buffer) => {
      if (chunk[0] === ALERT_RECORD) client.#alert = "some";
    });
    return client;
  }

  /** Behind TLS; resolves also if the handshake fails. */
  static async tls(sockets: PeerSockets, options: BadClientOptions): Promise<BadClient> {
    const socket = await sockets.connect(options.target);
    const port = socket.localPort ?? 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const tls = connect({
      socket,
      ...options.credentials,
      ...(options.alpn === undefined ? {} : { ALPNProtocols: [...options.alpn] }),
      rejectUnauthorized: false,
    });
    const client = new BadClient(tls, port);
    tls.once("secureConnect", resolve);
    tls.once("close", resolve);
    tls.on("data", (chunk: Buffer) => client.log.push(chunk));
    await promise;
    return client;
  }

  /** Preface and empty SETTINGS; resolves when the server's SETTINGS are here. */
  async greet(): Promise<void> {
    this.send(PREFACE, settingsFrame());
    await this.until(() => this.log.ofType("SETTINGS").length === 2);
  }

  send(...pieces: readonly Uint8Array[]): void {
    if (this.#endedMs === undefined && this.#socket.writable) this.#socket.write(Buffer.concat(pieces));
  }

  /** Sends one byte at a time until the other side has had enough. */
  async trickle(bytes: Uint8Array, intervalMs: number): Promise<void> {
    for (let at = 0; at < bytes.length && this.#endedMs === undefined; at++) {
      this.send(bytes.subarray(at, at + 1));
      await delay(intervalMs);
    }
  }

  /** HEADERS of a CONNECT, in literals. */
  connect(streamId: number, authority: string): void {
    this.send(connectFrame(streamId, authority));
  }

  /** Waits for a condition, and in vain if it does not come. */
  async until(condition: () => boolean, limitMs = 3_000): Promise<void> {
    const limit = performance.now() + limitMs;
    while (!condition() && this.#endedMs === undefined && performance.now() < limit) await delay(5);
  }

  /** What has been answered when the connection is closed, or when `limitMs` are over. */
  async answer(limitMs = 3_000): Promise<Answer> {
    await this.until(() => false, limitMs);
    return this.soFar();
  }

  soFar(): Answer {
    const resets = this.log.ofType("RST_STREAM").map(({ stream, code = "" }) => [stream, code] as const);
    return {
      alert: this.#alert,
      goaway: this.log.ofType("GOAWAY").at(-1)?.code,
      resets: Object.fromEntries(resets),
      isClosed: this.#endedMs !== undefined,
      afterMs: (this.#endedMs ?? performance.now()) - this.#startedMs,
    };
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

export function connectFrame(streamId: number, authority: string): Buffer {
  const fields = literalFields([
    [":method", "CONNECT"],
    [":authority", authority],
  ]);
  return frame(TYPE.HEADERS, END_HEADERS, streamId, fields);
}
