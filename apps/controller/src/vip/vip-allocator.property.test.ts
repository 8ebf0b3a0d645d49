import { parseCidr } from "@ambit/addr";
import type { ServiceEntry } from "@ambit/mesh-objects";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aServiceEntry } from "./testing/a-service-entry.ts";
import { VipAllocator, type VipDecisions } from "./vip-allocator.ts";

const anyName = fc.constantFrom("a", "b", "c");
const anyAddress = fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3", "192.0.2.1");
const anyEntry = fc
  .record({
    name: anyName,
    created: fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
    hosts: fc.uniqueArray(fc.constantFrom("x", "y", "*.z"), { minLength: 1 }),
    addresses: fc.option(fc.uniqueArray(anyAddress, { minLength: 1 }), { nil: undefined, freq: 2 }),
    status: fc.option(
      fc
        .array(fc.record({ host: fc.constantFrom("x", "y", "*.z"), value: anyAddress }))
        .map((addresses) => ({ addresses })),
      { nil: undefined },
    ),
  })
  .map(({ name, created, hosts, addresses, status }) =>
    aServiceEntry({ name, created, spec: { hosts, addresses }, status }),
  );
const anyStep = fc.oneof(
  { weight: 4, arbitrary: anyEntry.map((entry) => ({ key: `shop/${entry.name}`, entry })) },
  { weight: 1, arbitrary: anyName.map((name) => ({ key: `shop/${name}`, entry: undefined })) },
  { weight: 1, arbitrary: anyName.map((name) => ({ retry: `shop/${name}` })) },
);

test("once everything is written nobody shares an allocated address, every host has one, and nothing is left to write", () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyStep, { maxLength: 4 }), { maxLength: 6 }), (batches) => {
      // Wide enough for everything, so that what is not given is a mistake.
      const allocator = new VipAllocator([parseCidr("10.0.0.0/24")]);
      const entries = new Map<string, ServiceEntry>();
      const pending = new Map<string, ServiceEntry["allocated"]>();
      const note = ({ patches, exhausted }: VipDecisions) => {
        expect(exhausted).toEqual([]);
        patches.forEach(({ key, addresses }) => pending.set(key, addresses));
      };
      const take = (key: string, entry: ServiceEntry | undefined) => {
        pending.delete(key);
        if (entry === undefined) {
          entries.delete(key);
        } else {
          entries.set(key, entry);
        }
        return { key, entry };
      };
      for (const steps of batches) {
        note(allocator.apply(steps.flatMap((step) => ("key" in step ? [take(step.key, step.entry)] : []))));
        for (const step of steps) {
          if ("retry" in step) {
            note(allocator.retry(step.retry));
          }
        }
      }
      for (let round = 0; pending.size > 0; round += 1) {
        expect(round).toBeLessThan(10);
        const writes = [...pending].flatMap(([key, allocated]) => {
          const entry = entries.get(key);
          return entry === undefined
            ? []
            : [take(key, { ...entry, allocated, statusShape: "with-addresses" })];
        });
        pending.clear();
        note(allocator.apply(writes));
      }
      const eligible = [...entries.values()].filter(({ hasOwnAddresses }) => !hasOwnAddresses);
      const given = eligible.flatMap(({ allocated }) => allocated.map(({ value }) => value));
      const asked = [...entries.values()].flatMap(({ addresses }) => addresses.map(({ ip }) => ip));
      for (const { hosts, allocated } of eligible) {
        const wanted = hosts.filter((host) => !host.startsWith("*"));
        expect(wanted.filter((host) => !allocated.some((address) => address.host === host))).toEqual([]);
      }
      expect(given.filter((ip) => asked.includes(ip))).toEqual([]);
      expect(given.length).toBe(new Set(given).size);
    }),
    { numRuns: 300 },
  );
});
