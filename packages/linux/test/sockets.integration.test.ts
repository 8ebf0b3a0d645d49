import { parseIpAddress } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import {
  acceptSocket,
  allocateArea,
  bindSocket,
  connectSocket,
  EPOLLIN,
  EPOLLOUT,
  ERRNO,
  lastPeer,
  listenSocket,
  localAddress,
  originalDestination,
  peerAddress,
  pipePair,
  recvInto,
  sendFrom,
  setFreebind,
  setKeepalive,
  setLinger,
  setNoDelay,
  setPipeSize,
  setReuseAddress,
  setReusePort,
  setUserTimeout,
  setV6Only,
  shutdownWrite,
  spliceBytes,
  takeSocketError,
  tcpSocket,
} from "../src/index.ts";
import { connectedPair, Descriptors, LOOPBACK_4, LOOPBACK_6, listen, must, waitFor } from "./support.ts";

const area = allocateArea(4096);

describe.each([
  { family: "IPv4", ip: LOOPBACK_4 },
  { family: "IPv6", ip: LOOPBACK_6 },
])("a TCP connection over $family", ({ ip }) => {
  test("carries bytes both ways and ends with half-close", () => {
    using fds = new Descriptors();
    const { client, server } = connectedPair(fds, listen(fds, ip), ip);
    area.bytes.set([1, 2, 3, 4], 10);
    expect(sendFrom(client, area, 10, 4)).toBe(4);
    waitFor(server, EPOLLIN);
    expect(recvInto(server, area, 100, 50)).toBe(4);
    expect([...area.bytes.subarray(100, 104)]).toEqual([1, 2, 3, 4]);
    expect(recvInto(server, area, 100, 50)).toBe(-ERRNO.EAGAIN);
    expect(shutdownWrite(client)).toBe(0);
    waitFor(server, EPOLLIN);
    expect(recvInto(server, area, 0, 1)).toBe(0);
    expect(sendFrom(server, area, 10, 1)).toBe(1);
  });

  test("knows the addresses of both ends", () => {
    using fds = new Descriptors();
    const listener = listen(fds, ip);
    const { client, server } = connectedPair(fds, listener, ip);
    const clientAddress = localAddress(client);
    expect(lastPeer()).toEqual(clientAddress);
    expect(peerAddress(server)).toEqual(clientAddress);
    expect(peerAddress(client)).toEqual({ ip, port: listener.port });
    expect(localAddress(server)).toEqual({ ip, port: listener.port });
  });

  test("reports a refused connect through the socket error, once", () => {
    using fds = new Descriptors();
    const listener = listen(fds, ip);
    // Bound and not listening, so that the port stays taken and refuses.
    const taken = fds.own(tcpSocket(ip === LOOPBACK_4 ? 4 : 6));
    must(bindSocket(taken, { ip, port: 0 }));
    const client = fds.own(tcpSocket(ip === LOOPBACK_4 ? 4 : 6));
    const port = localAddress(taken)?.port ?? listener.port;
    expect(connectSocket(client, { ip, port })).toBe(-ERRNO.EINPROGRESS);
    waitFor(client, EPOLLOUT);
    expect(takeSocketError(client)).toBe(ERRNO.ECONNREFUSED);
    expect(takeSocketError(client)).toBe(0);
  });

  test("takes every socket option", () => {
    using fds = new Descriptors();
    const fd = fds.own(tcpSocket(ip === LOOPBACK_4 ? 4 : 6));
    expect(setNoDelay(fd)).toBe(0);
    expect(setKeepalive(fd, { idleS: 180, intervalS: 180, probes: 9 })).toBe(0);
    expect(setUserTimeout(fd, 1_800_000)).toBe(0);
    expect(setReuseAddress(fd)).toBe(0);
    expect(setReusePort(fd)).toBe(0);
    expect(setFreebind(fd)).toBe(0);
    expect(setLinger(fd, 0)).toBe(0);
  });

  test("is reset when the other end closes with a linger of zero", () => {
    const fds = new Descriptors();
    using outer = new Descriptors();
    const listener = listen(outer, ip);
    const { client } = connectedPair(outer, listener, ip);
    const again = fds.own(tcpSocket(ip === LOOPBACK_4 ? 4 : 6));
    connectSocket(again, { ip, port: listener.port });
    waitFor(listener.fd, EPOLLIN);
    const server = outer.own(acceptSocket(listener.fd));
    must(setLinger(again, 0));
    fds[Symbol.dispose]();
    waitFor(server, EPOLLIN);
    expect(recvInto(server, area, 0, 1)).toBe(-ERRNO.ECONNRESET);
    expect(recvInto(client, area, 0, 1)).toBe(-ERRNO.EAGAIN);
  });
});

describe("dual stack", () => {
  test("a wildcard listener takes IPv4 when asked, and shows IPv4 addresses for it", () => {
    using fds = new Descriptors();
    const listener = fds.own(tcpSocket(6));
    must(bindSocket(listener, { ip: parseIpAddress("::"), port: 0 }, { dualStack: true }));
    must(listenSocket(listener, 4));
    const port = localAddress(listener)?.port ?? 0;
    const { client, server } = connectedPair(fds, { fd: listener, port }, LOOPBACK_4);
    expect(lastPeer()).toEqual(localAddress(client));
    expect(localAddress(server)).toEqual({ ip: LOOPBACK_4, port });
    connectedPair(fds, { fd: listener, port }, LOOPBACK_6);
    expect(lastPeer().ip).toBe(LOOPBACK_6);
  });

  test("an IPv6-only wildcard listener leaves the IPv4 port free", () => {
    using fds = new Descriptors();
    const six = fds.own(tcpSocket(6));
    must(setV6Only(six, 1));
    must(bindSocket(six, { ip: parseIpAddress("::"), port: 0 }));
    const port = localAddress(six)?.port ?? 0;
    const four = fds.own(tcpSocket(4));
    expect(bindSocket(four, { ip: parseIpAddress("0.0.0.0"), port })).toBe(0);
  });

  test("a second bind to the same port is refused with its errno", () => {
    using fds = new Descriptors();
    const { port } = listen(fds, LOOPBACK_4);
    const second = fds.own(tcpSocket(4));
    expect(bindSocket(second, { ip: LOOPBACK_4, port })).toBe(-ERRNO.EADDRINUSE);
  });
});

describe("errors of calls", () => {
  test.each([
    ["acceptSocket with nobody there", (fd: number) => acceptSocket(fd), -ERRNO.EAGAIN],
    ["sendFrom to a socket without a peer", (fd: number) => sendFrom(fd, area, 0, 1), -ERRNO.EPIPE],
    ["recvInto from a closed number", () => recvInto(1_000_000, area, 0, 1), -ERRNO.EBADF],
    ["shutdownWrite without a peer", (fd: number) => shutdownWrite(fd), -ERRNO.ENOTCONN],
  ])("%s gives -errno", (_name, call, expected) => {
    using fds = new Descriptors();
    const isListener = expected === -ERRNO.EAGAIN;
    expect(call(isListener ? listen(fds, LOOPBACK_4).fd : fds.own(tcpSocket(4)))).toBe(expected);
  });

  test("addresses of what is no connected socket are undefined", () => {
    using fds = new Descriptors();
    expect(peerAddress(fds.own(tcpSocket(4)))).toBeUndefined();
    expect(localAddress(1_000_000)).toBeUndefined();
    expect(originalDestination(1_000_000)).toBeUndefined();
  });
});

test("splice moves bytes from a socket through a pipe to another socket", () => {
  using fds = new Descriptors();
  const from = connectedPair(fds, listen(fds, LOOPBACK_4), LOOPBACK_4);
  const to = connectedPair(fds, listen(fds, LOOPBACK_6), LOOPBACK_6);
  const pipe = pipePair();
  if (typeof pipe === "number") {
    throw new Error("no pipe");
  }
  fds.own(pipe.first);
  fds.own(pipe.second);
  area.bytes.fill(7, 0, 1000);
  must(sendFrom(from.client, area, 0, 1000));
  waitFor(from.server, EPOLLIN);
  expect(spliceBytes(from.server, pipe.second, 65536)).toBe(1000);
  expect(spliceBytes(from.server, pipe.second, 65536)).toBe(-ERRNO.EAGAIN);
  expect(spliceBytes(pipe.first, to.client, 1000)).toBe(1000);
  waitFor(to.server, EPOLLIN);
  expect(recvInto(to.server, area, 2000, 2000)).toBe(1000);
  expect(area.bytes[2999]).toBe(7);
});

test("a pipe is made larger, and refuses to be made smaller than what is in it", () => {
  using fds = new Descriptors();
  const { client, server } = connectedPair(fds, listen(fds, LOOPBACK_4), LOOPBACK_4);
  const pipe = pipePair();
  if (typeof pipe === "number") {
    throw new Error("no pipe");
  }
  fds.own(pipe.first);
  fds.own(pipe.second);
  expect(setPipeSize(pipe.second, 200_000)).toBe(262_144);
  for (let count = 0; count < 2; count++) {
    must(sendFrom(client, area, 0, 4096));
    waitFor(server, EPOLLIN);
    expect(spliceBytes(server, pipe.second, 65536)).toBe(4096);
  }
  expect(setPipeSize(pipe.second, 1)).toBe(-ERRNO.EBUSY);
});
