import { expect, test } from "vitest";
import type { MainMessage } from "../messages.ts";
import { OnDemandLookups } from "./on-demand-lookups.ts";

function setUp() {
  const fetched = new Map<string, PromiseWithResolvers<void>>();
  const posts: string[] = [];
  const lookups = new OnDemandLookups({
    fetch: (name, signal) => {
      const answer = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => answer.reject(signal.reason));
      fetched.set(name, answer);
      return answer.promise;
    },
    post: (worker: number, message: MainMessage) => {
      if (message.type === "lookup-done") posts.push(`${worker} ${message.key} ${message.isAnswered}`);
    },
  });
  const wanted = (index: number, key: string) => lookups.wanted({ type: "lookup-wanted", index, key });
  return { lookups, fetched, posts, wanted };
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
