import fc from "fast-check";
import { expect, test } from "vitest";
import { type Batch, type Collection, CollectionGraph } from "./collection-graph.ts";

interface Item {
  readonly key: string;
  readonly group: string;
  readonly size: number;
}

const itemKey = (item: Item) => item.key;
const anyName = fc.constantFrom("a", "b", "c", "d");
const anyItem: fc.Arbitrary<Item> = fc.record({ key: anyName, group: anyName, size: fc.nat(3) });
const anyStep = fc.oneof(
  { weight: 3, arbitrary: fc.record({ input: fc.constantFrom(0, 1), item: anyItem }) },
  { weight: 1, arbitrary: fc.record({ input: fc.constantFrom(0, 1), key: anyName }) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** Every way to read, over several levels, with outputs that collide and that come and go. */
function aGraph() {
  const graph = new CollectionGraph();
  const left = graph.input<Item>("left", { keyOf: itemKey });
  const right = graph.input<Item>("right", { keyOf: itemKey });
  const rightByGroup = right.index("group", ({ group, key }) => [group, key]);
  const chosen = graph.derive("chosen", {
    from: left,
    keyOf: itemKey,
    derive: (item, read) => {
      const other = read.get(right, item.group);
      return other === undefined
        ? []
        : [
            { ...item, key: other.group },
            { ...other, size: other.size + 1 },
          ];
    },
  });
  const similar = graph.derive("similar", {
    from: left,
    keyOf: (value: { key: string; text: string }) => value.key,
    derive: (item, read) => {
      const matching = read.lookup(rightByGroup, item.group, ({ size }) => size >= item.size);
      const doubly = read.lookup(rightByGroup, item.group, ({ size }) => size < item.size && item.size === 2);
      return [
        { key: item.key, text: [...matching, ...doubly].map((found) => `${found.key}${found.size}`).join() },
      ];
    },
  });
  const chosenByGroup = chosen.index("group", (item) => [item.group]);
  const totals = graph.deriveGroups("totals", {
    from: chosenByGroup,
    keyOf: (total: { key: string; text: string }) => total.key,
    derive: (members, read, group) => [
      { key: group, text: `${members.map(itemKey).join()} ${read.get(similar, group)?.text ?? "-"}` },
    ],
  });
  const texts = graph.join("texts", [totals, similar]);
  const textsByText = texts.index("text", ({ text }) => [text]);
  const overview = graph.derive("overview", {
    from: right,
    keyOf: (value: { key: string; text: string }) => value.key,
    derive: (item, read) => {
      const all = read.all(texts, ({ key }) => key >= item.key).map(({ key, text }) => `${key}:${text}`);
      const alike = read.lookup(textsByText, read.get(texts, item.group)?.text ?? "");
      return [{ key: item.key, text: `${all.join()} ${alike.length}` }];
    },
  });
  const inputs = [left, right];
  const take = (batch: Batch, step: Step) => {
    for (const input of inputs.slice(step.input, step.input + 1)) {
      if ("item" in step) {
        batch.upsert(input, step.item);
      } else {
        batch.remove(input, step.key);
      }
    }
  };
  const derived: Collection<unknown>[] = [chosen, similar, totals, texts, overview];
  return { graph, inputs, derived, take };
}

function snapshot(collection: Collection<unknown>): Map<string, unknown> {
  return new Map([...collection.keys()].sort().map((key) => [key, collection.get(key)]));
}

test("after any batches every derived collection is as one computed from scratch, and the notes say what changed", () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyStep, { maxLength: 6 }), { maxLength: 8 }), (batches) => {
      const kept = aGraph();
      for (const steps of batches) {
        const before = kept.derived.map(snapshot);
        const changes = kept.graph.apply((batch) => steps.forEach((step) => kept.take(batch, step)));
        expect(changes.failures).toEqual([]);
        const noted = kept.derived.map((collection, position) => {
          const patched = new Map(before[position]);
          for (const [key, change] of changes.of(collection)) {
            expect(change.before).toEqual(patched.get(key));
            expect(change.after).not.toEqual(change.before);
            patched.delete(key);
            if (change.after !== undefined) {
              patched.set(key, change.after);
            }
          }
          return new Map([...patched.keys()].sort().map((key) => [key, patched.get(key)]));
        });
        expect(noted).toEqual(kept.derived.map(snapshot));
      }
      const fresh = aGraph();
      fresh.graph.apply((batch) =>
        fresh.inputs.forEach((input, position) => {
          for (const item of kept.inputs[position]?.values() ?? []) {
            batch.upsert(input, item);
          }
        }),
      );
      expect(kept.derived.map(snapshot)).toEqual(fresh.derived.map(snapshot));
    }),
    { numRuns: 150 },
  );
});
