import { expectClosedSockets } from "@ambit/data-plane/testing";
import { DNS_RCODE, DNS_TYPE, encodeDnsMessage, frameDnsMessage } from "@ambit/dns";
import { aService, serviceResource, workloadResource } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { answerWith, aQuery, DnsWorld } from "../testing/dns-world.ts";
import { localWorkload } from "../testing/world.ts";

expectClosedSockets();

const resources = [
  workloadResource(localWorkload()),
  serviceResource(aService({ name: "server", namespace: "shop" })),
];

describe("a client over TCP", () => {
  test("asks many questions on one connection, and half-closes it when it has no more", () => {
    using world = new DnsWorld({ resources });
    const client = world.tcpClient();
    const queries = Array.from({ length: 100 }, (_, index) => aQuery(index % 2 === 0 ? "server" : "nosuch"));
    client.send(...queries);
    client.socket.end();
    world.until(() => client.socket.isOver);
    expect(client.socket.error).toBe(0);
    const rcodes = new Map(client.responses.map(({ id, rcode }) => [id, rcode]));
    for (const [index, { id }] of queries.entries())
      expect(rcodes.get(id)).toBe(index % 2 === 0 ? DNS_RCODE.NOERROR : DNS_RCODE.NXDOMAIN);
  });

  test("may send byte by byte", () => {
    using world = new DnsWorld({ resources });
    const client = world.tcpClient();
    for (const byte of frameDnsMessage(encodeDnsMessage(aQuery("server")))) {
      client.socket.send(Uint8Array.of(byte));
      world.turns(1);
    }
    world.until(() => client.responses.length === 1);
  });

  test("that asks nothing for five seconds is left", () => {
    using world = new DnsWorld({ resources });
    const client = world.tcpClient();
    client.send(aQuery("server"));
    world.until(() => client.responses.length === 1);
    world.passTime(3_000);
    client.send(aQuery("server"));
    world.until(() => client.responses.length === 2);
    world.passTime(2_500);
    expect(client.socket.isOver).toBe(false);
    world.passTime(2_600);
    world.until(() => client.socket.isOver);
  });

  test("that waits for an answer is not idle", () => {
    using world = new DnsWorld({ resources, resolver: { timeoutMs: 20_000 } });
    world.nameServer.serve = () => undefined;
    const client = world.tcpClient();
    client.send(aQuery("nosuch"));
    world.until(() => world.nameServer.queries.length === 1);
    for (let turn = 0; turn < 15; turn++) world.passTime(1_000);
    expect(client.socket.isOver).toBe(false);
    for (let turn = 0; turn < 6; turn++) world.passTime(1_000);
    world.until(() => client.responses.length === 1);
    expect(client.responses[0]?.rcode).toBe(DNS_RCODE.SERVFAIL);
  });

  test("that does not read is not read from any more, and is left", () => {
    using world = new DnsWorld({ resources });
    const client = world.tcpClient();
    client.socket.isReading = false;
    const query = frameDnsMessage(encodeDnsMessage(aQuery("server")));
    const many = Buffer.concat(Array.from({ length: 2_000 }, () => query));
    for (let count = 0; count < 400 && client.socket.unsentBytes < 100_000; count++) {
      client.socket.send(many);
      world.turns(5);
    }
    expect(client.socket.unsentBytes).toBeGreaterThan(0);
    world.passTime(5_100);
    world.turns(5);
    expect(world.listener.pendingCount).toBe(0);
  });

  test("that sends nonsense is told so, and that sends no message at all is left", () => {
    using world = new DnsWorld({ resources });
    const [wrong, broken] = [world.tcpClient(), world.tcpClient()];
    wrong.socket.send(frameDnsMessage(encodeDnsMessage(aQuery("server")).subarray(0, 20)));
    broken.socket.send(Uint8Array.of(0, 3, 1, 2, 3));
    world.until(() => wrong.responses.length === 1 && broken.socket.isOver);
    expect(wrong.responses[0]?.rcode).toBe(DNS_RCODE.FORMERR);
    expect(broken.socket.bytes).toHaveLength(0);
  });

  test("one more than there may be is not served, until another leaves", () => {
    using world = new DnsWorld({ resources });
    const clients = Array.from({ length: 257 }, () => world.tcpClient());
    world.until(() => clients.some(({ socket }) => socket.isOver));
    world.turns(5);
    expect(clients.filter(({ socket }) => socket.isOver)).toHaveLength(1);
    clients.find(({ socket }) => !socket.isOver)?.socket.close();
    world.turns(5);
    const next = world.tcpClient();
    next.send(aQuery("server"));
    world.until(() => next.responses.length === 1);
  });
});

describe("a drain", () => {
  test("answers what was asked, over both protocols, and takes nothing more", () => {
    using world = new DnsWorld({ resources });
    world.nameServer.serve = () => undefined;
    const [udp, tcp, idle] = [world.udpClient(), world.tcpClient(), world.tcpClient()];
    udp.send(aQuery("nosuch"));
    tcp.send(aQuery("nosuch"));
    idle.send(aQuery("server"));
    world.until(() => world.nameServer.queries.length === 2 && idle.responses.length === 1);
    world.listener.stopAccepting();
    world.listener.startDrain();
    world.until(() => idle.socket.isOver);
    expect(tcp.socket.isOver).toBe(false);
    const late = world.udpClient();
    late.send(aQuery("server"));
    tcp.send(aQuery("server"));
    world.turns(10);
    expect(late.datagrams).toEqual([]);
    world.nameServer.serve = (query) => answerWith(query, []);
    for (const { message, from } of [...world.nameServer.queries])
      world.nameServer.send(answerWith(message, []), from);
    world.passTime(1_100);
    world.until(() => udp.datagrams.length === 1 && tcp.socket.isOver);
    expect(tcp.responses).toHaveLength(1);
    expect(world.listener.pendingCount).toBe(0);
    expect(world.idleCount).toBeGreaterThan(0);
  });

  test("serves what waited in the kernel's queues", () => {
    using world = new DnsWorld({ resources });
    const [udp, tcp] = [world.udpClient(), world.tcpClient()];
    udp.send(aQuery("server", DNS_TYPE.AAAA));
    tcp.send(aQuery("server"));
    world.listener.stopAccepting();
    world.listener.startDrain();
    world.until(() => udp.datagrams.length === 1 && tcp.socket.isOver);
    expect(tcp.responses).toHaveLength(1);
  });
});
