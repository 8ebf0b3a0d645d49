/** The sockets of a name server: one for UDP and one for TCP on each address. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import { formatSocketAddress, ipFamily, parseIpAddress, type SocketAddress } from "@ambit/addr";
import { DnsFrames, frameDnsMessage } from "@ambit/dns";
import { DnsServerError } from "./dns-server-error.ts";

/** Answers a query of a client, or undefined for silence. Must not reject. */
export type AnswerBytes = (query: Uint8Array, transport: "udp" | "tcp") => Promise<Uint8Array | undefined>;

const TCP_CONNECTIONS = 256;
const TCP_IDLE_MS = 10_000;
/** Port 0 asks for the same free port in both protocols, which may take a few tries. */
const PORT_TRIES = 16;

export interface DnsSockets extends AsyncDisposable {
  readonly address: SocketAddress;
}

/** Takes the address for both protocols. Throws DnsServerError "bind-failed". */
export async function bindDnsSockets(address: SocketAddress, answer: AnswerBytes): Promise<DnsSockets> {
  for (let turn = 1; ; turn += 1) {
    const udp = await bindUdp(address, answer);
    const { port } = udp.address();
    try {
      const tcp = await bindTcp({ ip: address.ip, port }, answer);
      const bound = { ip: parseIpAddress(udp.address().address), port };
      return { address: bound, [Symbol.asyncDispose]: () => closeAll(udp, tcp) };
    } catch (error) {
      await closed(udp);
      if (address.port !== 0 || turn >= PORT_TRIES) {
        throw error;
      }
    }
  }
}

async function bindUdp(address: SocketAddress, answer: AnswerBytes): Promise<UdpSocket> {
  const isV4 = ipFamily(address.ip) === 4;
  const socket = createSocket(isV4 ? { type: "udp4" } : { type: "udp6", ipv6Only: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("error", (cause) => reject(bindError(address, "UDP", cause)));
  socket.bind({ address: address.ip, port: address.port, exclusive: true }, () => resolve());
  await promise;
  let isClosed = false;
  socket.removeAllListeners("error").on("error", () => {});
  socket.on("close", () => {
    isClosed = true;
  });
  socket.on("message", (bytes, peer) => {
    void answer(bytes, "udp").then((response) => {
      // A client that cannot be reached asks again.
      if (response !== undefined && !isClosed) socket.send(response, peer.port, peer.address, () => {});
    });
  });
  return socket;
}

interface TcpServer {
  readonly server: Server;
  readonly connections: Set<Socket>;
}

async function bindTcp(address: SocketAddress, answer: AnswerBytes): Promise<TcpServer> {
  const connections = new Set<Socket>();
  const server = createServer((connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
    serveConnection(connection, answer);
  });
  server.maxConnections = TCP_CONNECTIONS;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", (cause) => reject(bindError(address, "TCP", cause)));
  server.listen(
    { host: address.ip, port: address.port, exclusive: true, ipv6Only: ipFamily(address.ip) === 6 },
    () => resolve(),
  );
  await promise;
  server.removeAllListeners("error").on("error", () => {});
  return { server, connections };
}

/** Queries of a connection are answered one after the other: a client that sends many waits for its own. */
function serveConnection(connection: Socket, answer: AnswerBytes): void {
  const frames = new DnsFrames();
  connection.setTimeout(TCP_IDLE_MS, () => connection.destroy());
  connection.on("error", () => {});
  connection.on("data", (chunk: Uint8Array) => {
    const queries = frames.push(chunk);
    if (queries.length > 0) {
      connection.pause();
      void answerAll(connection, queries, answer).then(() => connection.resume());
    }
  });
}

async function answerAll(
  connection: Socket,
  queries: readonly Uint8Array[],
  answer: AnswerBytes,
): Promise<void> {
  for (const query of queries) {
    const response = await answer(query, "tcp");
    if (response === undefined) {
      connection.destroy();
    }
    if (connection.destroyed || response === undefined) {
      return;
    }
    if (!connection.write(frameDnsMessage(response))) {
      const { promise, resolve } = Promise.withResolvers<void>();
      connection.once("drain", resolve).once("close", resolve);
      await promise;
    }
  }
}

async function closeAll(udp: UdpSocket, { server, connections }: TcpServer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  for (const connection of connections) {
    connection.destroy();
  }
  await Promise.all([promise, closed(udp)]);
}

function closed(socket: UdpSocket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.close(() => resolve());
  return promise;
}

function bindError(address: SocketAddress, protocol: string, cause: unknown): DnsServerError {
  return new DnsServerError("bind-failed", `cannot take ${formatSocketAddress(address)} (${protocol})`, {
    cause,
  });
}
