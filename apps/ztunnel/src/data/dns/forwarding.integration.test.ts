import { parseIpAddress } from "@ambit/addr";
import { expectClosedSockets, meshIp } from "@ambit/data-plane/testing";
import {
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_TYPE,
  type DnsMessage,
  type DnsRecord,
  encodeDnsMessage,
  parseDnsName,
} from "@ambit/dns";
import { describe, expect, test } from "vitest";
import { answerWith, aQuery, DnsWorld, recordTexts, TestNameServer } from "../testing/dns-world.ts";

expectClosedSockets();

const NAME = parseDnsName("www.example.org");
const RECORD: DnsRecord = {
  name: NAME,
  class: DNS_CLASS_IN,
  ttl: 17,
  type: "A",
  address: parseIpAddress("192.0.2.1"),
};
const SOA: DnsRecord = {
  name: parseDnsName("example.org"),
  class: DNS_CLASS_IN,
  ttl: 60,
  type: "SOA",
  primary: NAME,
  mailbox: NAME,
  serial: 1,
  refreshSeconds: 2,
  retrySeconds: 3,
  expireSeconds: 4,
  minimumTtl: 5,
};
const TARGET = parseDnsName("target.example.org");
const head = { name: NAME, class: DNS_CLASS_IN, ttl: 5 };

describe("what the mesh does not know", () => {
  test.each<[string, number, DnsRecord[]]>([
    ["A", DNS_TYPE.A, [RECORD]],
    ["AAAA", DNS_TYPE.AAAA, [{ ...head, type: "AAAA", address: parseIpAddress("2001:db8::1") }]],
    ["SRV", DNS_TYPE.SRV, [{ ...head, type: "SRV", priority: 1, weight: 2, port: 80, target: TARGET }]],
    ["MX", DNS_TYPE.MX, [{ ...head, type: "MX", preference: 10, exchange: TARGET }]],
    ["TXT", DNS_TYPE.TXT, [{ ...head, type: "TXT", strings: [Uint8Array.of(1, 2), new Uint8Array(0)] }]],
    ["PTR", DNS_TYPE.PTR, [{ ...head, type: "PTR", target: TARGET }]],
    ["NS", DNS_TYPE.NS, [{ ...head, type: "NS", target: TARGET }]],
    ["ANY", DNS_TYPE.ANY, [RECORD, { ...head, type: "TXT", strings: [Uint8Array.of(1)] }]],
    [
      "HTTPS",
      65,
      [{ ...head, type: "other", code: 65, bytes: Uint8Array.of(0, 1, 0, 0, 1, 0, 3, 2, 104, 50) }],
    ],
    ["a type without a name", 4711, [{ ...head, type: "other", code: 4711, bytes: Uint8Array.of(9) }]],
  ])("is asked of the name server and answered with its words: %s", (_name, type, records) => {
    using world = new DnsWorld();
    world.nameServer.serve = (query) => ({
      ...answerWith(query, records),
      authorities: [SOA],
      additionals: [RECORD],
      authenticData: true,
    });
    const query = aQuery(NAME, type);
    expect(world.ask(query)).toEqual({
      ...answerWith(query, records),
      isAuthoritative: false,
      authenticData: true,
      authorities: [SOA],
      additionals: [RECORD],
    });
  });

  test("is asked with the client's own bytes, but under another id and from another port each time", () => {
    const ids = [0xabcd, 0x0001, 0x7f00];
    const randomHex = (length: number): string => (ids.shift() ?? 5).toString(16).padStart(length, "0");
    using world = new DnsWorld({ randomHex });
    const fields: Partial<DnsMessage> = {
      checkingDisabled: true,
      recursionDesired: false,
      edns: {
        udpPayloadBytes: 4000,
        version: 0,
        dnssecOk: true,
        options: [{ code: 10, bytes: Uint8Array.of(1, 2, 3) }],
      },
      additionals: [{ ...head, type: "other", code: 250, bytes: Uint8Array.of(7) }],
    };
    const queries = Array.from({ length: 20 }, () => aQuery("WwW.eXample.org", DNS_TYPE.A, fields));
    for (const query of queries) world.ask(query);
    const seen = world.nameServer.queries;
    for (const [index, query] of queries.entries())
      expect(seen[index]?.bytes.subarray(2)).toEqual(encodeDnsMessage(query).subarray(2));
    expect(seen.slice(0, 4).map(({ message }) => message.id)).toEqual([0xabcd, 0x0001, 0x7f00, 5]);
    expect(new Set(seen.map(({ from }) => from.port)).size).toBeGreaterThan(10);
  });

  test("in another class is not looked for in the mesh", () => {
    using world = new DnsWorld();
    const query = aQuery("server.shop.svc.cluster.local", DNS_TYPE.TXT);
    const chaos = { ...query, questions: query.questions.map((question) => ({ ...question, class: 3 })) };
    expect(world.ask(chaos).rcode).toBe(DNS_RCODE.NXDOMAIN);
    expect(world.nameServer.queries[0]?.message.questions).toEqual(chaos.questions);
  });

  test.each([
    ["no such name", DNS_RCODE.NXDOMAIN],
    ["no records of that type", DNS_RCODE.NOERROR],
    ["it cannot", DNS_RCODE.SERVFAIL],
    ["it does not want to", DNS_RCODE.REFUSED],
  ])("has the name server's own answer when there is %s", (_name, rcode) => {
    using world = new DnsWorld();
    world.nameServer.serve = (query) => ({ ...answerWith(query, [], rcode), authorities: [SOA] });
    expect(world.ask(aQuery(NAME))).toMatchObject({
      rcode,
      answers: [],
      authorities: [SOA],
      isAuthoritative: false,
    });
    expect(world.nameServer.queries).toHaveLength(1);
  });

  test("comes cut over UDP if the name server cuts it, and whole over TCP", () => {
    using world = new DnsWorld();
    const records = Array.from({ length: 100 }, (_, index) => ({
      ...RECORD,
      address: parseIpAddress(`192.0.2.${index}`),
    }));
    world.nameServer.serve = (query, transport) =>
      transport === "udp" ? encodeDnsMessage(answerWith(query, records), 512) : answerWith(query, records);
    expect(world.ask(aQuery(NAME)).isTruncated).toBe(true);
    const client = world.tcpClient();
    client.send(aQuery(NAME));
    world.until(() => client.responses.length > 0);
    expect(client.responses[0]?.answers).toHaveLength(100);
    expect(
      world.context.dns.counters.takeDeltas().dns.map(({ upstreamFailures }) => upstreamFailures),
    ).toEqual([0, 0]);
  });

  test("is cut to what the client takes, if the name server does not care", () => {
    using world = new DnsWorld();
    world.nameServer.serve = (query) =>
      answerWith(
        query,
        Array.from({ length: 60 }, () => RECORD),
      );
    expect(world.ask(aQuery(NAME))).toMatchObject({ isTruncated: true, answers: [], rcode: 0 });
  });

  test("has SERVFAIL where there is no name server", () => {
    using world = new DnsWorld({ hasNameServer: false });
    expect(world.ask(aQuery(NAME)).rcode).toBe(DNS_RCODE.SERVFAIL);
    expect(world.context.dns.counters.takeDeltas().dns[0]).toMatchObject({
      upstreamRequests: 1,
      upstreamFailures: 1,
    });
  });
});

describe("a name server", () => {
  test("that is silent gives way to the next after a second", () => {
    using world = new DnsWorld({ otherServers: [{ ip: meshIp(54), port: 1 }] });
    world.nameServer.serve = () => undefined;
    const client = world.udpClient();
    client.send(aQuery(NAME));
    world.until(() => world.nameServer.queries.length === 1);
    world.turns(5);
    expect(client.datagrams).toEqual([]);
    world.passTime(1_100);
    // Nobody is at port 1 of the other one, so that the first is asked once more.
    world.nameServer.serve = (query) => answerWith(query, [RECORD]);
    world.passTime(1_100);
    world.until(() => client.datagrams.length > 0);
    expect(recordTexts(client.responses[0]?.answers ?? [])).toEqual(["www.example.org 17 A 192.0.2.1"]);
    expect(world.nameServer.queries.length).toBeGreaterThan(1);
  });

  test.each([DNS_RCODE.SERVFAIL, DNS_RCODE.REFUSED, DNS_RCODE.NOTIMP])(
    "that answers with code %i gives way to the next at once",
    (rcode) => {
      using world = new DnsWorld({ otherServers: [] });
      using second = new TestNameServer({ ip: meshIp(54), port: 0 }, (query) => answerWith(query, [RECORD]));
      using both = new DnsWorld({ otherServers: [second.address] });
      both.poll(second);
      both.nameServer.serve = (query) => answerWith(query, [], rcode);
      expect(both.answers(NAME)).toHaveLength(1);
      expect([both.nameServer.queries.length, second.queries.length]).toEqual([1, 1]);
      expect(world.nameServer.queries).toEqual([]);
    },
  );

  test("that cannot is believed when the others say nothing", () => {
    using second = new TestNameServer({ ip: meshIp(54), port: 0 }, () => undefined);
    using world = new DnsWorld({ otherServers: [second.address], resolver: { timeoutMs: 2_000 } });
    world.poll(second);
    world.nameServer.serve = (query) => answerWith(query, [], DNS_RCODE.REFUSED);
    const client = world.udpClient();
    client.send(aQuery(NAME));
    world.until(() => second.queries.length === 1);
    for (const _second of [1, 2]) world.passTime(1_100);
    world.until(() => client.datagrams.length > 0);
    expect(client.responses[0]?.rcode).toBe(DNS_RCODE.REFUSED);
  });

  test("that nobody runs is asked as often as configured, then there is SERVFAIL", () => {
    using world = new DnsWorld({ hasNameServer: false, otherServers: [] });
    const nobody = { ip: meshIp(55), port: 9 };
    using refused = new DnsWorld({
      config: {
        dns: {
          ...world.context.config.dns,
          resolver: { nameServers: [nobody], search: [], ndots: 1, timeoutMs: 5_000, attempts: 2 },
        },
      },
    });
    const client = refused.udpClient();
    client.send(aQuery(NAME));
    refused.turns(20);
    refused.passTime(1_100);
    refused.until(() => client.datagrams.length > 0);
    expect(client.responses[0]?.rcode).toBe(DNS_RCODE.SERVFAIL);
    expect(refused.dnsLog.records).toMatchObject([
      { result: expect.stringMatching(/^forwarding failed \(Connection refused/) },
    ]);
  });

  test("that never answers costs the client its timeout, and then SERVFAIL", () => {
    using world = new DnsWorld();
    world.nameServer.serve = () => undefined;
    const client = world.udpClient();
    client.send(aQuery(NAME));
    world.until(() => world.nameServer.queries.length === 1);
    for (let second = 0; second < 2; second++) world.passTime(1_000);
    expect(client.datagrams).toEqual([]);
    for (let second = 0; second < 3; second++) world.passTime(1_100);
    world.until(() => client.datagrams.length > 0);
    expect(client.responses[0]?.rcode).toBe(DNS_RCODE.SERVFAIL);
    expect(world.nameServer.queries).toHaveLength(2);
  });
});

describe("who is not the name server", () => {
  test("is not believed with the right id from another address, nor with another id or question from the right one", () => {
    using world = new DnsWorld();
    world.nameServer.serve = () => undefined;
    const client = world.udpClient();
    client.send(aQuery(NAME));
    world.until(() => world.nameServer.queries.length === 1);
    const [asked] = world.nameServer.queries;
    if (asked === undefined) throw new Error("nobody was asked");
    const forged = answerWith(asked.message, [{ ...RECORD, address: parseIpAddress("203.0.113.1") }]);
    using stranger = new TestNameServer({ ip: meshIp(66), port: 0 }, () => undefined);
    stranger.send(forged, asked.from);
    world.nameServer.send({ ...forged, id: forged.id ^ 1 }, asked.from);
    world.nameServer.send({ ...forged, questions: aQuery("www.example.net").questions }, asked.from);
    world.nameServer.send({ ...forged, isResponse: false }, asked.from);
    world.turns(10);
    expect(client.datagrams).toEqual([]);
    world.nameServer.send(answerWith(asked.message, [RECORD]), asked.from);
    world.until(() => client.datagrams.length > 0);
    expect(recordTexts(client.responses[0]?.answers ?? [])).toEqual(["www.example.org 17 A 192.0.2.1"]);
  });

  test("who guesses on and on ends that attempt, and the next one has another port", () => {
    using world = new DnsWorld();
    world.nameServer.serve = () => undefined;
    const client = world.udpClient();
    client.send(aQuery(NAME));
    world.until(() => world.nameServer.queries.length === 1);
    const [asked] = world.nameServer.queries;
    if (asked === undefined) throw new Error("nobody was asked");
    for (let id = 1; id <= 64; id++)
      world.nameServer.send(
        { ...answerWith(asked.message, [RECORD]), id: asked.message.id ^ id },
        asked.from,
      );
    world.turns(5);
    world.nameServer.send(answerWith(asked.message, [RECORD]), asked.from);
    world.turns(5);
    expect(client.datagrams).toEqual([]);
    world.nameServer.serve = (query) => answerWith(query, [RECORD]);
    world.passTime(1_100);
    world.until(() => client.datagrams.length > 0);
    expect(world.nameServer.queries[1]?.from.port).not.toBe(asked.from.port);
  });
});

describe("bounds", () => {
  test("more questions than may wait for name servers are answered with SERVFAIL, and the others in time", () => {
    using world = new DnsWorld({ resolver: { timeoutMs: 30_000 } });
    world.nameServer.serve = () => undefined;
    const clients = Array.from({ length: 300 }, () => world.udpClient());
    for (const client of clients) {
      client.send(aQuery(NAME));
      world.turns(1);
    }
    world.until(() => clients.filter(({ datagrams }) => datagrams.length > 0).length === 300 - 256);
    const refused = clients.flatMap(({ responses }) => responses);
    expect(refused.every(({ rcode }) => rcode === DNS_RCODE.SERVFAIL)).toBe(true);
    for (const { message, from } of [...world.nameServer.queries]) {
      world.nameServer.send(answerWith(message, [RECORD]), from);
      world.turns(1);
    }
    world.until(() => clients.every(({ datagrams }) => datagrams.length > 0));
    expect(clients.filter(({ responses }) => responses[0]?.rcode === 0)).toHaveLength(256);
    expect(world.context.dns.budget.count).toBe(0);
  });

  test("a server that is destroyed gives up what waits, and its sockets", () => {
    using world = new DnsWorld();
    world.nameServer.serve = () => undefined;
    const [client, tcp] = [world.udpClient(), world.tcpClient()];
    client.send(aQuery(NAME));
    tcp.send(aQuery(NAME));
    world.until(() => world.nameServer.queries.length === 2);
    expect(world.listener.pendingCount).toBe(3);
    world.listener.stopAccepting();
    world.listener.destroy();
    expect(world.listener.pendingCount).toBe(0);
    expect(world.context.dns.budget.count).toBe(0);
    world.until(() => tcp.socket.isOver);
    expect(client.datagrams).toEqual([]);
  });
});

test("clients of one server have their own answers, whatever the order in which they come", () => {
  using world = new DnsWorld();
  world.nameServer.serve = () => undefined;
  const clients = Array.from({ length: 5 }, () => world.udpClient());
  for (const [index, client] of clients.entries()) client.send(aQuery(`n${index}.example.org`));
  world.until(() => world.nameServer.queries.length === 5);
  for (const { message, from } of world.nameServer.queries.toReversed())
    world.nameServer.send(answerWith(message, [RECORD]), from);
  world.until(() => clients.every(({ datagrams }) => datagrams.length === 1));
  for (const [index, client] of clients.entries())
    expect(client.responses[0]?.questions[0]?.name).toBe(`n${index}.example.org`);
});
