import { expect, test } from "vitest";
import { aWorkload } from "../testing/builders.ts";
import { encodeResource } from "../testing/encode-resource.ts";
import { decodeAddress } from "./decode-resource.ts";
import { SharedValues } from "./shared-values.ts";

function decodePod(name: string, ports: ReadonlyMap<number, number>, shared: SharedValues) {
  const { payload } = encodeResource({
    kind: "workload",
    workload: aWorkload({ name }),
    endpoints: new Map([["default/server", ports]]),
  });
  const { resource } = decodeAddress(payload, shared);
  if (resource.kind !== "workload") throw new Error("not a workload");
  return resource;
}

test("workloads of the same services share their endpoints and the list of keys", () => {
  const shared = new SharedValues();
  const [first, second] = ["a", "b"].map((name) => decodePod(name, new Map([[80, 8080]]), shared));
  expect(second?.endpoints).toBe(first?.endpoints);
  expect(second?.workload.services).toBe(first?.workload.services);
  expect(second?.workload.locality).toBe(first?.workload.locality);
});

test("workloads with other ports do not", () => {
  const shared = new SharedValues();
  const first = decodePod("a", new Map([[80, 8080]]), shared);
  const second = decodePod("b", new Map([[80, 8081]]), shared);
  expect(second.endpoints.get("default/server")).toEqual(new Map([[80, 8081]]));
  expect(first.endpoints.get("default/server")).toEqual(new Map([[80, 8080]]));
});

test("keys and ports cannot be mistaken for one another", () => {
  const shared = new SharedValues();
  const maps = [
    new Map([["a", new Map([[1, 2]])]]),
    new Map([
      [
        "a",
        new Map([
          [1, 2],
          [3, 4],
        ]),
      ],
    ]),
    new Map([
      ["a", new Map([[1, 2]])],
      ["b", new Map([[3, 4]])],
    ]),
    new Map([["a", new Map<number, number>()]]),
    new Map(),
  ];
  expect(maps.map((map) => shared.endpoints(map))).toEqual(maps);
});
