import { readlinkSync } from "node:fs";
import { parseIpAddress } from "@ambit/addr";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
} from "@ambit/lifecycle/testing/prerequisites";
import { expect, test } from "vitest";
import {
  acceptSocket,
  allocateArea,
  bindSocket,
  connectSocket,
  EPOLLIN,
  ERRNO,
  inNetns,
  LinuxError,
  listenSocket,
  localAddress,
  openNetns,
  openPacketCapture,
  originalDestination,
  recvInto,
  sendFrom,
  setMark,
  setTransparent,
  takeCaptureLosses,
  takeSocketError,
  tcpSocket,
} from "../src/index.ts";
import {
  connectedPair,
  Descriptors,
  LOOPBACK_4,
  LOOPBACK_6,
  listen,
  must,
  TestNamespace,
  waitFor,
} from "./support.ts";

const area = allocateArea(65536);
const currentNamespace = () => readlinkSync("/proc/thread-self/ns/net");

describeUnless(findRootObstacle(), "network namespaces", () => {
  test("a socket made inside belongs there, and the thread is back home", () => {
    using namespace = new TestNamespace();
    using fds = new Descriptors();
    const home = currentNamespace();
    let inside = "";
    const listener = inNetns(namespace.fd, () => {
      inside = currentNamespace();
      return listen(fds, LOOPBACK_4);
    });
    expect(inside).not.toBe(home);
    expect(currentNamespace()).toBe(home);
    const outside = fds.own(tcpSocket(4));
    connectSocket(outside, { ip: LOOPBACK_4, port: listener.port });
    expect(takeSocketError(outside)).toBe(ERRNO.ECONNREFUSED);
    const pair = inNetns(namespace.fd, () => connectedPair(fds, listener, LOOPBACK_4));
    area.bytes[0] = 42;
    must(sendFrom(pair.client, area, 0, 1));
    waitFor(pair.server, EPOLLIN);
    expect(recvInto(pair.server, area, 10, 10)).toBe(1);
  });

  test("a throw inside comes out, after the way back", () => {
    using namespace = new TestNamespace();
    const home = currentNamespace();
    const fail = (): number => {
      throw new RangeError("inside");
    };
    expect(() => inNetns(namespace.fd, fail)).toThrow(new RangeError("inside"));
    expect(currentNamespace()).toBe(home);
    expect(inNetns(namespace.fd, () => 5)).toBe(5);
  });

  test("nesting is refused and leaves the thread at home", () => {
    using namespace = new TestNamespace();
    const home = currentNamespace();
    expect(() => inNetns(namespace.fd, () => inNetns(namespace.fd, () => 1))).toThrow(
      expect.objectContaining({ code: "nested-netns" }),
    );
    expect(currentNamespace()).toBe(home);
  });

  test("a descriptor that is no namespace is refused before anything runs", () => {
    using fds = new Descriptors();
    const notNamespace = fds.own(tcpSocket(4));
    let hasRun = false;
    const call = () =>
      inNetns(notNamespace, () => {
        hasRun = true;
        return 0;
      });
    expect(call).toThrow(LinuxError);
    expect(call).toThrow(expect.objectContaining({ code: "netns-failed", errno: ERRNO.EINVAL }));
    expect(hasRun).toBe(false);
  });

  test("a namespace file that does not exist gives its errno", () => {
    expect(openNetns("/var/run/netns/no-such-namespace")).toBe(-ERRNO.ENOENT);
  });

  test("marks and transparent sockets are allowed to root, on both families", () => {
    using namespace = new TestNamespace();
    using fds = new Descriptors();
    for (const family of [4, 6] as const) {
      const fd = fds.own(inNetns(namespace.fd, () => tcpSocket(family)));
      expect(setMark(fd, 0x539)).toBe(0);
      expect(setMark(fd, 0xffffffff)).toBe(0);
      expect(setTransparent(fd)).toBe(0);
      const foreign = parseIpAddress(family === 4 ? "203.0.113.7" : "2001:db8::7");
      expect(bindSocket(fd, { ip: foreign, port: 0 })).toBe(0);
      expect(localAddress(fd)?.ip).toBe(foreign);
    }
  });
});

describeUnless(findRootObstacle(), "packet capture", () => {
  test("shows what travels on loopback inside the namespace", () => {
    using namespace = new TestNamespace();
    using fds = new Descriptors();
    const { capture, pair } = inNetns(namespace.fd, () => ({
      capture: fds.own(openPacketCapture("lo")),
      pair: connectedPair(fds, listen(fds, LOOPBACK_4), LOOPBACK_4),
    }));
    const secret = new TextEncoder().encode("in the clear");
    area.bytes.set(secret);
    must(sendFrom(pair.client, area, 0, secret.length));
    waitFor(pair.server, EPOLLIN);
    let seen = "";
    for (let frame = 0; frame < 100 && !seen.includes("in the clear"); frame += 1) {
      const length = recvInto(capture, area, 0, area.length);
      if (length < 0) {
        break;
      }
      seen = Buffer.from(area.bytes.subarray(0, length)).toString("latin1");
    }
    expect(seen).toContain("in the clear");
    expect(takeCaptureLosses(capture)).toBe(0);
  });

  test("an interface that does not exist gives its errno", () => {
    expect(openPacketCapture("no-such-if")).toBe(-19);
  });
});

const redirectObstacle = findRootObstacle() ?? findMissingPrograms({ iptables: "iptables" });

describeUnless(redirectObstacle, "the original destination of a redirected connection", () => {
  test.each([
    { name: "IPv4", program: "iptables", target: "192.0.2.9", wildcard: "0.0.0.0", family: 4 as const },
    { name: "IPv6", program: "ip6tables", target: "2001:db8::9", wildcard: "::", family: 6 as const },
    {
      name: "IPv4 on a dual-stack listener",
      program: "iptables",
      target: "192.0.2.9",
      wildcard: "::",
      family: 6 as const,
    },
  ])("is found for $name", ({ program, target, wildcard, family }) => {
    using namespace = new TestNamespace();
    using fds = new Descriptors();
    const listener = inNetns(namespace.fd, () => fds.own(tcpSocket(family)));
    must(bindSocket(listener, { ip: parseIpAddress(wildcard), port: 15001 }, { dualStack: family === 6 }));
    must(listenSocket(listener, 4));
    namespace.run("ip", "route", "add", "default", "dev", "lo");
    namespace.run("ip", "-6", "route", "add", "default", "dev", "lo");
    namespace.run("ip", "addr", "add", "10.99.0.1/32", "dev", "lo");
    namespace.run("ip", "addr", "add", "fd99::1/128", "dev", "lo");
    const redirect = [
      "-t",
      "nat",
      "-A",
      "OUTPUT",
      "-p",
      "tcp",
      "--dport",
      "80",
      "-j",
      "REDIRECT",
      "--to-ports",
      "15001",
    ];
    namespace.run(program, ...redirect);
    const ip = parseIpAddress(target);
    const client = fds.own(inNetns(namespace.fd, () => tcpSocket(target.includes(":") ? 6 : 4)));
    connectSocket(client, { ip, port: 80 });
    waitFor(listener, EPOLLIN);
    const server = fds.own(acceptSocket(listener));
    expect(originalDestination(server)).toEqual({ ip, port: 80 });
  });

  test("is the plain local address without redirection, or unknown without conntrack", () => {
    using namespace = new TestNamespace();
    using fds = new Descriptors();
    const pair = inNetns(namespace.fd, () => connectedPair(fds, listen(fds, LOOPBACK_6), LOOPBACK_6));
    expect([undefined, localAddress(pair.server)]).toContainEqual(originalDestination(pair.server));
  });
});
