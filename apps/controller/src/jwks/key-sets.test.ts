import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { KeySets } from "./key-sets.ts";
import type { KeySet, KeySource } from "./key-source.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function sourceOf(url: string): KeySource {
  return { id: url, url, isDiscovery: false, timeoutMs: 5_000 };
}

function setUp() {
  const clock = new FakeClock();
  const stop = new AbortController();
  const fetches: { readonly url: string; readonly atMs: number }[] = [];
  const changes: [string, KeySet | undefined][] = [];
  const results: string[] = [];
  const { logger, sink } = memoryLogger("model");
  let answer: (url: string) => string = (url) => `keys of ${url}`;
  const keySets = new KeySets({
    fetch: async ({ url }) => {
      fetches.push({ url, atMs: clock.nowMs() });
      return answer(url);
    },
    onChange: (id, keySet) => changes.push([id, keySet]),
    refreshMs: 20 * MINUTE_MS,
    clock,
    random: () => 0,
    metrics: { fetched: (result) => results.push(result) },
    logger,
  });
  const running = keySets.run(stop.signal);
  return {
    clock,
    fetches,
    changes,
    results,
    keySets,
    sink,
    answerWith: (next: (url: string) => string) => {
      answer = next;
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
      expect(clock.pendingTimers).toBe(0);
    },
  };
}

function away(): never {
  throw new Error("it is away");
}

test("what is wanted is fetched at once, once for all who want it, and refreshed every 20 minutes", async () => {
  await using made = setUp();
  made.keySets.want([sourceOf("a"), sourceOf("a"), sourceOf("b")]);
  await made.clock.advanceAsync(0);
  expect(made.changes).toEqual([
    ["a", { id: "a", jwks: "keys of a", failure: undefined }],
    ["b", { id: "b", jwks: "keys of b", failure: undefined }],
  ]);
  await made.clock.advanceAsync(40 * MINUTE_MS);
  expect(made.fetches.filter(({ url }) => url === "a").map(({ atMs }) => atMs / MINUTE_MS)).toEqual([
    0, 20, 40,
  ]);
  // They are the same.
  expect(made.changes).toHaveLength(2);
  made.answerWith(() => "rotated");
  await made.clock.advanceAsync(20 * MINUTE_MS);
  expect(made.changes.slice(2)).toEqual([
    ["a", { id: "a", jwks: "rotated", failure: undefined }],
    ["b", { id: "b", jwks: "rotated", failure: undefined }],
  ]);
});

test("a fetch that failed is tried again after a minute, then less often; old keys stay meanwhile", async () => {
  await using made = setUp();
  made.keySets.want([sourceOf("a")]);
  await made.clock.advanceAsync(0);
  made.answerWith(away);
  await made.clock.advanceAsync(20 * MINUTE_MS);
  expect(made.changes.at(-1)).toEqual(["a", { id: "a", jwks: "keys of a", failure: "it is away" }]);
  await made.clock.advanceAsync(60 * MINUTE_MS);
  expect(made.fetches.map(({ atMs }) => atMs / MINUTE_MS)).toEqual([0, 20, 21, 23, 27, 35, 51, 71]);
  expect(made.changes).toHaveLength(2);
  expect(made.results).toEqual(["ok", ...new Array<string>(7).fill("failed")]);
  expect(made.sink.records[0]).toMatchObject({
    message: "keys of tokens could not be fetched",
    url: "a",
    error: "it is away",
    kept: true,
  });
  made.answerWith(() => "back");
  await made.clock.advanceAsync(20 * MINUTE_MS);
  expect(made.changes.at(-1)).toEqual(["a", { id: "a", jwks: "back", failure: undefined }]);
  made.answerWith(away);
  await made.clock.advanceAsync(22 * MINUTE_MS);
  expect(made.fetches.map(({ atMs }) => atMs / MINUTE_MS).slice(8, 11)).toEqual([91, 111, 112]);
});

test("what nobody wants any more is not fetched, and forgotten after 7 days", async () => {
  await using made = setUp();
  made.keySets.want([sourceOf("a")]);
  await made.clock.advanceAsync(0);
  made.keySets.want([]);
  await made.clock.advanceAsync(7 * DAY_MS - 1);
  expect(made.fetches).toHaveLength(1);
  expect(made.changes).toHaveLength(1);
  await made.clock.advanceAsync(1);
  expect(made.changes.at(-1)).toEqual(["a", undefined]);
});

test("what is wanted again before that still counts, and is refreshed", async () => {
  await using made = setUp();
  made.keySets.want([sourceOf("a")]);
  await made.clock.advanceAsync(0);
  made.keySets.want([]);
  await made.clock.advanceAsync(DAY_MS);
  made.keySets.want([sourceOf("a")]);
  await made.clock.advanceAsync(10 * DAY_MS);
  expect(made.changes).toHaveLength(1);
  expect(made.fetches[1]?.atMs).toBe(DAY_MS);
});

test("of what nobody wants only so many are kept, the newest", async () => {
  await using made = setUp();
  const all = Array.from({ length: 1_030 }, (_, index) => sourceOf(`${index}`));
  made.keySets.want(all);
  await made.clock.advanceAsync(0);
  made.keySets.want(all.slice(3));
  await made.clock.advanceAsync(1);
  made.keySets.want([]);
  await made.clock.advanceAsync(1);
  const forgotten = made.changes.filter(([, keySet]) => keySet === undefined).map(([id]) => id);
  expect(forgotten).toHaveLength(6);
  expect(forgotten.slice(0, 3)).toEqual(["0", "1", "2"]);
});

test("who waits for the first keys waits for each to be there or to have failed", async () => {
  await using made = setUp();
  const { promise, resolve } = Promise.withResolvers<void>();
  let isOver = false;
  made.answerWith((url) => (url === "b" ? away() : url));
  made.keySets.want([sourceOf("a"), sourceOf("b")]);
  const waiting = made.keySets.whenTried(new AbortController().signal).then(() => {
    isOver = true;
    resolve();
  });
  expect(isOver).toBe(false);
  await made.clock.advanceAsync(0);
  await promise;
  await waiting;
  expect(made.fetches).toHaveLength(2);
  await made.keySets.whenTried(new AbortController().signal);
});

test("nobody waits longer than is wanted", async () => {
  const { clock, keySets } = setUp();
  const silent = new KeySets({
    fetch: () => new Promise(() => undefined),
    onChange: () => undefined,
    refreshMs: 1,
    clock,
    random: () => 0,
    metrics: { fetched: () => undefined },
    logger: memoryLogger("model").logger,
  });
  silent.want([sourceOf("a")]);
  const limit = new AbortController();
  const waiting = silent.whenTried(limit.signal);
  limit.abort();
  await waiting;
  await keySets.whenTried(limit.signal);
});
