/** Client side of the baseline: takes redirected connections and carries each in a CONNECT stream of a pooled session. */
import { randomBytes } from "node:crypto";
import { type ClientHttp2Session, connect as connectHttp2, type OutgoingHttpHeaders } from "node:http2";
import { createServer, type Socket } from "node:net";
import { connect as connectTls, type PeerCertificate } from "node:tls";
import type { SocketAddress } from "@ambit/addr";
import { HBONE_PORT } from "@ambit/hbone";
import { originalDestination, raiseFileLimit } from "@ambit/linux";
import {
  BAGGAGE,
  HTTP2_SETTINGS,
  join,
  KEEPALIVE_MS,
  MAX_STREAMS_PER_SESSION,
  raiseConnectionWindow,
  readMaterial,
  SESSION_MEMORY_MB,
  SOCKET_BUFFER_BYTES,
  tlsOptions,
} from "./settings.ts";

const OUTBOUND_PORT = 15001;
const TRACE_ID_BYTES = 16;
const PARENT_ID_BYTES = 8;
const BACKLOG = 4096;

interface PooledSession {
  readonly session: ClientHttp2Session;
  streams: number;
}

const material = readMaterial(process.argv[2] ?? "");
const pool = new Map<string, PooledSession[]>();

function checkIdentity(_host: string, certificate: PeerCertificate): Error | undefined {
  const isExpected = certificate.subjectaltname?.split(", ").includes(`URI:${material.peerIdentity}`);
  return isExpected === true ? undefined : new Error("the server has another identity");
}

function dial(ip: string): PooledSession {
  const session = connectHttp2(`https://${ip}:${HBONE_PORT}`, {
    settings: HTTP2_SETTINGS,
    maxSessionMemory: SESSION_MEMORY_MB,
    createConnection: () => {
      const socket = connectTls({
        ...tlsOptions(material),
        host: ip,
        port: HBONE_PORT,
        ALPNProtocols: ["h2"],
        checkServerIdentity: checkIdentity,
      });
      socket.setNoDelay(true);
      return socket;
    },
  });
  session.on("connect", () => raiseConnectionWindow(session));
  session.on("error", () => session.destroy());
  return { session, streams: 0 };
}

/** A session to this proxy with room for one more stream. */
function checkout(ip: string): PooledSession {
  const sessions = (pool.get(ip) ?? []).filter(({ session }) => !session.closed && !session.destroyed);
  let pooled = sessions.find(({ streams }) => streams < MAX_STREAMS_PER_SESSION);
  if (pooled === undefined) {
    pooled = dial(ip);
    sessions.unshift(pooled);
    pool.set(ip, sessions);
  }
  return pooled;
}

/** Node has no public way to the descriptor of a socket. */
function descriptorOf(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { readonly _handle: { readonly fd: number } };
  return handle.fd;
}

/** The request fields of HBONE, as every one of its clients sends them. */
function connectHead(socket: Socket, destination: SocketAddress): OutgoingHttpHeaders {
  return {
    ":method": "CONNECT",
    ":authority": `${destination.ip}:${destination.port}`,
    baggage: BAGGAGE,
    forwarded: `for="${socket.remoteAddress}:${socket.remotePort}"`,
    traceparent: `00-${randomBytes(TRACE_ID_BYTES).toString("hex")}-${randomBytes(PARENT_ID_BYTES).toString("hex")}-00`,
  };
}

function serve(socket: Socket): void {
  const destination = originalDestination(descriptorOf(socket));
  if (destination === undefined) {
    socket.destroy();
    return;
  }
  const pooled = checkout(destination.ip);
  pooled.streams++;
  const stream = pooled.session.request(connectHead(socket, destination), { endStream: false });
  const onEarlyError = (): void => void stream.destroy();
  socket.once("error", onEarlyError);
  stream.once("close", () => {
    pooled.streams--;
    socket.destroy();
  });
  stream.once("error", () => socket.destroy());
  stream.once("response", (headers) => {
    if (headers[":status"] !== 200) {
      socket.destroy();
      return;
    }
    join(socket, stream);
  });
}

raiseFileLimit();
const options = {
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: KEEPALIVE_MS,
  allowHalfOpen: true,
  highWaterMark: SOCKET_BUFFER_BYTES,
};
createServer(options, serve).listen({ port: OUTBOUND_PORT, host: "0.0.0.0", backlog: BACKLOG }, () =>
  process.stdout.write("marking server ready\n"),
);
