import { formatSocketAddress } from "@ambit/addr";
import { identityOf } from "@ambit/data-plane";
import { authority, certificateFor, echo, expectClosedSockets, RawSocket } from "@ambit/data-plane/testing";
import type { HeaderField } from "@ambit/http2";
import { EPOLLIN } from "@ambit/linux";
import { aMatch, aPolicy, policyResource } from "@ambit/model/testing";
import { TestAuthority } from "@ambit/tls/testing";
import { expect, test } from "vitest";
import { CLIENT_IP, InboundWorld, TUNNEL } from "./testing/inbound-world.ts";
import { localWorkload } from "./testing/world.ts";

const CLIENT_ID = "spiffe://cluster.local/ns/shop/sa/client";

expectClosedSockets();

test("draining announces GOAWAY, lets streams finish, then closes the tunnel", () => {
  using world = new InboundWorld();
  const application = world.application(echo());
  const client = world.client();
  const stream = client.request(formatSocketAddress(application.address));
  stream.send("x");
  world.until(() => stream.text === "x");
  world.listener.stopAccepting();
  world.listener.startDrain();
  world.until(() => client.socket.http.isDraining);
  expect(() => client.request(formatSocketAddress(application.address))).toThrow();
  stream.send("y");
  world.until(() => stream.text === "xy");
  expect(world.listener.pendingCount).toBe(1);
  stream.require().end();
  world.until(() => stream.isEnded && world.listener.pendingCount === 0);
  world.until(() => client.end !== undefined);
  expect(world.accessLines()[0]).toMatchObject({ level: "info", message: "connection complete" });
});

test("what was answered before the drain's end arrives whole, however slow the reader", () => {
  using world = new InboundWorld();
  const application = world.application();
  const client = world.client();
  const stream = client.request(formatSocketAddress(application.address));
  world.until(() => application.connections.length > 0);
  const total = 3 << 20;
  // The client's proxy is stuck: nothing is read from its socket for now.
  world.reactor.unregister(client.socket.tls.fd);
  application.first.send(new Uint8Array(total));
  application.first.end();
  world.turns(20);
  stream.require().end();
  world.listener.startDrain();
  world.turns(20);
  world.reactor.adopt(client.socket.tls.fd, EPOLLIN, client.socket.tls);
  world.until(() => client.end !== undefined || stream.received === total, 5_000);
  expect(stream.received).toBe(total);
  expect(stream.isEnded).toBe(true);
});

test("a tunnel that dies takes its streams with it: each is reset and recorded", () => {
  using world = new InboundWorld();
  const application = world.application(echo());
  const client = world.client();
  const streams = Array.from({ length: 20 }, () => client.request(formatSocketAddress(application.address)));
  for (const stream of streams) stream.send("x");
  world.until(() => streams.every((stream) => stream.text === "x"));
  client.socket.abort("crashed");
  world.until(() => world.accessLines().length === 20);
  for (const line of world.accessLines())
    expect(line).toMatchObject({ level: "error", "error.code": "tunnel-lost" });
  world.until(() => application.connections.every((connection) => connection.isOver));
  expect(application.connections.every((connection) => connection.error === 104)).toBe(true);
  expect(world.listener.pendingCount).toBe(0);
  expect(world.memory.queueBlocks.inUse).toBe(0);
});

test("two hundred streams run on one tunnel, and the next is refused", () => {
  using world = new InboundWorld();
  const application = world.application(echo());
  const client = world.client();
  world.until(() => client.socket.http.peerMaxConcurrentStreams === 200);
  const streams = Array.from({ length: 200 }, () => client.request(formatSocketAddress(application.address)));
  expect(() => client.request("127.0.0.1:1")).toThrow("no stream can be opened");
  streams.forEach((stream, index) => stream.send(`message ${index}`, true));
  world.until(() => streams.every((stream) => stream.isEnded), 20_000);
  streams.forEach((stream, index) => expect(stream.text).toBe(`message ${index}`));
  world.until(() => world.accessLines().length === 200);
  expect(world.total("opened")).toBe(200);
  expect(world.total("closed", "-")).toBe(200);
});

test.each([
  { name: "another trust domain", uriSans: ["spiffe://elsewhere/ns/shop/sa/client"] },
  { name: "no identity", uriSans: [] },
  { name: "an identity that does not parse", uriSans: ["spiffe://cluster.local/ns/shop/client"] },
])("a peer with $name is refused in the handshake", ({ uriSans }) => {
  using world = new InboundWorld();
  const client = world.client(authority.material({ uriSans }));
  world.until(() => client.end !== undefined && world.accessLines().length > 0);
  expect(client.end?.end?.tls?.code).toBe("peer-alert");
  expect(world.accessLines()[0]).toMatchObject({
    level: "warn",
    message: "connection failed",
    direction: "inbound",
    "error.code": "tls-failed",
  });
  expect(world.listener.pendingCount).toBe(0);
});

test("a peer of another authority is refused", () => {
  using world = new InboundWorld();
  const stranger = TestAuthority.root({ name: "stranger" });
  const material = stranger.material({ uriSans: [CLIENT_ID] });
  const client = world.client({ ...material, rootsPem: [authority.rootPem] });
  world.until(() => client.end !== undefined && world.accessLines().length > 0);
  expect(world.accessLines()[0]).toMatchObject({ "error.code": "tls-failed" });
});

test("policies are asked about the identity of our own trust domain when a peer has several", () => {
  using world = new InboundWorld();
  const application = world.application(echo());
  world.change(
    policyResource(
      aPolicy({
        name: "deny-client",
        namespace: "shop",
        action: "Deny",
        rules: [[[aMatch({ principals: [{ kind: "exact", value: "cluster.local/ns/shop/sa/client" }] })]]],
      }),
    ),
  );
  const client = world.client(
    authority.material({ uriSans: ["spiffe://elsewhere/ns/shop/sa/harmless", CLIENT_ID] }),
  );
  const stream = client.request(formatSocketAddress(application.address));
  world.until(() => stream.isEnded);
  expect(stream.status).toBe("401");
});

test("a connection that says nothing is dropped at the handshake deadline", () => {
  using world = new InboundWorld();
  const silent = world.poll(RawSocket.connect(TUNNEL));
  using _ = silent;
  world.until(() => world.listener.pendingCount === 1);
  world.passTime(10_100);
  world.until(() => silent.isOver && world.listener.pendingCount === 0);
  expect(world.accessLines()[0]).toMatchObject({ level: "warn", "error.code": "http2-failed" });
});

test("bytes that are not TLS end the connection", () => {
  using world = new InboundWorld();
  const stray = world.poll(RawSocket.connect(TUNNEL));
  using _ = stray;
  stray.send("GET / HTTP/1.1\r\n\r\n");
  world.until(() => stray.isOver);
  expect(world.accessLines()[0]).toMatchObject({ level: "warn", "error.code": "tls-failed" });
});

test("without a certificate a peer waits, and the certificate lets it in", () => {
  using world = new InboundWorld({ hasCertificate: false });
  const client = world.dial();
  world.turns(5);
  expect(world.certificateRequests).toHaveLength(1);
  expect(client.isUp).toBe(false);
  world.context.tls.install(certificateFor(identityOf(localWorkload())));
  world.until(() => client.isUp);
});

test("without a certificate in ten seconds the peer is dropped", () => {
  using world = new InboundWorld({ hasCertificate: false });
  const client = world.dial();
  world.turns(5);
  world.passTime(10_100);
  world.until(() => client.end !== undefined);
  expect(world.accessLines()[0]).toMatchObject({
    "error.code": "certificate-unavailable",
    error: "failed to get certificate: no certificate in time",
  });
});

test("a drain also ends connections that still wait for a certificate", () => {
  using world = new InboundWorld({ hasCertificate: false });
  const client = world.dial();
  world.turns(5);
  expect(world.listener.pendingCount).toBe(1);
  world.listener.stopAccepting();
  world.listener.startDrain();
  world.listener.destroy();
  expect(world.listener.pendingCount).toBe(0);
  world.until(() => client.end !== undefined);
  world.context.tls.install(certificateFor(identityOf(localWorkload())));
  world.turns(3);
  expect(world.listener.pendingCount).toBe(0);
});

test("the dump names each stream", () => {
  using world = new InboundWorld();
  const application = world.application(echo());
  const forwarded: HeaderField = ["forwarded", `for="1.2.3.4:5";host=local.shop.svc.cluster.local`];
  const stream = world.client().request(formatSocketAddress(application.address), [forwarded]);
  stream.send("x");
  world.until(() => stream.text === "x");
  expect(world.context.connections.dump()).toEqual([
    {
      direction: "inbound",
      src: expect.stringMatching(`^${CLIENT_IP}:`),
      originalDst: "local.shop.svc.cluster.local",
      actualDst: formatSocketAddress(application.address),
      protocol: "HBONE",
      isLocal: false,
      tls: expect.objectContaining({ version: "TLSv1.3", peerIdentity: CLIENT_ID }),
    },
  ]);
});
