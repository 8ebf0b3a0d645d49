import { existsSync } from "node:fs";
import { parseIpAddress, type SocketAddress } from "@ambit/addr";
import {
  bindSocket,
  closeFd,
  connectSocket,
  ERRNO,
  listenSocket,
  localAddress,
  tcpSocket,
} from "@ambit/linux";
import { Dial, Reactor } from "@ambit/reactor";
import { afterEach, beforeEach, expect, test } from "vitest";

const LOOPBACK = parseIpAddress("127.0.0.1");
let skewMs = 0;
let reactor: Reactor;
let opened: number[];
beforeEach(() => {
  skewMs = 0;
  opened = [];
  reactor = new Reactor({ nowMs: () => performance.now() + skewMs });
});
afterEach(() => {
  for (const fd of opened) closeFd(fd);
  reactor[Symbol.dispose]();
});

function listener(backlog: number): SocketAddress {
  const fd = tcpSocket(4);
  bindSocket(fd, { ip: LOOPBACK, port: 0 });
  listenSocket(fd, backlog);
  opened.push(fd);
  const address = localAddress(fd);
  if (address === undefined) throw new Error("no address");
  return address;
}

/** A listener whose backlog is full: the kernel drops further SYNs. */
function silentListener(): SocketAddress {
  const address = listener(0);
  for (let count = 0; count < 4; count++) {
    const filler = tcpSocket(4);
    connectSocket(filler, address);
    opened.push(filler);
  }
  return address;
}

function dial(destination: SocketAddress, timeoutMs = 10_000) {
  const events: unknown[] = [];
  const fd = tcpSocket(4);
  const made = new Dial(reactor, fd, {
    destination,
    timeoutMs,
    onConnected: (connected) => events.push(["connected", connected]),
    onFailed: (errno, isTimeout) => events.push(["failed", errno, isTimeout]),
  });
  return { dial: made, fd, events, isOpen: () => existsSync(`/proc/self/fd/${fd}`) };
}

function until(done: () => boolean): void {
  for (let turn = 0; turn < 2_000 && !done(); turn++) reactor.turn(1);
  expect(done()).toBe(true);
}

test("a connected descriptor is handed over, registered, and no deadline is left", () => {
  const { dial: made, fd, events, isOpen } = dial(listener(8));
  made.start();
  until(() => events.length > 0);
  expect(events).toEqual([["connected", fd]]);
  expect(isOpen()).toBe(true);
  expect(reactor.timers.size).toBe(0);
  made.cancel();
  made.abort();
  expect(isOpen()).toBe(true);
  reactor.replaceHandler(fd, { onReady: () => {}, abort: () => {} });
  reactor.close(fd);
});

test("a refusal is told with the descriptor closed", () => {
  const { dial: made, events, isOpen } = dial({ ip: LOOPBACK, port: 1 });
  made.start();
  until(() => events.length > 0);
  expect(events).toEqual([["failed", ERRNO.ECONNREFUSED, false]]);
  expect(isOpen()).toBe(false);
  expect(reactor.timers.size).toBe(0);
});

test("a failure that connect itself reports comes at once", () => {
  const { dial: made, events, isOpen } = dial({ ip: parseIpAddress("255.255.255.255"), port: 80 });
  made.start();
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject(["failed", expect.any(Number), false]);
  expect(isOpen()).toBe(false);
  expect(reactor.timers.size).toBe(0);
});

test("the deadline closes the descriptor", () => {
  const { dial: made, events, isOpen } = dial(silentListener());
  made.start();
  reactor.turn(1);
  expect(events).toEqual([]);
  skewMs = 10_100;
  until(() => events.length > 0);
  expect(events).toEqual([["failed", ERRNO.ETIMEDOUT, true]]);
  expect(isOpen()).toBe(false);
});

test("after cancel nothing is told any more", () => {
  const { dial: made, events, isOpen } = dial(silentListener());
  made.start();
  made.cancel();
  made.cancel();
  skewMs = 20_000;
  reactor.turn(1);
  expect(events).toEqual([]);
  expect(isOpen()).toBe(false);
  expect(reactor.timers.size).toBe(0);
});
