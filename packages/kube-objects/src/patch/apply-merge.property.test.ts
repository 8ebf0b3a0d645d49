import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../json.ts";
import { changedFields, mergeApplied, removeOwned } from "./apply-merge.ts";
import { type FieldSet, fieldSetOf, intersect, isEmptySet, subtract, unite } from "./field-set.ts";
import { ATOMIC, keyedBy, objectShape, SET, type Shape } from "./shape.ts";

const SHAPE: Shape = objectShape({
  items: keyedBy("name", objectShape({ ports: keyedBy("port"), whole: ATOMIC })),
  tags: SET,
  whole: ATOMIC,
});

const scalar = fc.constantFrom<JsonValue>(1, 2, "a", true);
const optional = <T extends JsonValue>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined });
const ports = fc.uniqueArray(fc.record({ port: fc.integer({ min: 1, max: 3 }), x: scalar }), {
  selector: ({ port }) => port,
});
const items = fc.uniqueArray(
  fc
    .record({
      name: fc.constantFrom("a", "b", "c"),
      image: optional(scalar),
      ports: optional(ports.filter((list) => list.length > 0)),
      whole: optional(fc.record({ k: scalar })),
    })
    .map(dropUndefined),
  { selector: (item) => item.name },
);
/** Objects of that shape: scalars, a map, a keyed list of objects with keyed lists, a set, a whole. */
const value: fc.Arbitrary<JsonObject> = fc
  .record({
    scalar: optional(scalar),
    map: optional(fc.dictionary(fc.constantFrom("x", "y"), scalar, { minKeys: 1 })),
    items: optional(items.filter((list) => list.length > 0)),
    tags: optional(fc.uniqueArray(fc.constantFrom("p", "q", "r"), { minLength: 1 })),
    whole: optional(fc.array(scalar, { minLength: 1 })),
  })
  .map(dropUndefined);

function dropUndefined(record: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const kept: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(record)) {
    if (member !== undefined) kept[key] = member;
  }
  return kept;
}

const fields = (object: JsonObject): FieldSet => fieldSetOf(object, SHAPE);

describe("sets of fields", () => {
  test("lose what is subtracted, keep the rest, and are whole again with what both have", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [first, second] = [fields(a), fields(b)];
        const left = subtract(first, second);
        expect(intersect(left, second)).toEqual({});
        expect(unite(left, intersect(first, second))).toEqual(first);
      }),
    );
  });

  test("unite in any order, and a set with itself is itself", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(unite(fields(a), fields(b))).toEqual(unite(fields(b), fields(a)));
        expect(unite(fields(a), fields(a))).toEqual(fields(a));
        expect(isEmptySet(subtract(fields(a), fields(a)))).toBe(true);
      }),
    );
  });
});

describe("apply", () => {
  test("sets everything that is applied, and doing it twice changes nothing", () => {
    fc.assert(
      fc.property(value, value, (live, applied) => {
        const merged = mergeApplied(live, applied, SHAPE);
        expect(
          intersect(changedFields(merged, mergeApplied(merged, applied, SHAPE), SHAPE), fields(applied)),
        ).toEqual({});
        expect(subtract(fields(applied), fields(merged))).toEqual({});
        expect(mergeApplied(merged, applied, SHAPE)).toEqual(merged);
      }),
    );
  });

  test("of something else takes out what was applied before, and nothing of another's", () => {
    fc.assert(
      fc.property(value, value, value, (other, first, second) => {
        const [owned, others] = [fields(first), fields(other)];
        const merged = mergeApplied(mergeApplied(other, first, SHAPE), second, SHAPE);
        const kept = unite(fields(second), others);
        const after = fields(removeOwned(merged, { owned, kept, shape: SHAPE }));
        expect(subtract(kept, after)).toEqual({});
        expect(intersect(after, subtract(owned, kept))).toEqual({});
      }),
    );
  });

  test("of nothing to an empty object and back leaves nothing", () => {
    fc.assert(
      fc.property(value, (applied) => {
        const merged = mergeApplied({}, applied, SHAPE);
        expect(removeOwned(merged, { owned: fields(applied), kept: {}, shape: SHAPE })).toEqual({});
      }),
    );
  });
});

describe("changed fields", () => {
  test("of an object and itself are none", () => {
    fc.assert(
      fc.property(value, (object) => {
        expect(changedFields(object, object, SHAPE)).toEqual({});
      }),
    );
  });

  test("are those that only one has, and only fields of either", () => {
    fc.assert(
      fc.property(value, value, (before, after) => {
        const changed = changedFields(before, after, SHAPE);
        const [old, fresh] = [fields(before), fields(after)];
        expect(subtract(subtract(old, fresh), changed)).toEqual({});
        expect(subtract(subtract(fresh, old), changed)).toEqual({});
        expect(subtract(changed, unite(old, fresh))).toEqual({});
      }),
    );
  });
});
