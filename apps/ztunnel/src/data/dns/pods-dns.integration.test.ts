/** DNS in shared mode: in the namespaces of pods, behind the redirection that brings their queries. */
import { execFileSync } from "node:child_process";
import { parseIpAddress } from "@ambit/addr";
import { expectClosedSockets } from "@ambit/data-plane/testing";
import { DNS_CLASS_IN, DNS_TYPE, type DnsRecord, parseDnsName } from "@ambit/dns";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { closeFd, inNetns } from "@ambit/linux";
import { aService, serviceResource } from "@ambit/model/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { bindDnsListeners, type DnsListeners } from "../../control/dns-listeners.ts";
import { NO_LISTENERS } from "../no-listeners.ts";
import { answerWith, aQuery, DnsClient, recordTexts, TestNameServer } from "../testing/dns-world.ts";
import { POD_MARK, PodNetwork, type TestPod } from "../testing/pod-network.ts";
import { key, POD_OBSTACLE, PodNode, recordOf } from "../testing/pod-node.ts";
import { TEST_CONFIG } from "../testing/world.ts";

const CLIENT = key("client");
const DNS_PORT = 53;
const NAME = parseDnsName("www.example.org");
const RECORD: DnsRecord = {
  name: NAME,
  class: DNS_CLASS_IN,
  ttl: 9,
  type: "A",
  address: parseIpAddress("192.0.2.1"),
};
/** Nobody is there: what is sent to it is answered by the proxy, or not at all. */
const CLUSTER_DNS = parseIpAddress("10.96.0.53");
const CLUSTER_DNS_6 = parseIpAddress("fd96::53");

/** As Istio's plugin has it, before its rules for other traffic. */
const REDIRECTIONS = [
  "-p udp ! -o lo --dport 53 -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15053",
  "-p tcp --dport 53 -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15053",
];

describeUnless(POD_OBSTACLE, "DNS of pods", () => {
  let network: PodNetwork;
  let client: TestPod;
  let upstream: TestPod;
  let node: PodNode;
  let nameServer: TestNameServer;
  let bound: DnsListeners;
  let clients: DnsClient[];

  beforeAll(() => {
    network = new PodNetwork();
    client = network.pod();
    upstream = network.pod({ isCaptured: false });
    for (const program of ["iptables", "ip6tables"]) {
      for (const rule of REDIRECTIONS)
        execFileSync("ip", [
          "netns",
          "exec",
          client.name,
          program,
          "-t",
          "nat",
          "-I",
          "OUTPUT",
          ...rule.split(" "),
        ]);
    }
  });
  afterAll(() => network[Symbol.dispose]());
  expectClosedSockets();

  beforeEach(() => {
    clients = [];
    nameServer = inNetns(
      upstream.netnsFd,
      () => new TestNameServer({ ip: upstream.ip, port: DNS_PORT }, (query) => answerWith(query, [RECORD])),
    );
    const resolver = {
      nameServers: [nameServer.address],
      search: [],
      ndots: 1,
      timeoutMs: 5_000,
      attempts: 2,
    };
    const service = aService({ name: "server", namespace: "shop" });
    node = new PodNode([recordOf(CLIENT, client), serviceResource(service)], {
      count: 2,
      config: { dns: { ...TEST_CONFIG.dns, isProxied: true, resolver } },
    });
    bound = inNetns(client.netnsFd, () =>
      bindDnsListeners(
        { kind: "localhost", ipv6: true, port: 15_053 },
        { packetMark: POD_MARK, reusePort: true },
      ),
    );
    const { udp: dnsUdp, tcp: dnsTcp } = bound;
    node.deliver({
      type: "pod-add",
      uid: "uid-client",
      workload: CLIENT,
      netnsFd: client.netnsFd,
      listeners: { ...NO_LISTENERS, dnsUdp, dnsTcp, transparent: true },
    });
    node.turns(3);
  });
  afterEach(() => {
    node[Symbol.dispose]();
    for (const fd of [...bound.udp, ...bound.tcp]) closeFd(fd);
    for (const end of clients) end[Symbol.dispose]();
    nameServer[Symbol.dispose]();
  });

  function ask(name: string, type: number = DNS_TYPE.A, server = CLUSTER_DNS): readonly string[] {
    const end = new DnsClient({ ip: server, port: DNS_PORT }, client.netnsFd);
    clients.push(end);
    end.send(aQuery(name, type));
    node.until(() => {
      nameServer.poll();
      end.poll();
      return end.datagrams.length > 0;
    });
    return recordTexts(end.responses[0]?.answers ?? []);
  }

  test("a name of the mesh is answered in the place of whoever was asked, in both families", () => {
    expect(bound.addresses.map(({ ip }) => ip)).toEqual(["127.0.0.1", "::1"]);
    // The socket is connected: an answer from another address would not come.
    expect(ask("server.shop")).toEqual(["server.shop 30 A 10.96.0.10"]);
    expect(ask("server", DNS_TYPE.A, CLUSTER_DNS_6)).toEqual(["server 30 A 10.96.0.10"]);
    expect(nameServer.queries).toEqual([]);
  });

  test("another name is asked for from the pod's own address, past the redirection", () => {
    expect(ask(NAME)).toEqual([`${NAME} 9 A 192.0.2.1`]);
    expect(nameServer.queries.map(({ from }) => from.ip)).toEqual([client.ip]);
    expect(ask(NAME, DNS_TYPE.TXT)).toHaveLength(1);
  });

  test("every thread answers, and a pod that leaves is answered to the end", () => {
    nameServer.serve = () => undefined;
    const end = new DnsClient({ ip: CLUSTER_DNS, port: DNS_PORT }, client.netnsFd);
    clients.push(end);
    end.send(aQuery(NAME));
    node.until(() => {
      nameServer.poll();
      return nameServer.queries.length === 1;
    });
    node.deliver({ type: "pod-remove", uid: "uid-client", mode: "graceful", deadlineMs: 60_000 });
    node.turns(5);
    // Closed by the main thread by now, while an answer is still due.
    expect(node.removed()).toEqual([]);
    const [query] = nameServer.queries;
    if (query === undefined) throw new Error("nobody was asked");
    nameServer.send(answerWith(query.message, [RECORD]), query.from);
    node.until(() => {
      end.poll();
      return end.datagrams.length === 1;
    });
    node.until(() => node.planes.every((plane) => plane.ofType("pod-removed").length === 1));
  });

  test("a pod that is cut off is not answered any more", () => {
    nameServer.serve = () => undefined;
    const end = new DnsClient({ ip: CLUSTER_DNS, port: DNS_PORT }, client.netnsFd);
    clients.push(end);
    end.send(aQuery(NAME));
    node.until(() => {
      nameServer.poll();
      return nameServer.queries.length === 1;
    });
    node.deliver({ type: "pod-remove", uid: "uid-client", mode: "immediate", deadlineMs: 0 });
    node.until(() => node.planes.every((plane) => plane.ofType("pod-removed").length === 1));
    expect(end.datagrams).toEqual([]);
  });
});

describeUnless(POD_OBSTACLE, "the addresses that are served", () => {
  test.each([
    ["both loopback addresses", "0", ["127.0.0.1", "::1"]],
    ["IPv4 alone where the pod's loopback has no IPv6", "1", ["127.0.0.1"]],
  ])("are %s", (_name, disabled, expected) => {
    using network = new PodNetwork();
    using pod = network.pod({ isCaptured: false });
    const path = "/proc/sys/net/ipv6/conf/lo/disable_ipv6";
    execFileSync("ip", ["netns", "exec", pod.name, "sh", "-c", `echo ${disabled} > ${path}`]);
    const listeners = inNetns(pod.netnsFd, () =>
      bindDnsListeners(
        { kind: "localhost", ipv6: true, port: 15_053 },
        { packetMark: undefined, reusePort: false },
      ),
    );
    expect(listeners.addresses.map(({ ip }) => ip)).toEqual(expected);
    for (const fd of [...listeners.udp, ...listeners.tcp]) closeFd(fd);
  });

  test("have one port that is free in both protocols, where any will do", () => {
    using network = new PodNetwork();
    using pod = network.pod({ isCaptured: false });
    const range = "/proc/sys/net/ipv4/ip_local_port_range";
    execFileSync("ip", ["netns", "exec", pod.name, "sh", "-c", `echo 40000 40001 > ${range}`]);
    const ip = parseIpAddress("127.0.0.1");
    using _taken = pod.application(undefined, { ip, port: 40_001 });
    // The kernel begins with either of the two.
    for (let round = 0; round < 8; round++) {
      const listeners = inNetns(pod.netnsFd, () =>
        bindDnsListeners(
          { kind: "socket", address: { ip, port: 0 } },
          { packetMark: undefined, reusePort: false },
        ),
      );
      expect(listeners.addresses).toEqual([{ ip, port: 40_000 }]);
      for (const fd of [...listeners.udp, ...listeners.tcp]) closeFd(fd);
    }
  });
});
