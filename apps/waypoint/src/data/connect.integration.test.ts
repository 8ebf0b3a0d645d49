import { meshIp } from "@ambit/data-plane/testing";
import { aWorkload, workloadResource } from "@ambit/model/testing";
import { TestAuthority } from "@ambit/tls/testing";
import { describe, expect, test } from "vitest";
import { anEndpoint, ECHO, echoMesh, VIP, WAYPOINT_IP, WaypointWorld } from "./testing/waypoint-plane.ts";

const SERVER = meshIp(5);
const STRANGER = meshIp(7);

function world(): WaypointWorld {
  const made = new WaypointWorld([
    ...echoMesh([anEndpoint(SERVER)]),
    workloadResource(
      aWorkload({ uid: "stranger", name: "stranger", namespace: "far", workloadIps: [STRANGER] }),
    ),
  ]);
  made.configure();
  return made;
}

describe("a CONNECT to a waypoint", () => {
  test.each([
    { what: "an address that nobody has", authority: "10.96.0.99:80", status: "404" },
    { what: "a port that the service does not have", authority: `${VIP}:81`, status: "404" },
    { what: "a pod that is not behind it", authority: `${STRANGER}:8080`, status: "404" },
    {
      what: "an endpoint of its service, which has no waypoint itself",
      authority: `${SERVER}:8080`,
      status: "404",
    },
    { what: "its own administration", authority: `${WAYPOINT_IP}:15000`, status: "404" },
    { what: "a name", authority: `${ECHO}:80`, status: "404" },
    { what: "what is no authority", authority: "/etc/passwd", status: "400" },
  ])("for $what is answered with $status, and nobody is connected to", ({ authority, status }) => {
    using waypoint = world();
    const server = waypoint.server(SERVER);
    const stream = waypoint.client().request(authority);
    waypoint.until(() => stream.status !== undefined || stream.isReset);
    expect(stream.status).toBe(status);
    expect(server.tunnels).toHaveLength(0);
  });

  test("with another method is 404", () => {
    using waypoint = world();
    const stream = waypoint.client().request(`${VIP}:80`, [], "GET");
    waypoint.until(() => stream.status !== undefined);
    expect(stream.status).toBe("404");
  });

  test("for a service that is not served any more is answered as before for ten seconds", () => {
    using waypoint = world();
    waypoint.server(SERVER);
    const client = waypoint.client();
    const before = client.request(`${VIP}:80`);
    waypoint.until(() => before.status === "200");
    waypoint.configure({ isServed: false });
    waypoint.until(() => waypoint.messages.filter(({ type }) => type === "configured").length === 2);
    const after = client.request(`${VIP}:80`);
    waypoint.until(() => after.status !== undefined);
    expect(after.status).toBe("200");
  });

  test("takes a hundred streams in one tunnel", () => {
    using waypoint = world();
    waypoint.server(SERVER);
    const client = waypoint.client();
    waypoint.turns(5);
    const streams = Array.from({ length: 100 }, () => client.request(`${VIP}:80`));
    waypoint.until(() => streams.every(({ status }) => status === "200"));
    expect(() => client.request(`${VIP}:80`)).toThrow("no stream can be opened");
  });
});

describe("a client's certificate", () => {
  test.each([
    { what: "of another trust domain", material: "spiffe://elsewhere/ns/shop/sa/client" },
    {
      what: "of another authority",
      material: TestAuthority.root().material({ uriSans: ["spiffe://cluster.local/ns/shop/sa/client"] }),
    },
  ])("$what is refused in the handshake", ({ material }) => {
    using waypoint = world();
    const client = waypoint.dial(material);
    waypoint.until(() => client.end !== undefined);
    expect(client.end?.wasUp).toBe(false);
  });
});
