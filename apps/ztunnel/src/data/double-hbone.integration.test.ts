import { X509Certificate } from "node:crypto";
import { formatSocketAddress, parseIpAddress } from "@ambit/addr";
import {
  addressOf,
  authority,
  echo,
  expectClosedSockets,
  HboneServer,
  listenOn,
} from "@ambit/data-plane/testing";
import type { HeaderField } from "@ambit/http2";
import { closeFd } from "@ambit/linux";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { parseRevocationLists } from "@ambit/tls/revocation";
import { describe, expect, test } from "vitest";
import {
  FAR_SERVER,
  FarWorld,
  type FarWorldOptions,
  GATEWAY,
  SECOND_FAR_SERVER,
  SERVER_IDENTITY,
} from "./testing/far-world.ts";
import { InboundWorld, TUNNEL } from "./testing/inbound-world.ts";
import { localWorkload } from "./testing/world.ts";

expectClosedSockets();

type Client = ReturnType<FarWorld["connect"]>;

const HOSTNAME = "server.shop.svc.cluster.local";
const FAR_BAGGAGE =
  "k8s.cluster.name=far-cluster,k8s.namespace.name=shop,k8s.deployment.name=server-v2,service.name=shop-server,service.version=v2,cloud.region=r2,cloud.availability_zone=z2";

/** Refuses, or opens the stream where there is more to say than the status. */
const answering =
  (status: string, ...more: readonly HeaderField[]): NonNullable<FarWorldOptions["onRequest"]> =>
  (request) =>
    request.require().respond([[":status", status], ...more], more.length === 0);
const withBaggage = answering("200", ["baggage", FAR_BAGGAGE]);

/** A connection whose first bytes have arrived behind the gateway. */
function talk(world: FarWorld, text = "x"): Client {
  const client = world.connect();
  client.send(text);
  const before = world.received.filter((other) => other === text).length;
  world.until(() => world.received.filter((other) => other === text).length > before);
  return client;
}

/** The connection's line, once it has ended. */
function failedLine(world: FarWorld, client: Client): Readonly<Record<string, unknown>> | undefined {
  world.until(() => client.isOver && world.accessLines().length > 0);
  return world.accessLines().at(-1);
}

describe("a service in another network", () => {
  test("is reached by a tunnel to its gateway and one inside of it, each with its own request", () => {
    using world = new FarWorld();
    const client = talk(world, "ping");
    const outer = world.gateway.request;
    const inner = world.server.request;
    const authority = `${HOSTNAME}:${world.target.port}`;
    const forwarded = `for="${formatSocketAddress(addressOf(client.fd))}";host=${HOSTNAME}`;
    const common = [":method", ":authority", "baggage", "forwarded", "traceparent"];
    expect(outer.heads[0]?.map(([name]) => name)).toEqual(common);
    expect(inner.heads[0]?.map(([name]) => name)).toEqual([...common, "x-forwarded-network"]);
    for (const request of [outer, inner]) {
      expect(request.header(":authority")).toBe(authority);
      expect(request.header("forwarded")).toBe(forwarded);
      expect(request.header("baggage")).toContain("k8s.deployment.name=local-1");
      expect(request.header("traceparent")).toBe(inner.header("traceparent"));
    }
    expect(inner.header("x-forwarded-network")).toBe("near");
    for (const server of [world.gateway, world.server])
      expect(server.peers[0]?.peer?.uriSans).toEqual(["spiffe://cluster.local/ns/shop/sa/local"]);
    inner.send("pong!", true);
    client.end();
    world.until(() => client.isEof && inner.isEnded);
    expect(client.text).toBe("pong!");
    expect(inner.text).toBe("ping");
  });

  test("is told in log and metrics by what answered: its baggage, and the identity that it has proven", () => {
    using world = new FarWorld({ onRequest: withBaggage });
    const client = talk(world, "ping");
    world.server.request.send("pong!", true);
    client.end();
    world.until(() => client.isEof && world.accessLines().length > 0);
    expect(world.accessLines()[0]).toMatchObject({
      level: "info",
      message: "connection complete",
      "src.identity": "spiffe://cluster.local/ns/shop/sa/local",
      "dst.addr": formatSocketAddress(GATEWAY),
      "dst.hbone_addr": `${HOSTNAME}:${world.target.port}`,
      "dst.service": HOSTNAME,
      "dst.workload": "shop-server",
      "dst.namespace": "shop",
      "dst.identity": SERVER_IDENTITY,
      "dst.cluster": "far-cluster",
      bytes_sent: 4,
      bytes_recv: 5,
      "tls.peer_identity": SERVER_IDENTITY,
    });
    const [counted, ...others] = world.traffic();
    expect(others).toEqual([]);
    expect(counted).toMatchObject({ opened: 1, closed: 1, failed: 0, receivedBytes: 4, sentBytes: 5 });
    expect(counted?.labels).toMatchObject({
      source_workload: "local-1",
      destination_service: HOSTNAME,
      destination_workload: "server-v2",
      destination_canonical_service: "shop-server",
      destination_canonical_revision: "v2",
      destination_workload_namespace: "shop",
      destination_principal: SERVER_IDENTITY,
      destination_app: "server-v2",
      destination_version: "v2",
      destination_cluster: "far-cluster",
      destination_region: "r2",
      destination_zone: "z2",
      connection_security_policy: "mutual_tls",
    });
    expect(world.context.records.recent.dump(0)[0]).toMatchObject({
      destinationWorkload: "shop/shop-server",
      destinationAddress: formatSocketAddress(GATEWAY),
    });
  });

  test("is told by its proven identity alone where baggage is switched off", () => {
    using world = new FarWorld({ onRequest: withBaggage, config: { enableResponseBaggage: false } });
    const client = talk(world);
    client.reset();
    world.until(() => world.accessLines().length > 0);
    expect(world.accessLines()[0]).toMatchObject({ "dst.identity": SERVER_IDENTITY });
    expect(world.accessLines()[0]).not.toHaveProperty("dst.workload");
    expect(world.traffic()[0]?.labels).toMatchObject({
      destination_principal: SERVER_IDENTITY,
      destination_workload: "unknown",
    });
  });

  test("is opened in the metrics when it answers, not before", () => {
    using world = new FarWorld({ onRequest: () => {} });
    world.connect();
    world.until(() => world.server.requests.length === 1);
    expect(world.traffic()).toEqual([]);
    withBaggage(world.server.request, [], world.server.tunnel);
    world.until(() => world.total("opened") === 1);
  });

  test("is a DOUBLEHBONE connection of the dump, to the gateway, with what its own peer has proven", () => {
    using world = new FarWorld();
    const client = talk(world);
    expect(world.context.connections.dump()).toMatchObject([
      {
        direction: "outbound",
        src: formatSocketAddress(addressOf(client.fd)),
        originalDst: formatSocketAddress(world.target),
        actualDst: formatSocketAddress(GATEWAY),
        protocol: "DOUBLEHBONE",
        tls: { peerIdentity: SERVER_IDENTITY },
      },
    ]);
  });

  test("takes many bytes both ways unharmed", () => {
    using world = new FarWorld();
    const client = talk(world);
    const { request } = world.server;
    const part = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 251);
    for (let count = 0; count < 80; count++) client.send(part);
    let answered = 0;
    world.until(() => {
      const written = request.require().writeData(part, 0, part.length, false);
      if (written > 0) answered += written;
      return request.received >= 8_000_001 && answered >= 8_000_000;
    }, 20_000);
    world.until(() => client.received === answered);
    const sent = Buffer.concat(request.chunks).subarray(1);
    expect(sent.equals(Buffer.concat(Array.from({ length: 80 }, () => part)))).toBe(true);
  });

  test("may be behind a waypoint there, which then proves who it is", () => {
    using world = new FarWorld({ serverIdentity: "spiffe://cluster.local/ns/shop/sa/waypoint" });
    world.routeFar({}, { subjectAltNames: ["spiffe://cluster.local/ns/shop/sa/waypoint"] });
    talk(world);
  });
});

describe("tunnels through a gateway", () => {
  test("are shared: several connections in one inner tunnel, in one stream of one outer tunnel", () => {
    using world = new FarWorld();
    for (const text of ["a", "b", "c"]) talk(world, text);
    expect(world.server.tunnels).toHaveLength(1);
    expect(world.gateway.requests).toHaveLength(1);
    expect(world.gateway.tunnels).toHaveLength(1);
    expect(world.tunnels.tunnelCount).toBe(2);
  });

  test("take 8 connections at a time, so that a burst is spread over the endpoints", () => {
    using world = new FarWorld();
    using second = new HboneServer(world, { address: SECOND_FAR_SERVER, identity: SERVER_IDENTITY });
    world.targets = [FAR_SERVER, SECOND_FAR_SERVER];
    const clients = Array.from({ length: 30 }, () => world.connect());
    for (const client of clients) client.send("x");
    const arrived = (): number =>
      [...world.server.requests, ...second.requests].filter(({ text }) => text === "x").length;
    world.until(() => arrived() === 30);
    const tunnels = [...world.server.tunnels, ...second.tunnels];
    expect(tunnels.map(({ http }) => http.activeStreams).reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(Math.max(...tunnels.map(({ http }) => http.activeStreams))).toBeLessThanOrEqual(8);
    expect(second.requests.length).toBeGreaterThanOrEqual(8);
    expect(world.gateway.tunnels).toHaveLength(1);
  });

  test("take no more streams than any other tunnel may", () => {
    using world = new FarWorld({ config: { poolMaxStreamsPerConnection: 1 } });
    talk(world, "a");
    talk(world, "b");
    expect(world.server.tunnels).toHaveLength(2);
    expect(world.gateway.tunnels).toHaveLength(2);
  });

  test("are replaced after 128 connections, and closed", () => {
    using world = new FarWorld();
    for (let count = 1; count <= 129; count++) {
      const client = world.connect();
      client.send(String(count));
      client.end();
      world.until(() => world.received.at(-1) === String(count));
      world.server.request.require().end();
      world.until(() => client.isEof);
      client.close();
    }
    expect(world.server.tunnels).toHaveLength(2);
    world.until(() => world.server.tunnels[0]?.isEnded === true && world.passed[0]?.end !== undefined);
    expect(world.server.tunnels[1]?.isEnded).toBe(false);
  });

  test("are not shared by what is asked of the gateway, though the outer one is", () => {
    using world = new FarWorld();
    talk(world, "a");
    world.routeFar({}, { hostname: "other.shop.svc.cluster.local" });
    world.remove("service", `shop/${HOSTNAME}`);
    talk(world, "b");
    expect(world.gateway.requests.map((request) => request.header(":authority"))).toEqual([
      `${HOSTNAME}:${world.target.port}`,
      `other.shop.svc.cluster.local:${world.target.port}`,
    ]);
    expect(world.server.tunnels).toHaveLength(2);
    expect(world.gateway.tunnels).toHaveLength(1);
  });

  test("without connections are closed after the idle time, the inner one first", () => {
    using world = new FarWorld({ config: { poolUnusedReleaseTimeoutMs: 60_000 } });
    const client = talk(world);
    client.end();
    world.server.request.send("y", true);
    world.until(() => client.isEof);
    for (let step = 0; step < 13; step++) {
      world.passTime(5_000);
      world.turns(6);
    }
    world.until(() => world.server.tunnel.isEnded && world.passed[0]?.end !== undefined);
    expect(world.gateway.tunnel.isEnded).toBe(false);
    for (let step = 0; step < 13; step++) {
      world.passTime(5_000);
      world.turns(6);
    }
    world.until(() => world.gateway.tunnel.isEnded);
    expect(world.tunnels.tunnelCount).toBe(0);
  });

  test("are closed with the workload's proxy, those that are being made as well", () => {
    using world = new FarWorld();
    const clients = [talk(world), world.connect()];
    world.targets = [];
    world.tunnels.close();
    world.until(() => clients.every((client) => client.isOver));
    world.until(() => world.gateway.tunnel.isEnded && world.server.tunnel.isEnded);
  });

  test("are given up by a gateway's stream that nobody ends, after a while", () => {
    using world = new FarWorld({
      onGatewayRequest: (request) => request.require().respond([[":status", "200"]], false),
    });
    const client = world.connect();
    world.until(() => (world.gateway.requests[0]?.received ?? 0) > 0);
    world.passTime(10_100);
    expect(failedLine(world, client)).toMatchObject({
      "error.code": "http2-failed",
      error: "tunnel deadline: no TLS handshake in time",
    });
    world.until(() => world.gateway.request.isEnded);
    world.passTime(1_100);
    world.until(() => world.gateway.request.isReset);
    expect(world.gateway.request.resetCode).toBe(8);
  });
});

describe("a connection through a gateway fails", () => {
  test("if the gateway proves another identity, and the gateway is the destination that is told", () => {
    using world = new FarWorld({ gatewayIdentity: "spiffe://cluster.local/ns/shop/sa/impostor" });
    const line = failedLine(world, world.connect());
    expect(line).toMatchObject({
      level: "error",
      "error.code": "tls-failed",
      error: expect.stringMatching(/^network gateway: tls handshake error: /),
      "dst.workload": "gateway-1",
      "dst.identity": "spiffe://cluster.local/ns/istio-system/sa/gateway",
    });
    expect(world.gateway.requests).toEqual([]);
    expect(world.total("opened", "-")).toBe(1);
    expect(world.total("failed", "TLS_FAILURE")).toBe(1);
  });

  test("if who answers behind it is not one whom the service names: nothing is sent to it", () => {
    using world = new FarWorld({ serverIdentity: "spiffe://cluster.local/ns/shop/sa/impostor" });
    const line = failedLine(world, world.connect());
    expect(line).toMatchObject({
      "error.code": "tls-failed",
      error: expect.stringMatching(/^tls handshake error: /),
    });
    expect(world.server.requests).toEqual([]);
    world.until(() => world.passed[0]?.end !== undefined);
    expect(world.total("failed", "TLS_FAILURE")).toBe(1);
  });

  test("if the service names nobody: the placeholder's own identity is not believed", () => {
    using world = new FarWorld();
    world.routeFar({}, { subjectAltNames: [] });
    expect(failedLine(world, world.connect())).toMatchObject({
      "error.code": "tls-failed",
      error: `service shop/${HOSTNAME} names no identities that could be expected in another network`,
    });
    expect(world.gateway.tunnels).toEqual([]);
  });

  test.each([
    { name: "the gateway", options: { onGatewayRequest: answering("503") }, prefix: "network gateway: " },
    { name: "the peer behind it", options: { onRequest: answering("503") }, prefix: "" },
  ])("if $name refuses it", ({ options, prefix }) => {
    using world = new FarWorld(options);
    expect(failedLine(world, world.connect())).toMatchObject({
      "error.code": "peer-status",
      error: `${prefix}http status: 503 Service Unavailable`,
    });
    expect(world.total("failed", "CONNECT")).toBe(1);
    expect(world.gateway.tunnel.isEnded).toBe(false);
  });

  test("if the gateway cannot be dialed, for everyone who waits", () => {
    using world = new FarWorld();
    world.gateway.stopListening();
    const clients = Array.from({ length: 20 }, () => world.connect());
    world.until(() => clients.every((client) => client.isOver));
    expect(world.accessLines()).toHaveLength(20);
    for (const line of world.accessLines())
      expect(line).toMatchObject({
        "error.code": "tunnel-connect-failed",
        error: `network gateway: io error: Connection refused (os error 111) (${formatSocketAddress(GATEWAY)})`,
      });
  });

  test("if there is nobody behind the gateway", () => {
    using world = new FarWorld();
    world.server.stopListening();
    expect(failedLine(world, world.connect())).toMatchObject({
      level: "error",
      "error.code": expect.stringMatching(/^(tls-failed|tunnel-lost|stream-reset)$/),
    });
  });

  test.each([
    {
      name: "the gateway does not answer its CONNECT",
      options: { onGatewayRequest: () => {} },
      error: "network gateway: h2 failed: no answer to CONNECT in time",
    },
    {
      name: "the peer behind it does not answer its own",
      options: { onRequest: () => {} },
      error: "h2 failed: no answer to CONNECT in time",
    },
  ])("after twenty seconds if $name", ({ options, error }) => {
    using world = new FarWorld(options);
    const client = world.connect();
    const asked = options.onRequest === undefined ? world.gateway : world.server;
    world.until(() => asked.requests.length === 1);
    // The settings of the tunnel that it came in are under way.
    world.turns(5);
    world.passTime(19_000);
    expect(client.isOver).toBe(false);
    world.passTime(1_100);
    expect(failedLine(world, client)).toMatchObject({ "error.code": "connect-deadline", error });
    world.until(() => asked.request.isReset);
  });

  test("after ten seconds if who is behind the gateway says nothing", () => {
    using world = new FarWorld();
    const silent = listenOn({ ip: SECOND_FAR_SERVER.ip, port: 0 });
    world.targets = [addressOf(silent)];
    const client = world.connect();
    world.until(() => (world.passed[0]?.bytes.up ?? 0) > 0);
    world.passTime(10_100);
    expect(failedLine(world, client)).toMatchObject({
      "error.code": "http2-failed",
      error: "tunnel deadline: no TLS handshake in time",
    });
    closeFd(silent);
  });

  test("without the certificate that both handshakes need", () => {
    using world = new FarWorld({ hasCertificate: false });
    const client = world.connect();
    world.turns(5);
    const [identity] = world.certificateRequests;
    if (identity === undefined) throw new Error("nobody has asked for a certificate");
    world.context.tls.fail(identity, "the CA is down");
    expect(failedLine(world, client)).toMatchObject({
      "error.code": "certificate-unavailable",
      error: "failed to get certificate: the CA is down",
    });
  });

  test("when the tunnel to the gateway is lost; the next one gets new tunnels", () => {
    using world = new FarWorld();
    const client = talk(world, "a");
    world.gateway.tunnel.abort("crashed");
    world.until(() => client.isOver);
    expect(client.error).not.toBe(0);
    expect(failedLine(world, client)).toMatchObject({ "error.code": "tunnel-lost" });
    talk(world, "b");
    expect(world.gateway.tunnels).toHaveLength(2);
    expect(world.server.tunnels).toHaveLength(2);
  });

  test("by a forced drain, and its stream with it", () => {
    using world = new FarWorld();
    const client = talk(world);
    world.context.connections.destroyAll("outbound");
    expect(failedLine(world, client)).toMatchObject({ "error.code": "drained" });
    world.until(() => world.server.request.isReset);
    expect(world.server.tunnel.isEnded).toBe(false);
  });

  test("when its application goes away before anybody has answered", () => {
    using world = new FarWorld({ onRequest: () => {} });
    const client = world.connect();
    world.until(() => world.server.requests.length === 1);
    client.reset();
    world.until(() => world.accessLines().length > 0);
    expect(world.accessLines()[0]).toMatchObject({ level: "error", "error.code": "client-gone" });
    world.until(() => world.server.request.isReset);
    expect(world.total("opened")).toBe(1);
    expect(world.context.connections.count("outbound")).toBe(0);
  });
});

describe("a certificate that is revoked", () => {
  function revoke(world: FarWorld, { certificatePem }: HboneServer): void {
    const serial = BigInt(`0x${new X509Certificate(certificatePem).serialNumber}`).toString();
    world.context.revocations.replace(parseRevocationLists(authority.revocationList([serial])));
    world.context.connections.endRevoked();
    world.tunnels.endRevoked();
  }

  test.each(["gateway", "server"] as const)(
    "of the %s ends what runs in its tunnel, and lets nothing new begin",
    (whose) => {
      using world = new FarWorld();
      const client = talk(world);
      revoke(world, world[whose]);
      expect(failedLine(world, client)).toMatchObject({ "error.code": "certificate-revoked" });
      expect(world.total("failed", "CERT_REVOKED")).toBe(1);
      world.until(() => world.server.tunnel.isEnded);
      expect(failedLine(world, world.connect())).toMatchObject({ "error.code": "peer-revoked" });
      expect(world.server.requests).toHaveLength(1);
    },
  );
});

test("our own inbound side serves what comes through a gateway, and takes nobody's address for the source", () => {
  using world = new FarWorld();
  world.routeFar({}, { subjectAltNames: ["spiffe://cluster.local/ns/shop/sa/local"] });
  using far = new InboundWorld({ config: { network: "far" } });
  const application = far.application(echo());
  const service = aService({
    namespace: "shop",
    ports: new Map([[world.target.port, application.address.port]]),
  });
  const passer = aWorkload({ name: "gateway-1", network: "far", workloadIps: [parseIpAddress("127.0.0.1")] });
  far.change(
    serviceResource(service),
    workloadResource(passer),
    workloadResource(localWorkload({ services: [`shop/${service.hostname}`] })),
  );
  world.poll({ poll: () => far.turns(1) });
  world.targets = [TUNNEL];
  const client = world.connect();
  client.send("there and back");
  client.end();
  world.until(() => client.isEof && far.accessLines().length > 0 && world.accessLines().length > 0);
  expect(client.text).toBe("there and back");
  expect(far.accessLines()[0]).toMatchObject({
    level: "info",
    "src.workload": "local-1",
    "src.identity": "spiffe://cluster.local/ns/shop/sa/local",
    "dst.hbone_addr": `${HOSTNAME}:${world.target.port}`,
    "dst.service": HOSTNAME,
    "dst.workload": "local-1",
    direction: "inbound",
    bytes_recv: 14,
    bytes_sent: 14,
  });
  expect(world.accessLines()[0]).toMatchObject({ "dst.workload": "local-1", "dst.cluster": "Kubernetes" });
});

describe("what happens inside an inner tunnel", () => {
  test("each half closes on its own", () => {
    using world = new FarWorld();
    const client = talk(world);
    client.end();
    world.until(() => world.server.request.isEnded);
    expect(client.isOver).toBe(false);
    world.server.request.send("late", true);
    world.until(() => client.isEof);
    expect(client.text).toBe("late");
    expect(world.server.tunnel.isEnded).toBe(false);
  });

  test("a reset by the application is one for the peer, and the others in the tunnel go on", () => {
    using world = new FarWorld();
    const other = talk(world, "other");
    const client = talk(world, "client");
    client.reset();
    world.until(() => world.server.request.isReset);
    expect(world.server.request.resetCode).toBe(10);
    world.server.requests[0]?.send("still there");
    world.until(() => other.text === "still there");
  });

  test("a reset by the peer is one for the application, and the others in the tunnel go on", () => {
    using world = new FarWorld();
    const other = talk(world, "other");
    const client = talk(world, "client");
    world.server.request.require().reset(2);
    world.until(() => client.isOver);
    expect(client.error).not.toBe(0);
    world.server.requests[0]?.send("still there");
    world.until(() => other.text === "still there");
  });

  test("a slow reader does not hold up the others", () => {
    using world = new FarWorld();
    const slow = talk(world, "slow");
    const quick = talk(world, "quick");
    slow.isReading = false;
    const part = new Uint8Array(100_000);
    let sent = 0;
    world.until(() => {
      const written = world.server.requests[0]?.require().writeData(part, 0, part.length, false) ?? 0;
      sent += Math.max(written, 0);
      return sent > 4_000_000 && written <= 0;
    });
    world.server.requests[1]?.send("quick as ever");
    world.until(() => quick.text === "quick as ever");
    slow.isReading = true;
    world.until(() => slow.received === sent);
  });

  test("GOAWAY by the peer: its streams go on, new connections get another tunnel, and the old one is closed", () => {
    using world = new FarWorld();
    const first = talk(world, "1");
    const old = world.server.tunnel;
    old.shutdownGracefully();
    world.until(() => world.tunnels.tunnelCount === 1);
    talk(world, "2");
    expect(world.server.tunnels).toHaveLength(2);
    expect(world.gateway.tunnels).toHaveLength(1);
    world.server.requests[0]?.send("late", true);
    first.end();
    world.until(() => first.isEof && old.isEnded && world.passed[0]?.end !== undefined);
    expect(first.text).toBe("late");
  });

  test("GOAWAY by the gateway: it is not made to wait for an inner tunnel that nobody uses", () => {
    using world = new FarWorld();
    const client = talk(world, "1");
    client.end();
    world.server.request.require().end();
    world.until(() => client.isEof && world.server.tunnel.http.activeStreams === 0);
    const { tunnel } = world.gateway;
    tunnel.shutdownGracefully();
    world.until(() => tunnel.isEnded && world.server.tunnel.isEnded);
    talk(world, "2");
    expect(world.gateway.tunnels).toHaveLength(2);
  });

  test("GOAWAY by the gateway: an inner tunnel with connections ends with the last of them", () => {
    using world = new FarWorld();
    const first = talk(world, "1");
    const { tunnel } = world.gateway;
    tunnel.shutdownGracefully();
    world.until(() => tunnel.http.isDraining);
    world.turns(5);
    talk(world, "2");
    expect(world.gateway.tunnels).toHaveLength(2);
    expect(world.server.tunnels).toHaveLength(2);
    expect(tunnel.isEnded).toBe(false);
    world.server.requests[0]?.send("late", true);
    first.end();
    world.until(() => first.isEof && tunnel.isEnded);
    expect(first.text).toBe("late");
  });

  test("a peer that cannot reach its application is left: the gateway may choose another one", () => {
    let isBroken = true;
    using world = new FarWorld({
      onRequest: (request) => request.require().respond([[":status", isBroken ? "503" : "200"]], isBroken),
    });
    failedLine(world, world.connect());
    isBroken = false;
    talk(world);
    expect(world.server.tunnels).toHaveLength(2);
    world.until(() => world.server.tunnels[0]?.isEnded === true);
  });

  test("a peer whose policies refuse is kept: another one would refuse as well", () => {
    using world = new FarWorld({ onRequest: answering("401") });
    for (const _ of [1, 2]) failedLine(world, world.connect());
    world.until(() => world.server.requests.length === 2);
    expect(world.server.tunnels).toHaveLength(1);
  });

  test("tunnels that died without a word are replaced without anyone noticing", () => {
    using world = new FarWorld();
    talk(world, "1");
    const dead = world.gateway.tunnel;
    const client = world.connect();
    client.send("2");
    dead.abort("crashed");
    world.until(() => world.received.includes("2"));
    expect(client.isOver).toBe(false);
  });
});
