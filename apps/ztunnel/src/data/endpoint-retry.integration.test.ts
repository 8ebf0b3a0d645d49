import {
  echo,
  HboneServer,
  meshIp,
  type RawSocket,
  TestApplication,
  type TestStream,
} from "@ambit/data-plane/testing";
import { aWorkload, workloadResource } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { FAR_SERVER, FarWorld } from "./testing/far-world.ts";
import { OutboundWorld } from "./testing/outbound-world.ts";

const ALIVE = meshIp(41);
const OTHERS = [42, 43, 44, 45].map((number) => meshIp(number));
const HBONE_PORT = 15_008;

/** A service with an endpoint at ALIVE and further ones, of which a draw may fall on any. */
function aService(world: OutboundWorld, port: number, protocol: "TCP" | "HBONE", others = 1): void {
  world.route(port, { name: "alive", workloadIps: [ALIVE], protocol });
  for (const [index, ip] of OTHERS.slice(0, others).entries()) {
    const more = aWorkload({
      name: `other-${index}`,
      namespace: "shop",
      serviceAccount: "server",
      workloadIps: [ip],
      services: ["shop/server.shop.svc.cluster.local"],
      protocol,
    });
    world.change(workloadResource(more));
  }
}

/** They stay open, so that the endpoint without connections is drawn sooner or later. */
function connectMany(world: OutboundWorld): readonly RawSocket[] {
  return Array.from({ length: 12 }, () => {
    const client = world.connect();
    client.send("hello");
    world.until(() => client.text === "hello" || client.isOver);
    return client;
  });
}

function failures(world: OutboundWorld): readonly unknown[] {
  return world
    .accessLines()
    .filter(({ level }) => level === "error")
    .map((line) => `${String(line["dst.workload"])} ${String(line["error.code"])}`);
}

describe("an endpoint that cannot be reached", () => {
  test("gives way to another one, in plaintext", () => {
    using world = new OutboundWorld({ random: Math.random });
    using application = world.poll(new TestApplication({ ip: ALIVE, port: 0 }, echo()));
    aService(world, application.address.port, "TCP");
    const clients = connectMany(world);
    expect(clients.map(({ text }) => text)).toEqual(clients.map(() => "hello"));
    world.until(() => failures(world).length > 0);
    expect(new Set(failures(world))).toEqual(new Set(["other-0 connect-failed"]));
    expect(world.total("failed", "CONNECT")).toBe(failures(world).length);
  });

  test("gives way to another one, through a tunnel", () => {
    using world = new OutboundWorld({ random: Math.random });
    aService(world, 8080, "HBONE");
    using _server = new HboneServer(world, {
      address: { ip: ALIVE, port: HBONE_PORT },
      onRequest: greet,
    });
    const clients = connectMany(world);
    expect(clients.map(({ text }) => text)).toEqual(clients.map(() => "hello"));
    world.until(() => failures(world).length > 0);
    expect(new Set(failures(world))).toEqual(new Set(["other-0 tunnel-connect-failed"]));
  });

  test.each([
    { isGatewayUp: false, ip: FAR_SERVER.ip, failed: "gateway-1" },
    { isGatewayUp: true, ip: OTHERS[3] ?? ALIVE, failed: "near-shop" },
  ])("gives way to another one, of another network: $failed", ({ isGatewayUp, ip, failed }) => {
    using world = new FarWorld({ random: Math.random, onRequest: greet });
    if (!isGatewayUp) world.gateway.stopListening();
    const near = aWorkload({
      name: "near-shop",
      namespace: "shop",
      serviceAccount: "server",
      network: "near",
      workloadIps: [ip],
      services: ["shop/server.shop.svc.cluster.local"],
    });
    world.change(workloadResource(near));
    const clients = connectMany(world);
    expect(clients.map(({ text }) => text)).toEqual(clients.map(() => "hello"));
    world.until(() => failures(world).length > 0);
    expect(new Set(failures(world))).toEqual(new Set([`${failed} tunnel-connect-failed`]));
    expect(world.gateway.requests.length > 0).toBe(isGatewayUp);
  });

  test("is not tried for ever: two others are, then the client hears of it", () => {
    using world = new OutboundWorld({ random: Math.random });
    aService(world, 1, "TCP", OTHERS.length);
    const client = world.connect();
    world.until(() => client.isOver);
    expect(failures(world)).toHaveLength(3);
    expect(new Set(failures(world)).size).toBe(3);
  });
});

describe("an endpoint that refuses a CONNECT", () => {
  test.each([
    { status: "503", isTriedElsewhere: true },
    { status: "401", isTriedElsewhere: false },
    { status: "400", isTriedElsewhere: false },
  ])("with $status: another one is tried: $isTriedElsewhere", ({ status, isTriedElsewhere }) => {
    using world = new OutboundWorld({ random: Math.random });
    aService(world, 8080, "HBONE");
    using _server = new HboneServer(world, {
      address: { ip: ALIVE, port: HBONE_PORT },
      onRequest: greet,
    });
    using refusing = new HboneServer(world, {
      address: { ip: OTHERS[0] ?? ALIVE, port: HBONE_PORT },
      onRequest: (request) => request.require().respond([[":status", status]], true),
    });
    const clients = connectMany(world);
    expect(refusing.requests.length).toBeGreaterThan(0);
    expect(clients.every(({ text }) => text === "hello")).toBe(isTriedElsewhere);
    world.until(() => failures(world).length === refusing.requests.length);
    expect(new Set(failures(world))).toEqual(new Set(["other-0 peer-status"]));
  });
});

test("connections that stay are spread by how many there are", () => {
  using world = new OutboundWorld({ random: Math.random });
  using first = world.poll(new TestApplication({ ip: ALIVE, port: 0 }, echo()));
  using second = world.poll(
    new TestApplication({ ip: OTHERS[0] ?? ALIVE, port: first.address.port }, echo()),
  );
  aService(world, first.address.port, "TCP");
  const clients = Array.from({ length: 5 }, () => connectMany(world)).flat();
  const counts = [first, second].map(({ connections }) => connections.length);
  expect(Math.abs((counts[0] ?? 0) - (counts[1] ?? 0))).toBeLessThan(clients.length / 4);
  const uids = ["alive", "other-0"].map((name) => aWorkload({ name, namespace: "shop" }).uid);
  const { endpointLoads } = world.context.connections;
  expect(uids.map((uid) => endpointLoads.of(uid))).toEqual(counts);
  for (const client of clients) client.close();
  world.until(() => uids.every((uid) => endpointLoads.of(uid) === 0));
});

function greet(request: TestStream): void {
  request.require().respond([[":status", "200"]], false);
  request.send("hello");
}
