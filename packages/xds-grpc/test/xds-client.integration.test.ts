import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, STATUS } from "@ambit/xds";
import { A_NODE, aResource } from "@ambit/xds/testing";
import { describe, expect, test } from "vitest";
import { type CallHeaders, XdsClient } from "../src/index.ts";
import { aCertificate, anAuthority } from "./certificates.ts";
import { aControlPlane, byToken, fastClock, HOST, Proxy, TOKEN } from "./rig.ts";

async function aFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "xds-grpc-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

describe("a proxy's stream", () => {
  test("brings everything, then what changes, and is synced when all of it was applied", async () => {
    await using plane = await aControlPlane();
    plane.put(aResource("a"), aResource("b"));
    await using proxy = new Proxy(plane.endpoint);
    await eventually(() => expect(proxy.client.isSynced).toBe(true));
    expect([...proxy.state]).toEqual([
      ["a", "1"],
      ["b", "1"],
    ]);
    plane.change(ADDRESS_TYPE, [aResource("a", { version: "2" })], ["b"]);
    plane.change(AUTHORIZATION_TYPE, [aResource("policy")], []);
    await eventually(() =>
      expect([...proxy.state]).toEqual([
        ["a", "2"],
        ["policy", "1"],
      ]),
    );
    expect(plane.xds.connections()).toMatchObject([
      {
        caller: "caller",
        peer: { isTls: true },
        node: A_NODE,
        nodeId: { name: "ztunnel-a", namespace: "istio-system" },
      },
    ]);
  });

  test("is ACKed only when the application has applied", async () => {
    await using plane = await aControlPlane();
    plane.put(aResource("a"));
    const applied = Promise.withResolvers<[]>();
    await using proxy = new Proxy(plane.endpoint, { apply: () => applied.promise });
    await eventually(() => expect(plane.of("sent").length).toBe(2));
    plane.put(aResource("b"));
    expect([plane.of("ack"), proxy.client.isSynced]).toEqual([[], false]);
    applied.resolve([]);
    await eventually(() => expect(proxy.client.isSynced).toBe(true));
    await eventually(() => expect(plane.of("ack").length).toBe(3));
  });

  test("reports what was rejected, and gets it again on the next stream", async () => {
    await using plane = await aControlPlane();
    plane.put(aResource("good"), aResource("bad"));
    let isAccepting = false;
    const applied: string[] = [];
    await using proxy = new Proxy(plane.endpoint, {
      apply: async ({ resources }) => {
        applied.push(...resources.map(({ name }) => name));
        return isAccepting
          ? []
          : resources.filter(({ name }) => name === "bad").map(({ name }) => ({ name, reason: "no good" }));
      },
    });
    await eventually(() => {
      expect(plane.of("nack")).toMatchObject([{ typeUrl: ADDRESS_TYPE, error: { message: "bad: no good" } }]);
    });
    expect(plane.xds.connections()[0]?.types[0]?.error?.message).toBe("bad: no good");
    expect(proxy.client.unsyncedTypes).toContain(ADDRESS_TYPE);
    isAccepting = true;
    plane.xds.disconnect(plane.xds.connections()[0]?.id ?? 0);
    await eventually(() => expect(proxy.client.isSynced).toBe(true));
    expect(applied).toEqual(["good", "bad", "bad"]);
  });

  test("is opened again after a loss, and brings only what is different", async () => {
    await using plane = await aControlPlane();
    plane.put(...Array.from({ length: 100 }, (_, index) => aResource(`r-${String(index)}`)));
    await using proxy = new Proxy(plane.endpoint);
    await eventually(() => expect(proxy.client.isSynced).toBe(true));
    plane.server.disconnect(plane.xds.connections()[0]?.peer.name ?? "");
    await eventually(() => expect(plane.of("sent").length).toBe(4));
    expect(plane.of("sent").slice(2)).toMatchObject([
      { resources: 0, removed: 0 },
      { resources: 0, removed: 0 },
    ]);
    expect(
      plane
        .of("sent")
        .slice(2)
        .reduce((sum, { bytes }) => sum + bytes, 0),
    ).toBeLessThan(400);
    // A broken connection is no reason to wait.
    expect(proxy.disconnections()).toMatchObject([{ waitMs: 10 }]);
    expect(proxy.state.size).toBe(100);
  });

  test.each([
    { name: "takes them: nothing is sent again", server: {}, sentAgain: 0 },
    {
      name: "takes 4 MiB only: refused once, it says nothing, and has everything again",
      server: { maxReceivedMessageBytes: 4 * 1024 * 1024 },
      sentAgain: 22_000,
    },
  ])("with 4.6 MB of names and versions, at a control plane that $name", async ({ server, sentAgain }) => {
    await using plane = await aControlPlane({ server });
    const long = "n".repeat(190);
    plane.put(...Array.from({ length: 22_000 }, (_, index) => aResource(`${long}${String(index)}`)));
    await using proxy = new Proxy(plane.endpoint, { clock: fastClock(10) });
    await eventually(() => expect(proxy.client.isSynced).toBe(true), { timeoutMs: 20_000 });
    const before = plane.of("sent").length;
    plane.server.disconnect(plane.xds.connections()[0]?.peer.name ?? "");
    await eventually(() => expect(plane.of("sent").length).toBe(before + 2), { timeoutMs: 20_000 });
    const addresses = plane
      .of("sent")
      .slice(before)
      .filter(({ typeUrl }) => typeUrl === ADDRESS_TYPE);
    expect(addresses).toMatchObject([{ resources: sentAgain, removed: 0 }]);
    expect(proxy.state.size).toBe(22_000);
  });

  test("waits longer and longer for a control plane that is away, keeps its state, and finds the one that comes", async () => {
    await using plane = await aControlPlane();
    plane.put(aResource("a"), aResource("b"), aResource("c"));
    await using proxy = new Proxy(plane.endpoint, { clock: fastClock(10) });
    await eventually(() => expect(proxy.client.isSynced).toBe(true));
    const { port } = plane;
    await plane.server[Symbol.asyncDispose]();
    await eventually(() => expect(proxy.disconnections().length).toBeGreaterThan(4));
    expect(
      proxy
        .disconnections()
        .slice(0, 5)
        .map(({ waitMs }) => waitMs),
    ).toEqual([10, 20, 40, 80, 160]);
    expect(proxy.state.size).toBe(3);
    expect(proxy.client.isSynced).toBe(true);
    const tls = aCertificate(plane.authority, { dnsNames: [HOST] });
    await using next = await aControlPlane({ server: { port, tls } });
    next.put(aResource("b"), aResource("c", { version: "2" }), aResource("d"));
    await eventually(
      () =>
        expect([...proxy.state]).toEqual([
          ["b", "1"],
          ["c", "2"],
          ["d", "1"],
        ]),
      { timeoutMs: 5000 },
    );
  });

  test("ends at the connection's age, and the next comes at once", async () => {
    await using plane = await aControlPlane({
      server: { maxConnectionAgeMs: 300, maxConnectionAgeGraceMs: 200 },
    });
    plane.put(aResource("a"));
    await using proxy = new Proxy(plane.endpoint);
    await eventually(() => expect(plane.of("connected").length).toBeGreaterThan(1), { timeoutMs: 15_000 });
    await eventually(() => expect(plane.xds.connectionCount).toBe(1));
    expect(proxy.disconnections()[0]?.waitMs).toBe(10);
    expect(plane.of("sent").filter(({ resources }) => resources > 0)).toHaveLength(1);
  });

  test("carries a snapshot that is larger than what a server takes", async () => {
    await using plane = await aControlPlane();
    const payload = new Uint8Array(1024).fill(7);
    plane.put(...Array.from({ length: 8000 }, (_, index) => aResource(`r-${String(index)}`, { payload })));
    await using proxy = new Proxy(plane.endpoint);
    await eventually(() => expect(proxy.client.isSynced).toBe(true), { timeoutMs: 10_000 });
    expect(proxy.state.size).toBe(8000);
    expect(plane.of("sent")[0]?.bytes).toBeGreaterThan(8_000_000);
    expect(
      proxy.updates[0]?.resources.every((resource) => resource.payload.every((byte) => byte === 7)),
    ).toBe(true);
  });
});

describe("a proxy shows", () => {
  test("its token and cluster, read from the file for every stream, and further headers", async () => {
    await using folder = await aFolder();
    const path = join(folder.path, "token");
    await writeFile(path, "wrong");
    const seen: CallHeaders[] = [];
    await using plane = await aControlPlane({
      authenticate: (headers, peer) => {
        seen.push(headers);
        return byToken(headers, peer);
      },
    });
    const credential = { token: { kind: "file" as const, path }, clusterId: "cluster-1" };
    const headers = [["x-tenant", "blue"]] as const;
    await using proxy = new Proxy({ ...plane.endpoint, credential, headers });
    await eventually(() => expect(plane.of("refused").length).toBeGreaterThan(1));
    expect(proxy.disconnections()[0]?.end).toMatchObject({
      outcome: { kind: "not-established" },
      message: "status 16: request authenticate failure",
    });
    await writeFile(path, TOKEN);
    await eventually(() => expect(proxy.client.isSynced).toBe(true));
    const last = seen.at(-1);
    expect([last?.get("authorization"), last?.get("clusterid"), last?.get("x-tenant")]).toEqual([
      [`Bearer ${TOKEN}`],
      ["cluster-1"],
      ["blue"],
    ]);
  });

  test.each([
    { name: "an empty", text: "", message: /is empty/ },
    { name: "no", text: undefined, message: /no token can be read from/ },
    { name: "an unprintable", text: "a\nb", message: /cannot be a header/ },
  ])("nothing while there is $name token", async ({ text, message }) => {
    await using folder = await aFolder();
    const path = join(folder.path, "token");
    if (text !== undefined) await writeFile(path, text);
    await using plane = await aControlPlane();
    const credential = { token: { kind: "file" as const, path }, clusterId: "c" };
    await using proxy = new Proxy({ ...plane.endpoint, credential });
    await eventually(() => expect(proxy.disconnections().length).toBeGreaterThan(1));
    expect(
      proxy
        .disconnections()
        .map(({ waitMs }) => waitMs)
        .slice(0, 2),
    ).toEqual([20, 40]);
    expect(proxy.disconnections()[0]?.error).toMatchObject({
      code: "bad-token",
      message: expect.stringMatching(message),
    });
    expect(plane.of("refused")).toEqual([]);
  });
});

describe("a proxy believes", () => {
  test.each([
    { name: "the URL's host", dnsNames: ["localhost"], alternativeHostname: "", isBelieved: true },
    { name: "the other name", dnsNames: [HOST], alternativeHostname: HOST, isBelieved: true },
    { name: "neither", dnsNames: ["evil.example"], alternativeHostname: HOST, isBelieved: false },
  ])("a certificate for $name: $isBelieved", async ({ dnsNames, alternativeHostname, isBelieved }) => {
    const authority = anAuthority();
    const tls = aCertificate(authority, { dnsNames });
    await using plane = await aControlPlane({ server: { tls } });
    const roots = { kind: "pem" as const, pem: tls.rootsPem };
    await using proxy = new Proxy({ ...plane.endpoint, roots, alternativeHostname });
    await eventually(() => expect(proxy.events.length).toBeGreaterThan(0));
    expect(proxy.kinds()[0]).toBe(isBelieved ? "connected" : "disconnected");
  });

  test("the roots that are in the file when it connects", async () => {
    await using folder = await aFolder();
    const path = join(folder.path, "root-cert.pem");
    await using plane = await aControlPlane();
    await using proxy = new Proxy({ ...plane.endpoint, roots: { kind: "file", path } });
    await eventually(() => expect(proxy.disconnections()[0]?.error).toMatchObject({ code: "bad-roots" }));
    await writeFile(path, aCertificate(anAuthority(), { dnsNames: [HOST] }).rootsPem);
    await eventually(() =>
      expect(proxy.disconnections().at(-1)?.error).toMatchObject({ code: "not-connected" }),
    );
    await writeFile(path, plane.rootsPem);
    await eventually(() => expect(proxy.client.isSynced).toBe(true), { timeoutMs: 5000 });
  });

  test("nobody who accepts a connection and then says nothing", async () => {
    const sockets = new Set<Socket>();
    const listener = createServer((socket) => void sockets.add(socket)).listen(0, "127.0.0.1");
    await once(listener, "listening");
    const address = listener.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const roots = { kind: "pem" as const, pem: aCertificate(anAuthority(), { dnsNames: [HOST] }).rootsPem };
    {
      await using proxy = new Proxy(
        { url: `https://localhost:${String(port)}`, roots },
        { clock: fastClock(50) },
      );
      await eventually(() => expect(proxy.disconnections()[0]?.end.message).toMatch(/in time/));
    }
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
});

describe("names on demand", () => {
  test("are waited for until a resource or its absence was applied", async () => {
    await using plane = await aControlPlane();
    plane.put(aResource("pod", { aliases: ["/10.0.0.1"] }), aResource("other"));
    const types = [{ typeUrl: ADDRESS_TYPE, isOnDemand: true }, { typeUrl: AUTHORIZATION_TYPE }];
    await using proxy = new Proxy(plane.endpoint, { types });
    const { signal } = new AbortController();
    // Before there is a stream, too.
    await Promise.all([
      proxy.client.fetch(ADDRESS_TYPE, "/10.0.0.1", signal),
      proxy.client.fetch(ADDRESS_TYPE, "nothing", signal),
    ]);
    expect([...proxy.state.keys()]).toEqual(["pod"]);
    await proxy.client.fetch(ADDRESS_TYPE, "/10.0.0.1", signal);
    plane.server.disconnect(plane.xds.connections()[0]?.peer.name ?? "");
    await proxy.client.fetch(ADDRESS_TYPE, "other", signal);
    plane.put(aResource("nothing"));
    await eventually(() => expect([...proxy.state.keys()]).toEqual(["pod", "other", "nothing"]));
  });

  test("are forgotten with what they brought, by another stream at once, and can be asked for again", async () => {
    await using plane = await aControlPlane();
    plane.put(aResource("one", { aliases: ["/1"] }), aResource("two", { aliases: ["/2"] }));
    const types = [{ typeUrl: ADDRESS_TYPE, isOnDemand: true }];
    const asked: boolean[] = [];
    await using proxy: Proxy = new Proxy(plane.endpoint, {
      types,
      drop: (_typeUrl, isDemanded) => {
        asked.push(isDemanded("/1"), isDemanded("/2"));
        proxy.state.delete("one");
        return Promise.resolve(["one"]);
      },
    });
    const { signal } = new AbortController();
    const fetch = (name: string): Promise<void> => proxy.client.fetch(ADDRESS_TYPE, name, signal);
    await Promise.all([fetch("/1"), fetch("/2")]);
    proxy.client.forget(ADDRESS_TYPE, ["/1"]);
    await eventually(() => expect(proxy.kinds().filter((kind) => kind === "connected")).toHaveLength(2));
    expect(asked).toEqual([false, true]);
    // The server no longer tells of it.
    plane.put(
      aResource("one", { aliases: ["/1"], version: "2" }),
      aResource("two", { aliases: ["/2"], version: "2" }),
    );
    await eventually(() => expect([...proxy.state]).toEqual([["two", "2"]]));
    await fetch("/1");
    expect(proxy.state.get("one")).toBe("2");
    expect(proxy.disconnections()).toEqual([]);
  });

  test("that are asked for while they are being forgotten are there afterwards", async () => {
    await using plane = await aControlPlane();
    plane.put(aResource("one", { aliases: ["/1"] }));
    const types = [{ typeUrl: ADDRESS_TYPE, isOnDemand: true }];
    const dropping = Promise.withResolvers<void>();
    const dropped = Promise.withResolvers<readonly string[]>();
    await using proxy: Proxy = new Proxy(plane.endpoint, {
      types,
      drop: () => {
        dropping.resolve();
        return dropped.promise;
      },
    });
    const { signal } = new AbortController();
    await proxy.client.fetch(ADDRESS_TYPE, "/1", signal);
    proxy.client.forget(ADDRESS_TYPE, ["/1"]);
    await dropping.promise;
    const again = proxy.client.fetch(ADDRESS_TYPE, "/1", signal);
    proxy.state.delete("one");
    dropped.resolve(["one"]);
    await again;
    expect([...proxy.state.keys()]).toEqual(["one"]);
  });

  test("are waited for no longer than the caller wants", async () => {
    await using plane = await aControlPlane();
    const types = [{ typeUrl: ADDRESS_TYPE, isOnDemand: true }];
    const never = new Promise<[]>(() => undefined);
    const proxy = new Proxy(plane.endpoint, { types, apply: () => never });
    const abort = new AbortController();
    const fetched = proxy.client.fetch(ADDRESS_TYPE, "a", abort.signal);
    abort.abort();
    await expect(fetched).rejects.toMatchObject({ code: "aborted" });
    await expect(proxy.client.fetch(ADDRESS_TYPE, "b", AbortSignal.abort())).rejects.toMatchObject({
      code: "aborted",
    });
    await expect(proxy.client.fetch("other", "b", abort.signal)).rejects.toMatchObject({
      code: "unknown-type",
    });
  });
});

test("what apply throws ends the client with it", async () => {
  await using plane = await aControlPlane();
  const mistake = new Error("a mistake");
  const client = new XdsClient({
    endpoint: plane.endpoint,
    node: A_NODE,
    types: [{ typeUrl: ADDRESS_TYPE }],
    clock: systemClock,
    apply: () => Promise.reject(mistake),
  });
  await expect(client.run(new AbortController().signal)).rejects.toBe(mistake);
  expect(client.isConnected).toBe(false);
  await eventually(() => expect(plane.xds.connectionCount).toBe(0));
});

test("an address that is none is named", async () => {
  await using proxy = new Proxy({ url: "istiod:15012", roots: { kind: "system" } });
  await eventually(() => expect(proxy.disconnections()[0]?.error).toMatchObject({ code: "bad-address" }));
  expect(proxy.disconnections()[0]?.end.message).toContain("istiod:15012");
});

test("a status that the control plane means is a reason to wait", async () => {
  await using plane = await aControlPlane();
  await using proxy = new Proxy(plane.endpoint, { types: [{ typeUrl: "type.googleapis.com/foo.Bar" }] });
  await eventually(() => expect(proxy.disconnections().length).toBeGreaterThan(1));
  expect(proxy.disconnections()[0]).toMatchObject({
    waitMs: 20,
    end: { message: expect.stringContaining(`status ${String(STATUS.unauthenticated)}`) },
  });
});
