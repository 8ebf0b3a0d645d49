import { decodeObject, isObjectKind, ObjectError, objectKey } from "@ambit/mesh-objects";
import fc from "fast-check";
import { expect, test } from "vitest";
import { goldenCases } from "./testing/golden-case.ts";

const objects = goldenCases().flatMap((golden) => golden.objects);
const kinds = ["MeshConfig", ...new Set(objects.map(({ kind }) => String(kind)))].filter(isObjectKind);

test.each(kinds)(
  "any JSON in the place of a %s is read or refused as an object, never anything else",
  (kind) => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (anything, spec, status) => {
        for (const json of [
          anything,
          { metadata: { name: "x", labels: spec }, spec, status, ...Object(status) },
        ]) {
          try {
            decodeObject(kind, json);
          } catch (error) {
            expect(error).toBeInstanceOf(ObjectError);
          }
        }
      }),
      { numRuns: 100 },
    );
  },
);

test("any value in any one place of an object costs that place, not the object", () => {
  const anyObject = fc.constantFrom(...objects.filter(({ kind }) => isObjectKind(String(kind))));
  fc.assert(
    fc.property(anyObject, fc.nat(), fc.jsonValue(), (object, position, value) => {
      const copy = structuredClone(object);
      const places = placesIn(copy).filter(({ path }) => !path.startsWith("metadata.name"));
      const place = places[position % places.length];
      place?.put(value);
      const kind = String(object["kind"]);
      if (isObjectKind(kind)) {
        const key = objectKey(decodeObject(kind, object).object);
        expect(objectKey(decodeObject(kind, copy).object)).toBe(key);
      }
    }),
    { numRuns: 500 },
  );
});

interface Place {
  readonly path: string;
  put(value: unknown): void;
}

function placesIn(value: unknown, path = ""): readonly Place[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const below = path === "" ? key : `${path}.${key}`;
    const self = { path: below, put: (other: unknown) => Object.assign(value, { [key]: other }) };
    return [...(path === "" ? [] : [self]), ...placesIn(item, below)];
  });
}
