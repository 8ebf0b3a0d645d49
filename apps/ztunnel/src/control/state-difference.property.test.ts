import { MeshState } from "@ambit/mesh-state";
import type { MeshResource } from "@ambit/model";
import { aPolicy, aService, aWorkload } from "@ambit/model/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOf, indexResources } from "./state-difference.ts";

const SERVICE_NAMES = ["one", "two"] as const;

const workload: fc.Arbitrary<MeshResource> = fc
  .record({
    name: fc.constantFrom("a", "b", "c"),
    status: fc.constantFrom("Healthy" as const, "Unhealthy" as const),
    services: fc.uniqueArray(fc.constantFrom(...SERVICE_NAMES)),
    port: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ name, status, services, port }) => ({
    kind: "workload",
    workload: aWorkload({ name, status }),
    endpoints: new Map(services.map((service) => [keyOf(service), new Map([[80, port]])])),
  }));

const service: fc.Arbitrary<MeshResource> = fc
  .record({
    name: fc.constantFrom(...SERVICE_NAMES),
    canonical: fc.boolean(),
    healthPolicy: fc.constantFrom("OnlyHealthy" as const, "AllowAll" as const),
    own: fc.uniqueArray(fc.constantFrom("x", "y")),
  })
  .map(({ name, canonical, healthPolicy, own }) => ({
    kind: "service",
    service: aService({
      name,
      canonical,
      loadBalancer: { routingPreferences: [], mode: "Standard", healthPolicy },
    }),
    endpoints: own.map((workloadUid) => ({ workloadUid, port: new Map([[80, 1]]), status: "Healthy" })),
  }));

const policy: fc.Arbitrary<MeshResource> = fc
  .record({ name: fc.constantFrom("p", "q"), dryRun: fc.boolean() })
  .map(({ name, dryRun }) => ({ kind: "policy", policy: aPolicy({ name, dryRun }) }));

const mesh = fc.array(fc.oneof(workload, service, policy), { maxLength: 8 });

function keyOf(name: string): string {
  return `default/${name}.default.svc.cluster.local`;
}

function contents(state: MeshState): unknown {
  const sorted = <T>(items: Iterable<T>, key: (item: T) => string): readonly T[] =>
    [...items].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  return {
    workloads: sorted(state.workloads(), ({ uid }) => uid),
    services: sorted(state.services(), (entry) => entry.service.hostname).map((entry) => ({
      service: entry.service,
      endpoints: sorted(entry.endpoints, ([uid]) => uid),
    })),
    policies: sorted(state.policies(), ({ name }) => name),
    staged: sorted(state.stagedEndpoints(), ([key]) => key),
  };
}

test("a replica that follows the differences equals one that got the last mesh whole", () => {
  fc.assert(
    fc.property(fc.array(mesh, { minLength: 1, maxLength: 5 }), (meshes) => {
      const follower = new MeshState();
      const whole = new MeshState();
      let before = indexResources([]);
      for (const resources of meshes) {
        const after = indexResources(resources);
        follower.apply(structuredClone(differenceOf(before, after)));
        before = after;
      }
      whole.replaceAll(structuredClone([...before.values()]));
      expect(contents(follower)).toEqual(contents(whole));
    }),
  );
});

test("nothing differs between a mesh and its copy", () => {
  fc.assert(
    fc.property(mesh, (resources) => {
      const difference = differenceOf(indexResources(resources), indexResources(structuredClone(resources)));
      expect(difference).toEqual({ upserts: [], removals: [] });
    }),
  );
});
