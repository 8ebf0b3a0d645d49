/** Whatever bytes come, the server answers or is silent, once, within what the client takes, and goes on. */

import { expectClosedSockets } from "@ambit/data-plane/testing";
import { decodeDnsMessage, encodeDnsMessage } from "@ambit/dns";
import { sendDatagram } from "@ambit/linux";
import { aService, serviceResource, workloadResource } from "@ambit/model/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aQuery, DnsWorld } from "../testing/dns-world.ts";
import { localWorkload } from "../testing/world.ts";

expectClosedSockets();

const resources = [
  workloadResource(localWorkload()),
  serviceResource(aService({ name: "server", namespace: "shop" })),
];
const valid = ["server", "nosuch.example.org", "server.shop.svc.cluster.local"].map((name) =>
  encodeDnsMessage(aQuery(name)),
);

/** Random bytes, and queries with some bytes changed or cut off. */
const anyDatagram = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc
    .tuple(
      fc.constantFrom(...valid),
      fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 }),
      fc.nat(80),
    )
    .map(([query, changes, length]) => {
      const bytes = query.slice(0, Math.max(length, 12));
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes;
    }),
);

test("any datagram", () => {
  using world = new DnsWorld({ resources, hasNameServer: false });
  fc.assert(
    fc.property(anyDatagram, fc.constantFrom("udp" as const, "tcp" as const), (bytes, transport) => {
      const responses: (Uint8Array | undefined)[] = [];
      world.server.answer(bytes, transport, (response) => responses.push(response));
      expect(responses).toHaveLength(1);
      const [response] = responses;
      if (response === undefined) return;
      expect(decodeDnsMessage(response)).toMatchObject({
        isResponse: true,
        id: (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0),
      });
      if (transport === "udp") expect(response.length).toBeLessThanOrEqual(65_507);
    }),
    { numRuns: 2_000 },
  );
  expect(world.server.pendingCount).toBe(0);
  expect(world.answers("server")).toHaveLength(1);
});

test("a datagram that seems to come from the server itself is not answered", () => {
  using world = new DnsWorld({ resources, hasNameServer: false });
  let count = 0;
  const answer = world.server.answer.bind(world.server);
  world.server.answer = (...query) => {
    count += 1;
    answer(...query);
  };
  const bytes = encodeDnsMessage({ ...aQuery("server"), isResponse: true });
  world.memory.receive.bytes.set(bytes, 0);
  const part = { range: world.memory.receive, offset: 0, length: bytes.length };
  expect(sendDatagram(world.udpFd, part, world.address)).toBe(bytes.length);
  world.turns(5);
  expect(count).toBe(0);
  expect(world.answers("server")).toHaveLength(1);
});

test("any stream of bytes over TCP", () => {
  using world = new DnsWorld({ resources, hasNameServer: false });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const client = world.tcpClient();
      client.socket.send(bytes);
      world.turns(3);
      client.socket.close();
      world.turns(2);
    }),
    { numRuns: 100 },
  );
  expect(world.listener.pendingCount).toBe(0);
  const client = world.tcpClient();
  client.send(aQuery("server"));
  world.until(() => client.responses.length === 1);
});
