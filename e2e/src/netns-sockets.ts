/** Sockets of this process in other network namespaces: one process can be the application of many pods. */
import { createServer, type Server, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { parseIpAddress } from "@ambit/addr";
import {
  bindSocket,
  closeFd,
  connectSocket,
  ERRNO,
  errnoMessage,
  errnoName,
  inNetns,
  isConnected,
  listenSocket,
  openNetns,
  setNoDelay,
  setReuseAddress,
  takeSocketError,
  tcpSocket,
} from "@ambit/linux";
import { NetnsError } from "./netns-error.ts";

const FIRST_POLL_MS = 1;
const LONGEST_POLL_MS = 32;
const BACKLOG = 1_024;

export interface NetnsTarget {
  readonly ip: string;
  readonly port: number;
  readonly timeoutMs: number;
}

/** A namespace that stays open, and with it everything made in it, until it is disposed of. */
export class NetnsSockets implements Disposable {
  readonly #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Throws NetnsError "not-ready" for a namespace that is not there. */
  static open(path: string): NetnsSockets {
    const fd = openNetns(path);
    if (fd < 0) throw new NetnsError("not-ready", `${path}: ${errnoMessage(-fd)}`);
    return new NetnsSockets(fd);
  }

  /** A connected socket, or the name of the error, such as `ECONNREFUSED`. */
  async connect({ ip, port, timeoutMs }: NetnsTarget): Promise<Socket | string> {
    const fd = inNetns(this.#fd, () => tcpSocket(ip.includes(":") ? 6 : 4));
    if (fd < 0) return errnoName(-fd);
    setNoDelay(fd);
    const began = connectSocket(fd, { ip: parseIpAddress(ip), port });
    const errno = began < 0 && began !== -ERRNO.EINPROGRESS ? -began : await outcomeOf(fd, timeoutMs);
    if (errno === 0) return new Socket({ fd, readable: true, writable: true });
    closeFd(fd);
    return errnoName(errno);
  }

  /** A server on every address of the namespace. Throws NetnsError "not-ready". */
  async listen(port: number, onConnection: (socket: Socket) => void): Promise<Server> {
    const fd = inNetns(this.#fd, () => tcpSocket(6));
    const address = { ip: parseIpAddress("::"), port };
    const results = [
      fd,
      ...(fd < 0
        ? []
        : [setReuseAddress(fd), bindSocket(fd, address, { dualStack: true }), listenSocket(fd, BACKLOG)]),
    ];
    const failed = results.find((result) => result < 0);
    if (failed !== undefined) {
      if (fd >= 0) closeFd(fd);
      throw new NetnsError("not-ready", `port ${port}: ${errnoMessage(-failed)}`);
    }
    const server = createServer({ allowHalfOpen: true, noDelay: true }, onConnection);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once("error", reject);
    server.listen({ fd }, resolve);
    await promise;
    return server;
  }

  [Symbol.dispose](): void {
    closeFd(this.#fd);
  }
}

/** 0, or an errno. Nothing in Node waits for a socket that it has not made itself. */
async function outcomeOf(fd: number, timeoutMs: number): Promise<number> {
  const endMs = performance.now() + timeoutMs;
  for (
    let pollMs = FIRST_POLL_MS;
    performance.now() < endMs;
    pollMs = Math.min(2 * pollMs, LONGEST_POLL_MS)
  ) {
    if (isConnected(fd)) return 0;
    const errno = takeSocketError(fd);
    if (errno !== 0) return Math.abs(errno);
    await delay(pollMs);
  }
  return ERRNO.ETIMEDOUT;
}
