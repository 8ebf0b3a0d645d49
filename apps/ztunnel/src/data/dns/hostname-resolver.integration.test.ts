import { type IpAddress, parseIpAddress } from "@ambit/addr";
import { echo, expectClosedSockets, meshIp, TestApplication } from "@ambit/data-plane/testing";
import { DNS_CLASS_IN, DNS_RCODE, DNS_TYPE, type DnsRecord, parseDnsName } from "@ambit/dns";
import { describe, expect, test } from "vitest";
import { answerWith, TestNameServer } from "../testing/dns-world.ts";
import { OutboundWorld } from "../testing/outbound-world.ts";
import { TEST_CONFIG, World } from "../testing/world.ts";

expectClosedSockets();

const NAME = "db.example.org";

function record(address: IpAddress, ttl = 20): DnsRecord {
  const type = address.includes(":") ? "AAAA" : "A";
  return { name: parseDnsName(NAME), class: DNS_CLASS_IN, ttl, type, address };
}

/** Answers for `NAME` with these addresses, and that all other names do not exist. */
function serverOf(...records: readonly DnsRecord[]): TestNameServer {
  return new TestNameServer({ ip: meshIp(53), port: 0 }, (query) => {
    const [question] = query.questions;
    const type = question?.type === DNS_TYPE.A ? "A" : "AAAA";
    const isKnown = question?.name === NAME;
    const answers = isKnown ? records.filter((given) => given.type === type) : [];
    return answerWith(query, answers, isKnown ? DNS_RCODE.NOERROR : DNS_RCODE.NXDOMAIN);
  });
}

function configOf(
  server: TestNameServer,
  fields: { readonly search?: readonly string[]; readonly ndots?: number } = {},
) {
  const resolver = {
    nameServers: [server.address],
    search: [],
    ndots: 1,
    timeoutMs: 2_000,
    attempts: 1,
    ...fields,
  };
  return { ipv6: true, dns: { ...TEST_CONFIG.dns, resolver } };
}

class ResolverWorld extends World {
  readonly nameServer: TestNameServer;
  readonly found: (readonly IpAddress[])[] = [];

  constructor(nameServer: TestNameServer, fields?: Parameters<typeof configOf>[1]) {
    super({ config: configOf(nameServer, fields) });
    this.nameServer = this.poll(nameServer);
  }

  /** How many questions that took. */
  resolve(hostname: string): number {
    const [before, { length }] = [this.nameServer.queries.length, this.found];
    this.context.dns.hostnames.resolve(hostname, (addresses) => this.found.push(addresses));
    this.until(() => this.found.length > length);
    return this.nameServer.queries.length - before;
  }

  override [Symbol.dispose](): void {
    this.context.dns.hostnames.close();
    this.nameServer[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

const V4 = parseIpAddress("192.0.2.1");
const V6 = parseIpAddress("2001:db8::1");

describe("a host name", () => {
  test("is looked up in both families, and remembered as long as its records live", () => {
    using world = new ResolverWorld(serverOf(record(V4, 20), record(V6, 10)));
    expect(world.resolve(NAME)).toBe(2);
    expect([...(world.found[0] ?? [])].sort()).toEqual([V4, V6]);
    world.passTime(4_000);
    expect(world.resolve(NAME)).toBe(0);
    world.passTime(6_100);
    expect(world.resolve(NAME)).toBe(2);
  });

  test("whose records have no life is remembered for a second all the same", () => {
    using world = new ResolverWorld(serverOf(record(V4, 0)));
    world.resolve(NAME);
    expect(world.resolve(NAME)).toBe(0);
    world.passTime(1_100);
    expect(world.resolve(NAME)).toBe(2);
  });

  test("that does not exist has no address, for five seconds", () => {
    using world = new ResolverWorld(serverOf());
    world.resolve("nosuch.example.org");
    expect(world.resolve("nosuch.example.org")).toBe(0);
    expect(world.found).toEqual([[], []]);
    world.passTime(5_100);
    expect(world.resolve("nosuch.example.org")).toBe(2);
  });

  test("that many wait for is looked up once", () => {
    using world = new ResolverWorld(serverOf(record(V4)));
    for (let count = 0; count < 10; count++)
      world.context.dns.hostnames.resolve(NAME, (addresses) => world.found.push(addresses));
    world.until(() => world.found.length === 10);
    expect(world.nameServer.queries).toHaveLength(2);
  });

  test.each<[string, string, number, readonly string[]]>([
    ["with few dots is searched first", "db", 2, ["db.example.com", NAME]],
    [
      "with enough dots is tried as it is first",
      "db.nosuch",
      1,
      ["db.nosuch", "db.nosuch.example.com", "db.nosuch.example.org"],
    ],
    ["that ends in a dot is whole", "db.", 5, ["db"]],
  ])("%s", (_name, hostname, ndots, asked) => {
    using world = new ResolverWorld(serverOf(record(V4)), { search: ["example.com", "example.org"], ndots });
    world.resolve(hostname);
    const names = world.nameServer.queries
      .filter(({ message }) => message.questions[0]?.type === DNS_TYPE.A)
      .map(({ message }) => message.questions[0]?.name);
    expect(names).toEqual(asked);
  });

  test("that is no name has no address, and nobody is asked", () => {
    using world = new ResolverWorld(serverOf());
    expect(world.resolve("a..b")).toBe(0);
    expect(world.found).toEqual([[]]);
  });
});

describe("a workload that has a host name and no address", () => {
  const fields = { workloadIps: [], hostname: NAME, protocol: "TCP" } as const;

  test("is reached at an address of that name, and counted each time", () => {
    const application = new TestApplication({ ip: meshIp(21), port: 0 }, echo());
    using nameServer = serverOf(record(application.address.ip), record(V6));
    using world = new OutboundWorld({ config: configOf(nameServer) });
    world.poll(nameServer);
    world.poll(application);
    world.route(application.address.port, fields);
    for (const _connection of [1, 2]) {
      const client = world.connect();
      client.send("x");
      world.until(() => client.text === "x");
    }
    expect(nameServer.queries).toHaveLength(2);
    const { hostnames } = world.context.dns.counters.takeDeltas();
    expect(hostnames).toMatchObject([{ count: 2 }]);
    expect(hostnames[0]?.labels.slice(4)).toEqual([
      "spiffe://cluster.local/ns/shop/sa/local",
      expect.any(String),
      expect.any(String),
      expect.any(String),
      NAME,
    ]);
    application[Symbol.dispose]();
  });

  test("is no route when the name has no address", () => {
    using nameServer = serverOf();
    using world = new OutboundWorld({ config: configOf(nameServer) });
    world.poll(nameServer);
    world.route(80, fields);
    const client = world.connect();
    world.until(() => client.isOver);
    expect(world.accessLines()).toMatchObject([
      { "error.code": "no-route", error: `no address for hostname: ${NAME}` },
    ]);
  });

  test("is not waited for by a client that has gone", () => {
    using nameServer = new TestNameServer({ ip: meshIp(53), port: 0 }, () => undefined);
    using world = new OutboundWorld({ config: configOf(nameServer) });
    world.poll(nameServer);
    world.route(80, fields);
    const client = world.connect();
    world.until(() => nameServer.queries.length > 0);
    client.reset();
    world.until(() => world.context.connections.count("outbound") === 0);
    for (const _second of [1, 2, 3]) world.passTime(1_100);
    world.context.dns.hostnames.close();
  });
});
