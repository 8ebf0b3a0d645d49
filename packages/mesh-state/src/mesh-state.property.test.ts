import { parseCidr, parseIpAddress } from "@ambit/addr";
import { type MeshBatch, type MeshResource, resourceKey } from "@ambit/model";
import { aPolicy, aService, aWorkload } from "@ambit/model/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type MeshPart, OpenPart } from "./mesh-part.ts";
import { MeshState } from "./mesh-state.ts";
import { isDeepEqual } from "./plain-values.ts";

const NOTHING = { parts: [], localWorkloads: [] };
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
    policies: workloads.map((one) => [state.policiesFor(one), state.unknownPolicies(one)]),
  };
}

function choicesOf(state: MeshState) {
  return [undefined, "shop", "bank", "other"].flatMap((client) => [
    ...ips.map((ip) => state.chooseServiceByVip("", ip, client)),
    ...["a", "b"].map((name) => state.chooseServiceByHostname(name, client)),
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
        expect(new Set(others.localWorkloads)).toEqual(new Set(changes.localWorkloads));
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

test("the changes name exactly the workloads that a reader sees change", () => {
  fc.assert(
    fc.property(anyBatches, (batches) => {
      const state = new MeshState();
      for (const batch of batches) {
        const before = uids.map((uid) => state.findWorkloadByUid(uid));
        const { localWorkloads } = state.apply(batch);
        const after = uids.map((uid) => state.findWorkloadByUid(uid));
        const different = uids.filter((_, index) => !isDeepEqual(before[index], after[index]));
        expect(different.every((uid) => localWorkloads.includes(uid))).toBe(true);
        const untouched = uids.filter((uid) => !localWorkloads.includes(uid));
        expect(untouched.every((uid) => before[uids.indexOf(uid)] === after[uids.indexOf(uid)])).toBe(true);
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
      expect(state.size).toBe(resources.length);
      expect(state.replaceAll(resources)).toEqual(NOTHING);
    }),
  );
});

/** Takes the parts over in steps of a few records; `look` is called between them. */
function applyStepwise(
  copy: MeshState,
  parts: readonly MeshPart[],
  { stepSizes, look }: { readonly stepSizes: readonly number[]; readonly look: () => void },
): void {
  let step = 0;
  for (const part of parts) {
    const open = new OpenPart(structuredClone(part));
    const sweepsFirst = (stepSizes[step % stepSizes.length] ?? 1) % 2 === 0;
    if (sweepsFirst) copy.sweep(() => true);
    for (;;) {
      step += 1;
      let left = stepSizes[step % stepSizes.length] ?? 1;
      const isDone = copy.stage(open, () => {
        left -= 1;
        return left <= 0;
      });
      look();
      if (isDone) break;
    }
  }
}

const anyStepSizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });

test("parts that are taken over step by step do the same to a copy as the batch did, and show nothing before the end", () => {
  fc.assert(
    fc.property(anyBatches, anyStepSizes, (batches, stepSizes) => {
      const state = new MeshState();
      const copy = new MeshState();
      for (const batch of batches) {
        const before = [factsOf(copy), choicesOf(copy)];
        const { parts } = state.apply(batch);
        const look = (): void => expect([factsOf(copy), choicesOf(copy)]).toEqual(before);
        applyStepwise(copy, parts, { stepSizes, look });
        copy.commit();
        expect([factsOf(copy), choicesOf(copy)]).toEqual([factsOf(state), choicesOf(state)]);
        if ((stepSizes[0] ?? 0) > 2) copy.sweep(() => false);
      }
    }),
  );
});

test("what was replaced leaves nothing behind", () => {
  fc.assert(
    fc.property(anyBatches, (batches) => {
      const state = new MeshState();
      for (const batch of batches) state.apply(batch);
      const fresh = new MeshState();
      fresh.replaceAll([...state.resources()]);
      expect(state.describeIndexes()).toEqual(fresh.describeIndexes());
    }),
  );
});
