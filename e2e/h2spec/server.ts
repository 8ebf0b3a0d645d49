/**
 * The target of other programs' HTTP/2 clients: `http2`, `tls` and `reactor` put together the way the data plane does,
 * in a process of its own, since the loop blocks its thread. Usage: `node server.ts DIRECTORY`. It writes client.pem,
 * client.key and root.pem there, prints its port as one line, and ends when its standard input does.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseSocketAddress } from "@ambit/addr";
import type { HeaderField, Http2Stream } from "@ambit/http2";
import {
  acceptSocket,
  allocateArea,
  bindSocket,
  EPOLLIN,
  listenSocket,
  localAddress,
  recvInto,
  setNoDelay,
  tcpSocket,
} from "@ambit/linux";
import {
  Http2Socket,
  type Http2SocketOptions,
  type Http2SocketOwner,
  Reactor,
  ThreadMemory,
} from "@ambit/reactor";
import { TlsContext, TlsSession } from "@ambit/tls";
import { TestAuthority } from "@ambit/tls/testing";
import { Responder } from "./responder.ts";

const BACKLOG = 1024;

/** What an ordinary web server says; the frame size is the protocol's least, as most servers have it. */
const OPTIONS: Http2SocketOptions = {
  role: "server",
  settings: {
    maxConcurrentStreams: 100,
    initialWindowSize: 1024 * 1024,
    maxFrameSize: 16_384,
    maxHeaderListSize: 65_536,
  },
  connectionWindow: 4 * 1024 * 1024,
  limits: {},
  deadlines: { handshakeMs: 5_000, pingIntervalMs: 10_000, pingTimeoutMs: 20_000, idleMs: undefined },
  pingPayload: [1, 2],
};

/** Every connection is alike: there is nothing to remember of one. */
const owner: Http2SocketOwner = {
  onUp() {},
  onStream(_socket: Http2Socket, stream: Http2Stream, fields: readonly HeaderField[]) {
    const responder = new Responder(stream, fields);
    stream.consumer = responder;
    responder.start();
  },
  onCapacityChanged() {},
  onEnd() {},
};

function serve(directory: string): void {
  const authority = TestAuthority.root();
  const client = authority.leaf({ uriSans: ["spiffe://cluster.local/ns/test/sa/client"] });
  writeFileSync(join(directory, "client.pem"), client.certificatePem);
  writeFileSync(join(directory, "client.key"), client.privateKeyPem);
  writeFileSync(join(directory, "root.pem"), authority.rootPem);
  const tls = TlsContext.create({
    role: "server",
    material: authority.material({ uriSans: ["spiffe://cluster.local/ns/test/sa/server"] }),
  });

  const reactor = new Reactor({
    nowMs: () => performance.now(),
    onHandlerError: (error) => {
      throw error;
    },
  });
  const memory = new ThreadMemory();
  const listener = tcpSocket(4);
  bindSocket(listener, parseSocketAddress("127.0.0.1:0"));
  listenSocket(listener, BACKLOG);
  const accept = (): void => {
    for (let fd = acceptSocket(listener); fd >= 0; fd = acceptSocket(listener)) {
      setNoDelay(fd);
      const session = new TlsSession(tls, fd, () => "ok");
      new Http2Socket({ reactor, memory }, { fd, session }, OPTIONS, owner).start();
    }
  };
  reactor.register(listener, EPOLLIN, { onReady: accept, abort: () => undefined });
  stopWithInput(reactor);
  process.stdout.write(`${localAddress(listener)?.port ?? 0}\n`);
  reactor.run();
}

/** A server whose parent is gone must not stay. The input is a socket, as child_process makes it. */
function stopWithInput(reactor: Reactor): void {
  const area = allocateArea(4096);
  reactor.register(0, EPOLLIN, {
    onReady: () => {
      if (recvInto(0, area, 0, area.length) <= 0) reactor.stop();
    },
    abort: () => reactor.stop(),
  });
}

serve(process.argv[2] ?? ".");
