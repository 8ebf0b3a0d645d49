import fc from "fast-check";
import { expect, test } from "vitest";
import { GroupIndex } from "./group-index.ts";

const values = ["v0", "v1", "v2"].map((name) => ({ name }));
const step = fc.record({
  isAdd: fc.boolean(),
  key: fc.constantFrom("a", "b"),
  value: fc.constantFrom(...values),
});

test("after any steps it holds what plain sets would hold", () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const index = new GroupIndex<{ name: string }>();
      const expected = new Map<string, Set<{ name: string }>>();
      for (const { isAdd, key, value } of steps) {
        const group = expected.get(key) ?? new Set();
        if (isAdd) {
          index.add(key, value);
          group.add(value);
        } else {
          index.delete(key, value);
          group.delete(value);
        }
        expected.set(key, group);
      }
      for (const [key, group] of expected) {
        expect(new Set(index.values(key))).toEqual(group);
        expect(index.has(key)).toBe(group.size > 0);
        const smallest = [...group].toSorted((left, right) => (left.name < right.name ? -1 : 1))[0];
        expect(index.pick(key, (candidate, best) => best === undefined || candidate.name < best.name)).toBe(
          smallest,
        );
        expect(index.pick(key, () => false)).toBeUndefined();
      }
      expect(new Set(index.keys())).toEqual(new Set([...expected.keys()].filter((key) => index.has(key))));
    }),
  );
});
