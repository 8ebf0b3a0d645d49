import { echo, meshIp, TestApplication } from "@ambit/data-plane/testing";
import type { Workload } from "@ambit/model";
import { expect, test } from "vitest";
import { aTrafficPolicy } from "../http/testing/endpoints.ts";
import { anEndpoint, echoMesh, VIP, WaypointWorld } from "../testing/waypoint-plane.ts";

const SERVER = meshIp(5);
const CLIENT = meshIp(2);

function worldOf(proxyProtocol: 1 | 2, endpoint: Partial<Workload> = {}): WaypointWorld {
  const waypoint = new WaypointWorld(echoMesh([anEndpoint(SERVER, endpoint)]));
  waypoint.configure({ trafficPolicies: [{ port: undefined, policy: aTrafficPolicy({ proxyProtocol }) }] });
  return waypoint;
}

/** Both addresses in their four bytes, as version 2 has them. */
function packed(): Uint8Array {
  return Uint8Array.from([CLIENT, VIP].flatMap((ip) => ip.split(".").map(Number)));
}

test("an endpoint that wants PROXY protocol 1 reads who the client is, and where it was going, before its bytes", () => {
  using waypoint = worldOf(1);
  const server = waypoint.server(SERVER);
  const stream = waypoint.client().request(`${VIP}:80`);
  waypoint.until(() => stream.status === "200");
  stream.send("ping", true);
  waypoint.until(() => server.request.isEnded);
  expect(server.request.text).toMatch(new RegExp(`^PROXY TCP4 ${CLIENT} ${VIP} \\d+ 80\r\nping$`));
});

test("version 2 says the same in bytes", () => {
  using waypoint = worldOf(2);
  const server = waypoint.server(SERVER);
  const stream = waypoint.client().request(`${VIP}:80`);
  waypoint.until(() => stream.status === "200");
  stream.send("ping", true);
  waypoint.until(() => server.request.isEnded);
  const bytes = Buffer.concat(server.request.chunks);
  expect(bytes.subarray(12, 16)).toEqual(Buffer.from("2111000c", "hex"));
  expect(bytes.subarray(16, 24)).toEqual(Buffer.from(packed()));
  expect(bytes.readUInt16BE(26)).toBe(80);
  expect(bytes.subarray(28).toString()).toBe("ping");
});

test("so does an endpoint without a tunnel", () => {
  using waypoint = worldOf(1, { protocol: "TCP" });
  waypoint.poll(new TestApplication({ ip: SERVER, port: 8080 }, echo()));
  const stream = waypoint.client().request(`${VIP}:80`);
  waypoint.until(() => stream.status === "200");
  stream.send("ping", true);
  waypoint.until(() => stream.isEnded);
  expect(stream.text).toMatch(new RegExp(`^PROXY TCP4 ${CLIENT} ${VIP} \\d+ 80\r\nping$`));
});
