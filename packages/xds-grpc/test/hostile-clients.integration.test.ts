// Clients that do wrong: each is ended with the right status, costs a bounded amount, and the others are served.
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { eventually } from "@ambit/lifecycle/testing";
import { AUTHORIZATION_TYPE, HEALTH_TYPE, STATUS } from "@ambit/xds";
import { A_NODE, aRequest, aResource } from "@ambit/xds/testing";
import { describe, expect, test } from "vitest";
import { decodeDeltaResponse, encodeDeltaRequest } from "../src/delta-codec.ts";
import { aCertificate, anAuthority } from "./certificates.ts";
import { aControlPlane, type ControlPlane, fastClock, Proxy, RawStream, TOKEN } from "./rig.ts";
import { anIncompleteRequest, aStalledClient, StallingRelay } from "./stalled-client.ts";

/** Together more than the minute in which something has to come. */
const [SLOW_PIECES, SLOW_MS] = [40, 50];
const FIRST_REQUEST = encodeDeltaRequest(aRequest({ node: A_NODE }));

function manyResources(count: number, bytes: number, version = "1") {
  const payload = new Uint8Array(bytes).fill(7);
  return Array.from({ length: count }, (_, index) => aResource(`r-${String(index)}`, { payload, version }));
}

/** Others are served: a proxy that comes now gets everything, and hears of a change. */
async function expectService(plane: ControlPlane): Promise<void> {
  await using proxy = new Proxy(plane.endpoint);
  await eventually(() => expect(proxy.client.isSynced).toBe(true), { timeoutMs: 10_000 });
  const name = `probe-${String(performance.now())}`;
  plane.put(aResource(name));
  await eventually(() => expect(proxy.state.has(name)).toBe(true), { timeoutMs: 10_000 });
}

describe("who may not", () => {
  test.each([
    { name: "no token", headers: {} },
    { name: "a wrong token", headers: { authorization: "Bearer wrong" } },
  ])("connect, with $name, is told so before anything is read", async ({ headers }) => {
    await using plane = await aControlPlane();
    using stream = new RawStream(plane.endpoint, headers).read();
    stream.call.write(Buffer.alloc(3 * 1024 * 1024, 0xff));
    expect(await stream.status).toMatchObject({
      code: STATUS.unauthenticated,
      details: "request authenticate failure",
    });
    expect(plane.of("refused")).toMatchObject([{ status: { code: STATUS.unauthenticated } }]);
    await expectService(plane);
  });

  test("be looked up, because the authenticator fails, is refused; the mistake is reported", async () => {
    const mistake = new Error("a mistake");
    await using plane = await aControlPlane({ authenticate: () => Promise.reject(mistake) });
    using stream = new RawStream(plane.endpoint).read();
    expect(await stream.status).toMatchObject({ code: STATUS.internal });
    expect(plane.of("refused")).toMatchObject([{ error: mistake }]);
  });

  test.each([
    {
      name: "an id that is none",
      request: aRequest({ node: { id: "nonsense", metadata: {} } }),
      end: { code: STATUS.invalidArgument, details: 'missing parts in the service node "nonsense"' },
    },
    {
      name: "no node",
      request: aRequest(),
      end: { code: STATUS.invalidArgument, details: "missing node information" },
    },
    {
      name: "a type nobody serves",
      request: aRequest({ node: A_NODE, typeUrl: "type.googleapis.com/foo.Bar" }),
      end: {
        code: STATUS.unauthenticated,
        details: "the api generator requires an authenticated control-plane identity",
      },
    },
  ])("ask so, with $name, get the status that a stock controller gives", async ({ request, end }) => {
    await using plane = await aControlPlane();
    using stream = new RawStream(plane.endpoint).read();
    stream.call.write(encodeDeltaRequest(request));
    expect(await stream.status).toMatchObject(end);
    await expectService(plane);
  });
});

describe("too much", () => {
  test("in one message ends with ResourceExhausted", async () => {
    await using plane = await aControlPlane();
    using stream = new RawStream(plane.endpoint).read();
    stream.call.write(FIRST_REQUEST);
    await eventually(() => expect(stream.received.length).toBe(1));
    stream.call.write(Buffer.alloc(20_000_000));
    expect(await stream.status).toMatchObject({ code: STATUS.resourceExhausted, details: /larger than max/ });
    await eventually(() => expect(plane.xds.connectionCount).toBe(0));
    await expectService(plane);
  });

  test("of messages that are never complete ends with ResourceExhausted", async () => {
    await using plane = await aControlPlane({ limits: { unreadBytesPerAddress: 6_000_000 } });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(4_000_000, 1);
    const clients = Array.from({ length: 4 }, () => anIncompleteRequest(plane, prefix, 2_500_000));
    const statuses = await Promise.race([
      Promise.all(clients.map(({ status }) => status)),
      eventually(() => expect(plane.of("closed").length).toBeGreaterThan(1)).then(() => undefined),
    ]);
    expect(statuses).toBeUndefined();
    expect(plane.of("closed").map(({ status }) => status?.code)).toEqual([
      STATUS.resourceExhausted,
      STATUS.resourceExhausted,
    ]);
    for (const client of clients) client.destroy();
    await eventually(() => expect(plane.xds.connectionCount).toBe(0));
    await expectService(plane);
  });

  test.each(["gzip", "deflate"])("in little: requests compressed with %s are not taken", async (encoding) => {
    await using plane = await aControlPlane();
    const client = anIncompleteRequest(plane, Buffer.alloc(5), 1000, { "grpc-encoding": encoding });
    expect(await client.status).toBe(String(STATUS.unimplemented));
    client.destroy();
  });

  test("of nothing that means anything ends with InvalidArgument", async () => {
    await using plane = await aControlPlane();
    using stream = new RawStream(plane.endpoint).read();
    stream.call.write(Buffer.from("this is no request"));
    expect(await stream.status).toMatchObject({ code: STATUS.invalidArgument });
  });

  test("to subscribe to ends with ResourceExhausted", async () => {
    await using plane = await aControlPlane({ limits: { subscribedNames: 5000 } });
    using stream = new RawStream(plane.endpoint).read();
    for (let batch = 0; batch < 100; batch += 1) {
      const subscribe = Array.from({ length: 1000 }, (_, index) => `name-${String(batch)}-${String(index)}`);
      stream.call.write(encodeDeltaRequest(aRequest({ node: A_NODE, subscribe })));
    }
    expect(await stream.status).toMatchObject({ code: STATUS.resourceExhausted, details: /5000 subscribed/ });
    await expectService(plane);
  });

  test("of all clients together ends the one that goes over it", async () => {
    await using plane = await aControlPlane({ limits: { totalSubscribedNames: 1500 } });
    using first = new RawStream(plane.endpoint).read();
    using second = new RawStream(plane.endpoint).read();
    const subscribe = Array.from({ length: 1000 }, (_, index) => `name-${String(index)}`);
    first.call.write(encodeDeltaRequest(aRequest({ node: A_NODE, subscribe })));
    await eventually(() => expect(first.received.length).toBe(1));
    second.call.write(encodeDeltaRequest(aRequest({ node: A_NODE, subscribe })));
    expect(await second.status).toMatchObject({ code: STATUS.resourceExhausted, details: /together/ });
    // Its share is free again.
    using third = new RawStream(plane.endpoint).read();
    third.call.write(encodeDeltaRequest(aRequest({ node: A_NODE, subscribe: subscribe.slice(500) })));
    await eventually(() => expect(third.received.length).toBe(1));
  });

  test("in a second is read later, while others are served", async () => {
    await using plane = await aControlPlane({ clock: fastClock(4) });
    using stream = new RawStream(plane.endpoint).read();
    stream.call.write(FIRST_REQUEST);
    const request = encodeDeltaRequest(aRequest({ subscribe: ["a"], unsubscribe: ["b"] }));
    for (let index = 0; index < 1500; index += 1) stream.call.write(request);
    await expectService(plane);
    stream.call.write(encodeDeltaRequest(aRequest({ typeUrl: AUTHORIZATION_TYPE })));
    await eventually(
      () => {
        const types = stream.received.map((bytes) => decodeDeltaResponse(bytes).typeUrl);
        expect(types).toContain(AUTHORIZATION_TYPE);
      },
      { timeoutMs: 10_000 },
    );
  });

  test("of new streams waits a second for its turn or is told to come back", async () => {
    await using plane = await aControlPlane({ requestsPerSecond: 1 });
    const streams = Array.from({ length: 8 }, () => new RawStream(plane.endpoint).read());
    const ends = await Promise.all(
      streams.map(async ({ status, call }) => {
        call.write(FIRST_REQUEST);
        const answered = once(call, "data").then(() => undefined);
        return Promise.race([answered, status]);
      }),
    );
    const codes = ends.map((status) => status?.code ?? STATUS.ok);
    expect(codes.filter((code) => code === STATUS.ok).length).toBeGreaterThanOrEqual(2);
    expect(codes.filter((code) => code === STATUS.resourceExhausted).length).toBeGreaterThanOrEqual(1);
    expect(new Set(codes)).toEqual(new Set([STATUS.ok, STATUS.resourceExhausted]));
    for (const stream of streams) stream[Symbol.dispose]();
    await eventually(() => expect(plane.xds.connectionCount).toBe(0));
  });

  test.each([
    { name: "streams", limits: { streams: 2 } },
    { name: "streams of one address", limits: { streamsPerAddress: 2 } },
  ])("of $name ends the new one", async ({ limits }) => {
    await using plane = await aControlPlane({ limits });
    using first = new RawStream(plane.endpoint).read();
    using second = new RawStream(plane.endpoint).read();
    for (const { call } of [first, second]) call.write(FIRST_REQUEST);
    await eventually(() => expect(plane.xds.connectionCount).toBe(2));
    using third = new RawStream(plane.endpoint).read();
    expect(await third.status).toMatchObject({ code: STATUS.resourceExhausted });
    first[Symbol.dispose]();
    await eventually(() => expect(plane.xds.connectionCount).toBe(1));
    await expectService(plane);
  });

  test("of connections closes the new one", async () => {
    await using plane = await aControlPlane({ server: { maxConnectionsPerAddress: 3 } });
    const sockets = Array.from({ length: 3 }, () => connect(plane.port, "127.0.0.1"));
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    await eventually(() => expect(plane.server.connectionCount).toBe(3));
    const surplus = connect(plane.port, "127.0.0.1");
    surplus.on("error", () => undefined);
    await once(surplus, "close");
    for (const socket of sockets) socket.destroy();
    await eventually(() => expect(plane.server.connectionCount).toBe(0));
    await expectService(plane);
  });
});

describe("a client that", () => {
  test("never ACKs gets one response, and costs nothing however much changes", async () => {
    await using plane = await aControlPlane();
    plane.put(...manyResources(1000, 100));
    using stream = new RawStream(plane.endpoint).read();
    stream.call.write(FIRST_REQUEST);
    await eventually(() => expect(stream.received.length).toBe(1));
    await using proxy = new Proxy(plane.endpoint);
    await eventually(() => expect(proxy.client.isSynced).toBe(true));
    for (let round = 2; round < 60; round += 1) plane.put(...manyResources(1000, 100, String(round)));
    await eventually(() => expect(proxy.state.get("r-999")).toBe("59"), { timeoutMs: 10_000 });
    expect(stream.received).toHaveLength(1);
    // What it missed comes at once, in its latest form, when it answers after all.
    const { nonce } = decodeDeltaResponse(stream.received[0] ?? Buffer.alloc(0));
    stream.call.write(encodeDeltaRequest(aRequest({ responseNonce: nonce })));
    await eventually(() => expect(stream.received.length).toBe(2));
    const versions = decodeDeltaResponse(stream.received[1] ?? Buffer.alloc(0)).resources.map(
      ({ version }) => version,
    );
    expect([versions.length, new Set(versions)]).toEqual([1000, new Set(["59"])]);
  });

  test.each([
    { name: "the window of its stream", hasWindow: false },
    { name: "its socket", hasWindow: true },
  ])("never reads, and closes $name, costs little and is cut off", async ({ hasWindow }) => {
    await using plane = await aControlPlane({ clock: fastClock(5) });
    plane.put(...manyResources(6000, 1024));
    await expectService(plane);
    const sent = plane.of("sent").length;
    const before = process.memoryUsage().arrayBuffers;
    await using relay = new StallingRelay(plane.port, 50_000);
    const port = await relay.listen();
    const clients = Array.from({ length: 30 }, () =>
      aStalledClient(port, { message: FIRST_REQUEST, rootsPem: plane.rootsPem, hasWindow }),
    );
    await eventually(() => expect(plane.of("sent").length).toBe(sent + 30), { timeoutMs: 5000 });
    // One response is 6.5 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
    await expectService(plane);
    await eventually(() => expect(plane.xds.connectionCount).toBe(0), { timeoutMs: 30_000 });
    const statuses = plane.of("closed").map(({ status }) => status?.code);
    expect(statuses.filter((code) => code === STATUS.deadlineExceeded)).toHaveLength(30);
    await eventually(() => expect(plane.server.connectionCount).toBe(0));
    for (const client of clients) client.destroy();
  });

  test("says nothing does not keep others from being heard", async () => {
    await using plane = await aControlPlane();
    const silent = Array.from({ length: 20 }, () => new RawStream(plane.endpoint).read());
    await eventually(() => expect(plane.xds.connectionCount).toBe(20));
    await expectService(plane);
    for (const stream of silent) stream[Symbol.dispose]();
  });

  test("says nothing is ended", async () => {
    await using plane = await aControlPlane({ clock: fastClock(200) });
    using silent = new RawStream(plane.endpoint).read();
    using unhealthy = new RawStream(plane.endpoint).read();
    unhealthy.call.write(encodeDeltaRequest(aRequest({ typeUrl: HEALTH_TYPE })));
    expect(await silent.status).toMatchObject({ code: STATUS.deadlineExceeded });
    expect(await unhealthy.status).toMatchObject({ code: STATUS.deadlineExceeded });
  });

  test("is slow to say what it wants is heard to the end, and ended once nothing more comes", async () => {
    // A minute has a second.
    await using plane = await aControlPlane({ clock: fastClock(60) });
    const [head, tail] = [Buffer.alloc(5), FIRST_REQUEST];
    head.writeUInt32BE(tail.length, 1);
    const slow = anIncompleteRequest(plane, head, 0);
    const silent = anIncompleteRequest(plane, head, 0);
    for (const byte of tail.subarray(0, SLOW_PIECES)) {
      await delay(SLOW_MS);
      slow.write(Buffer.of(byte));
    }
    expect(await silent.status).toBe(String(STATUS.deadlineExceeded));
    expect(plane.of("closed")).toHaveLength(1);
    slow.write(tail.subarray(SLOW_PIECES));
    await eventually(() => expect(plane.of("sent")).toHaveLength(1));
    for (const client of [slow, silent]) client.destroy();
  });

  test("goes away in the middle of anything leaves nothing behind", async () => {
    await using plane = await aControlPlane();
    plane.put(...manyResources(6000, 1024));
    for (let round = 0; round < 5; round += 1) {
      const stream = new RawStream(plane.endpoint);
      stream.call.write(FIRST_REQUEST);
      await eventually(() => expect(plane.of("sent").length).toBe(round + 1));
      stream[Symbol.dispose]();
    }
    await eventually(() => expect(plane.xds.connectionCount).toBe(0));
    await eventually(() => expect(plane.server.connectionCount).toBe(0));
  });

  test("ends its side gets a proper end", async () => {
    await using plane = await aControlPlane();
    using stream = new RawStream(plane.endpoint).read();
    stream.call.write(FIRST_REQUEST);
    await eventually(() => expect(stream.received.length).toBe(1));
    stream.call.end();
    expect(await stream.status).toMatchObject({ code: STATUS.ok });
    await eventually(() => expect(plane.xds.connectionCount).toBe(0));
  });
});

describe("TLS", () => {
  test("cuts off who brings a certificate that does not verify, and takes who brings none or a good one", async () => {
    const authority = anAuthority();
    const tls = aCertificate(authority, { dnsNames: ["localhost"] });
    const seen: (Uint8Array | undefined)[] = [];
    await using plane = await aControlPlane({
      server: { tls: { ...tls, clientRootsPem: tls.rootsPem } },
      authenticate: async (_headers, peer) => {
        seen.push(peer.certificate);
        return { caller: "anybody" };
      },
    });
    const uris = ["spiffe://cluster.local/ns/a/sa/b"];
    const good = aCertificate(authority, { uris });
    const bad = aCertificate(anAuthority(), { uris });
    for (const { certificate, isTaken } of [
      { certificate: undefined, isTaken: true },
      { certificate: good, isTaken: true },
      { certificate: bad, isTaken: false },
    ]) {
      const socket = connectTls({
        host: "127.0.0.1",
        port: plane.port,
        servername: "localhost",
        ca: tls.rootsPem,
        ALPNProtocols: ["h2"],
        ...(certificate === undefined ? {} : { cert: certificate.certificatePem, key: certificate.keyPem }),
      });
      socket.on("error", () => undefined);
      // The server's SETTINGS say that HTTP/2 has begun.
      const first = await Promise.race([once(socket, "data"), once(socket, "close").then(() => undefined)]);
      expect(first !== undefined).toBe(isTaken);
      socket.destroy();
    }
    using stream = new RawStream({ ...plane.endpoint, roots: { kind: "pem", pem: tls.rootsPem } }).read();
    stream.call.write(FIRST_REQUEST);
    await eventually(() => expect(seen).toEqual([undefined]));
  });

  test("does not wait for a client that does not shake hands", async () => {
    await using plane = await aControlPlane();
    const socket = connect(plane.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\n\r\n");
    await once(socket, "close");
    await expectService(plane);
  });
});

test("a shutdown ends streams so that clients go elsewhere at once, and takes no more", async () => {
  await using plane = await aControlPlane();
  using stream = new RawStream(plane.endpoint, { authorization: `Bearer ${TOKEN}` }).read();
  stream.call.write(FIRST_REQUEST);
  await eventually(() => expect(plane.xds.connectionCount).toBe(1));
  plane.xds.close();
  expect(await stream.status).toMatchObject({ code: STATUS.unavailable, details: /transport is closing/ });
  using late = new RawStream(plane.endpoint).read();
  expect(await late.status).toMatchObject({ code: STATUS.unavailable });
  await plane.server.shutdown(1000);
  expect(plane.server.connectionCount).toBe(0);
});
