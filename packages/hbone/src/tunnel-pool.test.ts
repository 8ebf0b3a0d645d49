import { parseIpAddress, parseSocketAddress } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import { HboneError } from "./hbone-error.ts";
import { poolKey } from "./pool-key.ts";
import { FakeTunnel } from "./testing/fake-tunnel.ts";
import { TunnelPool, type TunnelPoolOptions, type WaitOutcome } from "./tunnel-pool.ts";

const KEY = aKey(15008);
const OTHER_KEY = aKey(15009);

function aKey(port: number) {
  return poolKey({
    source: { trustDomain: "td", namespace: "n", serviceAccount: "s" },
    expected: [],
    destination: parseSocketAddress(`10.0.0.1:${port}`),
    sourceIp: parseIpAddress("10.0.0.2"),
  });
}

function aPool(options: Partial<TunnelPoolOptions> = {}): TunnelPool<FakeTunnel> {
  return new TunnelPool({ maxStreamsPerTunnel: 3, idleTimeoutMs: 1000, maxWaiters: 100, ...options });
}

/** A pool with one dialer and `count` waiters, and what became of each waiter so far. */
function aPoolWithWaiters(count: number, options: Partial<TunnelPoolOptions> = {}) {
  const pool = aPool(options);
  expect(pool.checkout(KEY, 0, unexpected).kind).toBe("dial");
  const outcomes: WaitOutcome<FakeTunnel>[] = [];
  for (let index = 0; index < count; index += 1) {
    const checkout = pool.checkout(KEY, 0, (outcome) => {
      outcomes.push(outcome);
      if (outcome.kind === "use") {
        outcome.tunnel.openStream();
      }
    });
    expect(checkout.kind).toBe("wait");
  }
  return { pool, outcomes, kinds: () => outcomes.map((outcome) => outcome.kind) };
}

function aDialedTunnel(pool: TunnelPool<FakeTunnel>, peerLimit?: number, nowMs = 0): FakeTunnel {
  const tunnel = new FakeTunnel(peerLimit);
  tunnel.openStream();
  expect(pool.dialed(KEY, tunnel, nowMs)).toBe(true);
  return tunnel;
}

function unexpected(): void {
  throw new Error("nobody waits here");
}

describe("a checkout", () => {
  test("dials on a new key, and other keys do not share its tunnel", () => {
    const pool = aPool();
    expect(pool.checkout(KEY, 0, unexpected)).toEqual({ kind: "dial" });
    aDialedTunnel(pool);
    expect(pool.checkout(OTHER_KEY, 0, unexpected)).toEqual({ kind: "dial" });
  });

  test("uses the tunnel while it has room, then dials", () => {
    const pool = aPool();
    pool.checkout(KEY, 0, unexpected);
    const tunnel = aDialedTunnel(pool);
    for (let streams = 1; streams < 3; streams += 1) {
      expect(pool.checkout(KEY, 0, unexpected)).toEqual({ kind: "use", tunnel });
      tunnel.openStream();
    }
    expect(pool.checkout(KEY, 0, unexpected)).toEqual({ kind: "dial" });
  });

  test("uses a tunnel that was full again, once a stream has ended", () => {
    const pool = aPool({ maxStreamsPerTunnel: 1 });
    pool.checkout(KEY, 0, unexpected);
    const tunnel = aDialedTunnel(pool);
    expect(pool.checkout(KEY, 0, unexpected).kind).toBe("dial");
    tunnel.closeStream();
    pool.roomFreed(tunnel, 0);
    expect(pool.checkout(KEY, 0, unexpected)).toEqual({ kind: "use", tunnel });
  });

  test("respects a peer's limit below ours, and a tunnel that takes no streams", () => {
    const pool = aPool();
    pool.checkout(KEY, 0, unexpected);
    const small = aDialedTunnel(pool, 1);
    expect(pool.checkout(KEY, 0, unexpected).kind).toBe("dial");
    const draining = aDialedTunnel(pool);
    draining.goAway();
    expect(pool.checkout(KEY, 0, unexpected).kind).toBe("dial");
    expect(small.activeStreams).toBe(1);
  });

  test("dials a second tunnel when more wait than one can carry", () => {
    const { pool, outcomes } = aPoolWithWaiters(2);
    expect(pool.checkout(KEY, 0, unexpected)).toEqual({ kind: "dial" });
    expect(outcomes).toEqual([]);
  });

  test("is refused when too many wait", () => {
    const { pool } = aPoolWithWaiters(4, { maxStreamsPerTunnel: 10, maxWaiters: 4 });
    expect(pool.checkout(KEY, 0, unexpected)).toEqual({ kind: "refused", reason: "too-many-waiters" });
    expect(pool.checkout(OTHER_KEY, 0, unexpected).kind).toBe("dial");
    expect(pool.checkout(OTHER_KEY, 0, unexpected).kind).toBe("refused");
    aDialedTunnel(pool);
    expect(pool.counts().waiters).toBe(0);
    expect(pool.checkout(OTHER_KEY, 0, unexpected).kind).toBe("wait");
  });

  test("with one stream for each tunnel nobody ever waits", () => {
    const pool = aPool({ maxStreamsPerTunnel: 1 });
    for (let index = 0; index < 5; index += 1) {
      expect(pool.checkout(KEY, 0, unexpected).kind).toBe("dial");
    }
  });
});

describe("the end of a dial", () => {
  test("hands the tunnel to those who wait", () => {
    const { pool, outcomes } = aPoolWithWaiters(2);
    const tunnel = aDialedTunnel(pool);
    expect(outcomes).toEqual([
      { kind: "use", tunnel },
      { kind: "use", tunnel },
    ]);
    expect(tunnel.activeStreams).toBe(3);
    expect(pool.counts()).toEqual({ keys: 1, tunnels: 1, dialing: 0, waiters: 0 });
  });

  test("has another dial when the peer takes fewer streams than hoped", () => {
    const { pool, outcomes, kinds } = aPoolWithWaiters(2);
    aDialedTunnel(pool, 1);
    expect(outcomes).toEqual([{ kind: "dial" }]);
    aDialedTunnel(pool, 1);
    expect(kinds()).toEqual(["dial", "dial"]);
  });

  test("in failure fails all who wait, at once, on a key nobody has used before", () => {
    const { pool, outcomes } = aPoolWithWaiters(2);
    const reason = new Error("refused");
    pool.dialFailed(KEY, reason, 0);
    expect(outcomes).toEqual([
      { kind: "failed", reason },
      { kind: "failed", reason },
    ]);
    expect(pool.counts()).toEqual({ keys: 0, tunnels: 0, dialing: 0, waiters: 0 });
  });

  test("in failure leaves those waiting whom another dial can serve", () => {
    const { pool, kinds } = aPoolWithWaiters(2);
    expect(pool.checkout(KEY, 0, unexpected).kind).toBe("dial");
    pool.dialFailed(KEY, "first", 0);
    expect(kinds()).toEqual([]);
    aDialedTunnel(pool);
    expect(kinds()).toEqual(["use", "use"]);
  });

  test("in failure fails the longest waiting first when another dial can serve only some", () => {
    const { pool, outcomes } = aPoolWithWaiters(2);
    pool.checkout(KEY, 0, unexpected);
    expect(pool.checkout(KEY, 0, () => {}).kind).toBe("wait");
    pool.dialFailed(KEY, "first", 0);
    expect(outcomes).toEqual([{ kind: "failed", reason: "first" }]);
    expect(pool.counts()).toMatchObject({ dialing: 1, waiters: 2 });
  });

  test("by its dialer's own choice has the next one dial", () => {
    const { pool, kinds } = aPoolWithWaiters(2);
    pool.dialAbandoned(KEY, 0);
    expect(kinds()).toEqual(["dial"]);
    aDialedTunnel(pool);
    expect(kinds()).toEqual(["dial", "use"]);
  });

  test("that was never asked for is a mistake", () => {
    const pool = aPool();
    expect(() => pool.dialed(KEY, new FakeTunnel(), 0)).toThrow(HboneError);
    expect(() => pool.dialFailed(KEY, "", 0)).toThrow(HboneError);
    expect(() => pool.dialAbandoned(KEY, 0)).toThrow(HboneError);
  });
});

describe("a waiter", () => {
  test("gets room that is freed before the dial ends", () => {
    const pool = aPool({ maxStreamsPerTunnel: 2 });
    pool.checkout(KEY, 0, unexpected);
    const tunnel = aDialedTunnel(pool);
    tunnel.openStream();
    expect(pool.checkout(KEY, 0, unexpected).kind).toBe("dial");
    const outcomes: WaitOutcome<FakeTunnel>[] = [];
    pool.checkout(KEY, 0, (outcome) => outcomes.push(outcome));
    tunnel.closeStream();
    pool.roomFreed(tunnel, 0);
    expect(outcomes).toEqual([{ kind: "use", tunnel }]);
  });

  test("is not called after it has cancelled", () => {
    const pool = aPool();
    pool.checkout(KEY, 0, unexpected);
    pool.checkout(KEY, 0, unexpected);
    expect(pool.cancelWait(KEY, unexpected)).toBe(true);
    expect(pool.cancelWait(KEY, unexpected)).toBe(false);
    expect(pool.cancelWait(OTHER_KEY, unexpected)).toBe(false);
    pool.dialFailed(KEY, "", 0);
    expect(pool.counts()).toEqual({ keys: 0, tunnels: 0, dialing: 0, waiters: 0 });
  });

  test("may check out again from inside its call", () => {
    const pool = aPool();
    pool.checkout(KEY, 0, unexpected);
    const kinds: string[] = [];
    for (let index = 0; index < 2; index += 1) {
      pool.checkout(KEY, 0, () => kinds.push(pool.checkout(KEY, 0, unexpected).kind));
    }
    pool.dialFailed(KEY, "", 0);
    // The first to fail dials again at once, and that dial serves the second one, who is left waiting.
    expect(kinds).toEqual(["dial"]);
    expect(pool.counts()).toMatchObject({ dialing: 1, waiters: 1 });
  });
});

describe("a tunnel", () => {
  test("that became unusable is not used again, and its streams do not matter", () => {
    const pool = aPool();
    pool.checkout(KEY, 0, unexpected);
    const tunnel = aDialedTunnel(pool);
    pool.markUnusable(tunnel);
    pool.markUnusable(tunnel);
    tunnel.closeStream();
    pool.roomFreed(tunnel, 0);
    expect(pool.checkout(KEY, 0, unexpected).kind).toBe("dial");
    expect(pool.evictIdle(10_000)).toEqual([]);
  });

  test("is evicted when idle since its last stream, not while it has one", () => {
    const pool = aPool();
    pool.checkout(KEY, 0, unexpected);
    const tunnel = aDialedTunnel(pool);
    expect(pool.evictIdle(5000)).toEqual([]);
    tunnel.closeStream();
    pool.roomFreed(tunnel, 5000);
    expect(pool.evictIdle(5999)).toEqual([]);
    expect(pool.evictIdle(6000)).toEqual([tunnel]);
    expect(pool.evictIdle(6000)).toEqual([]);
    expect(pool.counts().keys).toBe(0);
  });
});

describe("a closed pool", () => {
  test("fails who waits, gives up its tunnels and takes none", () => {
    const { pool, outcomes } = aPoolWithWaiters(2);
    pool.checkout(OTHER_KEY, 0, unexpected);
    const pooled = new FakeTunnel();
    pool.dialed(OTHER_KEY, pooled, 0);
    expect(pool.close("pod removed")).toEqual([pooled]);
    expect(outcomes).toEqual([
      { kind: "failed", reason: "pod removed" },
      { kind: "failed", reason: "pod removed" },
    ]);
    expect(pool.checkout(KEY, 0, unexpected)).toEqual({ kind: "refused", reason: "closed" });
    expect(pool.dialed(KEY, new FakeTunnel(), 0)).toBe(false);
    pool.dialFailed(KEY, "", 0);
    pool.dialAbandoned(KEY, 0);
    expect(pool.close("again")).toEqual([]);
    expect(pool.counts()).toEqual({ keys: 0, tunnels: 0, dialing: 0, waiters: 0 });
  });
});

test.each([0, -1, 1.5, Number.NaN])("refuses %d streams for each tunnel", (maxStreamsPerTunnel) => {
  expect(() => aPool({ maxStreamsPerTunnel })).toThrow(HboneError);
});
