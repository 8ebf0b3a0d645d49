import type { LoadBalancer, PortMap, RoutingPreference, Service, Workload } from "@ambit/model";
import { aService, aWorkload } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import type { PortResolution } from "./load-balancing.ts";
import { selectEndpoint } from "./load-balancing.ts";
import { draws, FakeRoutingState, gateway, routed } from "./testing/mesh.ts";

const source = aWorkload({ name: "source", locality: { region: "r1", zone: "z1", subzone: "s1" } });

function select(
  service: Service,
  workloads: readonly Workload[],
  number = 0,
  servicePort = 80,
): string | undefined {
  const state = new FakeRoutingState({ workloads });
  const context = { state, source, random: () => number };
  return selectEndpoint(context, routed(service, workloads), servicePort, "standard")?.workload.name;
}

function nameOf(workloads: readonly Workload[], uid: string): string {
  return workloads.find((workload) => workload.uid === uid)?.name ?? "";
}

/** Numbers in [0, 1) that are the same in every run. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("ports", () => {
  interface Ports {
    /** Target port of the service for port 80, 0 if it is named. */
    readonly service?: number;
    /** The endpoint's own port for port 80. */
    readonly endpoint?: number;
    readonly tunnel?: Workload["applicationTunnel"];
  }
  type Row = readonly [string, PortResolution, Ports, number | undefined];
  const proxy = { protocol: "PROXY", port: 15088 } as const;
  const portless = { protocol: "PROXY", port: undefined } as const;
  const table: readonly Row[] = [
    ["the service's target port", "standard", { service: 8080 }, 8080],
    ["the endpoint's own port wins", "standard", { service: 8080, endpoint: 9090 }, 9090],
    ["a named port comes from the endpoint", "standard", { service: 0, endpoint: 9090 }, 9090],
    ["a named port the endpoint lacks", "standard", { service: 0 }, undefined],
    ["a port the service lacks", "standard", {}, undefined],
    ["a port only the endpoint has", "standard", { endpoint: 9090 }, undefined],
    ["a tunnel does not stand in for a port", "standard", { tunnel: proxy }, undefined],
    ["waypoint: the service's target port", "waypoint", { service: 8080 }, 8080],
    ["waypoint: the endpoint's own port", "waypoint", { service: 0, endpoint: 9090 }, 9090],
    ["waypoint: a named port the endpoint lacks", "waypoint", { service: 0 }, undefined],
    ["waypoint: a port the service lacks", "waypoint", {}, undefined],
    ["waypoint: a tunnel keeps the port", "waypoint", { tunnel: proxy }, 80],
    ["waypoint: a tunnel without port does not", "waypoint", { tunnel: portless }, undefined],
  ];

  test.each(table)("%s", (_name, resolution, { service, endpoint, tunnel }, expected) => {
    const workload = aWorkload({ name: "pod", applicationTunnel: tunnel });
    const entry = routed(aService({ ports: portMap(service) }), [workload], { pod: portMap(endpoint) });
    const context = { state: new FakeRoutingState({ workloads: [workload] }), source, random: () => 0 };
    expect(selectEndpoint(context, entry, 80, resolution)?.port).toBe(expected);
  });

  function portMap(port: number | undefined): PortMap {
    return new Map(port === undefined ? [] : [[80, port]]);
  }

  test("an endpoint that maps no named port leaves the traffic to the others", () => {
    const [a, b] = [aWorkload({ name: "a" }), aWorkload({ name: "b" })];
    const service = aService({ ports: new Map([[80, 0]]) });
    const state = new FakeRoutingState({ workloads: [a, b] });
    const entry = routed(service, [a, b], { b: new Map([[80, 1]]) });
    expect(selectEndpoint({ state, source, random: draws(0) }, entry, 80, "standard")?.workload).toBe(b);
  });

  test("quirk: a waypoint endpoint without port is drawn and fails, though another would do", () => {
    const [a, b] = [aWorkload({ name: "a" }), aWorkload({ name: "b" })];
    const service = aService({ ports: new Map([[80, 0]]) });
    const state = new FakeRoutingState({ workloads: [a, b] });
    const entry = routed(service, [a, b], { b: new Map([[80, 1]]) });
    expect(selectEndpoint({ state, source, random: draws(0) }, entry, 80, "waypoint")).toBeUndefined();
  });
});

describe("candidates", () => {
  const table: readonly [string, Partial<Workload>, boolean][] = [
    ["a workload with an address", {}, true],
    ["a workload with a hostname only", { workloadIps: [], hostname: "db.example.com" }, true],
    [
      "a workload with neither, in this network",
      { workloadIps: [], networkGateway: gateway("/10.0.0.9") },
      false,
    ],
    [
      "a workload with neither, in another network behind a gateway",
      { workloadIps: [], network: "far", networkGateway: gateway("far/10.0.0.9") },
      true,
    ],
    [
      "a workload with neither, in another network without a gateway",
      { workloadIps: [], network: "far" },
      false,
    ],
    ["a workload of no capacity", { capacity: 0 }, false],
  ];

  test.each(table)("%s", (_name, fields, isChosen) => {
    expect(select(aService(), [aWorkload({ name: "pod", ...fields })])).toBe(isChosen ? "pod" : undefined);
  });

  test("an endpoint whose workload is not known is skipped", () => {
    const workload = aWorkload({ name: "pod" });
    const context = { state: new FakeRoutingState({}), source, random: draws() };
    expect(selectEndpoint(context, routed(aService(), [workload]), 80, "standard")).toBeUndefined();
  });

  test("health is not looked at: the mesh state keeps only endpoints that may be used", () => {
    expect(select(aService(), [aWorkload({ name: "pod", status: "Unhealthy" })])).toBe("pod");
  });
});

describe("capacity", () => {
  const a = aWorkload({ name: "a", capacity: 1 });
  const b = aWorkload({ name: "b", capacity: 0 });
  const c = aWorkload({ name: "c", capacity: 3 });

  test.each([
    [0, "a"],
    [0.249, "a"],
    [0.25, "c"],
    [0.999999, "c"],
  ])("a draw of %d takes %s", (number, name) => {
    expect(select(aService(), [a, b, c], number)).toBe(name);
  });

  test.each([
    ["the less loaded of two draws is taken", [0, 0.99], { a: 5, c: 4 }, "c"],
    ["in either order", [0.99, 0], { a: 5, c: 4 }, "c"],
    ["load is counted for each unit of capacity", [0, 0.99], { a: 2, c: 5 }, "c"],
    ["of two alike it is the first", [0.99, 0], { a: 1, c: 3 }, "c"],
    ["both draws may fall on one", [0, 0], { a: 9, c: 0 }, "a"],
  ])("where loads are known %s", (_name, numbers, loads: Readonly<Record<string, number>>, name) => {
    const workloads = [a, b, c];
    const context = {
      state: new FakeRoutingState({ workloads }),
      source,
      random: draws(...numbers),
      endpoints: { loadOf: (uid: string) => loads[nameOf(workloads, uid)] ?? 0, isAvoided: () => false },
    };
    const entry = routed(aService(), workloads);
    expect(selectEndpoint(context, entry, 80, "standard")?.workload.name).toBe(name);
  });

  test("of a thousand connections that stay, each of ten endpoints gets nearly as many", () => {
    const workloads = Array.from({ length: 10 }, (_, index) => aWorkload({ name: `w${index}` }));
    const loads = new Map<string, number>();
    const context = {
      state: new FakeRoutingState({ workloads }),
      source,
      random: mulberry(7),
      endpoints: { loadOf: (uid: string) => loads.get(uid) ?? 0, isAvoided: () => false },
    };
    const entry = routed(aService(), workloads);
    for (let count = 0; count < 1_000; count++) {
      const uid = selectEndpoint(context, entry, 80, "standard")?.workload.uid ?? "";
      loads.set(uid, (loads.get(uid) ?? 0) + 1);
    }
    const sorted = [...loads.values()].sort((left, right) => left - right);
    // One draw alone spreads them from about 80 to 120.
    expect((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)).toBeLessThan(10);
  });

  test("an endpoint that was tried in vain is not drawn, and the next nearest takes its place", () => {
    const near = aWorkload({ name: "near", locality: source.locality });
    const far = aWorkload({ name: "far" });
    const workloads = [near, far];
    const service = aService({
      loadBalancer: { routingPreferences: ["Region"], mode: "Failover", healthPolicy: "OnlyHealthy" },
    });
    const pick = (avoided: readonly Workload[]): string | undefined =>
      selectEndpoint(
        {
          state: new FakeRoutingState({ workloads }),
          source,
          random: () => 0,
          endpoints: {
            loadOf: () => 0,
            isAvoided: (uid) => avoided.some((workload) => workload.uid === uid),
          },
        },
        routed(service, workloads),
        80,
        "standard",
      )?.workload.name;
    expect([pick([]), pick([near]), pick([near, far])]).toEqual(["near", "far", undefined]);
  });

  test("the largest capacities add up", () => {
    const huge = [1, 2, 3].map((index) => aWorkload({ name: `w${index}`, capacity: 0xffffffff }));
    expect(select(aService(), huge, 0.999999999)).toBe("w3");
  });
});

describe("locality", () => {
  const near = aWorkload({ name: "near", locality: source.locality });
  const region = aWorkload({ name: "region", locality: { region: "r1", zone: "z2", subzone: "" } });
  const far = aWorkload({ name: "far", locality: { region: "r2", zone: "z9", subzone: "" } });
  const preferences: readonly RoutingPreference[] = ["Region", "Zone"];

  function balanced(mode: LoadBalancer["mode"], routingPreferences = preferences): Service {
    return aService({ loadBalancer: { mode, routingPreferences, healthPolicy: "OnlyHealthy" } });
  }

  const table: readonly [string, LoadBalancer["mode"], readonly Workload[], string | undefined][] = [
    ["STANDARD ignores preferences", "Standard", [far, near], "far"],
    ["FAILOVER takes the nearest", "Failover", [far, region, near], "near"],
    ["FAILOVER takes the next rank if the nearest is gone", "Failover", [far, region], "region"],
    ["FAILOVER takes any if none is near", "Failover", [far], "far"],
    ["STRICT takes a full match", "Strict", [far, region, near], "near"],
    ["STRICT takes nothing less than a full match", "Strict", [far, region], undefined],
  ];

  test.each(table)("%s", (_name, mode, workloads, expected) => {
    expect(select(balanced(mode), workloads)).toBe(expected);
  });

  test("no preferences: everybody is as near", () => {
    expect(select(balanced("Strict", []), [far, near], 0.9)).toBe("near");
    expect(select(balanced("Failover", []), [far, near], 0)).toBe("far");
  });

  test("quirk: a best rank without capacity is not replaced by the next one", () => {
    expect(select(balanced("Failover"), [far, { ...near, capacity: 0 }])).toBeUndefined();
  });

  test("node-local traffic is STRICT with NODE", () => {
    const neighbour = aWorkload({ name: "neighbour", node: "n1" });
    const other = aWorkload({ name: "other", node: "n2" });
    expect(select(balanced("Strict", ["Node"]), [other, neighbour])).toBe("neighbour");
    expect(select(balanced("Strict", ["Node"]), [other])).toBeUndefined();
  });

  test("a port that the nearest lacks does not count as near", () => {
    const service = { ...balanced("Failover"), ports: new Map([[80, 0]]) };
    const state = new FakeRoutingState({ workloads: [near, far] });
    const entry = routed(service, [near, far], { far: new Map([[80, 1]]) });
    expect(selectEndpoint({ state, source, random: draws(0) }, entry, 80, "standard")?.workload).toBe(far);
  });
});
