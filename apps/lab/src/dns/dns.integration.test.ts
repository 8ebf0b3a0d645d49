// The name server on real sockets, asked by Node's resolver (c-ares) and, in a namespace, by the C library's.
import { execFile, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { formatSocketAddress, parseIpAddress, type SocketAddress } from "@ambit/addr";
import {
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_TYPE,
  decodeDnsMessage,
  encodeDnsMessage,
  frameDnsMessage,
  parseDnsName,
  queryFor,
  respondTo,
} from "@ambit/dns";
import { type KubeClient, openKubeClient } from "@ambit/kube";
import { bindKubeEmbedded } from "@ambit/kube-embedded";
import { systemClock } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
} from "@ambit/lifecycle/testing/prerequisites";
import { silentLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { CLUSTER_KINDS } from "../cluster/objects/cluster-kinds.ts";
import { type PodNetwork, podNetwork } from "../kube-proxy/testing/pod-network.ts";
import type { DnsOptions, DnsServer } from "./dns-options.ts";
import { startDns } from "./start-dns.ts";

const LOOPBACK: SocketAddress = { ip: parseIpAddress("127.0.0.1"), port: 0 };

interface World extends AsyncDisposable {
  readonly api: KubeClient;
  readonly dns: DnsServer;
  readonly address: SocketAddress;
  readonly resolver: Resolver;
}

async function aWorld(overrides: Partial<DnsOptions> = {}): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await bindKubeEmbedded({ anonymousAdmin: true }));
  const api = stack.use(await openKubeClient({ kind: "explicit", server: server.url }));
  const dns = stack.use(
    await startDns({
      api,
      listen: [LOOPBACK],
      clock: systemClock,
      random: Math.random,
      logger: silentLogger(),
      ...overrides,
    }),
  );
  await dns.whenReady(AbortSignal.timeout(20_000));
  const [address = LOOPBACK] = dns.addresses;
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([formatSocketAddress(address)]);
  const owned = stack.move();
  return { api, dns, address, resolver, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function createService(
  api: KubeClient,
  name: string,
  spec: Readonly<Record<string, unknown>>,
): Promise<void> {
  await api.create(CLUSTER_KINDS.services.resource, "default", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { ports: [{ name: "http", port: 80 }], ...spec },
  });
}

/** A headless service with that many endpoints. */
async function createEndpoints(api: KubeClient, name: string, count: number): Promise<void> {
  await createService(api, name, { clusterIP: "None" });
  await api.create(CLUSTER_KINDS.endpointslices.resource, "default", {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name, labels: { "kubernetes.io/service-name": name } },
    addressType: "IPv4",
    ports: [{ name: "http", port: 8080, protocol: "TCP" }],
    endpoints: Array.from({ length: count }, (_, index) => ({
      addresses: [`10.1.${index >> 8}.${index & 0xff}`],
    })),
  });
}

/** What comes back for raw bytes over UDP, or undefined after a while. */
async function exchange(address: SocketAddress, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const socket = createSocket("udp4");
  const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
  socket.on("message", resolve);
  socket.send(bytes, address.port, address.ip);
  const timer = setTimeout(() => resolve(undefined), 300);
  const answer = await promise;
  clearTimeout(timer);
  socket.close();
  return answer;
}

describe("name server", () => {
  test("answers what the API says, and follows it", async () => {
    await using world = await aWorld();
    const { api, resolver } = world;
    await createService(api, "web", { clusterIP: "10.96.0.5", clusterIPs: ["10.96.0.5", "fd00:96::5"] });
    await createService(api, "alias", {
      type: "ExternalName",
      externalName: "web.default.svc.cluster.local",
    });
    await eventually(async () => {
      expect(await resolver.resolve4("alias.default.svc.cluster.local")).toEqual(["10.96.0.5"]);
    });
    expect(await resolver.resolve4("web.default.svc.cluster.local")).toEqual(["10.96.0.5"]);
    expect(await resolver.resolve6("web.default.svc.cluster.local")).toEqual(["fd00:96::5"]);
    expect(await resolver.reverse("10.96.0.5")).toEqual(["web.default.svc.cluster.local"]);
    expect(await resolver.resolveSrv("_http._tcp.web.default.svc.cluster.local")).toMatchObject([
      { name: "web.default.svc.cluster.local", port: 80, priority: 0, weight: 100 },
    ]);
    expect(await resolver.resolveSoa("cluster.local")).toMatchObject({ nsname: "ns.dns.cluster.local" });
    await expect(resolver.resolve4("none.default.svc.cluster.local")).rejects.toMatchObject({
      code: "ENOTFOUND",
    });
    await expect(resolver.resolveMx("web.default.svc.cluster.local")).rejects.toMatchObject({
      code: "ENODATA",
    });
    await expect(resolver.resolve4("example.com")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await api.delete(CLUSTER_KINDS.services.resource, { namespace: "default", name: "web" });
    await eventually(async () => {
      await expect(resolver.resolve4("web.default.svc.cluster.local")).rejects.toMatchObject({
        code: "ENOTFOUND",
      });
    });
  });

  test("gives long answers over TCP, and cut ones over UDP", async () => {
    await using world = await aWorld();
    await createEndpoints(world.api, "many", 300);
    await eventually(async () => {
      // c-ares goes over to TCP when the answer is cut.
      expect(await world.resolver.resolve4("many.default.svc.cluster.local")).toHaveLength(300);
    });
    const query = aQuery("many.default.svc.cluster.local");
    const answer = decodeDnsMessage((await exchange(world.address, query)) ?? new Uint8Array());
    expect(answer.isTruncated).toBe(true);
    expect((await exchange(world.address, query))?.length).toBeLessThanOrEqual(512);
  });

  test("says FORMERR to junk, nothing to less than a header or to responses, and goes on", async () => {
    await using world = await aWorld();
    const junk = Uint8Array.of(0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 0x0c);
    const answer = await exchange(world.address, junk);
    expect(decodeDnsMessage(answer ?? new Uint8Array())).toMatchObject({
      id: 0xabcd,
      rcode: DNS_RCODE.FORMERR,
    });
    expect(await exchange(world.address, Uint8Array.of(1, 2, 3))).toBeUndefined();
    const response = aQuery("web.default.svc.cluster.local");
    response[2] = 0x80;
    expect(await exchange(world.address, response)).toBeUndefined();
    expect(await exchange(world.address, aQuery("cluster.local"))).toBeDefined();
  });

  test("answers several queries on one connection, however they are cut", async () => {
    await using world = await aWorld();
    const socket = connect(world.address.port, world.address.ip);
    const received: Buffer[] = [];
    socket.on("data", (chunk) => received.push(chunk));
    const framed = Buffer.concat([1, 2, 3].map((id) => frameDnsMessage(aQuery("cluster.local", id))));
    for (const byte of framed) socket.write(Uint8Array.of(byte));
    await eventually(() => {
      const bytes = Buffer.concat(received);
      const ids: number[] = [];
      for (let at = 0; at + 2 <= bytes.length; at += 2 + bytes.readUInt16BE(at))
        ids.push(bytes.readUInt16BE(at + 2));
      expect(ids).toEqual([1, 2, 3]);
    });
    socket.destroy();
  });

  test("an address that is taken is said", async () => {
    await using world = await aWorld();
    await expect(
      startDns({
        api: world.api,
        listen: [world.address],
        clock: systemClock,
        random: Math.random,
        logger: silentLogger(),
      }),
    ).rejects.toMatchObject({ code: "bind-failed" });
  });
});

function aQuery(name: string, id = 7): Uint8Array {
  const question = { name: parseDnsName(name), type: DNS_TYPE.A, class: DNS_CLASS_IN };
  return encodeDnsMessage(queryFor(question, { id }));
}

describe("upstreams", () => {
  /** A server that knows one name. */
  async function anUpstream(): Promise<SocketAddress & AsyncDisposable> {
    const socket = createSocket("udp4");
    socket.on("message", (bytes, peer) => {
      const query = decodeDnsMessage(bytes);
      const [question] = query.questions;
      const isKnown = question?.name === "example.com";
      const address = parseIpAddress("192.0.2.7");
      const response = respondTo(query, {
        rcode: isKnown ? DNS_RCODE.NOERROR : DNS_RCODE.NXDOMAIN,
        isAuthoritative: false,
        recursionAvailable: true,
        answers: isKnown ? [{ name: question.name, class: 1, ttl: 60, type: "A", address }] : [],
      });
      // A forged answer before the real one must not be taken.
      socket.send(encodeDnsMessage({ ...response, id: (response.id + 1) & 0xffff }), peer.port, peer.address);
      socket.send(encodeDnsMessage(response), peer.port, peer.address);
    });
    await new Promise<void>((resolve) => {
      socket.bind(0, "127.0.0.1", resolve);
    });
    return {
      ip: parseIpAddress("127.0.0.1"),
      port: socket.address().port,
      [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())),
    };
  }

  test("are asked for names of others, and behind aliases", async () => {
    await using upstream = await anUpstream();
    await using world = await aWorld({ upstreams: [upstream] });
    await createService(world.api, "away", { type: "ExternalName", externalName: "example.com" });
    expect(await world.resolver.resolve4("example.com")).toEqual(["192.0.2.7"]);
    await eventually(async () => {
      expect(await world.resolver.resolve4("away.default.svc.cluster.local")).toEqual(["192.0.2.7"]);
    });
    await expect(world.resolver.resolve4("example.org")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(world.resolver.resolve4("none.default.svc.cluster.local")).rejects.toMatchObject({
      code: "ENOTFOUND",
    });
  });
});

const OBSTACLE =
  findRootObstacle() ?? findMissingPrograms({ ip: "iproute2", getent: "libc-bin", bash: "bash" });

describeUnless(OBSTACLE, "resolvers of pods", () => {
  test("and name servers outside may be asked from another namespace", async () => {
    using network = podNetwork("l2-up", ["a"]);
    using _dns = await dnsProcess(network.node);
    const upstream = { ip: parseIpAddress("10.0.0.11"), port: 53 };
    await using world = await aWorld({
      clusterDomain: "other.cluster",
      upstreams: [upstream],
      upstreamNetnsPath: `/run/netns/${network.pod("a")}`,
    });
    expect(await world.resolver.resolve4("web.default.svc.cluster.local")).toEqual(["10.96.0.5"]);
    await expect(
      startDns({
        api: world.api,
        listen: [LOOPBACK],
        upstreams: [upstream],
        upstreamNetnsPath: "/run/netns/l2-none",
        clock: systemClock,
        random: Math.random,
        logger: silentLogger(),
      }),
    ).rejects.toMatchObject({ code: "no-netns" });
  });

  /** A pod's resolv.conf, which `ip netns exec` puts in its place. */
  function withResolvConf(network: PodNetwork): Disposable {
    const folder = `/etc/netns/${network.pod("a")}`;
    mkdirSync(folder, { recursive: true });
    const search = "default.svc.cluster.local svc.cluster.local cluster.local";
    writeFileSync(`${folder}/resolv.conf`, `nameserver 10.0.0.11\nsearch ${search}\noptions ndots:5\n`);
    return { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
  }

  /** Sockets of Node belong to the namespace of their process, so the server is one of its own. */
  async function dnsProcess(namespace: string): Promise<Disposable> {
    const program = fileURLToPath(new URL("./testing/dns-process.ts", import.meta.url));
    const child = spawn("ip", ["netns", "exec", namespace, process.execPath, program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise<void>((resolve, reject) => {
      child.stdout.once("data", () => resolve());
      child.once("exit", (code) => reject(new Error(`ended with ${code}`)));
    });
    return { [Symbol.dispose]: () => void child.kill("SIGKILL") };
  }

  test("find services by short and by long names through the search path", async () => {
    using network = podNetwork("l2-dns", ["a"]);
    using _conf = withResolvConf(network);
    using _dns = await dnsProcess(network.node);
    const getent = async (...args: readonly string[]): Promise<string> => {
      const { stdout } = await promisify(execFile)("ip", [
        "netns",
        "exec",
        network.pod("a"),
        "getent",
        ...args,
      ]);
      return stdout.trim().split("\n")[0] ?? "";
    };
    for (const name of [
      "web",
      "web.default",
      "web.default.svc",
      "web.default.svc.cluster.local",
      "web.default.svc.cluster.local.",
    ]) {
      expect(await getent("ahostsv4", name)).toMatch(/^10\.96\.0\.5\s/);
      expect(await getent("ahostsv6", name)).toMatch(/^fd00:96::5\s/);
    }
    expect(await getent("hosts", "10.96.0.5")).toMatch(/web\.default\.svc\.cluster\.local/);
    // Not found, and not "try again": exit 2.
    await expect(getent("ahosts", "nobody")).rejects.toMatchObject({ code: 2 });
    await expect(getent("ahosts", "example.com")).rejects.toMatchObject({ code: 2 });
  });
});
