import { expect, test } from "vitest";
import { HboneServer } from "./testing/hbone-peers.ts";
import { expectClosedSockets } from "./testing/open-sockets.ts";
import { OutboundWorld, SERVER_IP, VIP } from "./testing/outbound-world.ts";

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
