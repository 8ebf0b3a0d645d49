import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { eventually } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { ApiClient, anApiServer } from "../src/testing/index.ts";

const MAPS = "/api/v1/namespaces/default/configmaps";
const aMap = (name: string, data = {}) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });

describe("a watch over HTTP", () => {
  test("goes on from the version of a list", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    await client.post(MAPS, aMap("settings"));
    const list = await client.get(MAPS);
    await using watch = await client.watch(`${MAPS}?resourceVersion=${list.resourceVersion}`);
    await client.post(MAPS, aMap("more"));
    await client.delete(`${MAPS}/settings`);
    expect(await watch.take(2)).toMatchObject([
      { type: "ADDED", object: { metadata: { name: "more" } } },
      { type: "DELETED", object: { metadata: { name: "settings" } } },
    ]);
  });

  test("gives bookmarks to whom they are wanted by, and no others", async () => {
    await using server = await anApiServer({ limits: { bookmarkIntervalMs: 20 } });
    const client = new ApiClient(server.url);
    const { resourceVersion } = await client.get(MAPS);
    await using plain = await client.watch(`${MAPS}?resourceVersion=${resourceVersion}`);
    await using marked = await client.watch(
      `${MAPS}?resourceVersion=${resourceVersion}&allowWatchBookmarks=true`,
    );
    await client.post("/api/v1/namespaces/default/secrets", { metadata: { name: "s" } });
    const version = (await client.get(MAPS)).resourceVersion;
    // The secret is nothing to a watch of ConfigMaps, but its version is.
    const mark = { type: "BOOKMARK", object: { kind: "ConfigMap", metadata: { resourceVersion: version } } };
    await eventually(async () => expect(await marked.take(1)).toMatchObject([mark]));
    await client.post(MAPS, aMap("a"));
    expect(await plain.take(1)).toMatchObject([{ type: "ADDED" }]);
  });

  test("begins with everything and a mark where it ends, when asked so", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    await client.post(MAPS, aMap("a"));
    const query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    await using watch = await client.watch(`${MAPS}?${query}`);
    expect(await watch.take(2)).toMatchObject([
      { type: "ADDED", object: { metadata: { name: "a" } } },
      { type: "BOOKMARK", object: { metadata: { annotations: { "k8s.io/initial-events-end": "true" } } } },
    ]);
  });

  test("ends when its time is over", async () => {
    await using server = await anApiServer();
    await using watch = await new ApiClient(server.url).watch(`${MAPS}?timeoutSeconds=1`);
    expect(watch.status).toBe(200);
    expect(await watch.rest()).toEqual([]);
  });

  test("of a version that is forgotten says so and ends", async () => {
    await using server = await anApiServer({ limits: { historyEvents: 2 } });
    const client = new ApiClient(server.url);
    const { resourceVersion } = await client.get(MAPS);
    for (const name of ["a", "b", "c"]) await client.post(MAPS, aMap(name));
    await using watch = await client.watch(`${MAPS}?resourceVersion=${resourceVersion}`);
    expect(await watch.rest()).toMatchObject([
      { type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired" } },
    ]);
  });

  test("of a version of the server before this one is told to list again", async () => {
    const first = await anApiServer();
    const { resourceVersion } = await new ApiClient(first.url).get(MAPS);
    await first.close();
    await using second = await anApiServer({ port: first.port });
    await using watch = await new ApiClient(second.url).watch(`${MAPS}?resourceVersion=${resourceVersion}`);
    expect(await watch.rest()).toMatchObject([{ type: "ERROR", object: { reason: "Expired" } }]);
  });

  test("that nobody reads is cut off, and costs the others nothing", async () => {
    await using server = await anApiServer({ limits: { watchQueuedBytes: 2_000_000 } });
    const client = new ApiClient(server.url);
    const stuck = await openUnread(`${server.url}${MAPS}?watch=true`);
    await using reader = await client.watch(MAPS);
    const data = { a: "x".repeat(500_000) };
    for (let index = 0; index < 40; index += 1) await client.post(MAPS, aMap(`map-${index}`, data));
    expect(await reader.take(40)).toHaveLength(40);
    // What the kernel had taken still comes; then it ends in the middle of a line.
    const lines = (await text(stuck).catch((error: Error) => error.message)).split("\n");
    expect(lines).not.toHaveLength(41);
    expect(stuck.complete).toBe(false);
  });

  test("may begin with more than it may be behind later", async () => {
    await using server = await anApiServer({ limits: { watchQueuedBytes: 1000 } });
    const client = new ApiClient(server.url);
    const data = { a: "x".repeat(500_000) };
    for (let index = 0; index < 30; index += 1) await client.post(MAPS, aMap(`map-${index}`, data));
    await using watch = await client.watch(MAPS);
    expect(await watch.take(30)).toHaveLength(30);
  });

  test("beyond the most there may be is refused, until another ends", async () => {
    await using server = await anApiServer({ limits: { watches: 1 } });
    const client = new ApiClient(server.url);
    const first = await client.watch(MAPS);
    expect(await client.get(`${MAPS}?watch=true`)).toMatchObject({
      status: 429,
      body: { reason: "TooManyRequests" },
    });
    await first[Symbol.asyncDispose]();
    await eventually(async () => {
      await using next = await client.watch(MAPS);
      expect(next.status).toBe(200);
    });
  });

  test("ends with the server, which leaves nothing open", async () => {
    const server = await anApiServer();
    await using watch = await new ApiClient(server.url).watch(MAPS);
    await server.close();
    expect(await watch.rest()).toEqual([]);
  });
});

/** An answer of which not one byte is taken until somebody asks for it. */
function openUnread(url: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  get(url, { agent: false }, (response) => {
    response.pause();
    resolve(response);
  }).once("error", reject);
  return promise;
}
