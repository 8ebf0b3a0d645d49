import { parseIpAddress } from "@ambit/addr";
import { expectClosedSockets } from "@ambit/data-plane/testing";
import { DNS_RCODE } from "@ambit/dns";
import { type Service, serviceKey } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { answerWith, aQuery, DnsWorld, type DnsWorldOptions, recordTexts } from "../testing/dns-world.ts";

expectClosedSockets();

const SERVER = aService({ name: "server", namespace: "app" });
const KEY = serviceKey(SERVER);

function external(hostname: string, address: string): Service {
  return aService({
    name: hostname,
    namespace: "shop",
    hostname,
    vips: [{ network: "", address: parseIpAddress(address) }],
  });
}

/** A mesh that is not known as a whole. The control plane says nothing until the test does. */
class OnDemandWorld extends DnsWorld {
  readonly asked: string[];

  constructor(options: DnsWorldOptions = {}) {
    const asked: string[] = [];
    super({ ...options, onDemand: (key) => asked.push(key) });
    this.asked = asked;
  }

  /** There is nothing under these names, or all that `change` has brought. */
  tell(...keys: readonly string[]): void {
    for (const key of keys) this.context.onDemand?.answered(key, true);
  }
}

describe("in a mesh that is not known as a whole, a name", () => {
  test("of a service is asked of the control plane, and answered from the mesh", () => {
    using world = new OnDemandWorld();
    const client = world.udpClient();
    client.send(aQuery("server.app.svc.cluster.local"));
    world.until(() => world.asked.includes(KEY));
    world.turns(5);
    expect([client.datagrams, world.nameServer.queries]).toEqual([[], []]);
    world.change(serviceResource(SERVER));
    world.tell(...world.asked);
    world.until(() => client.datagrams.length > 0);
    expect(recordTexts(client.responses[0]?.answers ?? [])).toEqual([
      "server.app.svc.cluster.local 30 A 10.96.0.10",
    ]);
    const { length } = world.asked;
    expect(world.answers("server.app.svc.cluster.local")).toHaveLength(1);
    expect(world.asked).toHaveLength(length);
  });

  test("that the control plane does not know is forwarded, and not asked for again", () => {
    using world = new OnDemandWorld();
    const client = world.udpClient();
    client.send(aQuery("www.example.com"));
    world.until(() => world.asked.length > 0);
    expect(world.asked).toEqual(expect.arrayContaining(["shop/www.example.com", "shop/*.example.com"]));
    world.tell(...world.asked);
    world.until(() => client.datagrams.length > 0);
    expect(client.responses[0]?.rcode).toBe(DNS_RCODE.NXDOMAIN);
    const { length } = world.asked;
    expect(world.ask(aQuery("www.example.com")).rcode).toBe(DNS_RCODE.NXDOMAIN);
    expect(world.asked).toHaveLength(length);
  });

  test("that a wildcard covers which is known already may still be a service of its own", () => {
    using world = new OnDemandWorld();
    world.change(serviceResource(external("*.example.com", "10.96.0.30")));
    const client = world.udpClient();
    client.send(aQuery("api.example.com"));
    world.until(() => world.asked.includes("shop/api.example.com"));
    world.change(serviceResource(external("api.example.com", "10.96.0.31")));
    world.tell(...world.asked);
    world.until(() => client.datagrams.length > 0);
    expect(recordTexts(client.responses[0]?.answers ?? [])).toEqual(["api.example.com 30 A 10.96.0.31"]);
  });

  test("of a headless service has the addresses of its pods asked for too", () => {
    const headless = aService({ name: "server", namespace: "app", vips: [] });
    const pod = aWorkload({ name: "p", workloadIps: [parseIpAddress("10.1.0.9")], services: [KEY] });
    using world = new OnDemandWorld();
    const client = world.udpClient();
    client.send(aQuery("server.app"));
    world.until(() => world.asked.includes(KEY));
    world.change(serviceResource(headless), workloadResource(pod));
    world.tell(...world.asked);
    world.until(() => client.datagrams.length > 0);
    expect(recordTexts(client.responses[0]?.answers ?? [])).toEqual(["server.app 30 A 10.1.0.9"]);
  });

  test("that the control plane is silent about is forwarded after five seconds, or answered with what is known", () => {
    using world = new OnDemandWorld();
    world.change(serviceResource(external("*.example.com", "10.96.0.30")));
    world.nameServer.serve = (query) => answerWith(query, [], DNS_RCODE.NXDOMAIN);
    const [unknown, known] = [world.udpClient(), world.udpClient()];
    unknown.send(aQuery("server.app"));
    known.send(aQuery("www.example.com"));
    world.until(() => world.asked.length > 1);
    world.passTime(5_100);
    world.until(() => unknown.datagrams.length + known.datagrams.length === 2);
    expect(unknown.responses[0]?.rcode).toBe(DNS_RCODE.NXDOMAIN);
    expect(known.responses[0]?.answers).toHaveLength(1);
  });

  test("that nobody has heard of makes the control plane remember a bounded number of them", () => {
    using world = new OnDemandWorld();
    const resolved: string[] = [];
    const { names, budget } = world.context.dns;
    const client = aWorkload({ namespace: "shop" });
    for (let count = 0; count < 4_100; count++) {
      names.resolve({ name: `n${count}.x.svc.cluster.local`, family: 4, client }, ({ kind }) =>
        resolved.push(kind),
      );
      world.tell(...world.asked.splice(0));
    }
    expect(resolved).toHaveLength(4_100);
    expect(world.asked).toEqual([]);
    names.resolve({ name: "one.more.svc.cluster.local", family: 4, client }, ({ kind }) =>
      resolved.push(kind),
    );
    expect([resolved.length, world.asked]).toEqual([4_101, []]);
    expect(budget.count).toBe(0);
  });

  test("that one workload makes up leave room for the others, and for itself a minute later", () => {
    using world = new OnDemandWorld();
    const { names } = world.context.dns;
    const client = aWorkload({ namespace: "shop" });
    const [one, other] = [{}, {}];
    let count = 0;
    const ask = (owner: object): boolean => {
      const name = `n${(count += 1)}.x.svc.cluster.local`;
      names.resolve({ name, family: 4, client }, () => undefined, owner);
      const asked = world.asked.splice(0);
      world.tell(...asked);
      return asked.length > 0;
    };
    const ofOne = Array.from({ length: 1_030 }, () => ask(one));
    expect(ofOne.filter(Boolean)).toHaveLength(1_024);
    expect(ask(other)).toBe(true);
    world.passTime(60_000);
    expect(ask(one)).toBe(true);
  });
});
