/** Raw TCP ends for tests, polled between turns: what an application or a client does with its socket. */
import { readdirSync, readlinkSync } from "node:fs";
import { type IpAddress, parseIpAddress, type SocketAddress } from "@ambit/addr";
import {
  acceptSocket,
  allocateArea,
  bindSocket,
  closeFd,
  connectSocket,
  lastPeer,
  listenSocket,
  localAddress,
  recvInto,
  sendFrom,
  setLinger,
  setNoDelay,
  setReusePort,
  shutdownWrite,
  tcpSocket,
} from "@ambit/linux";

const EAGAIN = 11;
const EINPROGRESS = 115;
const BACKLOG = 4096;
const area = allocateArea(1 << 18);

/** Loopback addresses of this process, so that test files that run side by side can use the same fixed ports. */
export function meshIp(host: number): IpAddress {
  const [high, low] = [1 + ((process.pid >> 7) % 253), 2 * (process.pid & 0x7f) + (host >> 8)];
  return parseIpAddress(`127.${high}.${low}.${host & 0xff}`);
}

/** Sockets this process has open. */
export function openSocketCount(): number {
  let count = 0;
  for (const fd of readdirSync("/proc/self/fd")) {
    try {
      if (readlinkSync(`/proc/self/fd/${fd}`).startsWith("socket:")) count++;
    } catch {
      // The directory's own descriptor is gone by now.
    }
  }
  return count;
}

/** A listening descriptor. Several may share a port, as a redirected port and its application do. */
export function listenOn(address: SocketAddress, backlog = BACKLOG): number {
  const fd = tcpSocket(address.ip.includes(":") ? 6 : 4);
  setReusePort(fd);
  const bound = bindSocket(fd, address);
  if (bound < 0) throw new Error(`bind failed (errno ${-bound})`);
  listenSocket(fd, backlog);
  return fd;
}

/** Where a descriptor is bound. */
export function addressOf(fd: number): SocketAddress {
  const address = localAddress(fd);
  if (address === undefined) throw new Error("the descriptor has no address");
  return address;
}

/** One end of a connection: collects what arrives and sends what fits, whenever it is polled. */
export class RawSocket implements Disposable {
  readonly fd: number;
  readonly chunks: Uint8Array[] = [];
  received = 0;
  isEof = false;
  /** errno of a failed read; 0 if none failed. */
  error = 0;
  /** Whether polling reads; off makes a slow reader. */
  isReading = true;
  /** Off counts bytes without keeping them. */
  isKeeping = true;
  #unsent: Uint8Array[] = [];
  #shutWhenSent = false;
  #isClosed = false;

  constructor(fd: number) {
    this.fd = fd;
  }

  /** Connects without waiting, from `sourceIp` if given. */
  static connect(target: SocketAddress, sourceIp?: IpAddress): RawSocket {
    const fd = tcpSocket(target.ip.includes(":") ? 6 : 4);
    setNoDelay(fd);
    if (sourceIp !== undefined) bindSocket(fd, { ip: sourceIp, port: 0 });
    const result = connectSocket(fd, target);
    if (result < 0 && result !== -EINPROGRESS) {
      closeFd(fd);
      throw new Error(`connect failed (errno ${-result})`);
    }
    return new RawSocket(fd);
  }

  /** What has arrived so far. */
  get bytes(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.chunks));
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString("latin1");
  }

  /** Over: end of stream, or an error. */
  get isOver(): boolean {
    return this.isEof || this.error !== 0;
  }

  get unsentBytes(): number {
    return this.#unsent.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  send(data: string | Uint8Array): void {
    this.#unsent.push(typeof data === "string" ? Buffer.from(data, "latin1") : data);
    this.#flush();
  }

  /** Half-closes once everything is sent. */
  end(): void {
    this.#shutWhenSent = true;
    this.#flush();
  }

  poll(): void {
    if (this.#isClosed) return;
    this.#flush();
    while (this.isReading && !this.isOver) {
      const count = recvInto(this.fd, area, 0, area.length);
      if (count === -EAGAIN) return;
      if (count === 0) this.isEof = true;
      else if (count < 0) this.error = -count;
      else {
        this.received += count;
        if (this.isKeeping) this.chunks.push(area.bytes.slice(0, count));
      }
    }
  }

  /** RST instead of FIN. */
  reset(): void {
    setLinger(this.fd, 0);
    this.close();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeFd(this.fd);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #flush(): void {
    for (let chunk = this.#unsent[0]; chunk !== undefined; chunk = this.#unsent[0]) {
      const length = Math.min(chunk.length, area.length);
      area.bytes.set(chunk.subarray(0, length), 0);
      const sent = sendFrom(this.fd, area, 0, length);
      if (sent === -EAGAIN) return;
      if (sent < 0) {
        this.error = -sent;
        this.#unsent = [];
        return;
      }
      if (sent < chunk.length) this.#unsent[0] = chunk.subarray(sent);
      else this.#unsent.shift();
    }
    if (!this.#shutWhenSent) return;
    this.#shutWhenSent = false;
    shutdownWrite(this.fd);
  }
}

/** An application that accepts; what it does with a connection is up to `onConnection` and the test. */
export class TestApplication implements Disposable {
  readonly address: SocketAddress;
  readonly connections: RawSocket[] = [];
  readonly peers: SocketAddress[] = [];
  readonly #fd: number;
  readonly #serve: ((connection: RawSocket) => void) | undefined;

  /** `serve` is called for each connection at every poll. */
  constructor(address: SocketAddress, serve?: (connection: RawSocket) => void) {
    this.#fd = listenOn(address);
    this.address = addressOf(this.#fd);
    this.#serve = serve;
  }

  get first(): RawSocket {
    const [connection] = this.connections;
    if (connection === undefined) throw new Error("nobody has connected");
    return connection;
  }

  poll(): void {
    for (let fd = acceptSocket(this.#fd); fd >= 0; fd = acceptSocket(this.#fd)) {
      this.connections.push(new RawSocket(fd));
      this.peers.push(lastPeer());
    }
    for (const connection of this.connections) {
      connection.poll();
      this.#serve?.(connection);
    }
  }

  [Symbol.dispose](): void {
    for (const connection of this.connections) connection.close();
    closeFd(this.#fd);
  }
}

/** For `TestApplication`: sends back what comes, and its own end after the client's. */
export function echo(): (connection: RawSocket) => void {
  const echoed = new Map<RawSocket, number>();
  const ended = new Set<RawSocket>();
  return (connection) => {
    for (let index = echoed.get(connection) ?? 0; index < connection.chunks.length; index++) {
      const chunk = connection.chunks[index];
      if (chunk !== undefined) connection.send(chunk);
      echoed.set(connection, index + 1);
    }
    if (!connection.isEof || ended.has(connection)) return;
    ended.add(connection);
    connection.end();
  };
}
