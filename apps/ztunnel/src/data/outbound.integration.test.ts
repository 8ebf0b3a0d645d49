import { formatSocketAddress } from "@ambit/addr";
import { identityOf } from "@ambit/data-plane";
import {
  addressOf,
  certificateFor,
  echo,
  expectClosedSockets,
  HboneServer,
  TestApplication,
} from "@ambit/data-plane/testing";
import { workloadResource } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { OutboundWorld, SERVER_IP } from "./testing/outbound-world.ts";
import { localWorkload, type WorldOptions } from "./testing/world.ts";

const ECONNRESET = 104;

const HBONE = { ip: SERVER_IP, port: 15_008 };

expectClosedSockets();

/** A world whose traffic goes through HBONE to a server that does as told. */
function hboneWorld(
  onRequest?: ConstructorParameters<typeof HboneServer>[1]["onRequest"],
  options: WorldOptions & { readonly identity?: string; readonly maxStreams?: number } = {},
): { world: OutboundWorld; server: HboneServer } {
  const world = new OutboundWorld(options);
  world.route(8080);
  const { identity, maxStreams } = options;
  const server = new HboneServer(world, {
    address: HBONE,
    ...(onRequest === undefined ? {} : { onRequest }),
    ...(identity === undefined ? {} : { identity }),
    ...(maxStreams === undefined ? {} : { maxStreams }),
  });
  return { world, server };
}

const summary = (line: Readonly<Record<string, unknown>> | undefined): readonly unknown[] => [
  line?.level,
  line?.message,
  line?.["error.code"],
  line?.error,
];

test("a connection to one of our own ports on loopback is refused as recursive", () => {
  using world = new OutboundWorld();
  Object.assign(world.context.config, { illegalPorts: [world.target.port] });
  const client = world.connect();
  world.until(() => client.isOver);
  expect(summary(world.accessLines()[0])).toEqual([
    "warn",
    "connection failed",
    "recursive-call",
    "attempted recursive call to ourselves",
  ]);
  expect(world.traffic()).toEqual([]);
});

test("a workload that does not become known in five seconds fails its connections", () => {
  using world = new OutboundWorld({ resources: [] });
  const client = world.connect();
  world.turns(5);
  expect(client.isOver).toBe(false);
  world.passTime(4_900);
  expect(client.isOver).toBe(false);
  world.passTime(200);
  world.until(() => client.isOver);
  expect(summary(world.accessLines()[0])).toEqual([
    "warn",
    "connection failed",
    "unknown-workload",
    expect.stringMatching(/^unknown source: 127\..*: shop\/local-1 \(local\) is not known$/),
  ]);
  expect(world.context.failures.takeDeltas()).toEqual([
    { code: "unknown-workload", reporter: "source", count: 1 },
  ]);
  expect(world.traffic()).toEqual([]);
});

test("a workload that becomes known in time is waited for", () => {
  using world = new OutboundWorld({ resources: [] });
  using application = world.poll(new TestApplication({ ip: SERVER_IP, port: 0 }, echo()));
  const client = world.connect();
  client.send("hello");
  world.turns(5);
  world.route(application.address.port, { protocol: "TCP" });
  world.change(workloadResource(localWorkload()));
  world.until(() => client.text === "hello");
});

test("a service without healthy endpoints is an early failure, without connection metrics", () => {
  using world = new OutboundWorld();
  world.route(8080, { status: "Unhealthy" });
  const client = world.connect();
  world.until(() => client.isOver);
  expect(world.accessLines()).toEqual([
    {
      level: "warn",
      time: expect.any(String),
      scope: "access",
      message: "connection failed",
      "src.addr": expect.stringMatching(/^127\./),
      "dst.addr": formatSocketAddress(world.target),
      direction: "outbound",
      error: `no healthy upstream: ${formatSocketAddress(world.target)}`,
      "error.code": "no-route",
      "error.doc": "docs/ERRORS.md#no-route",
    },
  ]);
  expect(world.traffic()).toEqual([]);
});

test("plaintext goes both ways, and each half closes on its own", () => {
  using world = new OutboundWorld();
  using application = world.poll(new TestApplication({ ip: SERVER_IP, port: 0 }));
  world.route(application.address.port, { protocol: "TCP" });
  const client = world.connect();
  client.send("request");
  client.end();
  world.until(() => application.connections[0]?.isEof === true);
  expect(application.first.text).toBe("request");
  expect(client.isOver).toBe(false);
  application.first.send("the answer");
  application.first.end();
  world.until(() => client.isEof);
  expect(client.text).toBe("the answer");
  world.until(() => world.accessLines().length > 0);
  expect(world.accessLines()[0]).toMatchObject({
    level: "info",
    message: "connection complete",
    "src.workload": "local-1",
    "dst.addr": formatSocketAddress(application.address),
    "dst.service": "server.shop.svc.cluster.local",
    "dst.workload": "server-1",
    direction: "outbound",
    bytes_sent: 7,
    bytes_recv: 10,
  });
  expect(world.accessLines()[0]).not.toHaveProperty("src.identity");
  const [counted] = world.traffic();
  expect(counted).toMatchObject({ opened: 1, closed: 1, failed: 0, receivedBytes: 7, sentBytes: 10 });
  expect(counted?.labels).toMatchObject({
    reporter: "source",
    response_flags: "-",
    connection_security_policy: "unknown",
    source_principal: "unknown",
  });
});

test("the server's half-close comes first and the client may go on sending", () => {
  using world = new OutboundWorld();
  using application = world.poll(new TestApplication({ ip: SERVER_IP, port: 0 }));
  world.route(application.address.port, { protocol: "TCP" });
  const client = world.connect();
  world.until(() => application.connections.length > 0);
  application.first.send("bye");
  application.first.end();
  world.until(() => client.isEof);
  client.send("still here");
  client.end();
  world.until(() => application.first.isEof);
  expect(application.first.text).toBe("still here");
  world.until(() => world.accessLines().length > 0);
  expect(world.accessLines()[0]).toMatchObject({ level: "info", bytes_sent: 10, bytes_recv: 3 });
});

test("a refused connection is recorded as one", () => {
  using world = new OutboundWorld();
  world.route(1, { protocol: "TCP" });
  const client = world.connect();
  world.until(() => client.isOver);
  expect(summary(world.accessLines()[0])).toEqual([
    "error",
    "connection complete",
    "connect-failed",
    "io error: Connection refused (os error 111)",
  ]);
  expect(world.total("opened", "-")).toBe(1);
  expect(world.total("closed", "CONNECT")).toBe(1);
  expect(world.total("failed", "CONNECT")).toBe(1);
});

test("a client that is gone before its upstream answers ends the record", () => {
  const { world, server } = hboneWorld(() => {});
  using _world = world;
  using _server = server;
  const client = world.connect();
  world.until(() => server.requests.length > 0);
  client.reset();
  world.until(() => world.accessLines().length > 0);
  expect(world.accessLines()[0]).toMatchObject({ level: "error", "error.code": "client-gone" });
  world.until(() => server.request.isReset);
  expect(server.request.resetCode).toBe(8);
  expect(world.context.connections.count("outbound")).toBe(0);
});

test("HBONE carries bytes both ways with the headers of a ztunnel", () => {
  const { world, server } = hboneWorld();
  using _world = world;
  using _server = server;
  const client = world.connect();
  client.send("ping");
  world.until(() => server.requests[0]?.text === "ping");
  const { request } = server;
  expect(request.heads[0]?.map(([name]) => name)).toEqual([
    ":method",
    ":authority",
    "baggage",
    "forwarded",
    "traceparent",
  ]);
  expect(request.header(":authority")).toBe(`${SERVER_IP}:8080`);
  expect(request.header("baggage")).toBe(
    "k8s.cluster.name=Kubernetes,k8s.namespace.name=shop,k8s.deployment.name=local-1,service.name=local-1,service.version=latest",
  );
  expect(request.header("forwarded")).toBe(
    `for="${formatSocketAddress(addressOf(client.fd))}";host=server.shop.svc.cluster.local`,
  );
  expect(request.header("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  request.send("pong!", true);
  client.end();
  world.until(() => client.isEof && request.isEnded);
  expect(client.text).toBe("pong!");
  world.until(() => world.accessLines().length > 0);
  expect(world.accessLines()[0]).toMatchObject({
    level: "info",
    "src.identity": "spiffe://cluster.local/ns/shop/sa/local",
    "dst.addr": `${SERVER_IP}:15008`,
    "dst.hbone_addr": `${SERVER_IP}:8080`,
    "dst.identity": "spiffe://cluster.local/ns/shop/sa/server",
    bytes_sent: 4,
    bytes_recv: 5,
    "tls.version": "TLSv1.3",
    "tls.cipher": "TLS_AES_256_GCM_SHA384",
  });
  expect(world.traffic()[0]?.labels.connection_security_policy).toBe("mutual_tls");
});

test.each([
  {
    name: "401",
    fields: [[":status", "401"]] as const,
    endStream: true,
    error: "http status: 401 Unauthorized",
  },
  {
    name: "503",
    fields: [[":status", "503"]] as const,
    endStream: true,
    error: "http status: 503 Service Unavailable",
  },
  {
    name: "another success",
    fields: [[":status", "204"]] as const,
    endStream: false,
    error: "http status: 204",
  },
  {
    name: "a status with a body to come",
    fields: [[":status", "404"]] as const,
    endStream: false,
    error: "http status: 404 Not Found",
  },
  {
    name: "200 that ends at once",
    fields: [[":status", "200"]] as const,
    endStream: true,
    error: "h2 failed: the peer ended the stream with its answer",
  },
])("an answer of $name fails the connection", ({ fields, endStream, error }) => {
  const { world, server } = hboneWorld((request) => request.require().respond(fields, endStream));
  using _world = world;
  using _server = server;
  const client = world.connect();
  world.until(() => client.isOver);
  expect(summary(world.accessLines()[0])).toEqual(["error", "connection complete", "peer-status", error]);
  expect(world.total("failed", "CONNECT")).toBe(1);
  world.until(() => world.tunnels.tunnelCount === 1 && server.tunnel.http.activeStreams === 0);
  expect(server.requests).toHaveLength(1);
});

test.each([
  { name: "no number", status: "oops" },
  { name: "four digits", status: "2000" },
])("a status that is $name is the peer's error, and the tunnel goes on", ({ status }) => {
  let isBad = true;
  const { world, server } = hboneWorld((request) => {
    request.require().respond([[":status", isBad ? status : "200"]], false);
    isBad = false;
  });
  using _world = world;
  using _server = server;
  const client = world.connect();
  world.until(() => client.isOver);
  expect(world.accessLines()[0]).toMatchObject({ level: "error", "error.code": "stream-reset" });
  const second = world.connect();
  second.send("x");
  world.until(() => server.request.text === "x");
  expect(server.tunnels).toHaveLength(1);
});

test("an informational answer is waited past", () => {
  const { world, server } = hboneWorld((request) => {
    request.require().respond([[":status", "103"]], false);
    request.require().respond([[":status", "200"]], false);
    request.send("in");
  });
  using _world = world;
  using _server = server;
  const client = world.connect();
  world.until(() => client.text === "in");
});

test("connections share a tunnel, and a lost pooled tunnel is replaced without anyone noticing", () => {
  const { world, server } = hboneWorld();
  using _world = world;
  using _server = server;
  const first = world.connect();
  first.send("1");
  world.until(() => server.requests.length === 1 && server.request.text === "1");
  const second = world.connect();
  second.send("2");
  world.until(() => server.requests.length === 2 && server.request.text === "2");
  expect(server.tunnels).toHaveLength(1);
  // Dead without a word: the proxy finds out when it has sent the next CONNECT.
  const [dead] = server.tunnels;
  const third = world.connect();
  third.send("3");
  dead?.abort("crashed");
  world.until(() => server.requests.length >= 3 && server.request.text === "3");
  expect(server.tunnels).toHaveLength(2);
  expect(third.isOver).toBe(false);
  world.until(() => world.accessLines().length === 2);
  for (const line of world.accessLines())
    expect(line).toMatchObject({ level: "error", "error.code": "tunnel-lost" });
});

test("the retry is not retried", () => {
  let count = 0;
  const { world, server } = hboneWorld((request) => {
    count++;
    if (count === 1) request.require().respond([[":status", "200"]], false);
    else request.require().reset(7);
  });
  using _world = world;
  using _server = server;
  world.connect();
  world.until(() => server.requests.length === 1);
  const client = world.connect();
  world.until(() => client.isOver);
  expect(server.requests).toHaveLength(3);
  expect(world.accessLines()[0]).toMatchObject({ "error.code": "stream-reset" });
  expect(world.total("opened")).toBe(2);
  expect(world.total("closed")).toBe(1);
});

test("a fresh tunnel that is lost is not retried", () => {
  const { world, server } = hboneWorld(() => server.tunnel.abort("crashed"));
  using _world = world;
  using _server = server;
  const client = world.connect();
  world.until(() => client.isOver);
  expect(server.tunnels).toHaveLength(1);
  expect(world.accessLines()[0]).toMatchObject({ "error.code": "tunnel-lost" });
  expect(world.total("failed", "H2_HANDSHAKE_FAILURE")).toBe(1);
});

test("a CONNECT that nobody answers is given up after twenty seconds", () => {
  const { world, server } = hboneWorld(() => {});
  using _world = world;
  using _server = server;
  const client = world.connect();
  world.until(() => server.requests.length === 1);
  world.passTime(19_000);
  expect(client.isOver).toBe(false);
  world.passTime(1_100);
  world.until(() => client.isOver && server.request.isReset);
  expect(world.accessLines()[0]).toMatchObject({
    "error.code": "connect-deadline",
    error: "h2 failed: no answer to CONNECT in time",
  });
  expect(world.reactor.timers.size).toBeLessThanOrEqual(3);
});

test("a tunnel that cannot be dialed fails everyone who waits for it", () => {
  using world = new OutboundWorld();
  world.route(8080);
  const clients = Array.from({ length: 5 }, () => world.connect());
  world.until(() => clients.every((client) => client.isOver));
  expect(world.accessLines()).toHaveLength(5);
  for (const line of world.accessLines())
    expect(line).toMatchObject({
      "error.code": "tunnel-connect-failed",
      error: `io error: Connection refused (os error 111) (${SERVER_IP}:15008)`,
    });
  expect(world.total("failed", "CONNECT")).toBe(5);
});

test("a server that proves another identity is refused", () => {
  const { world, server } = hboneWorld(undefined, { identity: "spiffe://cluster.local/ns/shop/sa/impostor" });
  using _world = world;
  using _server = server;
  const client = world.connect();
  world.until(() => client.isOver);
  expect(world.accessLines()[0]).toMatchObject({ level: "error", "error.code": "tls-failed" });
  expect(world.total("failed", "TLS_FAILURE")).toBe(1);
  expect(server.requests).toHaveLength(0);
});

test("without a certificate the connection waits, and fails with the CA's reason", () => {
  const { world, server } = hboneWorld(undefined, { hasCertificate: false });
  using _world = world;
  using _server = server;
  const client = world.connect();
  world.turns(5);
  expect(world.certificateRequests).toHaveLength(1);
  world.context.tls.fail(identityOf(localWorkload()), "the CA is down");
  world.until(() => client.isOver);
  expect(world.accessLines()[0]).toMatchObject({
    "error.code": "certificate-unavailable",
    error: "failed to get certificate: the CA is down",
  });
  expect(world.total("failed", "IDENTITY_ERROR")).toBe(1);
});

test("a certificate that is renewed while a tunnel is being dialed does not disturb it", () => {
  const { world, server } = hboneWorld();
  using _world = world;
  using _server = server;
  const client = world.connect();
  client.send("x");
  for (let turn = 0; turn < 6; turn++) {
    world.context.tls.install(certificateFor(identityOf(localWorkload())));
    world.turns(1);
  }
  world.until(() => server.requests[0]?.text === "x");
  expect(world.accessLines()).toEqual([]);
});

test("more connections than a peer's stream limit dial a second tunnel", () => {
  const { world, server } = hboneWorld(undefined, { maxStreams: 3 });
  using _world = world;
  using _server = server;
  const clients = Array.from({ length: 8 }, () => world.connect());
  for (const client of clients) client.send("x");
  world.until(() => server.requests.filter((request) => request.text === "x").length === 8, 15_000);
  expect(server.tunnels.length).toBeGreaterThanOrEqual(3);
  for (const tunnel of server.tunnels) expect(tunnel.http.activeStreams).toBeLessThanOrEqual(3);
  expect(clients.some((client) => client.isOver)).toBe(false);
});

test("GOAWAY takes the tunnel out of the pool, its streams go on, and it is closed after the last", () => {
  const { world, server } = hboneWorld();
  using _world = world;
  using _server = server;
  const first = world.connect();
  first.send("1");
  world.until(() => server.requests[0]?.text === "1");
  const old = server.tunnel;
  old.shutdownGracefully();
  world.until(() => world.tunnels.tunnelCount === 0);
  const second = world.connect();
  second.send("2");
  world.until(() => server.request.text === "2");
  expect(server.tunnels).toHaveLength(2);
  server.requests[0]?.send("late", true);
  first.end();
  world.until(() => first.isEof && old.isEnded);
  expect(first.text).toBe("late");
});

test("a tunnel without streams is closed after the idle time", () => {
  const { world, server } = hboneWorld(undefined, { config: { poolUnusedReleaseTimeoutMs: 60_000 } });
  using _world = world;
  using _server = server;
  const client = world.connect();
  client.send("x");
  world.until(() => server.requests[0]?.text === "x");
  client.end();
  server.request.send("y", true);
  world.until(() => client.isEof);
  for (let step = 0; step < 14; step++) {
    world.passTime(5_000);
    world.turns(6);
  }
  world.until(() => server.tunnel.isEnded);
  expect(world.tunnels.tunnelCount).toBe(0);
});

test("a reset by the application is CONNECT_ERROR for the peer, and the other way round; CANCEL is an end", () => {
  const { world, server } = hboneWorld();
  using _world = world;
  using _server = server;
  const first = world.connect();
  first.send("x");
  world.until(() => server.requests[0]?.text === "x");
  first.reset();
  world.until(() => server.request.isReset);
  expect(server.request.resetCode).toBe(10);
  const second = world.connect();
  second.send("y");
  world.until(() => server.requests[1]?.text === "y");
  server.request.require().reset(8);
  world.until(() => second.isEof);
  const third = world.connect();
  third.send("z");
  world.until(() => server.requests[2]?.text === "z");
  server.request.require().reset(10);
  world.until(() => third.error === ECONNRESET);
});

test("a service name that no header can carry is left out, and the connection goes on", () => {
  using world = new OutboundWorld();
  world.route(8080, { services: ["shop/bad\nname"] }, { hostname: "bad\nname" });
  using server = new HboneServer(world, { address: HBONE });
  const client = world.connect();
  client.send("x");
  world.until(() => server.requests[0]?.text === "x");
  expect(server.request.header("forwarded")).toBe(`for="${formatSocketAddress(addressOf(client.fd))}"`);
});

test("the dump names each connection with its tunnel's proven facts", () => {
  const { world, server } = hboneWorld();
  using _world = world;
  using _server = server;
  const client = world.connect();
  client.send("x");
  world.until(() => server.requests[0]?.text === "x");
  expect(world.context.connections.dump()).toEqual([
    {
      direction: "outbound",
      src: formatSocketAddress(addressOf(client.fd)),
      originalDst: formatSocketAddress(world.target),
      actualDst: `${SERVER_IP}:15008`,
      protocol: "HBONE",
      isLocal: false,
      tls: {
        version: "TLSv1.3",
        cipher: "TLS_AES_256_GCM_SHA384",
        group: "x25519",
        peerIdentity: "spiffe://cluster.local/ns/shop/sa/server",
        peerSerial: expect.stringMatching(/^\d+$/),
      },
    },
  ]);
});

test("what a forced drain cuts off is logged as drained", () => {
  const { world, server } = hboneWorld();
  using _world = world;
  using _server = server;
  const client = world.connect();
  client.send("x");
  world.until(() => server.requests[0]?.text === "x");
  world.context.connections.destroyAll("outbound");
  world.until(() => client.isOver && server.request.isReset);
  expect(summary(world.accessLines()[0])).toEqual([
    "error",
    "connection complete",
    "drained",
    "closed due to drain",
  ]);
});
