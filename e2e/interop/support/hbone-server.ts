/** An HBONE server that is not ours: node:tls and node:http2 behind a tap that writes every frame down. */
import { performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { type ClientHello, findClientHello } from "./client-hello.ts";
import { FrameLog } from "./frames.ts";
import type { PeerCertificate } from "./peer-identity.ts";
import { headerLines } from "./recording.ts";
import { TappedDuplex } from "./tapped-duplex.ts";

/** One connection of a client. */
export interface TappedConnection {
  readonly log: FrameLog;
  readonly session: ServerHttp2Session;
  readonly tls: TLSSocket;
  hello: ClientHello;
  /** Request fields by stream, as `name: value`. */
  readonly requests: Map<number, readonly string[]>;
}

export interface TappedServerOptions {
  readonly certificate: PeerCertificate;
  readonly rootsPem: readonly string[];
  readonly onStream: (stream: ServerHttp2Stream) => void;
}

/** Takes a fresh socket; resolves when the client has said hello and TLS is up. */
export async function acceptTapped(socket: Socket, options: TappedServerOptions): Promise<TappedConnection> {
  const hello = await readHello(socket);
  const tls = new TLSSocket(socket, {
    isServer: true,
    ...options.certificate,
    ca: [...options.rootsPem],
    requestCert: true,
    rejectUnauthorized: true,
    ALPNProtocols: ["h2"],
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  tls.once("secure", resolve);
  tls.once("error", reject);
  await promise;
  const log = new FrameLog({ expectsPreface: true });
  const tapped = new TappedDuplex(tls, { onReceived: (chunk) => log.push(chunk) });
  const session = performServerHandshake(tapped);
  const requests = new Map<number, readonly string[]>();
  session.on("error", () => undefined);
  session.on(
    "stream",
    (stream: ServerHttp2Stream, _headers: object, _flags: number, raw: readonly string[]) => {
      requests.set(stream.id ?? 0, headerLines(raw));
      stream.on("error", () => undefined);
      options.onStream(stream);
    },
  );
  return { log, session, tls, hello, requests };
}

async function readHello(socket: Socket): Promise<ClientHello> {
  const { promise, resolve, reject } = Promise.withResolvers<ClientHello>();
  let received = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    const hello = findClientHello(received);
    if (hello === undefined) return;
    socket.off("data", onData);
    socket.pause();
    socket.unshift(received);
    resolve(hello);
  };
  socket.on("data", onData);
  socket.once("close", () => reject(new Error("closed before the client's hello")));
  return await promise;
}
