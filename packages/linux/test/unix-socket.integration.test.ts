import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  acceptSocket,
  allocateArea,
  bindUnix,
  closeFd,
  closePassedFds,
  connectUnix,
  EPOLLIN,
  ERRNO,
  eventFd,
  eventFdDrain,
  eventFdSignal,
  lastMessage,
  listenSocket,
  receiveMessage,
  sendMessage,
  unixSeqpacket,
  unixSocketPair,
} from "../src/index.ts";
import { Descriptors, must, waitFor } from "./support.ts";

const area = allocateArea(8192);
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ambit-unix-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function seqpacketPair(fds: Descriptors): { readonly first: number; readonly second: number } {
  const pair = unixSocketPair("seqpacket");
  if (typeof pair === "number") {
    throw new Error(`errno ${-pair}`);
  }
  fds.own(pair.first);
  fds.own(pair.second);
  return pair;
}

test("messages keep their bounds", () => {
  using fds = new Descriptors();
  const { first, second } = seqpacketPair(fds);
  area.bytes.set([1, 2, 3]);
  expect(sendMessage(first, { range: area, offset: 0, length: 3 })).toBe(3);
  expect(sendMessage(first, { range: area, offset: 0, length: 2 })).toBe(2);
  expect(receiveMessage(second, area, 100, 1000)).toBe(3);
  expect(lastMessage()).toEqual({ fds: [], isTruncated: false });
  expect(receiveMessage(second, area, 100, 1000)).toBe(2);
  expect(receiveMessage(second, area, 100, 1000)).toBe(-ERRNO.EAGAIN);
  expect(lastMessage()).toEqual({ fds: [], isTruncated: false });
});

test("a passed descriptor arrives as a working duplicate, and is given out once", () => {
  using fds = new Descriptors();
  const { first, second } = seqpacketPair(fds);
  const original = fds.own(eventFd());
  expect(sendMessage(first, { range: area, offset: 0, length: 1 }, original)).toBe(1);
  expect(receiveMessage(second, area, 0, 10)).toBe(1);
  const message = lastMessage();
  expect(message.fds).toHaveLength(1);
  expect(lastMessage().fds).toEqual([]);
  const copy = fds.own(message.fds[0] ?? -1);
  expect(copy).not.toBe(original);
  must(eventFdSignal(copy));
  expect(eventFdDrain(original)).toBe(1);
});

test("a message longer than the room is cut and says so", () => {
  using fds = new Descriptors();
  const { first, second } = seqpacketPair(fds);
  must(sendMessage(first, { range: area, offset: 0, length: 50 }));
  expect(receiveMessage(second, area, 0, 10)).toBe(10);
  expect(lastMessage().isTruncated).toBe(true);
});

test("descriptors of an unwanted message can be closed", () => {
  using fds = new Descriptors();
  const { first, second } = seqpacketPair(fds);
  must(sendMessage(first, { range: area, offset: 0, length: 1 }, first));
  must(receiveMessage(second, area, 0, 10));
  const message = lastMessage();
  closePassedFds(message);
  expect(closeFd(message.fds[0] ?? 0)).toBe(-ERRNO.EBADF);
});

test("a socket file is listened on and connected to, and the end of the peer is seen", () => {
  using fds = new Descriptors();
  const path = join(folder, "zds.sock");
  const listener = fds.own(unixSeqpacket());
  const client = fds.own(unixSeqpacket());
  expect(connectUnix(client, path)).toBe(-ERRNO.ENOENT);
  expect(bindUnix(listener, path)).toBe(0);
  expect(connectUnix(client, path)).toBe(-ERRNO.ECONNREFUSED);
  expect(listenSocket(listener, 4)).toBe(0);
  expect(connectUnix(client, path)).toBe(0);
  waitFor(listener, EPOLLIN);
  const server = must(acceptSocket(listener));
  must(sendMessage(server, { range: area, offset: 0, length: 4 }));
  expect(receiveMessage(client, area, 0, 10)).toBe(4);
  closeFd(server);
  expect(receiveMessage(client, area, 0, 10)).toBe(0);
});

test("a path that does not fit the address is refused", () => {
  using fds = new Descriptors();
  const fd = fds.own(unixSeqpacket());
  expect(() => bindUnix(fd, `/${"x".repeat(107)}`)).toThrow(
    expect.objectContaining({ code: "bad-argument" }),
  );
});
