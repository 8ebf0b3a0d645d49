import { parseIpAddress } from "@ambit/addr";
import { expectClosedSockets } from "@ambit/data-plane/testing";
import {
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_TYPE,
  type DnsMessage,
  encodeDnsMessage,
  parseDnsName,
} from "@ambit/dns";
import { type MeshResource, type Service, serviceKey } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { answerWith, aQuery, DnsWorld, recordTexts } from "../testing/dns-world.ts";
import { localWorkload } from "../testing/world.ts";

expectClosedSockets();

const SERVER = aService({ name: "server", namespace: "shop" });
const EXTERNAL = aService({
  name: "external",
  namespace: "shop",
  hostname: "*.example.com",
  vips: ["10.96.0.77", "fd00::77"].map((text) => ({ network: "", address: parseIpAddress(text) })),
});
const local = workloadResource(localWorkload());

/** A mesh with these services, and the workload that asks. */
function meshOf(...services: readonly Service[]): readonly MeshResource[] {
  return [local, ...services.map((service) => serviceResource(service))];
}

/** A headless service and so many pods. */
function headlessMesh(count: number): readonly MeshResource[] {
  const service = aService({ name: "hl", namespace: "shop", vips: [] });
  const pods = Array.from({ length: count }, (_, index) =>
    workloadResource(
      aWorkload({
        name: `hl-${index}`,
        workloadIps: [parseIpAddress(`10.1.${index >> 8}.${index & 0xff}`)],
        services: [serviceKey(service)],
      }),
    ),
  );
  return [local, serviceResource(service), ...pods];
}

describe("a name of the mesh", () => {
  test("is answered with authority, recursion and 30 s, and nobody else is asked", () => {
    using world = new DnsWorld({ resources: meshOf(SERVER) });
    const query = aQuery("server.shop.svc.cluster.local");
    const response = world.ask(query);
    expect(response).toMatchObject({
      id: query.id,
      isResponse: true,
      isAuthoritative: true,
      recursionDesired: true,
      recursionAvailable: true,
      rcode: DNS_RCODE.NOERROR,
      questions: query.questions,
      authorities: [],
      additionals: [],
      edns: undefined,
    });
    expect(recordTexts(response.answers)).toEqual(["server.shop.svc.cluster.local 30 A 10.96.0.10"]);
    expect(world.nameServer.queries).toEqual([]);
  });

  test.each([
    ["server", "server 30 A 10.96.0.10"],
    ["server.shop", "server.shop 30 A 10.96.0.10"],
    ["server.shop.svc", "server.shop.svc 30 A 10.96.0.10"],
    ["SERVER.Shop.svc.cluster.local", "server.shop.svc.cluster.local 30 A 10.96.0.10"],
    ["www.example.com", "www.example.com 30 A 10.96.0.77"],
    ["www.example.com.shop.svc.cluster.local", "www.example.com.shop.svc.cluster.local 30 A 10.96.0.77"],
  ])("asked for as %s owns its address under that name", (name, record) => {
    using world = new DnsWorld({ resources: meshOf(SERVER, EXTERNAL) });
    const response = world.ask(aQuery(name));
    expect(recordTexts(response.answers)).toEqual([record]);
    expect(response.questions[0]?.name).toBe(name);
  });

  test.each([
    ["server.shop.shop.svc.cluster.local", "server.shop"],
    ["server.shop.svc.cluster.local.shop.svc.cluster.local", "server.shop.svc.cluster.local"],
    ["server.shop.svc.svc.cluster.local", "server.shop.svc"],
  ])("behind a search domain, %s, is an alias of the name without it", (name, stripped) => {
    using world = new DnsWorld({ resources: meshOf(SERVER) });
    expect(world.answers(name)).toEqual([`${name} 30 CNAME ${stripped}`, `${stripped} 30 A 10.96.0.10`]);
  });

  test("search domains of a single workload's proxy are those of its own resolver", () => {
    const dns = (searchDomains: readonly string[]) => ({
      isProxied: true,
      clusterDomain: "cluster.local",
      searchDomains,
      preferredServiceNamespace: undefined,
      resolver: { nameServers: [], search: [], ndots: 1, timeoutMs: 1_000, attempts: 1 },
    });
    const resources = meshOf(SERVER);
    using world = new DnsWorld({ resources, config: { dns: dns(["corp.example"]) } });
    expect(world.answers("server.shop.corp.example")).toHaveLength(2);
    expect(world.ask(aQuery("server.shop.shop.svc.cluster.local")).rcode).toBe(DNS_RCODE.SERVFAIL);
  });

  test.each<[string, Partial<Service>, boolean]>([
    ["has none of the family", {}, true],
    ["is not offered in it", { ipFamilies: "IPv4", vips: EXTERNAL.vips }, true],
    ["has one, and this proxy has no IPv6", { vips: EXTERNAL.vips }, false],
  ])("that %s is answered with nothing, and is no unknown name", (_name, fields, ipv6) => {
    using world = new DnsWorld({ resources: meshOf({ ...SERVER, ...fields }), config: { ipv6 } });
    expect(world.ask(aQuery("server", DNS_TYPE.AAAA))).toMatchObject({
      rcode: DNS_RCODE.NOERROR,
      isAuthoritative: true,
      answers: [],
      authorities: [],
    });
    expect(world.nameServer.queries).toEqual([]);
  });

  test("has its IPv6 address for who asks for one", () => {
    using world = new DnsWorld({ resources: meshOf(EXTERNAL) });
    expect(world.answers("a.example.com", DNS_TYPE.AAAA)).toEqual(["a.example.com 30 AAAA fd00::77"]);
  });

  test("that is headless has the addresses of its pods, in an order of their own each time", () => {
    const draws = [0, 0.99, 0.5, 0.1, 0.9, 0.3];
    using world = new DnsWorld({ resources: headlessMesh(3), random: () => draws.shift() ?? 0 });
    const [first, second] = [world.answers("hl"), world.answers("hl")];
    expect([...first].sort()).toEqual(["hl 30 A 10.1.0.0", "hl 30 A 10.1.0.1", "hl 30 A 10.1.0.2"]);
    expect([...second].sort()).toEqual([...first].sort());
    expect(second).not.toEqual(first);
  });

  test("that is headless and has no pods is answered with nothing", () => {
    using world = new DnsWorld({ resources: headlessMesh(0) });
    expect(world.ask(aQuery("hl.shop.svc.cluster.local"))).toMatchObject({
      rcode: 0,
      isAuthoritative: true,
      answers: [],
    });
  });

  test("changes with the mesh", () => {
    using world = new DnsWorld();
    expect(world.ask(aQuery("server")).rcode).toBe(DNS_RCODE.NXDOMAIN);
    world.change(serviceResource(SERVER));
    expect(world.answers("server")).toHaveLength(1);
    world.remove("service", serviceKey(SERVER));
    expect(world.ask(aQuery("server")).rcode).toBe(DNS_RCODE.NXDOMAIN);
  });
});

describe("EDNS", () => {
  const edns = (udpPayloadBytes: number, fields = {}) => ({
    edns: { udpPayloadBytes, version: 0, dnssecOk: true, options: [], ...fields },
  });

  test.each([
    ["its size and DO", 1232, 1232],
    ["at least 512 bytes", 100, 512],
  ])("is answered with %s", (_name, asked, answered) => {
    using world = new DnsWorld({ resources: meshOf(SERVER) });
    expect(world.ask(aQuery("server", DNS_TYPE.A, edns(asked))).edns).toEqual({
      udpPayloadBytes: answered,
      version: 0,
      dnssecOk: true,
      options: [],
    });
  });

  test("of another version is not understood", () => {
    using world = new DnsWorld({ resources: meshOf(SERVER) });
    expect(world.ask(aQuery("server", DNS_TYPE.A, edns(1232, { version: 1 }))).rcode).toBe(DNS_RCODE.BADVERS);
  });

  test.each<[string, Partial<DnsMessage>, number]>([
    ["512 bytes without it", {}, 512],
    ["what it says", edns(1232), 1232],
  ])("a long answer over UDP is cut at %s, with TC", (_name, fields, limit) => {
    using world = new DnsWorld({ resources: headlessMesh(200) });
    const client = world.udpClient();
    client.send(aQuery("hl", DNS_TYPE.A, fields));
    world.until(() => client.datagrams.length > 0);
    expect(client.datagrams[0]?.length).toBeLessThanOrEqual(limit);
    expect(client.datagrams[0]?.length).toBeGreaterThan(limit - 32);
    expect(client.responses[0]?.isTruncated).toBe(true);
  });

  test("a long answer over TCP, or for who takes it, is whole", () => {
    using world = new DnsWorld({ resources: headlessMesh(300) });
    const client = world.tcpClient();
    client.send(aQuery("hl"));
    world.until(() => client.responses.length > 0);
    for (const response of [...client.responses, world.ask(aQuery("hl", DNS_TYPE.A, edns(65_000)))]) {
      expect(response.isTruncated).toBe(false);
      expect(new Set(recordTexts(response.answers)).size).toBe(300);
    }
  });
});

describe("what is no ordinary query", () => {
  const questions = aQuery("server").questions;

  test.each<[string, Partial<DnsMessage>, number]>([
    ["a response", { isResponse: true }, DNS_RCODE.FORMERR],
    ["another opcode", { opcode: 2 }, DNS_RCODE.NOTIMP],
    ["no question", { questions: [] }, DNS_RCODE.FORMERR],
    ["two questions", { questions: [...questions, ...questions] }, DNS_RCODE.FORMERR],
  ])("%s", (_name, fields, rcode) => {
    using world = new DnsWorld({ resources: meshOf(SERVER) });
    const query = aQuery("server", DNS_TYPE.A, fields);
    expect(world.ask(query)).toMatchObject({ id: query.id, isResponse: true, rcode, answers: [] });
    expect(world.nameServer.queries).toEqual([]);
  });

  test("bytes after a header that make no sense", () => {
    using world = new DnsWorld();
    const query = aQuery("server");
    expect(world.ask(encodeDnsMessage(query).subarray(0, 20))).toMatchObject({
      id: query.id,
      rcode: DNS_RCODE.FORMERR,
      questions: [],
    });
  });

  test("less than a header, or a response that makes no sense, has no answer", () => {
    using world = new DnsWorld({ resources: meshOf(SERVER) });
    const client = world.udpClient();
    const query = aQuery("server");
    client.send(encodeDnsMessage(query).subarray(0, 11));
    client.send(new Uint8Array(0));
    client.send(encodeDnsMessage({ ...query, isResponse: true }).subarray(0, 20));
    client.send(query);
    world.until(() => client.datagrams.length > 0);
    world.turns(5);
    expect(client.responses.map(({ id }) => id)).toEqual([query.id]);
  });
});

describe("a workload that is not known", () => {
  test("has its answer when its record comes", () => {
    using world = new DnsWorld({ resources: [serviceResource(SERVER)] });
    const client = world.udpClient();
    client.send(aQuery("server"));
    world.turns(20);
    expect(client.datagrams).toEqual([]);
    expect(world.listener.pendingCount).toBe(1);
    world.change(local);
    world.until(() => client.datagrams.length > 0);
    expect(recordTexts(client.responses[0]?.answers ?? [])).toHaveLength(1);
    expect([world.listener.pendingCount, world.idleCount]).toEqual([0, 1]);
  });

  test("has SERVFAIL after five seconds", () => {
    using world = new DnsWorld({ resources: [serviceResource(SERVER)] });
    const client = world.udpClient();
    client.send(aQuery("server"));
    world.turns(20);
    world.passTime(2_500);
    expect(client.datagrams).toEqual([]);
    world.passTime(2_600);
    world.until(() => client.datagrams.length > 0);
    expect(client.responses[0]?.rcode).toBe(DNS_RCODE.SERVFAIL);
  });
});

describe("metrics and log", () => {
  const labels = (type: string, protocol: string) => [type, protocol, "local-1", "latest"];
  const named = workloadResource(localWorkload({ canonicalName: "local-1", canonicalRevision: "latest" }));

  test("count requests by type and protocol, and forwarded ones with their time and failures", () => {
    using world = new DnsWorld({ resources: [named, serviceResource(SERVER)] });
    world.ask(aQuery("server"));
    world.ask(aQuery("server", DNS_TYPE.AAAA));
    world.ask(aQuery("nosuch"));
    world.nameServer.serve = (query) =>
      answerWith(query, [
        {
          name: parseDnsName("x"),
          class: DNS_CLASS_IN,
          ttl: 1,
          type: "other",
          code: 65,
          bytes: Uint8Array.of(0, 1, 0),
        },
      ]);
    world.ask(aQuery("server", 65));
    world.ask(aQuery("server", 4711));
    const tcp = world.tcpClient();
    tcp.send(aQuery("server"));
    world.until(() => tcp.responses.length > 0);
    const { dns } = world.context.dns.counters.takeDeltas();
    expect(
      dns.map(({ upstreamSeconds, ...delta }) => ({ ...delta, answered: upstreamSeconds.length })),
    ).toEqual([
      { labels: labels("a", "udp"), requests: 2, upstreamRequests: 1, upstreamFailures: 1, answered: 1 },
      { labels: labels("aaaa", "udp"), requests: 1, upstreamRequests: 0, upstreamFailures: 0, answered: 0 },
      { labels: labels("https", "udp"), requests: 1, upstreamRequests: 1, upstreamFailures: 0, answered: 1 },
      {
        labels: labels("unknown", "udp"),
        requests: 1,
        upstreamRequests: 1,
        upstreamFailures: 0,
        answered: 1,
      },
      { labels: labels("a", "tcp"), requests: 1, upstreamRequests: 0, upstreamFailures: 0, answered: 0 },
    ]);
    expect(
      dns.flatMap(({ upstreamSeconds }) => upstreamSeconds).every((seconds) => seconds > 0 && seconds < 5),
    ).toBe(true);
    expect(world.context.dns.counters.takeDeltas()).toEqual({ dns: [], hostnames: [] });
  });

  test("each query is a line at level debug", () => {
    using world = new DnsWorld({ resources: meshOf({ ...SERVER, ipFamilies: "IPv4" }) });
    world.ask(aQuery("server.shop"));
    world.ask(aQuery("SERVER", DNS_TYPE.AAAA));
    world.ask(aQuery("nosuch", DNS_TYPE.SRV));
    world.ask(aQuery(".", DNS_TYPE.NS));
    const source = { level: "debug", scope: "dns", "src.workload": "local-1", "src.namespace": "shop" };
    expect(world.dnsLog.records).toMatchObject([
      { ...source, query: "A", domain: "server.shop.", result: "success", endpoints: 1 },
      {
        ...source,
        query: "AAAA",
        domain: "server.",
        result: "service does not support this record type",
        endpoints: 0,
      },
      {
        ...source,
        query: "SRV",
        domain: "nosuch.",
        result: "forwarding failed (no such name)",
        endpoints: 0,
      },
      { ...source, query: "NS", domain: ".", result: "forwarding failed (no such name)", endpoints: 0 },
    ]);
  });
});
