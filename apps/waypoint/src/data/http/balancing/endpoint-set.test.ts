import type { OutlierDetection } from "@ambit/model/http";
import { expect, test } from "vitest";
import { anEndpoint, aTrafficPolicy } from "../testing/endpoints.ts";
import { EndpointSet } from "./endpoint-set.ts";
import type { UpstreamEndpoint } from "./upstream-endpoint.ts";

const ANY = { hash: undefined, pinned: undefined, avoid: new Set<UpstreamEndpoint>() };
const DETECTION: OutlierDetection = {
  consecutive5xx: 2,
  consecutiveGatewayErrors: 0,
  intervalMs: 10_000,
  baseEjectionMs: 30_000,
  maxEjectionPercent: 50,
  minHealthPercent: 0,
};

function setOf(names: readonly string[], policy = aTrafficPolicy()): EndpointSet {
  const set = new EndpointSet(policy);
  set.update(
    names.map((name) => anEndpoint(name)),
    0,
  );
  return set;
}

/** Numbers that go through [0, 1) evenly. */
function evenly(): () => number {
  let at = 0;
  return () => (at = (at + 0.3819660112501051) % 1);
}

function shares(set: EndpointSet, count: number, request = ANY): Record<string, number> {
  const random = evenly();
  const found: Record<string, number> = {};
  for (let i = 0; i < count; i++) {
    const key = set.pick(request, 0, random)?.endpoint.key ?? "none";
    found[key] = (found[key] ?? 0) + 1;
  }
  return found;
}

function pickKey(set: EndpointSet, key: string): UpstreamEndpoint {
  const endpoint = set.pick({ ...ANY, pinned: key }, 0, () => 0);
  if (endpoint === undefined) throw new Error(`no endpoint ${key}`);
  return endpoint;
}

test("requests go to the endpoint with less to do", () => {
  const set = setOf(["a", "b"]);
  pickKey(set, "a").active = 10;
  const draws = [0.1, 0.9];
  expect(set.pick(ANY, 0, () => draws.shift() ?? 0)?.endpoint.key).toBe("b");
});

test("of two with the same to do the faster one is taken, until that is forgotten", () => {
  const set = setOf(["a", "b"]);
  pickKey(set, "a").noteLatency(500, 0);
  pickKey(set, "b").noteLatency(10, 0);
  const first = () => {
    const draws = [0.1, 0.9];
    return () => draws.shift() ?? 0;
  };
  expect(set.pick(ANY, 0, first())?.endpoint.key).toBe("b");
  pickKey(set, "b").active = 1;
  expect(set.pick(ANY, 0, first())?.endpoint.key).toBe("b");
  expect(set.pick(ANY, 100_000, first())?.endpoint.key).toBe("a");
});

test("in turn", () => {
  const set = setOf(["a", "b", "c"], aTrafficPolicy({ balancer: { kind: "round-robin" } }));
  expect(shares(set, 9)).toEqual({ a: 3, b: 3, c: 3 });
});

test("by weight", () => {
  const set = new EndpointSet(aTrafficPolicy({ balancer: { kind: "random" } }));
  set.update([anEndpoint("a", { capacity: 3 }), anEndpoint("b"), anEndpoint("c", { capacity: 0 })], 0);
  const found = shares(set, 4_000);
  expect(found["a"]).toBeGreaterThan(2_900);
  expect(found["b"]).toBeGreaterThan(900);
  expect(found["c"]).toBeUndefined();
});

test.each(["ring", "maglev"] as const)(
  "a %s sends a key to one endpoint, and other keys to others",
  (table) => {
    const policy = aTrafficPolicy({
      balancer: { kind: "hash", key: { kind: "source-ip" }, table, size: 1021 },
    });
    const set = setOf(["a", "b", "c", "d"], policy);
    const keyAt = (hash: number) => set.pick({ ...ANY, hash }, 0, () => 0)?.endpoint.key;
    const found = new Set<string | undefined>();
    const before: (string | undefined)[] = [];
    for (let hash = 0; hash < 400; hash++) {
      const key = keyAt(hash * 10_000_019);
      expect(keyAt(hash * 10_000_019)).toBe(key);
      found.add(key);
      before.push(key);
    }
    expect(found).toEqual(new Set(["a", "b", "c", "d"]));
    set.update(
      ["a", "b", "c"].map((name) => anEndpoint(name)),
      0,
    );
    const moved = before.filter((key, at) => key !== "d" && keyAt(at * 10_000_019) !== key).length;
    expect(moved).toBeLessThan(100);
  },
);

test("the worse rank is used only when the better one has nobody healthy", () => {
  const set = new EndpointSet(
    aTrafficPolicy({ outlierDetection: { ...DETECTION, maxEjectionPercent: 100 } }),
  );
  set.update([anEndpoint("near"), anEndpoint("far", { rank: 1 })], 0);
  expect(shares(set, 10)).toEqual({ near: 10 });
  const near = pickKey(set, "near");
  for (let i = 0; i < 2; i++) set.noteOutcome(near, { kind: "failed" }, 0);
  expect(shares(set, 10)).toEqual({ far: 10 });
});

test("an endpoint that fails in a row is left alone, and comes back", () => {
  const set = setOf(["a", "b"], aTrafficPolicy({ outlierDetection: DETECTION }));
  const bad = pickKey(set, "a");
  set.noteOutcome(bad, { kind: "response", status: 500 }, 0);
  set.noteOutcome(bad, { kind: "response", status: 200 }, 0);
  set.noteOutcome(bad, { kind: "response", status: 500 }, 0);
  expect(bad.isEjected(0)).toBe(false);
  set.noteOutcome(bad, { kind: "response", status: 500 }, 0);
  expect(shares(set, 10)).toEqual({ b: 10 });
  expect(bad.isEjected(30_000)).toBe(false);
  expect(set.pick(ANY, 30_000, () => 0)?.endpoint.key).toBe("a");
});

test("not more are left alone than allowed, but one may be", () => {
  const set = setOf(
    ["a", "b", "c", "d"],
    aTrafficPolicy({ outlierDetection: { ...DETECTION, maxEjectionPercent: 10 } }),
  );
  for (const key of ["a", "b"]) {
    for (let i = 0; i < 2; i++) set.noteOutcome(pickKey(set, key), { kind: "failed" }, 0);
  }
  expect([pickKey(set, "a").isEjected(0), pickKey(set, "b").isEjected(0)]).toEqual([true, false]);
});

test("a retry avoids where it has failed, if there is anybody else", () => {
  const set = setOf(["a", "b"], aTrafficPolicy({ balancer: { kind: "round-robin" } }));
  const failed = pickKey(set, "a");
  for (let i = 0; i < 4; i++) {
    expect(set.pick({ ...ANY, avoid: new Set([failed]) }, 0, () => 0)?.endpoint.key).toBe("b");
  }
  const alone = setOf(["a"]);
  const only = pickKey(alone, "a");
  expect(alone.pick({ ...ANY, avoid: new Set([only]) }, 0, () => 0)).toBe(only);
});

test("a retry avoids where it has failed, although nothing is under way there", () => {
  const set = setOf(["a", "b"]);
  const failed = pickKey(set, "a");
  pickKey(set, "b").active = 5;
  const chosen = Array.from({ length: 100 }, (_, step) => {
    let call = 0;
    const random = () => ((step + 50 * call++) % 100) / 100;
    return set.pick({ ...ANY, avoid: new Set([failed]) }, 0, random)?.endpoint.key;
  });
  expect(new Set(chosen)).toEqual(new Set(["b"]));
});

test("an endpoint that stays keeps its load, one that goes is told of", () => {
  const set = setOf(["a", "b"]);
  const kept = pickKey(set, "a");
  kept.active = 3;
  const gone = set.update([anEndpoint("a"), anEndpoint("c")], 0);
  expect(gone.map(({ endpoint }) => endpoint.key)).toEqual(["b"]);
  expect(pickKey(set, "a")).toBe(kept);
});

test("without endpoints there is nothing to pick", () => {
  expect(setOf([]).pick(ANY, 0, () => 0)).toBeUndefined();
});

test("in turn by weight, the turns of the heavy one spread out", () => {
  const set = new EndpointSet(aTrafficPolicy({ balancer: { kind: "round-robin" } }));
  set.update([anEndpoint("a", { capacity: 2 }), anEndpoint("b"), anEndpoint("c")], 0);
  const order = Array.from({ length: 8 }, () => set.pick(ANY, 0, () => 0)?.endpoint.key);
  expect(order.join("")).toBe("abcaabca");
});

test.each(["least-request", "round-robin"] as const)(
  "%s gives a new endpoint a tenth at first, and its share when it is warm",
  (kind) => {
    const set = new EndpointSet(aTrafficPolicy({ balancer: { kind }, warmupMs: 10_000 }));
    set.update([anEndpoint("old")], 0);
    set.update([anEndpoint("old"), anEndpoint("new")], 20_000);
    const shareAt = (nowMs: number): number => {
      const random = evenly();
      let found = 0;
      for (let i = 0; i < 1_000; i++) {
        const picked = set.pick(ANY, nowMs, random);
        if (picked?.endpoint.key === "new") found++;
      }
      return found;
    };
    expect(shareAt(20_000)).toBeLessThan(150);
    expect(shareAt(25_000)).toBeGreaterThan(200);
    expect(shareAt(25_000)).toBeLessThan(450);
    expect(shareAt(30_000)).toBeGreaterThan(450);
  },
);

test("with fewer healthy endpoints than asked for all of them are used", () => {
  const detection = { ...DETECTION, maxEjectionPercent: 100, minHealthPercent: 50 };
  const set = setOf(["a", "b", "c", "d"], aTrafficPolicy({ outlierDetection: detection }));
  const fail = (key: string): void => {
    for (let i = 0; i < 2; i++) set.noteOutcome(pickKey(set, key), { kind: "failed" }, 0);
  };
  fail("a");
  fail("b");
  expect(Object.keys(shares(set, 40)).sort()).toEqual(["c", "d"]);
  fail("c");
  expect(Object.keys(shares(set, 80)).sort()).toEqual(["a", "b", "c", "d"]);
});
