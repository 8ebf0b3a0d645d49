import { describe, expect, test } from "vitest";
import { deriveLegacyWorkload } from "./legacy-workload.ts";
import { ResourceStore } from "./resource-store.ts";
import { aResource } from "./testing/builders.ts";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, WORKLOAD_TYPE } from "./type-urls.ts";
import { XdsError } from "./xds-error.ts";

/** Field 1 or 2 of an Address with three bytes in it. */
function anAddress(name: string, field: 1 | 2, version = "1") {
  return aResource(name, { version, payload: Uint8Array.of((field << 3) | 2, 3, 7, 8, 9) });
}

function aStore(): ResourceStore {
  return new ResourceStore(
    [
      { typeUrl: ADDRESS_TYPE },
      { typeUrl: AUTHORIZATION_TYPE },
      { typeUrl: WORKLOAD_TYPE, from: ADDRESS_TYPE, derive: deriveLegacyWorkload },
    ],
    "v0",
  );
}

describe("a store", () => {
  test("has a new version only when something changed, and says what", () => {
    const store = aStore();
    const updates = new Map([[ADDRESS_TYPE, { upserts: [anAddress("pod", 1)], removals: [] }]]);
    expect(store.apply("v1", updates)).toEqual(new Map([[ADDRESS_TYPE, new Set(["pod"])]]));
    expect(store.apply("v2", updates)).toEqual(new Map());
    expect(store.version).toBe("v1");
  });

  test("changes nothing when one of the types is not its own", () => {
    const store = aStore();
    const update = { upserts: [anAddress("pod", 1)], removals: [] };
    expect(() =>
      store.apply(
        "v1",
        new Map([
          [ADDRESS_TYPE, update],
          ["other", update],
        ]),
      ),
    ).toThrow(XdsError);
    expect(() => store.apply("v1", new Map([[WORKLOAD_TYPE, update]]))).toThrow(/not in this store/);
    expect(store.collection(ADDRESS_TYPE)?.all()).toEqual([]);
  });
});

describe("the legacy workload type", () => {
  test("is the workloads among the addresses, unwrapped, and computed once", () => {
    const store = aStore();
    store.apply(
      "v1",
      new Map([[ADDRESS_TYPE, { upserts: [anAddress("pod", 1), anAddress("svc", 2)], removals: [] }]]),
    );
    const workloads = store.collection(WORKLOAD_TYPE);
    expect(workloads?.all()).toEqual([{ ...anAddress("pod", 1), payload: Uint8Array.of(7, 8, 9) }]);
    expect(workloads?.get("svc")).toBeUndefined();
    expect(workloads?.all()).toBe(workloads?.all());
    expect(workloads?.get("pod")).toBe(workloads?.all()[0]);
  });

  test("takes a name away when it becomes a service", () => {
    const store = aStore();
    store.apply("v1", new Map([[ADDRESS_TYPE, { upserts: [anAddress("x", 1)], removals: [] }]]));
    const workloads = store.collection(WORKLOAD_TYPE);
    const position = workloads?.position ?? 0;
    store.apply("v2", new Map([[ADDRESS_TYPE, { upserts: [anAddress("x", 2, "2")], removals: [] }]]));
    expect(workloads?.changesSince(position)).toEqual({ upserts: [], removed: ["x"] });
  });

  test("reads lengths of several bytes", () => {
    const payload = new Uint8Array(3 + 300).fill(5);
    payload.set([0x0a, 0xac, 0x02]);
    expect(deriveLegacyWorkload(aResource("pod", { payload }))?.payload).toEqual(new Uint8Array(300).fill(5));
  });
});
