import { parseIpAddress } from "@ambit/addr";
import type { LoadBalancer, RoutingPreference, Workload } from "@ambit/model";
import { aService, aWorkload } from "@ambit/model/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAuthority } from "./authority.ts";
import { chooseUpstream } from "./choose-upstream.ts";
import { selectEndpoint } from "./load-balancing.ts";
import { rankLocality } from "./locality-rank.ts";
import { FakeRoutingState, gateway, request, routed } from "./testing/mesh.ts";
import { chooseWeighted } from "./weighted-choice.ts";

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const word = fc.constantFrom("", "a", "b");
const preferences = fc.uniqueArray(
  fc.constantFrom<RoutingPreference>("Network", "Region", "Zone", "Subzone", "Node", "Cluster"),
);
const ip = parseIpAddress;

const place: fc.Arbitrary<Partial<Workload>> = fc.record({
  locality: fc.record({ region: word, zone: word, subzone: word }),
  node: word,
  clusterId: word,
  capacity: fc.constantFrom(0, 1, 5),
});
const endpoint = fc.record({
  place,
  network: fc.constantFrom("", "far"),
  hasIp: fc.boolean(),
  hostname: fc.constantFrom("", "db.example.com"),
  hasGateway: fc.boolean(),
  ownPort: fc.option(fc.constantFrom(8080, 9090), { nil: undefined }),
});
const mode = fc.constantFrom<LoadBalancer["mode"]>("Standard", "Strict", "Failover");

const scenario = fc
  .record({
    endpoints: fc.array(endpoint, { maxLength: 8 }),
    client: place,
    mode,
    preferences,
    targetPort: fc.constantFrom(0, 8080),
    seed: unit,
  })
  .map((generated) => {
    const source = aWorkload({ ...generated.client, name: "client" });
    const workloads = generated.endpoints.map((each, index) =>
      aWorkload({
        ...each.place,
        name: `w${index}`,
        network: each.network,
        workloadIps: each.hasIp ? [ip(`10.0.1.${index}`)] : [],
        hostname: each.hostname,
        networkGateway: each.hasGateway ? gateway("far/172.16.0.1") : undefined,
      }),
    );
    const ports = Object.fromEntries(
      generated.endpoints.map(({ ownPort }, index) => [
        `w${index}`,
        new Map(ownPort === undefined ? [] : [[80, ownPort]]),
      ]),
    );
    const service = aService({
      ports: new Map([[80, generated.targetPort]]),
      loadBalancer: {
        mode: generated.mode,
        routingPreferences: generated.preferences,
        healthPolicy: "OnlyHealthy",
      },
    });
    const entry = routed(service, workloads, ports);
    const state = new FakeRoutingState({ workloads, services: [entry] });
    return { ...generated, source, workloads, ports, service, entry, state };
  });

/** The candidate filter of the reference, sentence by sentence. */
function isEligible(
  workload: Workload,
  source: Workload,
  targetPort: number,
  own: ReadonlyMap<number, number>,
): boolean {
  const hasPort = targetPort > 0 || own.has(80);
  const isAddressable = workload.workloadIps.length > 0 || workload.hostname !== "";
  const isBehindGateway = workload.network !== source.network && workload.networkGateway !== undefined;
  return hasPort && (isAddressable || isBehindGateway);
}

describe("endpoint selection", () => {
  test("the pick is eligible, has capacity, and nothing eligible is nearer", () => {
    fc.assert(
      fc.property(scenario, ({ state, source, entry, workloads, ports, targetPort, seed, ...lb }) => {
        const context = { state, source, random: () => seed };
        const picked = selectEndpoint(context, entry, 80, "standard")?.workload;
        const eligible = workloads.filter((each) =>
          isEligible(each, source, targetPort, ports[each.name] ?? new Map()),
        );
        const ranks = new Map(eligible.map((each) => [each, rankLocality(lb.preferences, source, each)]));
        const allowed = eligible.filter((each) => lb.mode !== "Strict" || ranks.get(each)?.isFullMatch);
        const best = Math.max(...allowed.map((each) => ranks.get(each)?.rank ?? 0));
        const nearest = allowed.filter((each) => lb.mode === "Standard" || ranks.get(each)?.rank === best);
        const drawable = nearest.filter((each) => each.capacity > 0);
        if (picked === undefined) expect(drawable).toEqual([]);
        else expect(drawable).toContain(picked);
      }),
    );
  });

  test("STRICT picks only what FAILOVER could pick", () => {
    fc.assert(
      fc.property(scenario, ({ state, source, entry, seed }) => {
        const { loadBalancer } = entry.service;
        if (loadBalancer === undefined) return;
        const pick = (chosen: LoadBalancer["mode"]): Workload | undefined => {
          const service = { ...entry.service, loadBalancer: { ...loadBalancer, mode: chosen } };
          return selectEndpoint({ state, source, random: () => seed }, { ...entry, service }, 80, "standard")
            ?.workload;
        };
        const strict = pick("Strict");
        if (strict !== undefined) expect(pick("Failover")).toBe(strict);
      }),
    );
  });

  test("the port is the endpoint's own, else the service's", () => {
    fc.assert(
      fc.property(scenario, ({ state, source, entry, ports, targetPort, seed }) => {
        const selected = selectEndpoint({ state, source, random: () => seed }, entry, 80, "standard");
        if (selected === undefined) return;
        expect(selected.port).toBe(ports[selected.workload.name]?.get(80) ?? targetPort);
      }),
    );
  });
});

describe("locality", () => {
  test("a full match outranks everything else", () => {
    fc.assert(
      fc.property(preferences, place, place, (list, left, right) => {
        const [source, candidate] = [aWorkload(left), aWorkload(right)];
        const own = rankLocality(list, source, source);
        const other = rankLocality(list, source, candidate);
        expect(own.isFullMatch).toBe(true);
        if (other.isFullMatch) expect(other.rank).toBe(own.rank);
        else expect(other.rank).toBeLessThan(own.rank);
      }),
    );
  });

  test("with NETWORK first, the own network outranks every other one", () => {
    fc.assert(
      fc.property(preferences, place, place, place, (rest, a, b, c) => {
        const list: RoutingPreference[] = ["Network", ...rest.filter((each) => each !== "Network")];
        const source = aWorkload(a);
        const near = rankLocality(list, source, aWorkload(b));
        const far = rankLocality(list, source, aWorkload({ ...c, network: "far" }));
        expect(near.rank).toBeGreaterThan(far.rank);
      }),
    );
  });
});

describe("weighted choice", () => {
  test("evenly spread draws take every index exactly as often as it weighs", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }), (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const counts = weights.map(() => 0);
        for (let draw = 0; draw < total; draw += 1) {
          const index = chooseWeighted(weights, () => (draw + 0.5) / total);
          if (index !== undefined) counts[index] = (counts[index] ?? 0) + 1;
        }
        expect(counts).toEqual(weights);
      }),
    );
  });

  test("32-bit weights: some index if any weighs, never one that does not", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.nat(0xffffffff))), unit, (weights, draw) => {
        const index = chooseWeighted(weights, () => draw);
        if (index === undefined) expect(weights.every((weight) => weight === 0)).toBe(true);
        else expect(weights[index]).toBeGreaterThan(0);
      }),
    );
  });
});

describe("upstream decisions", () => {
  test("are equal for equal draws and never throw", () => {
    fc.assert(
      fc.property(scenario, fc.constantFrom(80, 81), fc.boolean(), (generated, port, hasWaypoint) => {
        const { state, source, seed } = generated;
        const target = hasWaypoint ? "192.0.2.1" : "10.96.0.10";
        const ask = (): unknown => chooseUpstream(state, request(source, `${target}:${port}`), () => seed);
        expect(ask()).toEqual(ask());
      }),
    );
  });

  test("an HBONE decision always expects the identity of whom it dials, last", () => {
    fc.assert(
      fc.property(scenario, ({ state, source, seed }) => {
        const decision = chooseUpstream(state, request(source, "10.96.0.10:80"), () => seed);
        if (decision.kind !== "hbone") return;
        const { trustDomain, namespace, serviceAccount } = decision.workload;
        expect(decision.expectedIdentities.at(-1)).toEqual({ trustDomain, namespace, serviceAccount });
        expect(decision.workload.network).toBe(source.network);
      }),
    );
  });
});

// The characters that authorities are made of, and those that must not be in one.
const authorityLike = fc.string({ unit: fc.constantFrom(..."ab1.:[]-_@/ é\n0985".split("")), maxLength: 12 });

describe("authorities", () => {
  test("any text is an address, a hostname with port, or a bad request", () => {
    fc.assert(
      fc.property(authorityLike, (text) => {
        const parsed = parseAuthority(text);
        if (parsed?.kind !== "hostname") return;
        expect(text.slice(0, text.lastIndexOf(":"))).toBe(parsed.hostname);
        expect(Number(text.slice(text.lastIndexOf(":") + 1))).toBe(parsed.port);
      }),
    );
  });

  test("every service name and port is a hostname", () => {
    fc.assert(
      fc.property(fc.domain(), fc.nat(65535), (hostname, port) => {
        expect(parseAuthority(`${hostname}:${port}`)).toEqual({ kind: "hostname", hostname, port });
      }),
    );
  });
});
