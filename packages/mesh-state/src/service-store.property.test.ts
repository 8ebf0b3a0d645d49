import { CidrMatcher, parseCidr, parseIpAddress } from "@ambit/addr";
import { type Endpoint, type Service, serviceKey } from "@ambit/model";
import { aService } from "@ambit/model/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ServiceEntry, ServiceStore } from "./service-store.ts";

const ips = ["10.96.0.1", "10.96.1.1", "fd00::1"].map(parseIpAddress);
const cidrs = ["10.96.0.0/16", "10.96.0.0/24", "fd00::/8"].map(parseCidr);
const networks = ["", "remote"];
const hostnames = ["a", "b"];
const namespaces = ["shop", "bank"];
const uids = ["u1", "u2", "u3"];

const anyService: fc.Arbitrary<Service> = fc
  .record({
    namespace: fc.constantFrom(...namespaces),
    hostname: fc.constantFrom(...hostnames),
    vips: fc.array(fc.record({ network: fc.constantFrom(...networks), address: fc.constantFrom(...ips) })),
    cidrVips: fc.array(fc.record({ network: fc.constantFrom(...networks), cidr: fc.constantFrom(...cidrs) })),
    canonical: fc.boolean(),
    visibility: fc.constantFrom("Public" as const, "Namespace" as const),
    loadBalancer: fc.constantFrom(undefined, {
      routingPreferences: [],
      mode: "Standard" as const,
      healthPolicy: "AllowAll" as const,
    }),
  })
  .map(aService);
const anyEndpoint: fc.Arbitrary<Endpoint> = fc.record({
  workloadUid: fc.constantFrom(...uids),
  port: fc.constantFrom(new Map([[80, 1]]), new Map([[80, 2]])),
  status: fc.constantFrom("Healthy" as const, "Unhealthy" as const),
});
const anyKey = anyService.map(serviceKey);
const anyStep = fc.oneof(
  fc.record({
    kind: fc.constant("upsert" as const),
    service: anyService,
    own: fc.array(anyEndpoint, { maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant("remove" as const), key: anyKey }),
  fc.record({ kind: fc.constant("setEndpoint" as const), key: anyKey, endpoint: anyEndpoint }),
  fc.record({ kind: fc.constant("removeEndpoint" as const), key: anyKey, uid: fc.constantFrom(...uids) }),
  fc.constant({ kind: "settle" as const }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** What the store should know, without any index. */
interface Known {
  readonly services: Map<string, { readonly service: Service; readonly own: readonly Endpoint[] }>;
  readonly endpoints: Map<string, Map<string, Endpoint>>;
}

function take(store: ServiceStore, known: Known, step: Step): void {
  switch (step.kind) {
    case "upsert":
      store.upsert(step.service, { ownEndpoints: step.own, seen: 0 });
      known.services.set(serviceKey(step.service), step);
      return;
    case "remove":
      store.remove(step.key);
      known.services.delete(step.key);
      return;
    case "setEndpoint": {
      store.setEndpoint(step.key, step.endpoint);
      const endpoints = known.endpoints.get(step.key) ?? new Map();
      known.endpoints.set(step.key, endpoints.set(step.endpoint.workloadUid, step.endpoint));
      return;
    }
    case "removeEndpoint":
      store.removeEndpoint(step.key, step.uid);
      known.endpoints.get(step.key)?.delete(step.uid);
      return;
    case "settle":
      store.settle();
  }
}

function entryOf(known: Known, key: string): ServiceEntry | undefined {
  const found = known.services.get(key);
  if (found === undefined) {
    return undefined;
  }
  const endpoints = new Map(found.own.map((endpoint) => [endpoint.workloadUid, endpoint]));
  for (const [uid, endpoint] of known.endpoints.get(key) ?? []) {
    endpoints.set(uid, endpoint);
  }
  for (const [uid, { status }] of endpoints) {
    if (status === "Unhealthy" && found.service.loadBalancer?.healthPolicy !== "AllowAll") {
      endpoints.delete(uid);
    }
  }
  return { service: found.service, endpoints };
}

function keysOf(entries: Iterable<ServiceEntry>): readonly string[] {
  return [...entries].map((entry) => serviceKey(entry.service)).sort();
}

function storeAfter(steps: readonly Step[]): { readonly store: ServiceStore; readonly known: Known } {
  const store = new ServiceStore();
  const known: Known = { services: new Map(), endpoints: new Map() };
  for (const step of steps) {
    take(store, known, step);
  }
  store.settle();
  return { store, known };
}

const steps = fc.array(anyStep, { maxLength: 40 });

test("after any steps each index, entry and staged endpoint equals one built from scratch", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const { store, known } = storeAfter(list);
      const fresh = new ServiceStore();
      for (const { service, own } of known.services.values()) {
        fresh.upsert(service, { ownEndpoints: own, seen: 0 });
      }
      for (const [key, endpoints] of known.endpoints) {
        for (const endpoint of endpoints.values()) {
          fresh.setEndpoint(key, endpoint);
        }
      }
      fresh.settle();
      expect(store.dumpIndexes()).toEqual(fresh.dumpIndexes());
      expect(store.stagedEndpoints()).toEqual(fresh.stagedEndpoints());
      expect(keysOf(store.entries())).toEqual(keysOf(fresh.entries()));
      for (const key of fresh.keys()) {
        expect(store.find(key)).toEqual(fresh.find(key));
        expect(store.find(key)).toEqual(entryOf(known, key));
      }
    }),
    { numRuns: 300 },
  );
});

test("after any steps each lookup agrees with a search through all services", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const { store, known } = storeAfter(list);
      const all = [...known.services.values()].map(({ service }) => service);
      const keys = (holds: (service: Service) => boolean) => all.filter(holds).map(serviceKey).sort();
      for (const [network, ip] of networks.flatMap((name) => ips.map((ip) => [name, ip] as const))) {
        const hasVip = (service: Service) =>
          service.vips.some((vip) => vip.network === network && vip.address === ip);
        const coversIt = (service: Service) =>
          service.cidrVips.some((vip) => vip.network === network && new CidrMatcher([vip.cidr]).matches(ip));
        expect(keysOf(store.findByVip(network, ip))).toEqual(keys(hasVip));
        expect(keysOf(store.findByCidr(network, ip))).toEqual(keys(coversIt));
      }
      for (const hostname of hostnames) {
        expect(keysOf(store.findByHostname(hostname))).toEqual(
          keys((service) => service.hostname === hostname),
        );
      }
    }),
    { numRuns: 300 },
  );
});

test("an entry that was handed out never changes, and settle names exactly the entries that do", () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 6 }), (batches) => {
      const store = new ServiceStore();
      const known: Known = { services: new Map(), endpoints: new Map() };
      const handedOut: { readonly entry: ServiceEntry; readonly copy: ReadonlyMap<string, Endpoint> }[] = [];
      for (const batch of batches) {
        const before = new Map([...store.keys()].map((key) => [key, store.find(key)]));
        for (const step of batch.filter(({ kind }) => kind !== "settle")) {
          take(store, known, step);
        }
        const changed = new Set(store.settle());
        for (const key of new Set([...before.keys(), ...store.keys()])) {
          expect(changed.has(key)).toBe(before.get(key) !== store.find(key));
        }
        for (const entry of store.entries()) {
          handedOut.push({ entry, copy: new Map(entry.endpoints) });
        }
      }
      for (const { entry, copy } of handedOut) {
        expect(Object.isFrozen(entry)).toBe(true);
        expect(entry.endpoints).toEqual(copy);
      }
    }),
  );
});
