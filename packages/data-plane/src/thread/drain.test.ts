import { Reactor } from "@ambit/reactor";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DrainComponent } from "../messages.ts";
import { ConnectionRegistry, ConnectionTotals, type LiveConnection } from "../records/connection-registry.ts";
import { ListenerDrain } from "./drain.ts";
import type { Listener } from "./listener.ts";

class FakeListener implements Listener {
  readonly component: DrainComponent;
  readonly calls: string[] = [];
  pendingCount = 0;

  constructor(component: DrainComponent) {
    this.component = component;
  }

  serve(): void {
    this.calls.push("serve");
  }

  stopAccepting(): void {
    this.calls.push("stop accepting");
  }

  startDrain(): void {
    this.calls.push("start drain");
  }

  destroy(): void {
    this.calls.push("destroy");
    this.pendingCount = 0;
  }
}

let nowMs = 0;
let reactor: Reactor;
let reports: [component: DrainComponent, forced: boolean][];
let destroyed: number;
let registry: ConnectionRegistry;
let inbound: FakeListener;
let outbound: FakeListener;
let drain: ListenerDrain;

beforeEach(() => {
  nowMs = 0;
  destroyed = 0;
  reports = [];
  reactor = new Reactor({ nowMs: () => nowMs });
  registry = new ConnectionRegistry(new ConnectionTotals(), () => drain.check());
  inbound = new FakeListener("inbound");
  outbound = new FakeListener("outbound");
  drain = new ListenerDrain({
    reactor,
    listeners: [inbound, outbound],
    connections: () => registry,
    onDrained: (component, forced) => reports.push([component, forced]),
  });
});
afterEach(() => reactor[Symbol.dispose]());

function live(component: DrainComponent): LiveConnection {
  const connection: LiveConnection = {
    component,
    dump: () => undefined,
    recheck: () => {},
    destroyByDrain: () => {
      destroyed++;
      registry.delete(connection);
    },
  };
  registry.add(connection);
  return connection;
}

function passTime(ms: number): void {
  nowMs += ms;
  reactor.turn(0);
}

test("an idle thread is drained at once", () => {
  drain.start("graceful", 1_000);
  expect(reports).toEqual([
    ["inbound", false],
    ["outbound", false],
  ]);
  expect(inbound.calls).toEqual(["stop accepting", "start drain"]);
  expect(reactor.timers.size).toBe(0);
});

test("a component reports when its last connection is gone", () => {
  const first = live("inbound");
  const second = live("inbound");
  drain.start("graceful", 1_000);
  expect(reports).toEqual([["outbound", false]]);
  registry.delete(first);
  expect(reports).toHaveLength(1);
  registry.delete(second);
  expect(reports).toEqual([
    ["outbound", false],
    ["inbound", false],
  ]);
  expect(reactor.timers.size).toBe(0);
  passTime(2_000);
  expect(inbound.calls).not.toContain("destroy");
});

test("tunnels are waited for as connections are", () => {
  inbound.pendingCount = 1;
  drain.start("graceful", 1_000);
  expect(reports).toEqual([["outbound", false]]);
  inbound.pendingCount = 0;
  drain.check();
  expect(reports).toHaveLength(2);
});

test("the deadline forces what is left", () => {
  live("inbound");
  drain.start("graceful", 1_000);
  passTime(900);
  expect(destroyed).toBe(0);
  passTime(200);
  expect(destroyed).toBe(1);
  expect(inbound.calls).toContain("destroy");
  expect(reports).toEqual([
    ["outbound", false],
    ["inbound", true],
  ]);
});

test("an immediate drain forces at once, and each component reports once", () => {
  live("inbound");
  live("outbound");
  drain.start("immediate", 0);
  expect(destroyed).toBe(2);
  expect(reports.map(([component]) => component).sort()).toEqual(["inbound", "outbound"]);
  passTime(10_000);
  expect(reports).toHaveLength(2);
});

test("an immediate drain of a component without connections is not forced", () => {
  live("inbound");
  drain.start("immediate", 0);
  expect(reports).toEqual([
    ["outbound", false],
    ["inbound", true],
  ]);
});

test("connections of one component that end with another's are reported once", () => {
  const dependent = live("outbound");
  const connection: LiveConnection = {
    component: "inbound",
    dump: () => undefined,
    recheck: () => {},
    destroyByDrain: () => {
      registry.delete(connection);
      registry.delete(dependent);
    },
  };
  registry.add(connection);
  drain.start("immediate", 0);
  expect(reports.map(([component]) => component).sort()).toEqual(["inbound", "outbound"]);
});

test.each([
  { name: "immediate", mode: "immediate", deadlineMs: 0, expectedMs: 0 },
  { name: "a nearer deadline", mode: "graceful", deadlineMs: 300, expectedMs: 300 },
  { name: "a later deadline", mode: "graceful", deadlineMs: 60_000, expectedMs: 1_000 },
] as const)("a second call that is $name only hastens the first", ({ mode, deadlineMs, expectedMs }) => {
  live("inbound");
  drain.start("graceful", 1_000);
  drain.start(mode, deadlineMs);
  expect(inbound.calls.filter((call) => call === "stop accepting")).toHaveLength(1);
  if (expectedMs > 0) passTime(expectedMs - 50);
  expect(destroyed).toBe(expectedMs === 0 ? 1 : 0);
  passTime(150);
  expect(destroyed).toBe(1);
});

test("nothing is reported before a drain was asked for", () => {
  registry.delete(live("inbound"));
  drain.check();
  expect(drain.isDraining).toBe(false);
  expect(reports).toEqual([]);
});
