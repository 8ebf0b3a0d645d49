/** Sockets for the tests of this package, closed when the `using` ends, and private network namespaces. */
import { execFileSync } from "node:child_process";
import type { IpAddress } from "@ambit/addr";
import { parseIpAddress } from "@ambit/addr";
import {
  acceptSocket,
  bindSocket,
  closeFd,
  connectSocket,
  EPOLLIN,
  EPOLLOUT,
  EpollEvents,
  ERRNO,
  epollAdd,
  epollCreate,
  listenSocket,
  localAddress,
  openNetns,
  tcpSocket,
} from "../src/index.ts";

export const LOOPBACK_4 = parseIpAddress("127.0.0.1");
export const LOOPBACK_6 = parseIpAddress("::1");

/** Throws the errno of a call that a test needs to succeed. */
export function must(result: number): number {
  if (result < 0) {
    throw new Error(`errno ${-result}`);
  }
  return result;
}

/** Collects descriptors and closes them at the end of the test. */
export class Descriptors implements Disposable {
  readonly #fds: number[] = [];

  own(fd: number): number {
    this.#fds.push(must(fd));
    return fd;
  }

  [Symbol.dispose](): void {
    for (const fd of this.#fds) {
      closeFd(fd);
    }
  }
}

/** Waits until the descriptor is readable or writable. */
export function waitFor(fd: number, events: number): void {
  const epoll = must(epollCreate());
  must(epollAdd(epoll, fd, events, 0));
  const count = sharedEvents.wait(epoll, 2000);
  closeFd(epoll);
  if (count !== 1) {
    throw new Error("the descriptor did not get ready within two seconds");
  }
}

const sharedEvents = new EpollEvents(4);

/** A listener on a free port and its real port. */
export function listen(fds: Descriptors, ip: IpAddress): { readonly fd: number; readonly port: number } {
  const fd = fds.own(tcpSocket(ip.includes(":") ? 6 : 4));
  must(bindSocket(fd, { ip, port: 0 }));
  must(listenSocket(fd, 16));
  const address = localAddress(fd);
  if (address === undefined) {
    throw new Error("the listener has no address");
  }
  return { fd, port: address.port };
}

/** Connects to a listener and accepts there. */
export function connectedPair(
  fds: Descriptors,
  listener: { readonly fd: number; readonly port: number },
  ip: IpAddress,
): { readonly client: number; readonly server: number } {
  const client = fds.own(tcpSocket(ip.includes(":") ? 6 : 4));
  const result = connectSocket(client, { ip, port: listener.port });
  if (result !== 0 && result !== -ERRNO.EINPROGRESS) {
    must(result);
  }
  waitFor(listener.fd, EPOLLIN);
  const server = fds.own(acceptSocket(listener.fd));
  waitFor(client, EPOLLOUT);
  return { client, server };
}

let namespaceCount = 0;

/** A fresh network namespace with its loopback up, removed at the end of the test. */
export class TestNamespace implements Disposable {
  readonly name: string;
  readonly fd: number;

  constructor() {
    namespaceCount += 1;
    this.name = `ambit-linux-${process.pid}-${namespaceCount}`;
    execFileSync("ip", ["netns", "add", this.name]);
    execFileSync("ip", ["-n", this.name, "link", "set", "lo", "up"]);
    this.fd = must(openNetns(`/var/run/netns/${this.name}`));
  }

  /** Runs a program inside. */
  run(program: string, ...words: readonly string[]): void {
    execFileSync("ip", ["netns", "exec", this.name, program, ...words]);
  }

  [Symbol.dispose](): void {
    closeFd(this.fd);
    execFileSync("ip", ["netns", "del", this.name]);
  }
}
