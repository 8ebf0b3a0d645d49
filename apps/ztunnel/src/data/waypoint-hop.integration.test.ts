import { formatSocketAddress } from "@ambit/addr";
import {
  echo,
  expectClosedSockets,
  HboneServer,
  meshIp,
  RawSocket,
  TestApplication,
} from "@ambit/data-plane/testing";
import { type GatewayAddress, parseDestination, type Service, type Workload } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { OutboundWorld, SERVER_IP, VIP } from "./testing/outbound-world.ts";
import type { WorldOptions } from "./testing/world.ts";

expectClosedSockets();

const WAYPOINT = { ip: meshIp(50), port: 15_008 };
const SECOND_WAYPOINT = { ip: meshIp(51), port: 15_008 };
const WAYPOINT_IDENTITY = "spiffe://cluster.local/ns/infra/sa/waypoint";
const BY_NAME = gateway("infra/waypoint.infra.svc.cluster.local");

function gateway(destination: string): GatewayAddress {
  return { destination: parseDestination(destination), hboneMtlsPort: 15_008 };
}

/** A world that knows two waypoints, and one service in front of the first. */
class WaypointWorld extends OutboundWorld {
  constructor(options: WorldOptions = {}) {
    super(options);
    const service = aService({
      name: "waypoint",
      namespace: "infra",
      vips: [],
      ports: new Map([[15_008, 15_008]]),
    });
    const endpoint = new Map([[`infra/${service.hostname}`, new Map()]]);
    this.change(
      serviceResource(service),
      workloadResource(waypoint("waypoint", { workloadIps: [WAYPOINT.ip] }), endpoint),
      workloadResource(waypoint("second", { workloadIps: [SECOND_WAYPOINT.ip] })),
    );
  }

  serveWaypoint(address = WAYPOINT, identity = WAYPOINT_IDENTITY): HboneServer {
    return new HboneServer(this, { address, identity });
  }
}

function waypoint(name: string, fields: Partial<Workload>): Workload {
  return aWorkload({ name, namespace: "infra", serviceAccount: "waypoint", ...fields });
}

test.each([
  { how: "by host name", fields: { waypoint: BY_NAME } },
  { how: "by address", fields: { waypoint: gateway(`/${WAYPOINT.ip}`) } },
] satisfies { how: string; fields: Partial<Service> }[])(
  "a service's waypoint $how is asked for the service's own address, and told as the destination",
  ({ fields }) => {
    using world = new WaypointWorld();
    world.route(8080, {}, fields);
    using server = world.serveWaypoint();
    const client = world.connect();
    client.send("x");
    world.until(() => server.requests[0]?.text === "x");
    expect(server.request.header(":authority")).toBe(formatSocketAddress(world.target));
    expect(server.request.header("forwarded")).toContain(";host=server.shop.svc.cluster.local");
    client.end();
    server.request.send("y", true);
    world.until(() => client.isEof && world.accessLines().length > 0);
    expect(world.accessLines()[0]).toMatchObject({
      level: "info",
      "dst.addr": formatSocketAddress(WAYPOINT),
      "dst.hbone_addr": formatSocketAddress(world.target),
      "dst.service": "server.shop.svc.cluster.local",
      "dst.workload": "waypoint",
      "dst.identity": WAYPOINT_IDENTITY,
    });
    expect(world.traffic()[0]?.labels).toMatchObject({
      destination_service: "server.shop.svc.cluster.local",
      destination_workload: "waypoint",
      destination_principal: WAYPOINT_IDENTITY,
    });
  },
);

test("a workload's waypoint is asked for the workload's own address", () => {
  using world = new WaypointWorld();
  world.change(workloadResource(aWorkload({ name: "behind", workloadIps: [VIP], waypoint: BY_NAME })));
  using server = world.serveWaypoint();
  world.connect().send("x");
  world.until(() => server.requests[0]?.text === "x");
  expect(server.request.header(":authority")).toBe(formatSocketAddress(world.target));
  expect(server.request.header("forwarded")).not.toContain("host=");
});

test("weighted waypoints share connections in proportion", () => {
  const draws = [0.1, 0.3, 0.9];
  using world = new WaypointWorld({ random: () => draws.shift() ?? 0 });
  world.route(
    8080,
    {},
    {
      weightedWaypoints: [
        { destination: gateway(`/${WAYPOINT.ip}`), weight: 1 },
        { destination: gateway(`/${SECOND_WAYPOINT.ip}`), weight: 3 },
      ],
    },
  );
  using first = world.serveWaypoint();
  using second = world.serveWaypoint(SECOND_WAYPOINT);
  for (const text of ["a", "b", "c"]) world.connect().send(text);
  const texts = (server: HboneServer): string[] => server.requests.map((request) => request.text).toSorted();
  world.until(() => texts(first).join() === "a" && texts(second).join() === "b,c");
});

test("who stands at a waypoint's address and proves something else gets nothing", () => {
  using world = new WaypointWorld();
  world.route(8080, {}, { waypoint: BY_NAME });
  using server = world.serveWaypoint(WAYPOINT, "spiffe://cluster.local/ns/shop/sa/server");
  const client = world.connect();
  client.send("secret");
  world.until(() => client.isOver && world.accessLines().length > 0);
  expect(world.accessLines()[0]).toMatchObject({ "error.code": "tls-failed" });
  expect(server.requests).toEqual([]);
});

test("a waypoint that nobody knows is an early failure, though the endpoint would answer in plaintext", () => {
  using world = new WaypointWorld();
  using application = world.poll(new TestApplication({ ip: SERVER_IP, port: 0 }, echo()));
  world.route(application.address.port, { protocol: "TCP" }, { waypoint: gateway("infra/nobody") });
  const client = world.connect();
  client.send("secret");
  world.until(() => client.isOver);
  expect(world.accessLines()).toMatchObject([
    {
      level: "warn",
      message: "connection failed",
      "error.code": "no-route",
      error: "unknown waypoint: infra/nobody",
    },
  ]);
  expect(application.connections).toEqual([]);
});

test("a captured waypoint goes to the workload itself, and its identity from elsewhere does not", () => {
  using world = new OutboundWorld();
  const own = gateway(`/${meshIp(1)}`);
  world.change(workloadResource(aWorkload({ name: "behind", workloadIps: [VIP], waypoint: own })));
  using server = new HboneServer(world, {
    address: { ip: VIP, port: 15_008 },
    identity: "spiffe://cluster.local/ns/default/sa/default",
  });
  using itself = world.poll(RawSocket.connect(world.target, meshIp(1)));
  itself.send("from the waypoint");
  world.until(() => server.requests[0]?.text === "from the waypoint");
  using another = world.poll(RawSocket.connect(world.target, meshIp(2)));
  world.until(() => another.isOver);
  // To the waypoint, which is this very workload and does not listen here.
  expect(world.accessLines()[0]).toMatchObject({
    "error.code": "tunnel-connect-failed",
    "dst.addr": `${meshIp(1)}:15008`,
  });
  expect(server.requests).toHaveLength(1);
});
