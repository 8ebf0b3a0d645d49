import { ipAddressBytes, type SocketAddress } from "@ambit/addr";
import {
  addressOf,
  echo,
  expectClosedSockets,
  HboneServer,
  listenOn,
  meshIp,
  RawSocket,
  TestApplication,
} from "@ambit/data-plane/testing";
import { TunnelClient } from "@ambit/data-plane/tunnels";
import { parseDnsName } from "@ambit/dns";
import { closeFd } from "@ambit/linux";
import { serviceKey } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { DnsServer } from "./dns/dns-server.ts";
import { Socks5Listener } from "./socks5.ts";
import { answerWith, TestNameServer } from "./testing/dns-world.ts";
import { localWorkload, TEST_CONFIG, World, type WorldOptions } from "./testing/world.ts";

const GREETING = Uint8Array.of(5, 1, 0);
const GREETED = "\x05\x00";
const SUCCESS = "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00";
const refusal = (reply: number): string =>
  `\x05${String.fromCharCode(reply)}\x00\x01\x00\x00\x00\x00\x00\x00`;

expectClosedSockets();

class Socks5World extends World {
  readonly listener: Socks5Listener;
  readonly dns: DnsServer;
  readonly #fd = listenOn({ ip: meshIp(1), port: 0 });
  readonly #ends: Disposable[] = [];
  readonly #tunnels: TunnelClient;

  constructor(options: WorldOptions & { readonly hasDns?: boolean } = {}) {
    super(options);
    this.#tunnels = new TunnelClient(this.context);
    this.dns = new DnsServer(this.context, { onIdle: () => {} });
    this.listener = new Socks5Listener(
      this.context,
      this.#fd,
      this.#tunnels,
      options.hasDns === true ? this.dns : undefined,
    );
    this.listener.serve();
  }

  connect(): RawSocket {
    return this.own(this.poll(RawSocket.connect(addressOf(this.#fd))));
  }

  application(): TestApplication {
    return this.own(this.poll(new TestApplication({ ip: meshIp(2), port: 0 }, echo())));
  }

  own<T extends Disposable>(end: T): T {
    this.#ends.push(end);
    return end;
  }

  override [Symbol.dispose](): void {
    for (const end of this.#ends) end[Symbol.dispose]();
    this.#tunnels.close();
    this.dns.close();
    super[Symbol.dispose]();
    closeFd(this.#fd);
  }
}

/** CONNECT to a name. */
function requestByName(hostname: string, port: number): Uint8Array {
  return Uint8Array.of(5, 1, 0, 3, hostname.length, ...Buffer.from(hostname), port >> 8, port & 0xff);
}

/** Resolving with one name server. */
function dnsOf(nameServer: TestNameServer): NonNullable<WorldOptions["config"]> {
  const resolver = { nameServers: [nameServer.address], search: [], ndots: 1, timeoutMs: 5_000, attempts: 2 };
  return { dns: { ...TEST_CONFIG.dns, isProxied: true, resolver } };
}

function request(target: SocketAddress): Uint8Array {
  const type = target.ip.includes(":") ? 4 : 1;
  return Uint8Array.of(5, 1, 0, type, ...ipAddressBytes(target.ip), target.port >> 8, target.port & 0xff);
}

test("an address nobody knows is reached directly, and what follows the request belongs to the application", () => {
  using world = new Socks5World();
  const application = world.application();
  const client = world.connect();
  client.send(Uint8Array.of(...GREETING, ...request(application.address), 104, 105));
  world.until(() => client.text === `${GREETED}${SUCCESS}hi`);
  expect(application.first.text).toBe("hi");
  client.end();
  world.until(() => client.isEof && world.accessLines().length > 0);
  expect(world.accessLines()).toMatchObject([
    { level: "info", direction: "outbound", bytes_sent: 2, bytes_recv: 2 },
  ]);
});

test("a request that comes byte by byte is the same request", () => {
  using world = new Socks5World();
  const application = world.application();
  const client = world.connect();
  for (const byte of [...GREETING, ...request(application.address), 120]) {
    client.send(Uint8Array.of(byte));
    world.turns(1);
  }
  world.until(() => client.text === `${GREETED}${SUCCESS}x`);
});

test("a workload of the mesh is reached through its tunnel", () => {
  using world = new Socks5World({
    resources: [
      workloadResource(localWorkload()),
      workloadResource(
        aWorkload({
          name: "server-1",
          namespace: "shop",
          serviceAccount: "server",
          workloadIps: [meshIp(20)],
        }),
      ),
    ],
  });
  const server = world.own(new HboneServer(world, { address: { ip: meshIp(20), port: 15_008 } }));
  const client = world.connect();
  client.send(Uint8Array.of(...GREETING, ...request({ ip: meshIp(20), port: 8080 })));
  world.until(() => server.requests.length === 1);
  expect(server.request.header(":authority")).toBe(`${meshIp(20)}:8080`);
  server.request.send("through");
  world.until(() => client.text.endsWith("through"));
});

test.each([
  { name: "SOCKS4", bytes: [4, 1, 0, 80], answer: refusal(7) },
  { name: "no method without authentication", bytes: [5, 1, 2], answer: refusal(7) },
  { name: "BIND", bytes: [...GREETING, 5, 2, 0, 1, 1, 2, 3, 4, 0, 80], answer: GREETED + refusal(7) },
  { name: "an unknown address type", bytes: [...GREETING, 5, 1, 0, 9], answer: GREETED + refusal(7) },
  { name: "a name", bytes: [...GREETING, 5, 1, 0, 3, 2, 104, 105, 0, 80], answer: GREETED + refusal(4) },
])("$name is refused by a reply and an early-failure line", ({ bytes, answer }) => {
  using world = new Socks5World();
  const client = world.connect();
  client.send(Uint8Array.from(bytes));
  world.until(() => client.isOver);
  expect(client.text).toBe(answer);
  expect(world.accessLines()).toMatchObject([
    { level: "warn", message: "connection failed", "error.code": "socks5-protocol" },
  ]);
  expect(world.context.failures.takeDeltas()).toEqual([
    { code: "socks5-protocol", reporter: "source", count: 1 },
  ]);
});

test("a client that says nothing is dropped after ten seconds", () => {
  using world = new Socks5World();
  const client = world.connect();
  world.turns(3);
  world.passTime(10_100);
  world.until(() => client.isOver);
  expect(world.accessLines()).toHaveLength(1);
});

test("a client that goes away in the middle leaves no timer and no descriptor", () => {
  using world = new Socks5World();
  const before = world.reactor.timers.size;
  const client = world.connect();
  client.send(GREETING);
  world.until(() => client.text === GREETED);
  client.close();
  world.until(() => world.reactor.timers.size === before);
  expect(world.accessLines()).toEqual([]);
});

test("one of our own ports on loopback is refused after the success reply", () => {
  using world = new Socks5World();
  const client = world.connect();
  client.send(Uint8Array.of(...GREETING, ...request({ ip: meshIp(1), port: 15_001 })));
  world.until(() => client.isOver);
  expect(client.text).toBe(GREETED + SUCCESS);
  expect(world.accessLines()).toMatchObject([{ "error.code": "recursive-call" }]);
});

test("a name of the mesh is resolved as the workload's own question would be", () => {
  const application = new TestApplication({ ip: meshIp(2), port: 0 }, echo());
  const { port } = application.address;
  const service = aService({
    name: "server",
    namespace: "shop",
    vips: [{ network: "", address: meshIp(10) }],
    ports: new Map([[80, port]]),
  });
  const server = aWorkload({
    name: "s",
    namespace: "shop",
    workloadIps: [meshIp(2)],
    protocol: "TCP",
    services: [serviceKey(service)],
  });
  using world = new Socks5World({
    hasDns: true,
    resources: [workloadResource(localWorkload()), serviceResource(service), workloadResource(server)],
  });
  world.own(world.poll(application));
  const client = world.connect();
  client.send(Uint8Array.of(...GREETING, ...requestByName("server", 80), 104, 105));
  world.until(() => client.text === `${GREETED}${SUCCESS}hi`);
});

test("another name is asked of the name server, from which the first address is taken", () => {
  using nameServer = new TestNameServer({ ip: meshIp(53), port: 0 }, (query) =>
    answerWith(
      query,
      [meshIp(2), meshIp(3)].map((address) => ({
        name: parseDnsName("www.example.org"),
        class: 1,
        ttl: 5,
        type: "A",
        address,
      })),
    ),
  );
  using world = new Socks5World({ hasDns: true, config: dnsOf(nameServer) });
  world.poll(nameServer);
  const application = world.application();
  const client = world.connect();
  client.send(Uint8Array.of(...GREETING, ...requestByName("www.Example.org", application.address.port)));
  world.until(() => client.text === `${GREETED}${SUCCESS}`);
  // Of the application's stream nothing is taken while the name is looked up.
  client.send("x");
  world.until(() => client.text === `${GREETED}${SUCCESS}x`);
  expect(nameServer.queries).toHaveLength(1);
});

test.each([
  ["that nobody knows", "nosuch.example.org"],
  ["that is none", "a..b"],
  ["that is empty", ""],
])("a name %s has no host", (_name, hostname) => {
  using nameServer = new TestNameServer({ ip: meshIp(53), port: 0 }, (query) => answerWith(query, [], 3));
  using world = new Socks5World({ hasDns: true, config: dnsOf(nameServer) });
  world.poll(nameServer);
  const client = world.connect();
  client.send(Uint8Array.of(...GREETING, ...requestByName(hostname, 80)));
  world.until(() => client.isOver);
  expect(client.text).toBe(GREETED + refusal(4));
});

test("a client that goes away while its name is looked up is forgotten", () => {
  using nameServer = new TestNameServer({ ip: meshIp(53), port: 0 }, () => undefined);
  using world = new Socks5World({ hasDns: true, config: dnsOf(nameServer) });
  world.poll(nameServer);
  const client = world.connect();
  client.send(Uint8Array.of(...GREETING, ...requestByName("slow.example.org", 80)));
  world.until(() => nameServer.queries.length === 1);
  client.reset();
  world.passTime(10_100);
  world.until(() => world.context.connections.count("socks5") === 0);
});
