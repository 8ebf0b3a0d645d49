import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { parseIpAddress } from "@ambit/addr";
import { DEADLINE, LateKeepalive, LogBuffer, openUpstream, prepareListener } from "@ambit/data-plane";
import type { ConnectionDump, DrainComponent } from "@ambit/data-plane/messages";
import { ConnectionRegistry, ConnectionTotals, type LiveConnection } from "@ambit/data-plane/records";
import { addressOf, listenOn, meshIp } from "@ambit/data-plane/testing";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
  withoutPrivileges,
} from "@ambit/lifecycle/testing/prerequisites";
import { acceptSocket, closeFd, connectSocket, localAddress, peerAddress, tcpSocket } from "@ambit/linux";
import { CONNECTION_EVENTS, Reactor } from "@ambit/reactor";
import { expect, test } from "vitest";

test("the deadlines that ztunnel has are ztunnel's", () => {
  expect(DEADLINE).toMatchObject({ connectMs: 10_000, localWorkloadMs: 5_000 });
  // The peer may wait for its workload's record and then for its application.
  expect(DEADLINE.connectResponseMs).toBeGreaterThan(DEADLINE.localWorkloadMs + DEADLINE.connectMs);
});

class FakeConnection implements LiveConnection {
  readonly component: DrainComponent;
  readonly calls: string[] = [];
  readonly #dump: ConnectionDump | undefined;
  readonly #registry: ConnectionRegistry;

  constructor(registry: ConnectionRegistry, component: DrainComponent, dump?: ConnectionDump) {
    this.#registry = registry;
    this.component = component;
    this.#dump = dump;
    registry.add(this);
  }

  dump(): ConnectionDump | undefined {
    return this.#dump;
  }

  recheck(): void {
    this.calls.push("recheck");
    this.#registry.delete(this);
  }

  destroyByDrain(): void {
    this.calls.push("destroy");
    this.#registry.delete(this);
  }
}

test("the registry counts by component, and tells when the last of one is gone", () => {
  const emptied: DrainComponent[] = [];
  const registry = new ConnectionRegistry(new ConnectionTotals(), (component) => emptied.push(component));
  const first = new FakeConnection(registry, "inbound");
  const second = new FakeConnection(registry, "inbound");
  const third = new FakeConnection(registry, "outbound");
  expect([registry.count("inbound"), registry.count("outbound"), registry.count("socks5")]).toEqual([
    2, 1, 0,
  ]);
  registry.delete(first);
  registry.delete(first);
  expect(emptied).toEqual([]);
  registry.delete(second);
  expect(emptied).toEqual(["inbound"]);
  registry.delete(second);
  expect(emptied).toEqual(["inbound"]);
  registry.destroyAll("outbound");
  expect(third.calls).toEqual(["destroy"]);
  expect(emptied).toEqual(["inbound", "outbound"]);
  registry.destroyAll("socks5");
});

test("a recheck reaches everyone, also when it removes them", () => {
  const registry = new ConnectionRegistry(new ConnectionTotals(), () => {});
  const connections = (["inbound", "inbound", "inbound passthrough", "outbound"] as const).map(
    (component) => new FakeConnection(registry, component),
  );
  registry.recheckAll();
  for (const connection of connections) expect(connection.calls).toEqual(["recheck"]);
});

test("the dump leaves out what has nothing to show yet", () => {
  const registry = new ConnectionRegistry(new ConnectionTotals(), () => {});
  const dump: ConnectionDump = {
    pod: undefined,
    direction: "inbound",
    src: "a",
    originalDst: undefined,
    actualDst: "b",
    protocol: "TCP",
    tls: undefined,
  };
  new FakeConnection(registry, "inbound");
  new FakeConnection(registry, "inbound", dump);
  expect(registry.dump()).toEqual([dump]);
});

test("log lines are posted together, at the tick or when there are many", () => {
  const posted: string[] = [];
  const buffer = new LogBuffer((lines) => posted.push(lines));
  buffer.flush();
  expect(posted).toEqual([]);
  buffer.write("one");
  buffer.write("two");
  expect(posted).toEqual([]);
  buffer.flush();
  buffer.flush();
  expect(posted).toEqual(["one\ntwo\n"]);
  const line = "x".repeat(1023);
  let count = 0;
  for (; posted.length === 1; count++) buffer.write(line);
  expect(count).toBeGreaterThan(250);
  buffer.flush();
  expect(posted.slice(1).join("")).toBe(`${line}\n`.repeat(count));
});

test("log lines of any characters and lengths are posted as they were written, and in order", () => {
  const posted: string[] = [];
  const buffer = new LogBuffer((lines) => posted.push(lines));
  const written = [
    "",
    "a\tb",
    "d\u00e9\u4e2d\ud83d\ude00",
    "x".repeat(300 * 1024),
    "\u4e2d".repeat(80_000),
    "last",
  ];
  for (const line of written) buffer.write(line);
  buffer.flush();
  expect(posted.join("")).toBe(written.map((line) => `${line}\n`).join(""));
});

const KEEPALIVE = { idleS: 180, intervalS: 180, probes: 9 };
const PLAIN = { packetMark: undefined, keepalive: undefined, userTimeoutMs: undefined };
const HERE = { config: PLAIN, netnsFd: undefined };
const MARKED = { config: { ...PLAIN, packetMark: 1337 }, netnsFd: undefined };

/** What the kernel says of a connected socket's timers and mark. */
function describeSocket(fd: number): string {
  const local = localAddress(fd);
  return execFileSync("ss", ["-tnoeH", "state", "established", "src", `${local?.ip}:${local?.port}`], {
    encoding: "utf8",
  });
}

const ssObstacle = findMissingPrograms({ ss: "iproute2" });

describeUnless(findRootObstacle() ?? ssObstacle, "the kernel's view of an upstream socket", () => {
  /** A connected socket with a mark, watched by a reactor whose clock is set by hand. */
  class Upstream implements Disposable {
    nowMs = 0;
    readonly reactor = new Reactor({ nowMs: () => this.nowMs });
    readonly #listener = listenOn({ ip: meshIp(1), port: 0 });

    dial(): number {
      const fd = openUpstream(MARKED, addressOf(this.#listener), undefined);
      expect(fd).toBeGreaterThan(0);
      connectSocket(fd, addressOf(this.#listener));
      this.reactor.register(fd, CONNECTION_EVENTS, { onReady: () => {}, abort: () => {} });
      return fd;
    }

    passTime(ms: number): void {
      this.nowMs += ms;
      this.reactor.turn(0);
    }

    [Symbol.dispose](): void {
      closeFd(this.#listener);
      this.reactor[Symbol.dispose]();
    }
  }

  test("has the mark from the start, and keepalive once it has lasted a second", () => {
    using upstream = new Upstream();
    const keepalives = new LateKeepalive(upstream.reactor, KEEPALIVE);
    const fd = upstream.dial();
    keepalives.add(fd);
    keepalives.onTick();
    expect(describeSocket(fd)).toContain("fwmark:0x539");
    expect(describeSocket(fd)).not.toContain("keepalive");
    upstream.passTime(1_000);
    keepalives.onTick();
    expect(describeSocket(fd)).toMatch(/keepalive,(2min|3min)/);
    upstream.reactor.close(fd);
  });

  test("has keepalive at once where probes are due soon", () => {
    using upstream = new Upstream();
    const fd = upstream.dial();
    new LateKeepalive(upstream.reactor, { ...KEEPALIVE, idleS: 1 }).add(fd);
    expect(describeSocket(fd)).toContain("keepalive");
    upstream.reactor.close(fd);
  });

  test("gets no keepalive that was meant for an earlier socket of the same number, and none without configuration", () => {
    using upstream = new Upstream();
    const keepalives = new LateKeepalive(upstream.reactor, KEEPALIVE);
    const earlier = upstream.dial();
    keepalives.add(earlier);
    upstream.reactor.close(earlier);
    const fd = upstream.dial();
    expect(fd).toBe(earlier);
    new LateKeepalive(upstream.reactor, undefined).add(fd);
    upstream.passTime(5_000);
    keepalives.onTick();
    expect(describeSocket(fd)).not.toContain("keepalive");
    upstream.reactor.close(fd);
  });
});

describeUnless(findRootObstacle(), "the source address of an upstream socket", () => {
  test.each([
    { name: "the client's address", spoofed: meshIp(33), seen: meshIp(33) },
    {
      name: "no address when the client is the destination",
      spoofed: meshIp(1),
      seen: parseIpAddress("127.0.0.1"),
    },
    { name: "no address when none is asked for", spoofed: undefined, seen: parseIpAddress("127.0.0.1") },
  ])("is $name", ({ spoofed, seen }) => {
    const listener = listenOn({ ip: meshIp(1), port: 0 });
    const failures: string[] = [];
    const fd = openUpstream(HERE, addressOf(listener), {
      spoofedSource: spoofed,
      onSpoofFailed: (reason) => failures.push(reason),
    });
    connectSocket(fd, addressOf(listener));
    const accepted = acceptSocket(listener);
    expect(peerAddress(accepted)?.ip).toBe(seen);
    expect(failures).toEqual([]);
    for (const open of [accepted, fd, listener]) closeFd(open);
  });
});

test("a mark that may not be set makes the socket useless, and closes it", () => {
  const open = () => openUpstream(MARKED, { ip: meshIp(1), port: 1 }, undefined);
  const before = readdirSync("/proc/self/fd").length;
  expect(withoutPrivileges(open)).toBeLessThan(0);
  expect(readdirSync("/proc/self/fd")).toHaveLength(before);
});

test("an address that may not be taken is reported, and the socket goes without", () => {
  const failures: string[] = [];
  const fd = withoutPrivileges(() =>
    openUpstream(
      HERE,
      { ip: meshIp(1), port: 1 },
      {
        spoofedSource: parseIpAddress("192.0.2.1"),
        onSpoofFailed: (reason) => failures.push(reason),
      },
    ),
  );
  expect(fd).toBeGreaterThan(0);
  closeFd(fd);
  expect(failures).toEqual(["Operation not permitted (os error 1)"]);
});

test("a listener without keepalive is prepared too", () => {
  const fd = tcpSocket(4);
  prepareListener(fd, PLAIN, true);
  prepareListener(fd, { ...PLAIN, keepalive: KEEPALIVE }, true);
  closeFd(fd);
});
