import { type HboneServer, meshIp, RawSocket, type TestStream } from "@ambit/data-plane/testing";
import type { MeshResource, Service, Workload } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { CONNECTION_EVENTS, type Http2Socket, StreamRelay } from "@ambit/reactor";
import { expect, test } from "vitest";
import { anEndpoint, ECHO, echoMesh, VIP, WaypointWorld } from "./testing/waypoint-plane.ts";

const GATEWAY = { ip: meshIp(40), port: 15_008 };
const FAR_SERVER = { ip: meshIp(41), port: 15_008 };
const GATEWAY_IDENTITY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const SERVER_IDENTITY = "spiffe://cluster.local/ns/shop/sa/server";

/** An endpoint of which only the gateway of its network is known. */
function farMesh(service: Partial<Service> = {}, endpoint: Partial<Workload> = {}): readonly MeshResource[] {
  const gateway = aWorkload({
    name: "gateway-1",
    uid: "gateway-1",
    namespace: "istio-system",
    serviceAccount: "gateway",
    workloadIps: [GATEWAY.ip],
    network: "far",
  });
  const echo = aService({
    name: "echo",
    namespace: "shop",
    hostname: ECHO,
    vips: [{ network: "", address: VIP }],
    ports: new Map([[80, 8080]]),
    subjectAltNames: [SERVER_IDENTITY],
    ...service,
  });
  const far = anEndpoint(FAR_SERVER.ip, {
    workloadIps: [],
    network: "far",
    networkGateway: {
      destination: { kind: "address", network: "far", address: GATEWAY.ip },
      hboneMtlsPort: GATEWAY.port,
    },
    ...endpoint,
  });
  return [...echoMesh([far]), serviceResource(echo), workloadResource(gateway)];
}

/** Passes what comes in its streams on to the server, unread. */
function aGateway(waypoint: WaypointWorld): HboneServer {
  return waypoint.server(GATEWAY.ip, {
    identity: GATEWAY_IDENTITY,
    onRequest: (request: TestStream, _fields: unknown, tunnel: Http2Socket) => {
      const stream = request.require();
      const { fd } = RawSocket.connect(FAR_SERVER);
      const observer = {
        onSocketBytes: () => undefined,
        onStreamBytes: () => undefined,
        onRelayEnd: () => undefined,
      };
      const relay = new StreamRelay(waypoint.parts, { stream, output: tunnel.tls }, observer);
      stream.consumer = relay;
      waypoint.parts.reactor.register(fd, CONNECTION_EVENTS, relay);
      stream.respond([[":status", "200"]], false);
      relay.attach(fd, 0);
    },
  });
}

test("an endpoint in another network is reached through its gateway, by the service's name, in a tunnel of its own", () => {
  using waypoint = new WaypointWorld(farMesh());
  waypoint.configure();
  const gateway = aGateway(waypoint);
  const server = waypoint.server(FAR_SERVER.ip, { identity: SERVER_IDENTITY });
  const stream = waypoint.client().request(`${VIP}:80`);
  waypoint.until(() => stream.status !== undefined);
  expect(stream.status).toBe("200");
  stream.send("ping", true);
  waypoint.until(() => server.request.isEnded);
  expect(server.request.text).toBe("ping");
  for (const { request } of [gateway, server]) expect(request.header(":authority")).toBe(`${ECHO}:80`);
  expect(gateway.request.header("x-istio-source")).toBe("waypoint");
  expect(gateway.request.header("x-forwarded-network")).toBeUndefined();
  expect(server.request.header("x-forwarded-network")).toBe("");
  expect(server.request.header("x-istio-source")).toBeUndefined();
  expect(server.peers[0]?.peer?.uriSans).toEqual(["spiffe://cluster.local/ns/shop/sa/waypoint"]);
  server.request.send("pong", true);
  waypoint.until(() => stream.isEnded);
  expect(stream.text).toBe("pong");
});

test.each([
  {
    name: "somebody else answers behind the gateway",
    serverIdentity: "spiffe://cluster.local/ns/shop/sa/impostor",
  },
  { name: "the service says of nobody who it is", service: { subjectAltNames: [] } },
  { name: "the network has no gateway", endpoint: { networkGateway: undefined } },
])("nothing is sent to another network if $name", ({ serverIdentity, service, endpoint }) => {
  using waypoint = new WaypointWorld(farMesh(service, endpoint));
  waypoint.configure();
  aGateway(waypoint);
  const server = waypoint.server(FAR_SERVER.ip, { identity: serverIdentity ?? SERVER_IDENTITY });
  const stream = waypoint.client().request(`${VIP}:80`);
  waypoint.until(() => stream.status !== undefined);
  expect(stream.status).toBe("503");
  expect(server.requests).toEqual([]);
});
