import { Replica } from "@ambit/data-plane";
import { MeshState } from "@ambit/mesh-state";
import { type MeshBatch, type MeshResource, resourceKey } from "@ambit/model";
import { aPolicy, aService, aWorkload } from "@ambit/model/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { StateDistribution } from "./state-distribution.ts";

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

/** A main state and one replica that gets every message as another thread would. */
function setUp(): {
  state: MeshState;
  replica: Replica;
  distribution: StateDistribution;
  messages: string[];
} {
  const state = new MeshState();
  const messages: string[] = [];
  const distribution: StateDistribution = new StateDistribution({
    state,
    workerCount: 1,
    broadcast: (message) => {
      if (message.type !== "state") return;
      messages.push(message.type);
      // The answer is another message, so it never comes during the call.
      queueMicrotask(() => {
        replica.receive(structuredClone(message));
        replica.apply();
      });
    },
  });
  const replica = new Replica({
    nowMs: () => 0,
    scheduleNextTurn: (deferred) => deferred.run(),
    onPart: () => distribution.partReceived(0),
    onApplied: (version) => distribution.applied(0, version),
  });
  return { state, replica, distribution, messages };
}

const removals = fc.subarray<MeshBatch["removals"][number]>([
  ...["a", "b", "c"].map((name) => ({ kind: "workload" as const, key: aWorkload({ name }).uid })),
  ...SERVICE_NAMES.map((name) => ({ kind: "service" as const, key: keyOf(name) })),
  ...["p", "q"].map((name) => ({ kind: "policy" as const, key: `default/${name}` })),
]);
const batch = fc.record({ upserts: mesh, removals });

test("a replica equals the main thread's state after any changes of both sources", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(mesh, batch), { maxLength: 6 }), async (changes) => {
      const { state, replica, distribution } = setUp();
      for (const change of changes) {
        await ("upserts" in change ? distribution.apply(change) : distribution.publish(change));
        expect(contents(replica.state)).toEqual(contents(state));
      }
    }),
  );
});

test("the state is what the file says last, if there is no other source", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mesh, { minLength: 1, maxLength: 5 }), async (meshes) => {
      const { state, distribution } = setUp();
      for (const resources of meshes) await distribution.publish(structuredClone(resources));
      const whole = new MeshState();
      // Of two with one key the later counts, as in the order of application.
      const last = new Map((meshes.at(-1) ?? []).map((one) => [`${one.kind} ${resourceKey(one)}`, one]));
      whole.replaceAll(structuredClone([...last.values()]));
      expect(contents(state)).toEqual(contents(whole));
    }),
  );
});

test("nothing is sent for what is there already", async () => {
  await fc.assert(
    fc.asyncProperty(mesh, async (resources) => {
      const { distribution, messages, state } = setUp();
      await distribution.publish(structuredClone(resources));
      const sent = messages.length;
      const present = structuredClone([...state.resources()]);
      await distribution.apply({ upserts: present, removals: [] });
      await distribution.publish(present);
      expect(messages).toHaveLength(sent);
    }),
  );
});
