/** Node sockets inside another network namespace: made there by the engine, then handed to node:net. */
import { once } from "node:events";
import { createServer, type Server, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { SocketAddress } from "@ambit/addr";
import {
  bindSocket,
  closeFd,
  connectSocket,
  ERRNO,
  inNetns,
  listenSocket,
  openNetns,
  peerAddress,
  setNoDelay,
  setReuseAddress,
  takeSocketError,
  tcpSocket,
} from "@ambit/linux";

const BACKLOG = 512;
const CONNECT_TIMEOUT_MS = 5_000;

/** The view from one namespace. Disposal closes every listener and socket that came from here. */
export class PeerSockets implements Disposable {
  readonly #namespaceFd: number;
  readonly #servers = new Set<Server>();
  readonly #sockets = new Set<Socket>();

  constructor(namespaceName: string) {
    const fd = openNetns(`/run/netns/${namespaceName}`);
    if (fd < 0) throw new Error(`no namespace ${namespaceName} (errno ${-fd})`);
    this.#namespaceFd = fd;
  }

  /** A connected socket. Rejects if the connection is refused. */
  async connect(destination: SocketAddress): Promise<Socket> {
    const fd = inNetns(this.#namespaceFd, () => tcpSocket(4));
    const begun = connectSocket(fd, destination);
    const limit = performance.now() + CONNECT_TIMEOUT_MS;
    let error = begun < 0 && begun !== -ERRNO.EINPROGRESS ? -begun : 0;
    while (error === 0 && peerAddress(fd) === undefined) {
      await delay(1);
      error = performance.now() > limit ? ERRNO.ETIMEDOUT : Math.abs(takeSocketError(fd));
    }
    if (error !== 0) {
      closeFd(fd);
      throw new Error(`cannot connect to ${destination.ip}:${destination.port} (errno ${error})`);
    }
    setNoDelay(fd);
    return this.#keep(new Socket({ fd, readable: true, writable: true }));
  }

  /** A listening server; `onSocket` gets what connects. */
  async listen(address: SocketAddress, onSocket: (socket: Socket) => void): Promise<Server> {
    const fd = inNetns(this.#namespaceFd, () => tcpSocket(4));
    setReuseAddress(fd);
    for (const result of [bindSocket(fd, address), listenSocket(fd, BACKLOG)]) {
      if (result < 0) throw new Error(`cannot listen on ${address.ip}:${address.port} (errno ${-result})`);
    }
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
      onSocket(this.#keep(socket)),
    );
    this.#servers.add(server);
    server.listen({ fd });
    await once(server, "listening");
    return server;
  }

  [Symbol.dispose](): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
    closeFd(this.#namespaceFd);
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}
