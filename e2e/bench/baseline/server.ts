/** Server side of the baseline: ends the sessions, checks who is there, and connects each CONNECT to the application. */
import { createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { connect, type TcpNetConnectOpts } from "node:net";
import type { TLSSocket } from "node:tls";
import { parseSocketAddress } from "@ambit/addr";
import { HBONE_PORT } from "@ambit/hbone";
import { raiseFileLimit } from "@ambit/linux";
import {
  BAGGAGE,
  HTTP2_SETTINGS,
  join,
  KEEPALIVE_MS,
  raiseConnectionWindow,
  readMaterial,
  SESSION_MEMORY_MB,
  SOCKET_BUFFER_BYTES,
  tlsOptions,
} from "./settings.ts";

type SocketOptions = TcpNetConnectOpts & { readonly highWaterMark: number };

const BACKLOG = 4096;
const MAX_CONCURRENT_STREAMS = 200;

const material = readMaterial(process.argv[2] ?? "");

function hasExpectedIdentity(socket: TLSSocket): boolean {
  const names = socket.getPeerCertificate().subjectaltname?.split(", ");
  return socket.authorized && names?.includes(`URI:${material.peerIdentity}`) === true;
}

function serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  stream.once("error", () => stream.destroy());
  if (headers[":method"] !== "CONNECT") {
    stream.respond({ ":status": 400 }, { endStream: true });
    return;
  }
  const { ip, port } = parseSocketAddress(headers[":authority"] ?? "");
  // node:net passes the size on to its stream, which its types do not say.
  const options: SocketOptions = {
    host: ip,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEPALIVE_MS,
    allowHalfOpen: true,
    highWaterMark: SOCKET_BUFFER_BYTES,
  };
  const socket = connect(options);
  const refuse = (): void => stream.respond({ ":status": 503 }, { endStream: true });
  stream.once("close", () => socket.destroy());
  socket.once("error", refuse);
  socket.once("connect", () => {
    socket.off("error", refuse);
    stream.respond({ ":status": 200, baggage: BAGGAGE });
    join(socket, stream);
  });
}

raiseFileLimit();
const server = createSecureServer({
  ...tlsOptions(material),
  requestCert: true,
  rejectUnauthorized: true,
  noDelay: true,
  maxSessionMemory: SESSION_MEMORY_MB,
  settings: { ...HTTP2_SETTINGS, maxConcurrentStreams: MAX_CONCURRENT_STREAMS },
});
server.on("secureConnection", (socket) => {
  if (!hasExpectedIdentity(socket)) socket.destroy();
});
server.on("session", raiseConnectionWindow);
server.on("stream", serve);
server.on("sessionError", () => undefined);
server.listen({ port: HBONE_PORT, host: "0.0.0.0", backlog: BACKLOG }, () =>
  process.stdout.write("marking server ready\n"),
);
