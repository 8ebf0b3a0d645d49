import { formatSocketAddress } from "@ambit/addr";
import { METRIC_LABELS } from "@ambit/data-plane/messages";
import { echo, meshIp, TestApplication } from "@ambit/data-plane/testing";
import type { HttpPolicy } from "@ambit/model/http";
import { describe, expect, test } from "vitest";
import { anEndpoint, ECHO, echoMesh, VIP, WaypointWorld } from "./testing/waypoint-plane.ts";

const SERVER = meshIp(5);
const OTHER = meshIp(6);
const TARGET = `${VIP}:80`;

function world(endpoints = [anEndpoint(SERVER)]): WaypointWorld {
  const made = new WaypointWorld(echoMesh(endpoints));
  made.configure();
  return made;
}

describe("a TCP port of a service behind a waypoint", () => {
  test("is relayed through a tunnel to an endpoint, as the waypoint, with half-close both ways", () => {
    using waypoint = world();
    const server = waypoint.server(SERVER);
    const stream = waypoint.client().request(TARGET);
    waypoint.until(() => stream.status !== undefined);
    expect(stream.status).toBe("200");
    const { request } = server;
    expect(request.header(":authority")).toBe(formatSocketAddress({ ip: SERVER, port: 8080 }));
    expect(server.peers[0]?.peer?.uriSans).toEqual(["spiffe://cluster.local/ns/shop/sa/waypoint"]);
    stream.send("ping", true);
    waypoint.until(() => request.isEnded);
    expect(request.text).toBe("ping");
    request.send("late pong", true);
    waypoint.until(() => stream.isEnded);
    expect(stream.text).toBe("late pong");
  });

  test("moves much more than the windows hold, both ways, and waits for a slow reader", () => {
    using waypoint = world();
    const server = waypoint.server(SERVER);
    const stream = waypoint.client().request(TARGET);
    waypoint.until(() => stream.status === "200");
    const part = new Uint8Array(1 << 20).fill(7);
    stream.isConsuming = false;
    let sent = 0;
    waypoint.until(() => {
      const written = server.request.require().writeData(part, 0, part.length, false);
      sent += written;
      return sent > 6 << 20 && written === 0;
    });
    waypoint.turns(20);
    const held = stream.received;
    expect(held).toBeLessThan(sent);
    stream.isConsuming = true;
    stream.require().consume(held);
    waypoint.until(() => stream.received === sent);
    expect(stream.chunks.every((chunk) => chunk.every((byte) => byte === 7))).toBe(true);
  });

  test("reaches an endpoint without a tunnel in plaintext", () => {
    using waypoint = world([anEndpoint(SERVER, { protocol: "TCP" })]);
    const application = waypoint.poll(new TestApplication({ ip: SERVER, port: 8080 }, echo()));
    const stream = waypoint.client().request(TARGET);
    waypoint.until(() => stream.status === "200");
    stream.send("hello", true);
    waypoint.until(() => stream.isEnded);
    expect(stream.text).toBe("hello");
    expect(application.connections).toHaveLength(1);
  });

  test("is tried at another endpoint when the first cannot be reached", () => {
    using waypoint = world([anEndpoint(SERVER), anEndpoint(OTHER)]);
    const server = waypoint.server(OTHER);
    const stream = waypoint.client().request(TARGET);
    waypoint.until(() => stream.status !== undefined);
    expect(stream.status).toBe("200");
    expect(server.requests).toHaveLength(1);
  });

  test("an endpoint's refusal, and a service without endpoints, are 503", () => {
    using waypoint = world();
    waypoint.server(SERVER, {
      onRequest: (request) => request.require().respond([[":status", "401"]], true),
    });
    const client = waypoint.client();
    const refused = client.request(TARGET);
    waypoint.until(() => refused.status !== undefined);
    expect(refused.status).toBe("503");
    waypoint.change(echoMesh([anEndpoint(SERVER, { status: "Unhealthy" })]));
    waypoint.until(() => waypoint.messages.filter(({ type }) => type === "applied").length === 2);
    const none = client.request(TARGET);
    waypoint.until(() => none.status !== undefined);
    expect(none.status).toBe("503");
  });

  test("a reset by the endpoint's application reaches the client", () => {
    using waypoint = world();
    const server = waypoint.server(SERVER);
    const stream = waypoint.client().request(TARGET);
    waypoint.until(() => stream.status === "200");
    server.request.require().reset(10);
    waypoint.until(() => stream.isReset);
  });

  test("is refused by 403 where a policy says so, before anybody is connected to", () => {
    using waypoint = new WaypointWorld(echoMesh([anEndpoint(SERVER)]));
    waypoint.configure({ policies: [denyAll()] });
    const server = waypoint.server(SERVER);
    const stream = waypoint.client().request(TARGET);
    waypoint.until(() => stream.status !== undefined);
    expect(stream.status).toBe("403");
    expect(server.requests).toHaveLength(0);
  });

  test("is cut off by a policy that comes later", () => {
    using waypoint = world();
    const server = waypoint.server(SERVER);
    const stream = waypoint.client().request(TARGET);
    waypoint.until(() => stream.status === "200");
    waypoint.configure({ policies: [denyAll()] });
    waypoint.until(() => stream.isReset && server.request.isReset);
  });

  test("is counted and logged with the waypoint as reporter", () => {
    using waypoint = world();
    const server = waypoint.server(SERVER);
    const stream = waypoint.client().request(TARGET);
    waypoint.until(() => stream.status === "200");
    stream.send("12345", true);
    waypoint.until(() => server.request.isEnded);
    server.request.send("123", true);
    waypoint.until(() => waypoint.accessLines().length > 0);
    const labels = waypoint.messages
      .flatMap((message) => (message.type === "tick" ? message.newLabelSets : []))
      .map(({ values }) => Object.fromEntries(values.map((value, at) => [METRIC_LABELS[at], value])))[0];
    expect(labels).toMatchObject({
      reporter: "waypoint",
      source_principal: "spiffe://cluster.local/ns/shop/sa/client",
      destination_service: ECHO,
      connection_security_policy: "mutual_tls",
      request_protocol: "tcp",
    });
    expect(waypoint.accessLines()[0]).toMatchObject({
      "dst.service": ECHO,
      "dst.hbone_addr": TARGET,
      direction: "inbound",
      bytes_sent: 3,
      bytes_recv: 5,
    });
  });

  test("a drain says GOAWAY, lets what runs finish, and is over with it", () => {
    using waypoint = world();
    const server = waypoint.server(SERVER);
    const client = waypoint.client();
    const stream = client.request(TARGET);
    waypoint.until(() => stream.status === "200");
    waypoint.deliver({ type: "drain", mode: "graceful", deadlineMs: 10_000 });
    waypoint.until(() => client.socket.http.isDraining);
    stream.send("last", true);
    waypoint.until(() => server.request.isEnded);
    server.request.send("words", true);
    waypoint.until(() => waypoint.messages.some(({ type }) => type === "drained"));
    expect(stream.text).toBe("words");
    expect(waypoint.messages.filter(({ type }) => type === "drained")).toEqual([
      { type: "drained", index: 0, component: "inbound", forced: false },
    ]);
  });
});

function denyAll(): HttpPolicy {
  return {
    name: "deny",
    namespace: "shop",
    action: "deny",
    isDryRun: false,
    provider: undefined,
    rules: [{ from: [], to: [], when: [] }],
  };
}
