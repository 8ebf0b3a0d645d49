import { describeUnless, findRootObstacle } from "@ambit/lifecycle/testing/prerequisites";
import { describe, expect, test } from "vitest";
import {
  allocateArea,
  bindSocket,
  closeFd,
  connectSocket,
  duplicateFd,
  EPOLLIN,
  ERRNO,
  inNetns,
  LinuxError,
  lastSender,
  localAddress,
  receiveDatagram,
  recvInto,
  sendDatagram,
  sendFrom,
  setReusePort,
  setReusePortIndex,
  takeSocketError,
  udpSocket,
} from "../src/index.ts";
import { Descriptors, LOOPBACK_4, LOOPBACK_6, must, TestNamespace, waitFor } from "./support.ts";

const area = allocateArea(4096);

function bound(fds: Descriptors, ip: typeof LOOPBACK_4) {
  const fd = fds.own(udpSocket(ip === LOOPBACK_4 ? 4 : 6));
  must(bindSocket(fd, { ip, port: 0 }));
  const address = localAddress(fd);
  if (address === undefined) {
    throw new Error("the socket has no address");
  }
  return { fd, address };
}

describe.each([
  { family: "IPv4", ip: LOOPBACK_4 },
  { family: "IPv6", ip: LOOPBACK_6 },
])("datagrams over $family", ({ ip }) => {
  test("arrive whole, with their sender, and are answered to it", () => {
    using fds = new Descriptors();
    const [server, client] = [bound(fds, ip), bound(fds, ip)];
    area.bytes.set([1, 2, 3, 4], 10);
    expect(sendDatagram(client.fd, { range: area, offset: 10, length: 4 }, server.address)).toBe(4);
    waitFor(server.fd, EPOLLIN);
    expect(receiveDatagram(server.fd, area, 100, 50)).toBe(4);
    expect([...area.bytes.subarray(100, 104)]).toEqual([1, 2, 3, 4]);
    expect(lastSender()).toEqual(client.address);
    expect(receiveDatagram(server.fd, area, 0, 50)).toBe(-ERRNO.EAGAIN);
    expect(sendDatagram(server.fd, { range: area, offset: 100, length: 2 }, lastSender())).toBe(2);
    waitFor(client.fd, EPOLLIN);
    expect(receiveDatagram(client.fd, area, 0, 50)).toBe(2);
    expect(lastSender()).toEqual(server.address);
  });

  test("tell their whole length when the area is too small, and an empty one is one", () => {
    using fds = new Descriptors();
    const [server, client] = [bound(fds, ip), bound(fds, ip)];
    must(sendDatagram(client.fd, { range: area, offset: 0, length: 200 }, server.address));
    must(sendDatagram(client.fd, { range: area, offset: 0, length: 0 }, server.address));
    waitFor(server.fd, EPOLLIN);
    expect(receiveDatagram(server.fd, area, 0, 20)).toBe(200);
    expect(receiveDatagram(server.fd, area, 0, 20)).toBe(0);
    expect(receiveDatagram(server.fd, area, 0, 20)).toBe(-ERRNO.EAGAIN);
  });

  test("of a connected socket come from its peer only, and a closed port is an error of the socket", () => {
    using fds = new Descriptors();
    const [server, client, stranger] = [bound(fds, ip), bound(fds, ip), bound(fds, ip)];
    must(connectSocket(client.fd, server.address));
    must(sendDatagram(stranger.fd, { range: area, offset: 0, length: 1 }, client.address));
    must(sendDatagram(server.fd, { range: area, offset: 0, length: 7 }, client.address));
    waitFor(client.fd, EPOLLIN);
    expect(recvInto(client.fd, area, 0, 50)).toBe(7);
    expect(recvInto(client.fd, area, 0, 50)).toBe(-ERRNO.EAGAIN);
    {
      using gone = new Descriptors();
      must(connectSocket(client.fd, bound(gone, ip).address));
    }
    expect(sendFrom(client.fd, area, 0, 3)).toBe(3);
    waitFor(client.fd, EPOLLIN);
    expect(takeSocketError(client.fd)).toBe(ERRNO.ECONNREFUSED);
  });
});

test("of two sockets that share a port the one that is named gets all, and the other when it is alone", () => {
  using fds = new Descriptors();
  const first = udpSocket(4);
  must(setReusePort(first));
  must(bindSocket(first, { ip: LOOPBACK_4, port: 0 }));
  const address = localAddress(first);
  if (address === undefined) throw new Error("the socket has no address");
  const second = fds.own(udpSocket(4));
  must(setReusePort(second));
  must(bindSocket(second, address));
  must(setReusePortIndex(first, 1));
  const clients = Array.from({ length: 20 }, () => bound(fds, LOOPBACK_4));
  for (const { fd } of clients) must(sendDatagram(fd, { range: area, offset: 0, length: 1 }, address));
  expect(receiveDatagram(first, area, 0, 50)).toBe(-ERRNO.EAGAIN);
  for (const _client of clients) expect(receiveDatagram(second, area, 0, 50)).toBe(1);
  closeFd(first);
  for (const { fd } of clients) must(sendDatagram(fd, { range: area, offset: 0, length: 1 }, address));
  for (const _client of clients) expect(receiveDatagram(second, area, 0, 50)).toBe(1);
});

test("a duplicate goes on when the first descriptor is closed", () => {
  using fds = new Descriptors();
  const client = bound(fds, LOOPBACK_4);
  const first = udpSocket(4);
  must(bindSocket(first, { ip: LOOPBACK_4, port: 0 }));
  const address = localAddress(first);
  const second = fds.own(duplicateFd(first));
  expect(closeFd(first)).toBe(0);
  expect(localAddress(second)).toEqual(address);
  if (address !== undefined) must(sendDatagram(client.fd, { range: area, offset: 0, length: 5 }, address));
  waitFor(second, EPOLLIN);
  expect(receiveDatagram(second, area, 0, 50)).toBe(5);
  expect(duplicateFd(1_000_000)).toBe(-ERRNO.EBADF);
});

test("a socket that does not exist gives an errno, and nonsense is refused", () => {
  expect(receiveDatagram(1_000_000, area, 0, 1)).toBe(-ERRNO.EBADF);
  expect(() => receiveDatagram(0, area, 4096, 1)).toThrow(LinuxError);
  expect(() => udpSocket(5 as 4)).toThrow(LinuxError);
});

describeUnless(findRootObstacle(), "with network namespaces", () => {
  test("a socket belongs to the namespace that it was made in", () => {
    using namespace = new TestNamespace();
    using fds = new Descriptors();
    const inside = inNetns(namespace.fd, () => bound(fds, LOOPBACK_4));
    const outside = bound(fds, LOOPBACK_4);
    must(connectSocket(outside.fd, inside.address));
    sendFrom(outside.fd, area, 0, 1);
    expect(receiveDatagram(inside.fd, area, 0, 50)).toBe(-ERRNO.EAGAIN);
  });
});
