import { parseIpAddress } from "@ambit/addr";
import type { Workload } from "@ambit/model";
import { aWorkload } from "@ambit/model/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WorkloadStore } from "./workload-store.ts";

const ips = ["10.0.0.1", "10.0.0.2", "fd00::1"].map(parseIpAddress);
const networks = ["", "remote"];
const hostnames = ["", "db.example.com", "x"];
const namespaces = ["shop", "bank"];
const accounts = ["client", "server"];
const names = ["w1", "w2"];

const anyWorkload: fc.Arbitrary<Workload> = fc
  .record({
    uid: fc.constantFrom("c//Pod/a", "c//Pod/b", "c/WorkloadEntry/c", "c/d"),
    name: fc.constantFrom(...names),
    namespace: fc.constantFrom(...namespaces),
    serviceAccount: fc.constantFrom(...accounts),
    workloadIps: fc.array(fc.constantFrom(...ips), { maxLength: 3 }),
    network: fc.constantFrom(...networks),
    protocol: fc.constantFrom("TCP" as const, "HBONE" as const),
    networkMode: fc.constantFrom("Standard" as const, "HostNetwork" as const),
    hostname: fc.constantFrom(...hostnames),
    node: fc.constantFrom("n1", "n2"),
  })
  .map(aWorkload);
const step = fc.oneof(
  { weight: 3, arbitrary: anyWorkload.map((workload) => ({ kind: "upsert" as const, workload })) },
  { weight: 1, arbitrary: anyWorkload.map(({ uid }) => ({ kind: "remove" as const, uid })) },
);

function storeAfter(
  steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[],
  node?: string,
) {
  const store = new WorkloadStore(node);
  const expected = new Map<string, Workload>();
  for (const one of steps) {
    if (one.kind === "upsert") {
      store.upsert({ workload: one.workload, endpoints: new Map() });
      expected.set(one.workload.uid, one.workload);
    } else {
      store.remove(one.uid);
      expected.delete(one.uid);
    }
  }
  return { store, expected: [...expected.values()] };
}

test.each([["n1"], [undefined]])(
  "on node %s, after any steps each index equals one built from scratch",
  (node) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { store, expected } = storeAfter(steps, node);
        const fresh = new WorkloadStore(node);
        for (const workload of expected) {
          fresh.upsert({ workload, endpoints: new Map() });
        }
        expect(store.dumpIndexes()).toEqual(fresh.dumpIndexes());
        expect(new Set(store.workloads())).toEqual(new Set(expected));
      }),
    );
  },
);

test("after any steps each lookup agrees with a search through all workloads", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { store, expected } = storeAfter(steps, "n1");
      const rank = ({ uid, protocol }: Workload) =>
        (uid.includes("//Pod/") ? 2 : 0) + (protocol === "HBONE" ? 1 : 0);
      for (const [network, ip] of networks.flatMap((network) => ips.map((ip) => [network, ip] as const))) {
        const at = expected.filter(
          (one) => one.networkMode === "Standard" && one.network === network && one.workloadIps.includes(ip),
        );
        const found = store.findByIp(network, ip);
        expect(found === undefined).toBe(at.length === 0);
        expect(found === undefined || at.includes(found)).toBe(true);
        expect(found && rank(found)).toBe(at.length === 0 ? undefined : Math.max(...at.map(rank)));
      }
      for (const [namespace, hostname] of namespaces.flatMap((ns) =>
        hostnames.map((host) => [ns, host] as const),
      )) {
        const named = expected.filter((one) => one.namespace === namespace && one.hostname === hostname);
        expect(new Set(store.findByHostname(namespace, hostname))).toEqual(
          new Set(hostname === "" ? [] : named),
        );
      }
      for (const [namespace, serviceAccount] of namespaces.flatMap((ns) =>
        accounts.map((sa) => [ns, sa] as const),
      )) {
        const local = expected.filter(
          (one) => one.node === "n1" && one.namespace === namespace && one.serviceAccount === serviceAccount,
        );
        expect(store.hasLocal(namespace, serviceAccount)).toBe(local.length > 0);
        for (const name of names) {
          const found = store.findLocal({ name, namespace, serviceAccount });
          expect(found?.name).toBe(local.some((one) => one.name === name) ? name : undefined);
        }
      }
    }),
  );
});

test("once everything is removed, no index keeps a key", () => {
  fc.assert(
    fc.property(fc.array(anyWorkload), (workloads) => {
      const store = new WorkloadStore(undefined);
      for (const workload of workloads) {
        store.upsert({ workload, endpoints: new Map() });
      }
      for (const { uid } of workloads) {
        store.remove(uid);
      }
      expect(store.dumpIndexes()).toEqual(new WorkloadStore(undefined).dumpIndexes());
    }),
  );
});
