import { parseCidr } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import { isObjectKind } from "../objects/object-kinds.ts";
import { VipAllocator } from "../vip/vip-allocator.ts";
import { dumpAmbientIndex, type JsonValue } from "./ambient-dump.ts";
import { AmbientIndex, decodeChange, type ObjectChange } from "./ambient-index.ts";
import { AMBIENT_DEFAULTS } from "./ambient-options.ts";
import { type GoldenCase, goldenCases } from "./testing/golden-case.ts";

/** Applies a case object by object, and what is allocated to ServiceEntries as soon as it is. */
function indexOf({ objects }: GoldenCase): AmbientIndex {
  const index = new AmbientIndex(AMBIENT_DEFAULTS);
  const allocator = new VipAllocator(["240.240.0.0/16", "2001:2::/48"].map(parseCidr));
  const apply = (changes: readonly ObjectChange[]) => {
    const { failures, serviceEntries } = index.apply(changes);
    expect(failures).toEqual([]);
    for (const { key, addresses } of allocator.apply(serviceEntries).patches) {
      const written = objects.find(
        ({ kind, metadata }) => kind === "ServiceEntry" && keyOf(metadata) === key,
      );
      apply([decodeChange("ServiceEntry", { ...written, status: { addresses } })]);
    }
  };
  for (const object of objects) {
    const kind = String(object["kind"]);
    if (isObjectKind(kind)) {
      apply([decodeChange(kind, object)]);
    }
  }
  return index;
}

function keyOf(metadata: unknown): string {
  const { namespace, name } = Object(metadata);
  return `${namespace}/${name}`;
}

/** The order of lists of named things carries no meaning; that of ports, groups and addresses in them does. */
function byName(values: readonly (JsonValue | Record<string, unknown>)[]): ReadonlyMap<string, unknown> {
  const entries = values.map((value): [string, unknown] => {
    const { uid, namespace, hostname, name } = Object(value);
    return [uid ?? `${namespace}/${hostname ?? name}`, value];
  });
  return new Map(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

describe("recorded cases", () => {
  test.each(goldenCases().map((golden) => ({ ...golden })))(
    "$name: workloads, services and policies are those of the stock control plane",
    (golden) => {
      const dump = dumpAmbientIndex(indexOf(golden));
      expect(byName(dump.workloads)).toEqual(byName(golden.expected.workloads));
      expect(byName(dump.services)).toEqual(byName(golden.expected.services));
      expect(byName(dump.policies)).toEqual(byName(golden.expected.policies));
    },
  );
});
