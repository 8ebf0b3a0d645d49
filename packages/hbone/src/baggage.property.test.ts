import fc from "fast-check";
import { expect, test } from "vitest";
import { formatBaggage, NO_BAGGAGE, parseBaggage } from "./baggage.ts";

const name = fc.stringMatching(/^[a-z0-9.-]{0,63}$/);

test("what one side formats the other reads", () => {
  const workload = fc.record({
    clusterId: name,
    namespace: name,
    workloadType: fc.constantFrom("deployment", "cronjob", "pod", "job"),
    workloadName: name,
    canonicalName: name,
    canonicalRevision: name,
    locality: fc.record({ region: name, zone: name, subzone: name }),
  });
  fc.assert(
    fc.property(workload, (source) => {
      expect(parseBaggage([formatBaggage(source)])).toEqual({
        clusterId: source.clusterId || undefined,
        namespace: source.namespace || undefined,
        workloadName: source.workloadName || undefined,
        serviceName: source.canonicalName || undefined,
        revision: source.canonicalRevision || undefined,
        region: source.locality.region || undefined,
        zone: source.locality.zone || undefined,
      });
    }),
  );
});

test("any text gives baggage whose values are parts of it, in header characters", () => {
  const member = fc
    .tuple(fc.constantFrom("service.name", "cloud.region", "k8s.pod.name", "x"), fc.string())
    .map(([key, value]) => `${key}=${value}`);
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(member).map((members) => members.join(",")),
  );
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const baggage = parseBaggage(values);
      expect(Object.keys(baggage)).toEqual(Object.keys(NO_BAGGAGE));
      for (const text of Object.values(baggage).filter((part) => part !== undefined)) {
        expect(text).toMatch(/^[\t\x20-\x7e]+$/);
        expect(values.some((whole) => whole.includes(text))).toBe(true);
      }
    }),
  );
});
