import { parseIpAddress } from "@ambit/addr";
import { echo, expectClosedSockets, HboneServer } from "@ambit/data-plane/testing";
import { parseDestination } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { InboundWorld, LOCAL_IP } from "./testing/inbound-world.ts";
import { OutboundWorld, SERVER_IP, VIP } from "./testing/outbound-world.ts";
import { localWorkload } from "./testing/world.ts";

expectClosedSockets();

test("a destination that is not known is asked for before anything is sent", () => {
  const asked: string[] = [];
  using world = new OutboundWorld({ onDemand: (key) => asked.push(key) });
  using server = new HboneServer(world, { address: { ip: SERVER_IP, port: 15_008 } });
  const client = world.connect();
  client.send("x");
  world.until(() => asked.length > 0);
  expect(asked).toEqual([`/${VIP}`]);
  world.turns(5);
  world.route(8080);
  world.context.onDemand?.answered(`/${VIP}`, true);
  world.until(() => server.requests[0]?.text === "x");
});

test("a destination that nobody tells of is refused in five seconds", () => {
  using world = new OutboundWorld({ onDemand: () => {} });
  const client = world.connect();
  world.turns(5);
  expect(client.isOver).toBe(false);
  world.passTime(5_100);
  world.until(() => client.isOver);
  expect(world.accessLines()).toMatchObject([
    {
      level: "warn",
      message: "connection failed",
      "error.code": "lookup-failed",
      error: `no answer from the control plane about /${VIP}`,
    },
  ]);
});

test("a waypoint's ztunnel asks for the address that a client names, and then knows that it is the waypoint's", () => {
  const asked: string[] = [];
  using world = new InboundWorld({ onDemand: (key) => asked.push(key) });
  const application = world.application(echo());
  const stream = world.client().request(`10.7.7.7:${application.address.port}`);
  stream.send("x");
  world.until(() => asked.length > 0);
  expect(asked).toEqual(["/10.7.7.7"]);
  const waypoint = { destination: parseDestination(`/${LOCAL_IP}`), hboneMtlsPort: 15_008 };
  world.change(
    workloadResource(aWorkload({ name: "behind", workloadIps: [parseIpAddress("10.7.7.7")], waypoint })),
  );
  world.context.onDemand?.answered("/10.7.7.7", true);
  world.until(() => stream.text === "x");
});

test("a client that names an address nobody tells of is answered 503 in five seconds, and no other", () => {
  using world = new InboundWorld({ onDemand: () => {} });
  const application = world.application(echo());
  const client = world.client();
  const stream = client.request("10.7.7.7:80");
  const direct = client.request(`${LOCAL_IP}:${application.address.port}`);
  direct.send("x");
  world.until(() => direct.text === "x");
  expect(stream.status).toBeUndefined();
  world.passTime(5_100);
  world.until(() => stream.status !== undefined);
  expect(stream.status).toBe("503");
  expect(world.accessLines()).toMatchObject([
    { message: "connection failed", "error.code": "lookup-failed" },
  ]);
});

test("a service that the workload serves is asked for when a client names it", () => {
  const asked: string[] = [];
  const service = aService({ namespace: "shop", vips: [] });
  const key = `shop/${service.hostname}`;
  using world = new InboundWorld({ onDemand: (name) => asked.push(name) });
  const application = world.application(echo());
  const endpoint = new Map([[key, new Map([[80, application.address.port]])]]);
  world.change(workloadResource(localWorkload({ services: [key] }), endpoint));
  const stream = world.client().request(`${service.hostname}:80`);
  stream.send("x");
  world.until(() => asked.length > 0);
  expect(asked).toEqual([key]);
  world.change(serviceResource(service));
  world.context.onDemand?.answered(key, true);
  world.until(() => stream.text === "x");
});
