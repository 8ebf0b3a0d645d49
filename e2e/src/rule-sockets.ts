/**
 * Sockets in the namespaces of a rule test, in this very process: who a connection ends up at is asked of the sockets
 * themselves, with nothing between them and the rules.
 */
import { type IpAddress, parseIpAddress, type SocketAddress } from "@ambit/addr";
import {
  acceptSocket,
  allocateArea,
  bindSocket,
  closeFd,
  connectSocket,
  EPOLLIN,
  EPOLLOUT,
  EpollEvents,
  ERRNO,
  epollAdd,
  epollCreate,
  inNetns,
  lastPeer,
  listenSocket,
  originalDestination,
  recvInto,
  sendFrom,
  setMark,
  setReuseAddress,
  setTransparent,
  takeSocketError,
  tcpSocket,
} from "@ambit/linux";

/** How long a connection may take within one machine, loaded as it may be. */
const WAIT_MS = 5_000;
const MAX_INTERRUPTIONS = 100;
const BACKLOG = 512;
const ANY = parseIpAddress("::");
const area = allocateArea(65_536);
const events = new EpollEvents(64);

/** A connection as its two ends see it. */
export interface Arrival {
  /** The name of the listener that took it. */
  readonly at: string;
  readonly peer: SocketAddress;
  /** Where the client wanted to go. */
  readonly original: SocketAddress | undefined;
  readonly client: number;
  readonly server: number;
}

export interface Dial {
  readonly netns: number;
  readonly to: SocketAddress;
  readonly mark?: number;
  /** An address to come from, this namespace's or not. */
  readonly from?: IpAddress;
}

/** Listeners of several namespaces, and connections to them. Everything is closed at the end. */
export class RuleSockets implements Disposable {
  readonly #listeners = new Map<number, string>();
  readonly #fds: number[] = [];
  readonly #epoll = must(epollCreate());

  /** Takes connections of both families. */
  listen(netns: number, name: string, port: number): void {
    const fd = inNetns(netns, () => this.#own(tcpSocket(6)));
    must(setReuseAddress(fd));
    must(bindSocket(fd, { ip: ANY, port }, { dualStack: true }));
    must(listenSocket(fd, BACKLOG));
    must(epollAdd(this.#epoll, fd, EPOLLIN, 0));
    this.#listeners.set(fd, name);
  }

  /** Connects and says where the connection has arrived. Throws when it is refused or lost. */
  dial({ netns, to, mark, from }: Dial): Arrival {
    const client = inNetns(netns, () => this.#own(tcpSocket(to.ip.includes(":") ? 6 : 4)));
    if (mark !== undefined) must(setMark(client, mark));
    if (from !== undefined) {
      must(setTransparent(client));
      must(bindSocket(client, { ip: from, port: 0 }));
    }
    const started = connectSocket(client, to);
    if (started !== 0 && started !== -ERRNO.EINPROGRESS) must(started);
    waitFor(client, EPOLLOUT);
    const error = takeSocketError(client);
    if (error !== 0) throw new Error(`connect failed with errno ${error}`);
    return { ...this.#accept(), client };
  }

  /** Sends both ways over a connection and says whether both arrived. */
  isAlive({ client, server }: Arrival): boolean {
    return passes(client, server) && passes(server, client);
  }

  /** Closes both ends; they are closed at the end otherwise. */
  close({ client, server }: Arrival): void {
    for (const fd of [client, server]) {
      closeFd(fd);
      this.#fds.splice(this.#fds.indexOf(fd), 1);
    }
  }

  [Symbol.dispose](): void {
    for (const fd of [...this.#fds, this.#epoll]) closeFd(fd);
  }

  #accept(): Omit<Arrival, "client"> {
    if (!hasEvent(this.#epoll)) throw new Error("the connection arrived nowhere");
    for (const [fd, at] of this.#listeners) {
      const server = acceptSocket(fd);
      if (server < 0) continue;
      this.#own(server);
      return { at, peer: lastPeer(), original: originalDestination(server), server };
    }
    throw new Error("a listener was readable, and had nothing");
  }

  #own(fd: number): number {
    this.#fds.push(must(fd));
    return fd;
  }
}

function passes(from: number, to: number): boolean {
  area.bytes[0] = 42;
  if (sendFrom(from, area, 0, 1) !== 1) return false;
  try {
    waitFor(to, EPOLLIN);
  } catch {
    return false;
  }
  return recvInto(to, area, 8, 8) === 1;
}

function waitFor(fd: number, wanted: number): void {
  const epoll = must(epollCreate());
  try {
    must(epollAdd(epoll, fd, wanted, 0));
    if (!hasEvent(epoll)) throw new Error("nothing happened in time");
  } finally {
    closeFd(epoll);
  }
}

/** Children that end interrupt the wait. */
function hasEvent(epoll: number): boolean {
  for (let turn = 0; turn < MAX_INTERRUPTIONS; turn += 1) {
    const count = events.wait(epoll, WAIT_MS);
    if (count !== -ERRNO.EINTR) return count > 0;
  }
  return false;
}

function must(result: number): number {
  if (result < 0) throw new Error(`errno ${-result}`);
  return result;
}
