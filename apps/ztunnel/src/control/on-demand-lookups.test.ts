import { describe, expect, test } from "vitest";
import type { MainMessage } from "../messages.ts";
import { OnDemandLookups } from "./on-demand-lookups.ts";

function setUp() {
  const fetched = new Map<string, PromiseWithResolvers<void>>();
  const posts: string[] = [];
  const forgotten: string[][] = [];
  const time = { ms: 0 };
  const lookups = new OnDemandLookups({
    fetch: (name, signal) => {
      const answer = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => answer.reject(signal.reason));
      fetched.set(name, answer);
      return answer.promise;
    },
    forget: (names) => forgotten.push([...names]),
    nowMs: () => time.ms,
    post: (worker: number, message: MainMessage) => {
      if (message.type === "lookup-done") posts.push(`${worker} ${message.key} ${message.isAnswered}`);
    },
  });
  const wanted = (index: number, key: string) => lookups.wanted({ type: "lookup-wanted", index, key });
  const unused = (index: number, ...keys: readonly string[]) =>
    lookups.unused({ type: "lookups-unused", index, keys });
  return { lookups, fetched, posts, forgotten, time, wanted, unused };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("a name is asked for once, and every worker that wants it is told", async () => {
  const { fetched, posts, wanted } = setUp();
  wanted(0, "/10.0.0.1");
  wanted(1, "/10.0.0.1");
  wanted(1, "/10.0.0.1");
  wanted(1, "ns/host");
  expect([...fetched.keys()]).toEqual(["/10.0.0.1", "ns/host"]);
  fetched.get("/10.0.0.1")?.resolve();
  await settled();
  expect(posts).toEqual(["0 /10.0.0.1 true", "1 /10.0.0.1 true"]);
});

test("a name that cannot be asked for is told so, and may be wanted again", async () => {
  const { fetched, posts, wanted } = setUp();
  wanted(0, "a");
  fetched.get("a")?.reject(new Error("too many names"));
  await settled();
  expect(posts).toEqual(["0 a false"]);
  fetched.clear();
  wanted(0, "a");
  expect([...fetched.keys()]).toEqual(["a"]);
});

test("beyond the bound nothing more is asked for", () => {
  const { fetched, posts, wanted } = setUp();
  for (let count = 0; count < 1_025; count++) wanted(0, `name-${count}`);
  expect(fetched.size).toBe(1_024);
  expect(posts).toEqual(["0 name-1024 false"]);
  wanted(1, "name-0");
  expect(posts).toHaveLength(1);
});

test("disposing gives up what is pending", async () => {
  const { lookups, posts, wanted } = setUp();
  wanted(0, "a");
  lookups[Symbol.dispose]();
  await settled();
  expect(posts).toEqual(["0 a false"]);
});

describe("a name that was answered", () => {
  async function setUpAnswered(...names: readonly string[]) {
    const parts = setUp();
    for (const name of names) for (const worker of [0, 1]) parts.wanted(worker, name);
    for (const { resolve } of parts.fetched.values()) resolve();
    await settled();
    parts.fetched.clear();
    return parts;
  }

  test("is forgotten when no worker goes by the answer any more, and after a while", async () => {
    const { time, unused, forgotten } = await setUpAnswered("a", "b");
    time.ms = 700_000;
    unused(0, "a");
    expect(forgotten).toEqual([]);
    unused(1, "a");
    expect(forgotten).toEqual([["a"]]);
    unused(0, "b");
    unused(1, "b");
    expect(forgotten).toEqual([["a"]]);
    time.ms += 600_000;
    unused(0);
    expect(forgotten).toEqual([["a"], ["b"]]);
  });

  test("is forgotten sooner when there are many", async () => {
    const names = Array.from({ length: 1_024 }, (_, index) => `name-${index}`);
    const { time, unused, forgotten } = await setUpAnswered(...names);
    for (const worker of [0, 1]) unused(worker, ...names);
    expect(forgotten).toEqual([]);
    time.ms = 60_000;
    unused(0);
    expect(forgotten).toEqual([names]);
  });

  test("is not forgotten when a worker has asked again", async () => {
    const { time, unused, wanted, forgotten, fetched } = await setUpAnswered("a");
    for (const worker of [0, 1]) unused(worker, "a");
    wanted(1, "a");
    time.ms = 700_000;
    unused(0);
    fetched.get("a")?.resolve();
    await settled();
    unused(0);
    expect(forgotten).toEqual([]);
    unused(1, "a");
    expect(forgotten).toEqual([["a"]]);
  });

  test("in vain is forgotten as well", async () => {
    const { fetched, time, unused, wanted, forgotten } = setUp();
    wanted(0, "a");
    fetched.get("a")?.reject(new Error("lost"));
    await settled();
    time.ms = 700_000;
    unused(0);
    expect(forgotten).toEqual([["a"]]);
  });
});
