/** How a custom resource's parts merge, from the schema of its definition. */
import { isJsonObject, type JsonObject, type JsonValue, objectOf, stringOf, stringsOf } from "../json.ts";
import { ATOMIC, type KeyedListShape, objectShape, PLAIN, SET, type Shape } from "../patch/shape.ts";
import { METADATA_SHAPE } from "./builtin-shapes.ts";

/** Deeper parts are replaced whole. */
const MAX_DEPTH = 32;

/** `schema` is the `openAPIV3Schema` of a version. Metadata is always that of any object. */
export function decodeCustomShape(schema: JsonValue | undefined): Shape {
  const shape = decodeShape(objectOf(schema), 0);
  return objectShape({ ...(shape.type === "object" ? shape.fields : {}), metadata: METADATA_SHAPE });
}

function decodeShape(schema: JsonObject, depth: number): Shape {
  if (depth > MAX_DEPTH) return ATOMIC;
  if (schema.type === "array") return decodeListShape(schema, depth);
  if (schema["x-kubernetes-map-type"] === "atomic") return ATOMIC;
  const fields: Record<string, Shape> = {};
  for (const [name, member] of Object.entries(objectOf(schema.properties))) {
    const shape = isJsonObject(member) ? decodeShape(member, depth + 1) : PLAIN;
    if (shape !== PLAIN) fields[name] = shape;
  }
  return Object.keys(fields).length === 0 ? PLAIN : objectShape(fields);
}

function decodeListShape(schema: JsonObject, depth: number): Shape {
  const items = objectOf(schema.items);
  switch (schema["x-kubernetes-list-type"]) {
    case "set":
      return SET;
    case "map": {
      const applyKeys = stringsOf(schema["x-kubernetes-list-map-keys"]);
      const [strategicKey] = applyKeys;
      if (strategicKey === undefined) return PLAIN;
      const shape: KeyedListShape = {
        type: "keyed",
        strategicKey,
        applyKeys,
        keyDefaults: keyDefaults(items, applyKeys),
        item: decodeShape(items, depth + 1),
      };
      return shape;
    }
    default:
      return PLAIN;
  }
}

function keyDefaults(items: JsonObject, keys: readonly string[]): Readonly<Record<string, string>> {
  const properties = objectOf(items.properties);
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = stringOf(objectOf(properties[key]).default);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
