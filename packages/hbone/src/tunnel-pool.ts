/**
 * Which tunnel a new stream goes into, and who dials when there is none: policy only, for one pod. It opens, closes
 * and times nothing. All calls are synchronous and on one thread, and waiters are called from inside them.
 *
 * Differences from ztunnel: a tunnel that was full is used again once streams have ended; one dial serves as many
 * waiters as a tunnel has streams, and more dials run at the same time when more are needed; a failed dial never
 * leaves anyone waiting.
 */
import { HboneError } from "./hbone-error.ts";
import type { PoolKey } from "./pool-key.ts";

/** What the pool asks of a tunnel. Both are read at every hand-out, so they must be current. */
export interface PoolableTunnel {
  readonly activeStreams: number;
  /** False when the peer's stream limit is reached, after a GOAWAY, or when the connection is gone. */
  readonly canOpenStream: boolean;
}

/** The caller opens its stream in `tunnel` before it calls the pool again. `dial` obliges: see `TunnelPool.dialed`. */
export type Checkout<Tunnel> =
  | { readonly kind: "use"; readonly tunnel: Tunnel }
  | { readonly kind: "dial" }
  | { readonly kind: "wait" }
  | { readonly kind: "refused"; readonly reason: "too-many-waiters" | "closed" };

/** `use` and `dial` mean what they mean in a checkout. `failed` carries what the dialer or `close` gave as reason. */
export type WaitOutcome<Tunnel> =
  | { readonly kind: "use"; readonly tunnel: Tunnel }
  | { readonly kind: "dial" }
  | { readonly kind: "failed"; readonly reason: unknown };

/** Called once, unless cancelled. Must not throw; may call the pool. A function waits in one place at a time. */
export type Waiter<Tunnel> = (outcome: WaitOutcome<Tunnel>) => void;

/** Bounds of one pool; all of them are required. */
export interface TunnelPoolOptions {
  /** Own limit of streams in one tunnel (POOL_MAX_STREAMS_PER_CONNECTION). */
  readonly maxStreamsPerTunnel: number;
  /** A tunnel without streams is given up after so long (POOL_UNUSED_RELEASE_TIMEOUT). */
  readonly idleTimeoutMs: number;
  /** Bound on all waiters together. */
  readonly maxWaiters: number;
}

/** ztunnel's defaults. It does not bound waiters: one is an application's open connection, so they need thousands. */
export const TUNNEL_POOL_OPTIONS: TunnelPoolOptions = Object.freeze({
  maxStreamsPerTunnel: 100,
  idleTimeoutMs: 300_000,
  maxWaiters: 16_384,
});

/** For metrics; computed when asked for. */
export interface TunnelPoolCounts {
  readonly keys: number;
  readonly tunnels: number;
  readonly dialing: number;
  readonly waiters: number;
}

interface Bucket<Tunnel> {
  readonly key: PoolKey;
  readonly tunnels: PooledTunnel<Tunnel>[];
  readonly waiters: Set<Waiter<Tunnel>>;
  dialing: number;
}

interface PooledTunnel<Tunnel> {
  readonly tunnel: Tunnel;
  readonly bucket: Bucket<Tunnel>;
  lastUsedMs: number;
}

const DIAL = Object.freeze({ kind: "dial" });
const WAIT = Object.freeze({ kind: "wait" });
const TOO_MANY_WAITERS = Object.freeze({ kind: "refused", reason: "too-many-waiters" });
const CLOSED = Object.freeze({ kind: "refused", reason: "closed" });

/**
 * Between calls, waiters of a key never outnumber what its running dials can serve beyond the dialers themselves. So
 * where there is a waiter there is a dial, whose end settles the waiter's fate.
 */
export class TunnelPool<Tunnel extends PoolableTunnel> {
  readonly #options: TunnelPoolOptions;
  readonly #buckets = new Map<PoolKey, Bucket<Tunnel>>();
  readonly #pooled = new Map<Tunnel, PooledTunnel<Tunnel>>();
  #waiterCount = 0;
  #isClosed = false;

  constructor(options: TunnelPoolOptions = TUNNEL_POOL_OPTIONS) {
    if (!Number.isInteger(options.maxStreamsPerTunnel) || options.maxStreamsPerTunnel < 1) {
      throw new HboneError("bad-setting", `${options.maxStreamsPerTunnel} streams per tunnel`);
    }
    this.#options = options;
  }

  /** Decides at once. Only after "wait" is `waiter` kept, and then called exactly once unless cancelled. */
  checkout(key: PoolKey, nowMs: number, waiter: Waiter<Tunnel>): Checkout<Tunnel> {
    if (this.#isClosed) {
      return CLOSED;
    }
    const bucket = this.#bucketFor(key);
    const pooled = this.#findUsable(bucket);
    if (pooled !== undefined) {
      pooled.lastUsedMs = nowMs;
      return { kind: "use", tunnel: pooled.tunnel };
    }
    if (this.#spareRoom(bucket) <= 0) {
      bucket.dialing += 1;
      return DIAL;
    }
    if (this.#waiterCount >= this.#options.maxWaiters) {
      return TOO_MANY_WAITERS;
    }
    bucket.waiters.add(waiter);
    this.#waiterCount += 1;
    return WAIT;
  }

  /**
   * One of the three ends of a dial. The dialer opens its own stream first: what room is left goes to waiters, inside
   * this call. False: the pool is closed and has not taken the tunnel, so the caller closes it when its stream ends.
   */
  dialed(key: PoolKey, tunnel: Tunnel, nowMs: number): boolean {
    if (this.#isClosed) {
      return false;
    }
    const bucket = this.#endDial(key);
    const pooled = { tunnel, bucket, lastUsedMs: nowMs };
    bucket.tunnels.push(pooled);
    this.#pooled.set(tunnel, pooled);
    this.#settle(bucket, nowMs, DIAL);
    return true;
  }

  /** The dial failed: waiters that no other running dial can serve fail with it, the longest waiting first. */
  dialFailed(key: PoolKey, reason: unknown, nowMs: number): void {
    if (!this.#isClosed) {
      this.#settle(this.#endDial(key), nowMs, { kind: "failed", reason });
    }
  }

  /** The dialer gave up for a reason of its own, which says nothing about the destination: a waiter dials instead. */
  dialAbandoned(key: PoolKey, nowMs: number): void {
    if (!this.#isClosed) {
      this.#settle(this.#endDial(key), nowMs, DIAL);
    }
  }

  /** A stream of the tunnel has ended, or the peer raised its limit. Waiters may get the room inside this call. */
  roomFreed(tunnel: Tunnel, nowMs: number): void {
    const pooled = this.#pooled.get(tunnel);
    if (pooled !== undefined) {
      pooled.lastUsedMs = nowMs;
      this.#settle(pooled.bucket, nowMs, DIAL);
    }
  }

  /** After GOAWAY or loss: the tunnel is never handed out again. Its streams are not the pool's concern. Idempotent. */
  markUnusable(tunnel: Tunnel): void {
    const pooled = this.#pooled.get(tunnel);
    if (pooled !== undefined) {
      this.#remove(pooled);
    }
  }

  /** For one whose application has gone. True if it was waiting; it is not called any more. */
  cancelWait(key: PoolKey, waiter: Waiter<Tunnel>): boolean {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined || !bucket.waiters.delete(waiter)) {
      return false;
    }
    this.#waiterCount -= 1;
    return true;
  }

  /** Takes out the tunnels that have had no stream for the idle timeout. The caller closes them. */
  evictIdle(nowMs: number): Tunnel[] {
    const evicted: Tunnel[] = [];
    for (const pooled of this.#pooled.values()) {
      const isIdle = nowMs - pooled.lastUsedMs >= this.#options.idleTimeoutMs;
      if (isIdle && pooled.tunnel.activeStreams === 0) {
        this.#remove(pooled);
        evicted.push(pooled.tunnel);
      }
    }
    return evicted;
  }

  /** Fails all waiters and returns all tunnels, for the caller to close. Dials still running end in "not taken". */
  close(reason: unknown): Tunnel[] {
    this.#isClosed = true;
    const tunnels = [...this.#pooled.keys()];
    const buckets = [...this.#buckets.values()];
    this.#pooled.clear();
    this.#buckets.clear();
    for (const bucket of buckets) {
      for (const waiter of bucket.waiters) {
        this.#release(bucket, waiter, { kind: "failed", reason });
      }
    }
    return tunnels;
  }

  counts(): TunnelPoolCounts {
    let dialing = 0;
    for (const bucket of this.#buckets.values()) {
      dialing += bucket.dialing;
    }
    return { keys: this.#buckets.size, tunnels: this.#pooled.size, dialing, waiters: this.#waiterCount };
  }

  /** Hands room to waiters, the longest waiting first; those too many for the running dials dial or fail. */
  #settle(bucket: Bucket<Tunnel>, nowMs: number, tooMany: WaitOutcome<Tunnel>): void {
    for (const waiter of bucket.waiters) {
      const pooled = this.#findUsable(bucket);
      if (pooled !== undefined) {
        pooled.lastUsedMs = nowMs;
        this.#release(bucket, waiter, { kind: "use", tunnel: pooled.tunnel });
      } else if (this.#spareRoom(bucket) < 0) {
        bucket.dialing += tooMany.kind === "dial" ? 1 : 0;
        this.#release(bucket, waiter, tooMany);
      } else {
        break;
      }
    }
    this.#dropIfEmpty(bucket);
  }

  /** How many more could wait for the running dials; negative if too many do. A dialer takes a stream of its own. */
  #spareRoom(bucket: Bucket<Tunnel>): number {
    return bucket.dialing * (this.#options.maxStreamsPerTunnel - 1) - bucket.waiters.size;
  }

  /** The oldest with room, so that load gathers there and the younger ones run idle. */
  #findUsable(bucket: Bucket<Tunnel>): PooledTunnel<Tunnel> | undefined {
    return bucket.tunnels.find(
      ({ tunnel }) => tunnel.canOpenStream && tunnel.activeStreams < this.#options.maxStreamsPerTunnel,
    );
  }

  #release(bucket: Bucket<Tunnel>, waiter: Waiter<Tunnel>, outcome: WaitOutcome<Tunnel>): void {
    bucket.waiters.delete(waiter);
    this.#waiterCount -= 1;
    waiter(outcome);
  }

  #endDial(key: PoolKey): Bucket<Tunnel> {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined || bucket.dialing === 0) {
      throw new HboneError("no-pending-dial", "a dial ended that the pool has not asked for");
    }
    bucket.dialing -= 1;
    return bucket;
  }

  #bucketFor(key: PoolKey): Bucket<Tunnel> {
    const known = this.#buckets.get(key);
    if (known !== undefined) {
      return known;
    }
    const bucket: Bucket<Tunnel> = { key, tunnels: [], waiters: new Set(), dialing: 0 };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #remove(pooled: PooledTunnel<Tunnel>): void {
    const { bucket, tunnel } = pooled;
    this.#pooled.delete(tunnel);
    bucket.tunnels.splice(bucket.tunnels.indexOf(pooled), 1);
    this.#dropIfEmpty(bucket);
  }

  #dropIfEmpty(bucket: Bucket<Tunnel>): void {
    const isEmpty = bucket.tunnels.length === 0 && bucket.dialing === 0 && bucket.waiters.size === 0;
    if (isEmpty && this.#buckets.get(bucket.key) === bucket) {
      this.#buckets.delete(bucket.key);
    }
  }
}
