import { parseIpAddress, parseSocketAddress } from "@ambit/addr";
import { MeshState } from "@ambit/mesh-state";
import type { MeshResource } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { Reactor } from "@ambit/reactor";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OnDemandDecision, OnDemandRoutes } from "./on-demand.ts";

let nowMs = 0;
let reactor: Reactor;
beforeEach(() => {
  nowMs = 0;
  reactor = new Reactor({ nowMs: () => nowMs });
});
afterEach(() => reactor[Symbol.dispose]());

const source = aWorkload({ name: "client", workloadIps: [parseIpAddress("10.0.0.1")] });
const server = aWorkload({ name: "server", workloadIps: [parseIpAddress("10.0.0.2")] });
const VIP = "10.96.0.10";
const HOSTNAME = "server.default.svc.cluster.local";

function setUp() {
  const state = new MeshState();
  const requested: string[] = [];
  const forgotten: string[] = [];
  const routes = new OnDemandRoutes({
    reactor,
    state,
    random: () => 0,
    request: (key) => requested.push(key),
    forget: (keys) => forgotten.push(...keys),
  });
  const decisions: string[] = [];
  const connect = (target: string, owner?: object) =>
    routes.choose(
      { source, sourceIp: parseIpAddress("10.0.0.1"), target: parseSocketAddress(target), network: "" },
      (decision) => decisions.push(describeDecision(decision)),
      owner,
    );
  const learn = (...upserts: readonly MeshResource[]) => void state.apply({ upserts, removals: [] });
  return { routes, requested, forgotten, decisions, connect, learn };
}

function describeDecision(decision: OnDemandDecision): string {
  if (decision.kind === "hbone") return `hbone ${decision.workload.name}`;
  return "message" in decision ? `${decision.kind}: ${decision.message}` : decision.kind;
}

describe("a destination that nobody has told of", () => {
  test("is asked for, and routed to when it is known", () => {
    const { routes, requested, decisions, connect, learn } = setUp();
    connect("10.0.0.2:80");
    expect([requested, decisions]).toEqual([["/10.0.0.2"], []]);
    learn(workloadResource(server));
    routes.answered("/10.0.0.2", true);
    expect(decisions).toEqual(["hbone server"]);
    expect(reactor.timers.size).toBe(0);
  });

  test("is outside the mesh only when the control plane has said so", () => {
    const { routes, requested, decisions, connect } = setUp();
    connect("192.0.2.1:80");
    expect(decisions).toEqual([]);
    routes.answered("/192.0.2.1", true);
    expect(decisions).toEqual(["tcp"]);
    connect("192.0.2.1:81");
    expect(decisions).toEqual(["tcp", "tcp"]);
    expect(requested).toEqual(["/192.0.2.1"]);
  });

  test("is forgotten when nobody talks to it any more, and asked for again before anybody does", () => {
    const { routes, requested, forgotten, decisions, connect } = setUp();
    connect("192.0.2.1:80");
    routes.answered("/192.0.2.1", true);
    nowMs += 300_000;
    reactor.turn(0);
    routes.onTick();
    expect(forgotten).toEqual(["/192.0.2.1"]);
    connect("192.0.2.1:80");
    expect([requested, decisions]).toEqual([["/192.0.2.1", "/192.0.2.1"], ["tcp"]]);
    routes.answered("/192.0.2.1", true);
    expect(decisions).toEqual(["tcp", "tcp"]);
  });

  test("is remembered as long as somebody talks to it", () => {
    const { routes, requested, forgotten, connect, learn } = setUp();
    connect("10.0.0.2:80");
    learn(workloadResource(server));
    routes.answered("/10.0.0.2", true);
    for (let minute = 0; minute < 20; minute++) {
      nowMs += 60_000;
      reactor.turn(0);
      connect("10.0.0.2:80");
      routes.onTick();
    }
    expect([requested, forgotten]).toEqual([["/10.0.0.2"], []]);
  });

  test("is asked for once, whoever wants it", () => {
    const { routes, requested, decisions, connect } = setUp();
    for (let count = 0; count < 3; count++) connect("192.0.2.1:80");
    expect(requested).toEqual(["/192.0.2.1"]);
    routes.answered("/192.0.2.1", true);
    expect(decisions).toEqual(["tcp", "tcp", "tcp"]);
  });

  test("is refused, and never sent plaintext, when there is no answer", () => {
    const { decisions, connect, requested } = setUp();
    connect("10.0.0.2:80");
    nowMs += 5_100;
    reactor.turn(0);
    expect(decisions).toEqual(["unavailable: no answer from the control plane about /10.0.0.2"]);
    connect("10.0.0.2:80");
    expect(requested).toEqual(["/10.0.0.2", "/10.0.0.2"]);
  });

  test("is refused when it cannot be asked for, and asked for again by the next", () => {
    const { routes, requested, decisions, connect } = setUp();
    connect("10.0.0.2:80");
    routes.answered("/10.0.0.2", false);
    expect(decisions).toEqual(["unavailable: /10.0.0.2 cannot be asked of the control plane"]);
    expect(reactor.timers.size).toBe(0);
    connect("10.0.0.2:80");
    expect(requested).toEqual(["/10.0.0.2", "/10.0.0.2"]);
  });
});

test("what is there needs no asking", () => {
  const { requested, decisions, connect, learn } = setUp();
  learn(workloadResource(server, new Map([[`default/${HOSTNAME}`, new Map()]])), serviceResource(aService()));
  connect("10.0.0.2:80");
  connect(`${VIP}:80`);
  expect(decisions).toEqual(["hbone server", "hbone server"]);
  expect(requested).toEqual([]);
});

test("a waypoint is asked for after the service that names it", () => {
  const { routes, requested, decisions, connect, learn } = setUp();
  const waypoint = {
    destination: { kind: "hostname" as const, namespace: "infra", hostname: "way" },
    hboneMtlsPort: 15_008,
  };
  connect(`${VIP}:80`);
  learn(serviceResource(aService({ waypoint })));
  routes.answered(`/${VIP}`, true);
  expect([requested, decisions]).toEqual([[`/${VIP}`, "infra/way"], []]);
  learn(
    serviceResource(
      aService({ namespace: "infra", hostname: "way", vips: [], ports: new Map([[15_008, 15_008]]) }),
    ),
    workloadResource(aWorkload({ name: "way-1", namespace: "infra" }), new Map([["infra/way", new Map()]])),
  );
  routes.answered("infra/way", true);
  expect(decisions).toEqual(["hbone way-1"]);
});

test("a gateway to another network is asked for after the endpoint that names it", () => {
  const { routes, requested, decisions, connect, learn } = setUp();
  const networkGateway = {
    destination: { kind: "address" as const, network: "far", address: parseIpAddress("172.16.0.1") },
    hboneMtlsPort: 15_008,
  };
  const far = { network: "far", networkGateway, workloadIps: [] };
  connect(`${VIP}:80`);
  learn(
    serviceResource(aService()),
    workloadResource(aWorkload({ name: "far-1", ...far }), new Map([[`default/${HOSTNAME}`, new Map()]])),
  );
  routes.answered(`/${VIP}`, true);
  expect([requested, decisions]).toEqual([[`/${VIP}`, "far/172.16.0.1"], []]);
  const workloadIps = [parseIpAddress("172.16.0.1")];
  learn(workloadResource(aWorkload({ name: "gateway-1", network: "far", workloadIps })));
  routes.answered("far/172.16.0.1", true);
  expect(decisions).toEqual(["double-hbone"]);
});

test("a chain without an end is refused", () => {
  const { routes, requested, decisions, connect, learn } = setUp();
  let hop = 0;
  connect(`${VIP}:80`);
  // Each answer names a waypoint that is not known either.
  while (decisions.length === 0 && hop < 20) {
    hop += 1;
    const destination = { kind: "hostname" as const, namespace: "infra", hostname: `way-${hop}` };
    learn(serviceResource(aService({ waypoint: { destination, hboneMtlsPort: 15_008 } })));
    routes.answered(requested.at(-1) ?? "", true);
  }
  expect(decisions).toEqual(["unavailable: the route has no end"]);
  expect(hop).toBe(8);
});

test("one pod takes no more than its share of those that may wait, and gets it back", () => {
  const { routes, decisions, connect } = setUp();
  const [busy, other] = [{}, {}];
  for (let count = 0; count < 1_024; count++) connect("10.0.0.2:80", busy);
  expect(decisions).toEqual([]);
  connect("10.0.0.3:80", busy);
  expect(decisions).toEqual(["unavailable: too many connections wait for the control plane"]);
  connect("10.0.0.3:80", other);
  connect("10.0.0.3:80");
  expect(decisions).toHaveLength(1);
  routes.answered("/10.0.0.2", true);
  expect(decisions).toHaveLength(1 + 1_024);
  connect("10.0.0.4:80", busy);
  expect(decisions).toHaveLength(1 + 1_024);
});

test("when too many wait the next is refused at once", () => {
  const { decisions, connect } = setUp();
  for (let count = 0; count < 4_097; count++) connect("10.0.0.2:80");
  expect(decisions).toEqual(["unavailable: too many connections wait for the control plane"]);
});

test("what peers ask about is asked for up to a bound, and what is known needs no asking", () => {
  const { routes, requested, connect, learn, decisions } = setUp();
  const found: string[] = [];
  const ask = (address: string) =>
    routes.computeForPeer(
      (state) => state.findWorkloadByIp("", parseIpAddress(address))?.name ?? "nobody",
      (name) => void found.push(typeof name === "string" ? name : name.message),
    );
  for (let count = 0; count < 1_024; count++) {
    const address = `10.1.${count >> 8}.${count & 0xff}`;
    ask(address);
    ask(address);
    routes.answered(`/${address}`, true);
  }
  expect(requested).toHaveLength(1_024);
  expect(found).toHaveLength(2 * 1_024);
  ask("10.0.0.2");
  expect(found.at(-1)).toBe("peers have asked about too many unknown destinations");
  learn(workloadResource(server));
  ask("10.0.0.2");
  expect(found.at(-1)).toBe("server");
  connect("192.0.2.1:80");
  expect([requested.at(-1), decisions]).toEqual(["/192.0.2.1", []]);
  // What is forgotten makes room.
  nowMs += 300_000;
  reactor.turn(0);
  routes.onTick();
  ask("10.0.0.3");
  expect(requested.at(-1)).toBe("/10.0.0.3");
});

test("names of peers that nobody answers, or that cannot be asked for, count no longer than somebody waits", () => {
  const { routes, requested } = setUp();
  const ask = (address: string) =>
    routes.computeForPeer(
      (state) => state.findWorkloadByIp("", parseIpAddress(address)),
      () => {},
    );
  for (let round = 0; round < 2; round++) {
    for (let count = 0; count < 1_000; count++) ask(`10.${round}.${count >> 8}.${count & 0xff}`);
    nowMs += 5_100;
    reactor.turn(0);
  }
  expect(requested).toHaveLength(2_000);
  for (let count = 0; count < 3_000; count++) {
    ask("10.2.0.1");
    routes.answered("/10.2.0.1", false);
  }
  expect(requested).toHaveLength(5_000);
});
