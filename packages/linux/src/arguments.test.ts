import { findIpAddress } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import {
  allocateArea,
  bindSocket,
  closeFd,
  connectSocket,
  copyMemory,
  EpollEvents,
  epollAdd,
  eventFdDrain,
  inNetns,
  LinuxError,
  listenSocket,
  openNetns,
  openPacketCapture,
  recvInto,
  sendFrom,
  sendMessage,
  setKeepalive,
  setLinger,
  setMark,
  setPipeSize,
  setV6Only,
  spliceBytes,
  tcpSocket,
} from "./index.ts";

const area = allocateArea(64);
const ip = findIpAddress("127.0.0.1");
// What JavaScript code without types, or a wrong computation, can pass. The cast is the point of the test.
const notIntegers = [
  Number.NaN,
  undefined,
  null,
  "1",
  1.5,
  Number.POSITIVE_INFINITY,
  {},
  2 ** 40,
] as unknown as number[];

function rejects(call: () => unknown): void {
  expect(call).toThrow(LinuxError);
  expect(call).toThrow(expect.objectContaining({ code: "bad-argument" }));
}

describe.each([
  ["closeFd", (fd: number) => closeFd(fd)],
  ["recvInto", (fd: number) => recvInto(fd, area, 0, 1)],
  ["sendFrom", (fd: number) => sendFrom(fd, area, 0, 1)],
  ["epollAdd", (fd: number) => epollAdd(3, fd, 1, 0)],
  ["eventFdDrain", (fd: number) => eventFdDrain(fd)],
  ["inNetns", (fd: number) => inNetns(fd, () => 1)],
  ["setMark", (fd: number) => setMark(fd, 1)],
])("%s", (_name, call) => {
  test.each([...notIntegers, -1, -2147483648])("refuses %s as a descriptor", (fd) => {
    rejects(() => call(fd));
  });
});

describe.each([
  ["recvInto", (offset: number, length: number) => recvInto(0, area, offset, length)],
  ["sendFrom", (offset: number, length: number) => sendFrom(0, area, offset, length)],
  ["sendMessage", (offset: number, length: number) => sendMessage(0, { range: area, offset, length })],
  [
    "copyMemory from",
    (offset: number, length: number) => copyMemory({ range: area, offset }, { area, offset: 0 }, length),
  ],
  [
    "copyMemory to",
    (offset: number, length: number) => copyMemory({ range: area, offset: 0 }, { area, offset }, length),
  ],
])("%s", (_name, call) => {
  test.each<readonly [number, number]>([
    [0, 65],
    [64, 1],
    [65, 0],
    [-1, 1],
    [1, -1],
    [2147483647, 2147483647],
    ...notIntegers.map((value) => [value, 1] as const),
    ...notIntegers.map((value) => [0, value] as const),
  ])("refuses offset %s and length %s of an area of 64 bytes", (offset, length) => {
    rejects(() => call(offset, length));
  });
});

test.each([
  ["an area that was never mapped", { address: 0, length: 64, bytes: area.bytes }],
  ["an area without length", { address: area.address, length: Number.NaN, bytes: area.bytes }],
  ["an area with a fraction for an address", { address: 1.5, length: 64, bytes: area.bytes }],
])("a receive into %s is refused", (_name, wrong) => {
  rejects(() => recvInto(0, wrong, 0, 1));
});

test.each([
  ["a port of -1", () => bindSocket(9, { ip: ip ?? fail(), port: -1 })],
  ["a port of 65536", () => connectSocket(9, { ip: ip ?? fail(), port: 65536 })],
  ["a port of NaN", () => connectSocket(9, { ip: ip ?? fail(), port: Number.NaN })],
  ["family 5", () => tcpSocket(5 as 4)],
  ["a backlog of -1", () => listenSocket(9, -1)],
  ["a mark of 2^32", () => setMark(9, 2 ** 32)],
  ["a linger of -1", () => setLinger(9, -1)],
  ["a V6ONLY of 2", () => setV6Only(9, 2 as 1)],
  ["no keepalive probes", () => setKeepalive(9, { idleS: 1, intervalS: 1, probes: 0 })],
  ["a splice of -1 bytes", () => spliceBytes(9, 9, -1)],
  ["a splice into descriptor NaN", () => spliceBytes(9, Number.NaN, 1)],
  ["a pipe of no bytes", () => setPipeSize(9, 0)],
  ["an area of no bytes", () => allocateArea(0)],
  ["an area of 2 GiB", () => allocateArea(2 ** 31)],
  ["no room for events", () => new EpollEvents(0)],
  ["a timeout of NaN", () => new EpollEvents(1).wait(9, Number.NaN)],
  ["a timeout of -2", () => new EpollEvents(1).wait(9, -2)],
  ["an event that was not given", () => new EpollEvents(1).fd(0)],
  ["a negative event index", () => new EpollEvents(1).events(-1)],
  ["a generation beyond 32 bits", () => epollAdd(9, 9, 1, 2 ** 31)],
  ["events that are no number", () => epollAdd(9, 9, Number.NaN, 0)],
  ["an empty namespace path", () => openNetns("")],
  ["a namespace path with NUL", () => openNetns("/proc\0")],
  ["an interface name that is too long", () => openPacketCapture("abcdefghijklmnop")],
])("%s is refused", (_name, call) => {
  rejects(call);
});

function fail(): never {
  throw new Error("the test address does not parse");
}
