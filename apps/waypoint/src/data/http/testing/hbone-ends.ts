/** Tunnels around a plane: ours at its two sides, Node's own HTTP/2 over TLS at the far ends of both. */
import { once } from "node:events";
import { type ClientHttp2Stream, connect, createSecureServer, type Http2SecureServer } from "node:http2";
import { type AddressInfo, connect as connectTcp } from "node:net";
import { ipFamily, parseIpAddress, parseSocketAddress } from "@ambit/addr";
import type { HeaderField, Http2Stream, StreamConsumer } from "@ambit/http2";
import { bindSocket, closeFd, listenSocket, localAddress, tcpSocket } from "@ambit/linux";
import { Acceptor, Dial, Http2Socket, type Http2SocketOptions, type Http2SocketOwner } from "@ambit/reactor";
import { TlsContext, TlsSession } from "@ambit/tls";
import { TestAuthority } from "@ambit/tls/testing";
import type { HttpEndpoint } from "../balancing/upstream-endpoint.ts";
import type { ConnectOwner, UpstreamConnector } from "../client/upstream-connector.ts";
import { StreamTransport } from "../transport/stream-transport.ts";
import type { TransportContext } from "../transport/transport.ts";
import type { HttpWorld } from "./http-world.ts";

const authority = TestAuthority.root();
const NAME = { uriSans: ["spiffe://cluster.local/ns/shop/sa/a"] };

function options(role: "client" | "server"): Http2SocketOptions {
  return {
    role,
    settings: { initialWindowSize: 1 << 20, maxFrameSize: 1 << 20, maxHeaderListSize: 16_384 },
    connectionWindow: 1 << 22,
    limits: {},
    deadlines: { handshakeMs: 5_000, pingIntervalMs: 10_000, pingTimeoutMs: 20_000, idleMs: undefined },
    pingPayload: [1, 2],
  };
}

function owner(calls: Partial<Http2SocketOwner>): Http2SocketOwner {
  return {
    onUp: () => undefined,
    onStream: () => undefined,
    onCapacityChanged: () => undefined,
    onEnd: () => undefined,
    ...calls,
  };
}

/** Accepts tunnels and hands each of their streams to the plane. */
export class TunnelEntrance implements AsyncDisposable {
  readonly port: number;
  readonly #listener: number;
  readonly #acceptor: Acceptor;
  readonly #sockets: Http2Socket[] = [];
  readonly #tls = TlsContext.create({ role: "server", material: authority.material(NAME) });

  constructor(world: HttpWorld) {
    const context = { reactor: world.reactor, memory: world.memory };
    this.#listener = tcpSocket(4);
    bindSocket(this.#listener, parseSocketAddress("127.0.0.1:0"), { dualStack: false });
    listenSocket(this.#listener, 16);
    this.port = localAddress(this.#listener)?.port ?? 0;
    this.#acceptor = new Acceptor(world.reactor, this.#listener, {
      onAccepted: (fd, peer) => {
        const calls = owner({
          onStream: (_socket, stream) => {
            const transport = new StreamTransport(context, stream, {
              peerAddress: peer,
              localAddress: undefined,
            });
            stream.respond([[":status", "200"]], false);
            world.plane.accept(transport, world.inbound(peer));
          },
        });
        const session = new TlsSession(this.#tls, fd, () => "ok");
        const socket = new Http2Socket(context, { fd, session }, options("server"), calls);
        this.#sockets.push(socket);
        socket.start();
      },
      onExhausted: () => undefined,
      onError: (error) => world.errors.push(error),
    });
    this.#acceptor.serve();
  }

  /** A stream of a tunnel of its own, as a ztunnel would open it. */
  async open(): Promise<ClientHttp2Stream> {
    const { certificatePem, privateKeyPem } = authority.leaf(NAME);
    const session = connect(`https://127.0.0.1:${this.port}`, {
      ca: authority.rootPem,
      cert: certificatePem,
      key: privateKeyPem,
      rejectUnauthorized: false,
    });
    session.on("error", () => undefined);
    const stream = session.request({ ":method": "CONNECT", ":authority": "10.96.0.1:80" });
    stream.on("close", () => session.destroy());
    stream.on("error", () => undefined);
    await once(stream, "response");
    return stream;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#acceptor.stop();
    for (const socket of this.#sockets) socket.abort("test over");
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    closeFd(this.#listener);
    this.#tls.free();
  }
}

/** Connects to every endpoint through one tunnel to `port` of loopback. */
export class TunnelConnector implements UpstreamConnector, Disposable {
  readonly #context: TransportContext;
  readonly #tls = TlsContext.create({ role: "client", material: authority.material(NAME) });
  readonly #port: number;
  readonly #sockets: Http2Socket[] = [];

  constructor(context: TransportContext, port: number) {
    this.#context = context;
    this.#port = port;
  }

  connect(endpoint: HttpEndpoint, { timeoutMs }: { readonly timeoutMs: number }, user: ConnectOwner) {
    const destination = { ip: parseIpAddress("127.0.0.1"), port: this.#port };
    const fd = tcpSocket(ipFamily(destination.ip));
    const fail = (message: string) => user.onConnectFailed({ kind: "connect-failure", message });
    const dial = new Dial(this.#context.reactor, fd, {
      destination,
      timeoutMs,
      onConnected: () => {
        let stream: Http2Stream | undefined;
        const session = new TlsSession(this.#tls, fd, () => "ok");
        const socket = new Http2Socket(
          this.#context,
          { fd, session },
          options("client"),
          owner({
            onUp: (up) => {
              const request: readonly HeaderField[] = [
                [":method", "CONNECT"],
                [":authority", `${endpoint.address}:${endpoint.port}`],
              ];
              stream = up.openStream(
                request,
                this.#answer(() => stream, user),
              );
            },
          }),
        );
        this.#sockets.push(socket);
        socket.start();
      },
      onFailed: () => fail("no tunnel"),
    });
    dial.start();
    return { cancel: () => dial.cancel() };
  }

  /** The stream's consumer until it is answered. */
  #answer(streamOf: () => Http2Stream | undefined, user: ConnectOwner): StreamConsumer {
    return {
      onHeaders: ([status]) => {
        const stream = streamOf();
        if (stream === undefined || status?.[1] !== "200") {
          user.onConnectFailed({ kind: "connect-failure", message: `CONNECT was answered ${status?.[1]}` });
          return;
        }
        const ends = { peerAddress: undefined, localAddress: undefined };
        user.onConnected(new StreamTransport(this.#context, stream, ends));
      },
      onData: () => undefined,
      onEnd: () => undefined,
      onReset: () => user.onConnectFailed({ kind: "connect-failure", message: "tunnel lost" }),
      onWritable: () => undefined,
    };
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.abort("test over");
    this.#tls.free();
  }
}

/** Takes tunnels with Node's own HTTP/2, and connects their streams to what they ask for. */
export class NodeTunnelExit implements AsyncDisposable {
  readonly authorities: (string | undefined)[] = [];
  readonly #server: Http2SecureServer;
  readonly #sessions = new Set<{ destroy(): void }>();

  private constructor(server: Http2SecureServer) {
    this.#server = server;
    server.on("session", (session) => {
      this.#sessions.add(session);
      session.on("error", () => undefined);
    });
    server.on("stream", (stream, headers) => {
      this.authorities.push(headers[":authority"]);
      const [host = "", port = ""] = (headers[":authority"] ?? "").split(":");
      const socket = connectTcp(Number(port), host, () => {
        stream.respond({ ":status": 200 });
        socket.pipe(stream);
        stream.pipe(socket);
      });
      socket.on("error", () => stream.close());
      stream.on("error", () => socket.destroy());
    });
  }

  static async listen(): Promise<NodeTunnelExit> {
    const { certificatePem, privateKeyPem } = authority.leaf(NAME);
    const server = createSecureServer({ cert: certificatePem, key: privateKeyPem, minVersion: "TLSv1.3" });
    const exit = new NodeTunnelExit(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return exit;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
