import { isObjectKind } from "@ambit/mesh-objects";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dumpAmbientIndex } from "./ambient-dump.ts";
import { AmbientIndex, decodeChange, type ObjectChange } from "./ambient-index.ts";
import { AMBIENT_DEFAULTS } from "./ambient-options.ts";
import { goldenCases } from "./testing/golden-case.ts";

function changesOf(objects: readonly Record<string, unknown>[]): readonly ObjectChange[] {
  return objects.flatMap((object) => {
    const kind = String(object["kind"]);
    return isObjectKind(kind) ? [decodeChange(kind, object)] : [];
  });
}

/** All that the index says, in an order of its own. */
function stateOf(index: AmbientIndex): unknown {
  const { workloads, services, policies } = dumpAmbientIndex(index);
  const byText = (values: readonly unknown[]) => values.map((value) => canonical(value)).sort();
  return {
    workloads: byText(workloads),
    services: byText(services),
    policies: byText(policies),
    statuses: byText([...index.statuses()]),
    reports: byText([...index.reports()]),
    lookups: byText(
      Array.from(index.addresses(), ({ name, aliases }) =>
        [name, ...aliases].map((key) => [key, index.lookupAddresses(key).map((found) => found.name)]),
      ),
    ),
  };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );
}

function indexOf(batches: readonly (readonly ObjectChange[])[]): AmbientIndex {
  const index = new AmbientIndex(AMBIENT_DEFAULTS);
  for (const batch of batches) {
    expect(index.apply(batch).failures).toEqual([]);
  }
  return index;
}

test.each(goldenCases().map(({ name, objects }) => ({ name, changes: changesOf(objects) })))(
  "$name: in whatever order objects come, go and come back, the index is as from all of them at once",
  ({ changes }) => {
    const expected = stateOf(indexOf([changes]));
    const anyPart = fc.shuffledSubarray([...changes]);
    const anyWay = fc.record({
      first: fc.shuffledSubarray([...changes], { minLength: changes.length }),
      gone: anyPart,
      sizes: fc.infiniteStream(fc.integer({ min: 1, max: 8 })),
    });
    fc.assert(
      fc.property(anyWay, ({ first, gone, sizes }) => {
        const removed = gone.map((change) => ({ ...change, decoded: undefined }));
        const steps = [...first, ...removed, ...gone];
        const batches: ObjectChange[][] = [];
        while (steps.length > 0) {
          batches.push(steps.splice(0, sizes.next().value));
        }
        expect(stateOf(indexOf(batches))).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  },
);
