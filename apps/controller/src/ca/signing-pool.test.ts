import type { SharedAuthority } from "@ambit/identity";
import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import type { SigningOrder, SigningRequest } from "./signing.ts";
import { SigningPool, type SigningThread, type SigningThreadEvents } from "./signing-pool.ts";

/** A thread that signs when the test says so. */
class FakeThread implements SigningThread {
  readonly orders: SigningOrder[] = [];
  readonly events: SigningThreadEvents;
  hasEnded = false;

  constructor(events: SigningThreadEvents) {
    this.events = events;
  }

  post(order: SigningOrder): void {
    this.orders.push(order);
  }

  end(): Promise<void> {
    this.hasEnded = true;
    return Promise.resolve();
  }

  /** What it was asked to sign and has not. */
  get pending(): readonly { readonly id: number; readonly csr: string }[] {
    return this.orders.flatMap((order) =>
      order.type === "sign" && !this.#answered.has(order.id)
        ? [{ id: order.id, csr: order.request.csr }]
        : [],
    );
  }

  /** Signs the oldest. */
  sign(): string | undefined {
    const [next] = this.pending;
    if (next === undefined) return undefined;
    this.#answered.add(next.id);
    this.events.onReport({ id: next.id, result: { ok: true, chain: [next.csr] } });
    return next.csr;
  }

  readonly #answered = new Set<number>();
}

const AUTHORITY = { certificate: new Uint8Array() } as unknown as SharedAuthority;
const request = (csr: string): SigningRequest => ({ csr, uris: [], notBeforeMs: 0, notAfterMs: 1, nowMs: 0 });

function open(threads = 1) {
  const opened: FakeThread[] = [];
  const clock = new FakeClock();
  const { logger, sink } = memoryLogger("serverca");
  const pool = new SigningPool({
    threads,
    openThread: (events) => {
      const thread = new FakeThread(events);
      opened.push(thread);
      return thread;
    },
    clock,
    logger,
  });
  return { pool, opened, clock, sink };
}

test("each request gets the chain for it, whichever thread signs", async () => {
  const { pool, opened } = open(2);
  await using _pool = pool;
  const outcomes = ["a", "b", "c"].map((csr) => pool.sign(csr, request(csr)));
  expect(opened.map((thread) => thread.pending.length)).toEqual([2, 1]);
  for (const thread of opened.toReversed()) while (thread.sign() !== undefined);
  expect(await Promise.all(outcomes)).toEqual(["a", "b", "c"].map((csr) => ({ ok: true, chain: [csr] })));
});

test("a node that asks for a thousand does not keep the others waiting", async () => {
  const { pool, opened } = open();
  await using _pool = pool;
  const [thread] = opened;
  const many = Array.from({ length: 1_000 }, (_, index) => pool.sign("many", request(`many-${index}`)));
  const few = ["x", "y", "z"].map((owner) => pool.sign(owner, request(owner)));
  const order: string[] = [];
  for (let signed = thread?.sign(); signed !== undefined; signed = thread?.sign()) order.push(signed);
  // What the thread had taken before they came is signed before them, and then one of the thousand for each of them.
  expect(Math.max(...["x", "y", "z"].map((owner) => order.indexOf(owner)))).toBeLessThan(24);
  expect(
    (await Promise.all([...many, ...few])).every((outcome) => typeof outcome === "object" && outcome.ok),
  ).toBe(true);
});

test("what there is no room for is told so at once, and nothing else is lost", async () => {
  const { pool, opened } = open();
  await using _pool = pool;
  const outcomes = Array.from({ length: 2_000 }, (_, index) => pool.sign("one", request(String(index))));
  while (opened[0]?.sign() !== undefined);
  const settled = await Promise.all(outcomes);
  const signed = settled.filter((outcome) => typeof outcome === "object").length;
  expect(signed).toBe(1_024 + 16);
  expect(settled.filter((outcome) => outcome === "busy")).toHaveLength(2_000 - signed);
});

test("threads have the latest authority, also those that come later", async () => {
  const { pool, opened, clock } = open();
  await using _pool = pool;
  pool.setAuthority(AUTHORITY);
  expect(opened[0]?.orders).toEqual([{ type: "authority", authority: AUTHORITY }]);
  opened[0]?.events.onLost(new Error("out of memory"));
  await clock.advanceAsync(1_000);
  expect(opened[1]?.orders).toEqual([{ type: "authority", authority: AUTHORITY }]);
});

test("a thread that is lost loses what it had, not what waits, and is replaced after a while", async () => {
  const { pool, opened, clock, sink } = open();
  await using _pool = pool;
  const outcomes = Array.from({ length: 20 }, (_, index) => pool.sign("one", request(String(index))));
  opened[0]?.events.onLost(new Error("out of memory"));
  expect(opened).toHaveLength(1);
  await clock.advanceAsync(1_000);
  while (opened[1]?.sign() !== undefined);
  const settled = await Promise.all(outcomes);
  expect(settled.filter((outcome) => outcome === "lost")).toHaveLength(16);
  expect(settled.filter((outcome) => typeof outcome === "object")).toHaveLength(4);
  expect(sink.records.map(({ message }) => message)).toEqual([
    "a signing thread was lost, another one follows",
  ]);
});

test("at the end threads end, and nobody waits for an answer", async () => {
  const { pool, opened, clock } = open();
  const outcomes = Array.from({ length: 20 }, (_, index) => pool.sign("one", request(String(index))));
  await pool[Symbol.asyncDispose]();
  expect(new Set(await Promise.all(outcomes))).toEqual(new Set(["lost"]));
  expect(await pool.sign("one", request("late"))).toBe("lost");
  expect(opened.map(({ hasEnded }) => hasEnded)).toEqual([true]);
  expect(clock.pendingTimers).toBe(0);
});
