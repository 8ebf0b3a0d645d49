import { type Authorization, authorizationKey } from "@ambit/model";
import { aPolicy, aWorkload } from "@ambit/model/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PolicyStore } from "./policy-store.ts";

const namespaces = ["", "shop", "bank"];
const keys = namespaces.flatMap((namespace) => ["p", "q"].map((name) => `${namespace}/${name}`));
const anyPolicy: fc.Arbitrary<Authorization> = fc
  .record({
    name: fc.constantFrom("p", "q"),
    namespace: fc.constantFrom(...namespaces),
    scope: fc.constantFrom("Global" as const, "Namespace" as const, "WorkloadSelector" as const),
    action: fc.constantFrom("Allow" as const, "Deny" as const),
  })
  .map(aPolicy);
const anyStep = fc.oneof(
  { weight: 2, arbitrary: anyPolicy.map((policy) => ({ kind: "upsert" as const, policy })) },
  { weight: 1, arbitrary: fc.constantFrom(...keys).map((key) => ({ kind: "remove" as const, key })) },
);
const anyWorkload = fc
  .record({
    namespace: fc.constantFrom(...namespaces),
    authorizationPolicies: fc.subarray([...keys, "shop/unknown"]),
  })
  .map(aWorkload);

test("after any steps, asked at any time, the index and every selection equal those from scratch", () => {
  fc.assert(
    fc.property(
      fc.array(anyStep, { maxLength: 20 }),
      fc.array(anyWorkload, { maxLength: 4 }),
      (steps, workloads) => {
        const store = new PolicyStore();
        const known = new Map<string, Authorization>();
        for (const step of steps) {
          const generation = store.generation;
          if (step.kind === "upsert") {
            store.upsert(step.policy);
            known.set(authorizationKey(step.policy), step.policy);
            expect(store.generation).toBeGreaterThan(generation);
          } else {
            const isKnown = known.delete(step.key);
            store.remove(step.key);
            expect(store.generation > generation).toBe(isKnown);
          }
          for (const workload of workloads) {
            const expected = [...known].filter(
              ([key, { scope, namespace }]) =>
                scope === "Global" ||
                (scope === "Namespace" && namespace === workload.namespace) ||
                workload.authorizationPolicies.includes(key),
            );
            expect(store.policiesFor(workload).map(authorizationKey).toSorted()).toEqual(
              expected.map(([key]) => key).toSorted(),
            );
            expect(
              store.policiesFor(workload).every((policy) => known.get(authorizationKey(policy)) === policy),
            ).toBe(true);
            expect(store.unknownPolicies(workload)).toEqual(
              workload.authorizationPolicies.filter((key) => !known.has(key)),
            );
            expect(store.policiesFor(workload)).toBe(store.policiesFor(workload));
          }
        }
        const fresh = new PolicyStore();
        for (const policy of known.values()) {
          fresh.upsert(policy);
        }
        expect(store.dumpIndexes()).toEqual(fresh.dumpIndexes());
      },
    ),
  );
});
