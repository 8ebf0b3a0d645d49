/** The DNS proxy as Node's own resolver (c-ares) sees it, which runs on a thread of its own. */
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { formatSocketAddress, parseIpAddress } from "@ambit/addr";
import { DNS_CLASS_IN, DNS_RCODE, DNS_TYPE, type DnsRecord, parseDnsName } from "@ambit/dns";
import { serviceKey } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { answerWith, DnsWorld } from "../testing/dns-world.ts";
import { localWorkload } from "../testing/world.ts";

/** Answers or error codes of the questions, in their order. */
const CLIENT = `
const { workerData: { port, server, questions } } = require("node:worker_threads");
const { Resolver } = require("node:dns").promises;
const resolver = new Resolver({ timeout: 5_000, tries: 3 });
resolver.setServers([server]);
const settle = async ([method, ...args]) => {
  try {
    return await resolver[method](...args);
  } catch (error) {
    return error.code;
  }
};
(async () => {
  const answers = [];
  for (const question of questions) answers.push(await settle(question));
  port.postMessage(answers);
  port.close();
})();
`;

type Question = readonly [method: string, ...args: unknown[]];

/** Lets the world turn until the resolver has all answers. */
async function ask(world: DnsWorld, questions: readonly Question[]): Promise<readonly unknown[]> {
  const { port1, port2 } = new MessageChannel();
  const workerData = { port: port2, server: formatSocketAddress(world.address), questions };
  const worker = new Worker(CLIENT, { eval: true, workerData, transferList: [port2] });
  let answers: readonly unknown[] | undefined;
  try {
    world.until(() => {
      answers = receiveMessageOnPort(port1)?.message as readonly unknown[] | undefined;
      return answers !== undefined;
    }, 60_000);
  } finally {
    port1.close();
    await worker.terminate();
  }
  return answers ?? [];
}

const server = aService({ name: "server", namespace: "shop" });
const headless = aService({ name: "hl", namespace: "shop", vips: [] });
const pods = Array.from({ length: 300 }, (_, index) =>
  workloadResource(
    aWorkload({
      name: `hl-${index}`,
      workloadIps: [parseIpAddress(`10.1.${index >> 8}.${index & 0xff}`)],
      services: [serviceKey(headless)],
    }),
  ),
);
const resources = [
  workloadResource(localWorkload()),
  serviceResource(server),
  serviceResource(headless),
  ...pods,
];

test("names of the mesh resolve in every form; what is empty is no unknown name", async () => {
  using world = new DnsWorld({ resources });
  const answers = await ask(world, [
    ["resolve4", "server.shop.svc.cluster.local", { ttl: true }],
    ["resolve4", "SERVER"],
    ["resolve4", "server.shop.shop.svc.cluster.local"],
    ["resolve6", "server.shop.svc.cluster.local"],
    ["resolve4", "nosuch.shop.svc.cluster.local"],
  ]);
  expect(answers).toEqual([
    [{ address: "10.96.0.10", ttl: 30 }],
    ["10.96.0.10"],
    ["10.96.0.10"],
    "ENODATA",
    "ENOTFOUND",
  ]);
});

test("an answer that is too long for a datagram comes over TCP", async () => {
  using world = new DnsWorld({ resources });
  const [addresses] = await ask(world, [["resolve4", "hl.shop.svc.cluster.local"]]);
  expect(new Set(addresses as readonly string[]).size).toBe(300);
  const { dns } = world.context.dns.counters.takeDeltas();
  expect(dns.map(({ labels: [, transport] }) => transport)).toEqual(["udp", "tcp"]);
});

test("other record types are the name server's", async () => {
  using world = new DnsWorld({ resources });
  const head = { name: parseDnsName("server.shop.svc.cluster.local"), class: DNS_CLASS_IN, ttl: 5 };
  const target = parseDnsName("a.example.org");
  const records = new Map<number | undefined, DnsRecord>([
    [DNS_TYPE.SRV, { ...head, type: "SRV", priority: 1, weight: 2, port: 80, target }],
    [DNS_TYPE.MX, { ...head, type: "MX", preference: 10, exchange: target }],
    [DNS_TYPE.TXT, { ...head, type: "TXT", strings: [Uint8Array.of(104, 105)] }],
    [DNS_TYPE.NS, { ...head, type: "NS", target }],
  ]);
  world.nameServer.serve = (query) => {
    const record = records.get(query.questions[0]?.type);
    return answerWith(query, record === undefined ? [] : [record], DNS_RCODE.NOERROR);
  };
  const name = "server.shop.svc.cluster.local";
  expect(
    await ask(world, [
      ["resolveSrv", name],
      ["resolveMx", name],
      ["resolveTxt", name],
      ["resolveNs", name],
      ["resolveCaa", name],
    ]),
  ).toEqual([
    [expect.objectContaining({ name: "a.example.org", port: 80, priority: 1, weight: 2 })],
    [expect.objectContaining({ exchange: "a.example.org", priority: 10 })],
    [["hi"]],
    ["a.example.org"],
    "ENODATA",
  ]);
});
