import { parseCidr, parseIpAddress } from "@ambit/addr";
import type { RateLimit } from "@ambit/model/http";
import { aRateLimit, aRequestMatch } from "@ambit/model/http/testing";
import { describe, expect, test } from "vitest";
import { aRequest } from "../testing/http.ts";
import { RateLimiter, type RateLimitFacts } from "./rate-limiter.ts";

/** How many of so many requests at one moment get through. */
function allowed(
  limiter: RateLimiter,
  limits: readonly RateLimit[],
  facts: RateLimitFacts,
  nowMs: number,
): number {
  let count = 0;
  for (let request = 0; request < 100; request++) if (limiter.take(limits, facts, nowMs).isAllowed) count++;
  return count;
}

describe("a limit", () => {
  test("lets a burst through, and then as many as it says", () => {
    const limiter = new RateLimiter();
    const limit = aRateLimit({ requests: 10, perMs: 1_000, burst: 20 });
    expect(allowed(limiter, [limit], aRequest(), 0)).toBe(20);
    expect(allowed(limiter, [limit], aRequest(), 100)).toBe(1);
    expect(allowed(limiter, [limit], aRequest(), 1_100)).toBe(10);
    expect(allowed(limiter, [limit], aRequest(), 100_000)).toBe(20);
  });

  test("says when there is a token again", () => {
    const limiter = new RateLimiter();
    const limit = aRateLimit({ requests: 2, perMs: 1_000, burst: 1 });
    limiter.take([limit], aRequest(), 0);
    expect(limiter.take([limit], aRequest(), 100)).toEqual({
      isAllowed: false,
      limit: "shop/limit/0",
      retryAfterMs: 400,
    });
    expect(limiter.take([limit], aRequest(), 500).isAllowed).toBe(true);
  });

  test("without a burst holds what its time gives", () => {
    expect(allowed(new RateLimiter(), [aRateLimit({ requests: 7, burst: 0 })], aRequest(), 0)).toBe(7);
  });

  test("is not fooled by a clock that goes backwards", () => {
    const limiter = new RateLimiter();
    expect(allowed(limiter, [aRateLimit()], aRequest(), 10_000)).toBe(1);
    expect(allowed(limiter, [aRateLimit()], aRequest(), 0)).toBe(0);
  });

  test("outlives a change of the configuration", () => {
    const limiter = new RateLimiter();
    expect(allowed(limiter, [aRateLimit()], aRequest(), 0)).toBe(1);
    expect(allowed(limiter, [aRateLimit()], aRequest(), 0)).toBe(0);
  });
});

describe("clients", () => {
  const other: Partial<RateLimitFacts> = { principal: "cluster.local/ns/shop/sa/other" };
  const elsewhere: Partial<RateLimitFacts> = { sourceIp: parseIpAddress("10.0.0.2") };
  const vip: Parameters<typeof aRequest>[1] = { headers: [["x-tier", "vip"]] };
  test.each<[string, RateLimit["keys"], Parameters<typeof aRequest>[1], boolean]>([
    ["by identity", [{ kind: "client-identity" }], other, true],
    ["by identity, from another address", [{ kind: "client-identity" }], elsewhere, false],
    ["by address", [{ kind: "client-address" }], elsewhere, true],
    ["by header", [{ kind: "header", name: "x-tier" }], vip, true],
    ["by header that neither has", [{ kind: "header", name: "x-other" }], vip, false],
    ["by nothing: all together", [], { ...other, ...elsewhere }, false],
    ["by both", [{ kind: "client-identity" }, { kind: "client-address" }], elsewhere, true],
  ])("are told apart %s", (_, keys, fields, areApart) => {
    const limiter = new RateLimiter();
    const limits = [aRateLimit({ keys })];
    expect(limiter.take(limits, aRequest("/"), 0).isAllowed).toBe(true);
    expect(limiter.take(limits, aRequest("/", fields), 0).isAllowed).toBe(areApart);
  });

  test("cannot be taken for others by what is in a header", () => {
    const limiter = new RateLimiter();
    const limits = [
      aRateLimit({
        keys: [
          { kind: "header", name: "a" },
          { kind: "header", name: "b" },
        ],
      }),
    ];
    const sent = (a: string, b: string) =>
      aRequest("/", {
        headers: [
          ["a", a],
          ["b", b],
        ],
      });
    expect(limiter.take(limits, sent('x""', "y"), 0).isAllowed).toBe(true);
    expect(limiter.take(limits, sent("x", '""y'), 0).isAllowed).toBe(true);
  });
});

describe("what a limit concerns", () => {
  const matches = [
    aRequestMatch({ path: { kind: "segments", value: "/api" } }),
    aRequestMatch({ method: { kind: "exact", value: "POST" } }),
  ];
  test.each([
    ["a path", { matches }, aRequest("/api/x"), true],
    ["a method", { matches }, aRequest("/", { method: "POST" }), true],
    ["nothing else", { matches }, aRequest("/"), false],
    ["clients of a block", { clients: [parseCidr("10.0.0.0/24")] }, aRequest("/"), true],
    ["no other clients", { clients: [parseCidr("10.1.0.0/24")] }, aRequest("/"), false],
  ])("%s", (_, fields, facts, isConcerned) => {
    const limiter = new RateLimiter();
    const limits = [aRateLimit(fields)];
    limiter.take(limits, facts, 0);
    expect(limiter.take(limits, facts, 0).isAllowed).toBe(!isConcerned);
  });

  test("of several the strictest decides, and a refused request costs no token of the others", () => {
    const limiter = new RateLimiter();
    const strict = aRateLimit({ name: "strict", requests: 1, burst: 1 });
    const loose = aRateLimit({ name: "loose", requests: 5, burst: 5 });
    expect(allowed(limiter, [loose, strict], aRequest(), 0)).toBe(1);
    expect(allowed(limiter, [loose], aRequest(), 0)).toBe(4);
  });
});

describe("the number of buckets", () => {
  const client = (index: number): RateLimitFacts => aRequest("/", { principal: `client-${index}` });
  test("has an end, and what is used stays", () => {
    const limiter = new RateLimiter(10);
    const limits = [aRateLimit({ perMs: 1_000_000 })];
    limiter.take(limits, client(0), 0);
    for (let index = 1; index < 200; index++) {
      limiter.take(limits, client(index), 0);
      expect(limiter.take(limits, client(0), 0).isAllowed).toBe(false);
      expect(limiter.size).toBeLessThanOrEqual(20);
    }
    expect(limiter.forgotten).toBeGreaterThan(100);
  });
});
