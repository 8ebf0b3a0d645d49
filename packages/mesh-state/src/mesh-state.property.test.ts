import { parseCidr, parseIpAddress } from "@ambit/addr";
import { type MeshBatch, type MeshResource, resourceKey } from "@ambit/model";
import { aPolicy, aService, aWorkload } from "@ambit/model/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MeshState } from "./mesh-state.ts";

const NOTHING = { effective: { upserts: [], removals: [] }, workloads: [], services: [], policies: [] };
const ips = ["10.0.0.1", "10.0.0.2"].map(parseIpAddress);
const keys = ["shop/a", "shop/b", "bank/a", "bank/b"];
const uids = ["c//Pod/a", "c//Pod/b", "c/c"];

const anyPorts = fc.constantFrom(new Map([[80, 1]]), new Map([[80, 2]]));
const anyWorkload: fc.Arbitrary<MeshResource> = fc.record({
  kind: fc.constant("workload" as const),
  workload: fc
    .record({
      uid: fc.constantFrom(...uids),
      workloadIps: fc.subarray(ips),
      status: fc.constantFrom("Healthy" as const, "Unhealthy" as const),
      authorizationPolicies: fc.subarray(keys),
    })
    .map(aWorkload),
  endpoints: fc.array(fc.tuple(fc.constantFrom(...keys), anyPorts)).map((pairs) => new Map(pairs)),
});
const anyService: fc.Arbitrary<MeshResource> = fc.record({
  kind: fc.constant("service" as const),
  service: fc
    .record({
      namespace: fc.constantFrom("shop", "bank"),
      hostname: fc.constantFrom("a", "b"),
      vips: fc.subarray(ips).map((list) => list.map((address) => ({ network: "", address }))),
      cidrVips: fc.subarray([{ network: "", cidr: parseCidr("10.0.0.0/8") }]),
      canonical: fc.boolean(),
    })
    .map(aService),
  endpoints: fc.constant([]),
});
const anyPolicy: fc.Arbitrary<MeshResource> = fc.record({
  kind: fc.constant("policy" as const),
  policy: fc
    .record({
      name: fc.constantFrom("a", "b"),
      namespace: fc.constantFrom("shop", "bank"),
      scope: fc.constantFrom("Global" as const, "Namespace" as const, "WorkloadSelector" as const),
    })
    .map(aPolicy),
});
const anyResources = fc.uniqueArray(fc.oneof(anyWorkload, anyService, anyPolicy), {
  maxLength: 10,
  selector: (resource) => `${resource.kind} ${resourceKey(resource)}`,
});
const anyRemoval = fc.oneof(
  fc.record({ kind: fc.constant("workload" as const), key: fc.constantFrom(...uids) }),
  fc.record({ kind: fc.constantFrom("service" as const, "policy" as const), key: fc.constantFrom(...keys) }),
);
const anyBatch: fc.Arbitrary<MeshBatch> = fc.record({
  upserts: anyResources,
  removals: fc.array(anyRemoval, { maxLength: 3 }),
});
const anyBatches = fc.array(anyBatch, { maxLength: 6 });

/** All that a reader can see but for what ranks by "first seen", which is history. */
function factsOf(state: MeshState) {
  const workloads = [...state.workloads()].toSorted((left, right) => (left.uid < right.uid ? -1 : 1));
  return {
    workloads,
    services: keys.map((key) => state.findService(key)),
    staged: state.stagedEndpoints(),
    byIp: ips.map((ip) => state.findWorkloadByIp("", ip)),
    byVip: ips.map((ip) => new Set(state.findServicesByVip("", ip))),
    policies: workloads.map((one) => [state.policiesFor(one), state.unknownPolicies(one)]),
  };
}

function choicesOf(state: MeshState) {
  return [undefined, "shop", "bank", "other"].flatMap((client) => [
    ...ips.map((ip) => [state.chooseServiceByVip("", ip, client), state.findServicesByCidr("", ip)]),
    ...["a", "b"].map((name) => [
      state.chooseServiceByHostname(name, client),
      state.findServicesByHostname(name),
    ]),
  ]);
}

test("the order of the resources in a batch does not matter", () => {
  const orders = anyBatches.chain((batches) =>
    fc.tuple(
      fc.constant(batches),
      fc.tuple(
        ...batches.map(({ upserts }) => fc.shuffledSubarray([...upserts], { minLength: upserts.length })),
      ),
    ),
  );
  fc.assert(
    fc.property(orders, ([batches, shuffled]) => {
      const left = new MeshState();
      const right = new MeshState();
      batches.forEach((batch, index) => {
        const changes = left.apply(batch);
        const others = right.apply({ ...batch, upserts: shuffled[index] ?? [] });
        expect(new Set(others.workloads)).toEqual(new Set(changes.workloads));
        expect(new Set(others.services)).toEqual(new Set(changes.services));
        expect(new Set(others.policies)).toEqual(new Set(changes.policies));
        expect(factsOf(right)).toEqual(factsOf(left));
        expect(choicesOf(right)).toEqual(choicesOf(left));
      });
    }),
  );
});

test("a snapshot leaves what a new state would hold, however it was reached", () => {
  fc.assert(
    fc.property(anyBatches, anyResources, (batches, snapshot) => {
      const state = new MeshState();
      for (const batch of batches) {
        state.apply(batch);
      }
      state.replaceAll(snapshot);
      const fresh = new MeshState();
      fresh.replaceAll(snapshot);
      expect(factsOf(state)).toEqual(factsOf(fresh));
      expect(state.replaceAll(structuredClone(snapshot))).toEqual(NOTHING);
    }),
  );
});

test("the changes name exactly what a reader sees change", () => {
  fc.assert(
    fc.property(anyBatches, (batches) => {
      const state = new MeshState();
      for (const batch of batches) {
        const { generation, policyGeneration } = state;
        const before = [
          uids.map((uid) => state.findWorkloadByUid(uid)),
          keys.map((key) => state.findService(key)),
        ];
        const policies = keys.map((key) => state.findPolicy(key));
        const changes = state.apply(batch);
        expect(new Set(changes.workloads)).toEqual(
          new Set(uids.filter((uid, index) => state.findWorkloadByUid(uid) !== before[0]?.[index])),
        );
        expect(new Set(changes.services)).toEqual(
          new Set(keys.filter((key, index) => state.findService(key) !== before[1]?.[index])),
        );
        const isAnyPolicyChanged = keys.some((key, index) => state.findPolicy(key) !== policies[index]);
        expect(changes.policies.length > 0).toBe(state.policyGeneration > policyGeneration);
        expect(!isAnyPolicyChanged || changes.policies.length > 0).toBe(true);
        const count = changes.workloads.length + changes.services.length + changes.policies.length;
        expect(state.generation > generation).toBe(count > 0);
      }
    }),
  );
});

test("its resources make an equal state, and are as many as it says", () => {
  fc.assert(
    fc.property(anyBatches, (batches) => {
      const state = new MeshState();
      for (const batch of batches) {
        state.apply(batch);
      }
      const resources = [...state.resources()];
      const copy = new MeshState();
      copy.apply({ upserts: structuredClone(resources), removals: [] });
      expect(factsOf(copy)).toEqual(factsOf(state));
      expect(state.size).toBe(resources.length + state.stagedEndpoints().size);
      expect(state.replaceAll(resources)).toEqual(NOTHING);
    }),
  );
});

test("what of a batch had an effect does the same to a copy", () => {
  fc.assert(
    fc.property(anyBatches, (batches) => {
      const state = new MeshState();
      const copy = new MeshState();
      for (const batch of batches) {
        const { effective } = state.apply(batch);
        const { upserts, removals } = structuredClone(effective);
        const copied = copy.apply({ upserts, removals });
        expect(copied.effective).toEqual(effective);
        expect(factsOf(copy)).toEqual(factsOf(state));
      }
    }),
  );
});
