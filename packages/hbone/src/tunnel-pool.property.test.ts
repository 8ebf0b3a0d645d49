// Any sequence of what connections, dials, peers and time can do, against a bookkeeper that only counts.
import { parseIpAddress, parseSocketAddress } from "@ambit/addr";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type PoolKey, poolKey } from "./pool-key.ts";
import { FakeTunnel } from "./testing/fake-tunnel.ts";
import { TunnelPool, type Waiter } from "./tunnel-pool.ts";

const IDLE_MS = 50;
const MAX_WAITERS = 12;

const KEYS: readonly PoolKey[] = [15008, 15009].map((port) =>
  poolKey({
    source: { trustDomain: "td", namespace: "n", serviceAccount: "s" },
    expected: [],
    destination: parseSocketAddress(`10.0.0.1:${port}`),
    sourceIp: parseIpAddress("10.0.0.2"),
  }),
);

/** One mesh client: connections that open streams, dials under way, and what the pool owes to each. */
class Client {
  readonly limit: number;
  readonly pool: TunnelPool<FakeTunnel>;
  readonly dials: PoolKey[] = [];
  readonly waiting = new Map<Waiter<FakeTunnel>, PoolKey>();
  readonly tunnels: { readonly tunnel: FakeTunnel; readonly key: PoolKey; lastUsedMs: number }[] = [];
  isRetrying = false;
  nowMs = 0;

  constructor(limit: number) {
    this.limit = limit;
    this.pool = new TunnelPool({
      maxStreamsPerTunnel: limit,
      idleTimeoutMs: IDLE_MS,
      maxWaiters: MAX_WAITERS,
    });
  }

  connect(key: PoolKey): void {
    const waiter: Waiter<FakeTunnel> = (outcome) => {
      expect(this.waiting.delete(waiter), "a waiter is called once, and only while it waits").toBe(true);
      if (outcome.kind === "use") {
        this.openStream(outcome.tunnel, key);
      } else if (outcome.kind === "dial") {
        this.dials.push(key);
      } else if (this.isRetrying) {
        this.connect(key);
      }
    };
    const checkout = this.pool.checkout(key, this.nowMs, waiter);
    if (checkout.kind === "use") {
      this.openStream(checkout.tunnel, key);
    } else if (checkout.kind === "dial") {
      this.dials.push(key);
    } else if (checkout.kind === "wait") {
      this.waiting.set(waiter, key);
    } else {
      expect(checkout.reason).toBe("too-many-waiters");
      expect(this.waiting.size).toBe(MAX_WAITERS);
    }
  }

  openStream(tunnel: FakeTunnel, key: PoolKey): void {
    const known = this.tunnels.find((entry) => entry.tunnel === tunnel);
    expect(known?.key, "a tunnel serves its own key, and is not handed out after it was given up").toBe(key);
    tunnel.openStream();
    expect(tunnel.activeStreams).toBeLessThanOrEqual(this.limit);
    if (known !== undefined) {
      known.lastUsedMs = this.nowMs;
    }
  }

  dialSucceeds(pick: number, peerLimit: number): void {
    const [key] = this.dials.splice(pick % Math.max(1, this.dials.length), 1);
    if (key !== undefined) {
      const tunnel = new FakeTunnel(peerLimit);
      this.tunnels.push({ tunnel, key, lastUsedMs: this.nowMs });
      if (tunnel.canOpenStream) {
        tunnel.openStream();
      }
      expect(this.pool.dialed(key, tunnel, this.nowMs)).toBe(true);
    }
  }

  dialEnds(pick: number, isAbandoned: boolean): void {
    const [key] = this.dials.splice(pick % Math.max(1, this.dials.length), 1);
    if (key !== undefined && isAbandoned) {
      this.pool.dialAbandoned(key, this.nowMs);
    } else if (key !== undefined) {
      this.pool.dialFailed(key, "unreachable", this.nowMs);
    }
  }

  closeStream(pick: number): void {
    const entry = this.tunnels[pick % Math.max(1, this.tunnels.length)];
    if (entry !== undefined && entry.tunnel.activeStreams > 0) {
      entry.lastUsedMs = this.nowMs;
      entry.tunnel.closeStream();
      this.pool.roomFreed(entry.tunnel, this.nowMs);
    }
  }

  loseTunnel(pick: number): void {
    const [entry] = this.tunnels.splice(pick % Math.max(1, this.tunnels.length), 1);
    entry?.tunnel.goAway();
    if (entry !== undefined) {
      this.pool.markUnusable(entry.tunnel);
    }
  }

  cancel(pick: number): void {
    const [waiter, key] = [...this.waiting][pick % Math.max(1, this.waiting.size)] ?? [];
    if (waiter !== undefined && key !== undefined) {
      this.waiting.delete(waiter);
      expect(this.pool.cancelWait(key, waiter)).toBe(true);
    }
  }

  passTime(ms: number): void {
    this.nowMs += ms;
    const idle = this.tunnels.filter(
      ({ tunnel, lastUsedMs }) => tunnel.activeStreams === 0 && this.nowMs - lastUsedMs >= IDLE_MS,
    );
    expect(this.pool.evictIdle(this.nowMs)).toEqual(idle.map(({ tunnel }) => tunnel));
    for (const entry of idle) {
      this.tunnels.splice(this.tunnels.indexOf(entry), 1);
    }
  }

  check(): void {
    for (const key of this.waiting.values()) {
      expect(this.dials, "who waits has a dial to wait for").toContain(key);
    }
    const keys = new Set([...this.dials, ...this.tunnels.map((entry) => entry.key)]);
    expect(this.pool.counts()).toEqual({
      keys: keys.size,
      tunnels: this.tunnels.length,
      dialing: this.dials.length,
      waiters: this.waiting.size,
    });
  }
}

const pick = fc.nat(20);
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("connect" as const), pick: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("dialed" as const), pick, peerLimit: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("failed" as const), pick, isAbandoned: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("close" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("lose" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("time" as const), pick: fc.nat(80) }) },
);

type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

function act(client: Client, step: Action): void {
  switch (step.kind) {
    case "connect":
      return client.connect(KEYS[step.pick] ?? ("" as PoolKey));
    case "dialed":
      return client.dialSucceeds(step.pick, step.peerLimit);
    case "failed":
      return client.dialEnds(step.pick, step.isAbandoned);
    case "close":
      return client.closeStream(step.pick);
    case "lose":
      return client.loseTunnel(step.pick);
    case "cancel":
      return client.cancel(step.pick);
    case "time":
      return client.passTime(step.pick);
  }
}

test("no tunnel carries more than the limit and no waiter is lost, whatever happens", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      fc.array(action, { maxLength: 60 }),
      fc.boolean(),
      (limit, isRetrying, actions, endsInSuccess) => {
        const client = new Client(limit);
        client.isRetrying = isRetrying;
        for (const step of actions) {
          act(client, step);
          client.check();
        }
        client.isRetrying = false;
        while (client.dials.length > 0) {
          if (endsInSuccess) {
            client.dialSucceeds(0, 2);
          } else {
            client.dialEnds(0, false);
          }
          client.check();
        }
        expect(client.waiting.size).toBe(0);
      },
    ),
    { numRuns: 500 },
  );
});

test("closing fails every waiter and returns every tunnel, whatever happened before", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const client = new Client(3);
      for (const step of actions) {
        act(client, step);
      }
      expect(client.pool.close("gone")).toEqual(client.tunnels.map(({ tunnel }) => tunnel));
      expect(client.waiting.size).toBe(0);
      expect(client.pool.counts()).toEqual({ keys: 0, tunnels: 0, dialing: 0, waiters: 0 });
    }),
  );
});
