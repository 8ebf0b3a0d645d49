import fc from "fast-check";
import { expect, test } from "vitest";
import { HashGroups } from "./hash-groups.ts";

const anyHash = fc.constantFrom(0, 1, 64, 65, 0x3fff_ffff);
const anySteps = fc.array(fc.tuple(fc.boolean(), anyHash, fc.nat(4)), { maxLength: 60 });

test("after any steps the groups are those of a plain map of sets", () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const groups = new HashGroups();
      const expected = new Map<number, Set<number>>();
      for (const [isAdded, hash, slot] of steps) {
        const set = expected.get(hash) ?? new Set();
        expected.set(hash, set);
        if (isAdded && !set.has(slot)) groups.add(hash, slot);
        if (!isAdded) groups.delete(hash, slot);
        if (isAdded) set.add(slot);
        else set.delete(slot);
        const group = groups.get(hash) ?? [];
        expect(typeof group === "number" ? [group] : group).toEqual([...set]);
      }
      const left = [...expected].filter(([, set]) => set.size > 0).map(([hash, set]) => [hash, [...set]]);
      expect(new Map(groups.entries())).toEqual(new Map(left as [number, number[]][]));
    }),
  );
});
