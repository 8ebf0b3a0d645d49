import { ObjectError } from "./object-problem.ts";
import type { ObjectReader, TextMap } from "./object-reader.ts";

/** What every object says about itself. */
export interface ObjectMeta {
  readonly name: string;
  /** Empty for objects of the cluster. */
  readonly namespace: string;
  readonly uid: string;
  readonly generation: number;
  /** Milliseconds since 1970; 0 when not told. */
  readonly createdMs: number;
  readonly labels: TextMap;
  /** Only those that are asked for: others (the last applied configuration) are large. */
  readonly annotations: TextMap;
}

/** What the API server keeps about an object apart from what it says. Throws ObjectError without a name. */
export function readMeta(object: ObjectReader, annotations: readonly string[]): ObjectMeta {
  const metadata = object.field("metadata");
  const name = metadata.field("name").text();
  if (name === undefined || name === "") {
    throw new ObjectError("unusable-object", "an object has no metadata.name");
  }
  return {
    name,
    namespace: metadata.field("namespace").text() ?? "",
    uid: metadata.field("uid").text() ?? "",
    generation: metadata.field("generation").integer(0, Number.MAX_SAFE_INTEGER) ?? 0,
    createdMs: metadata.field("creationTimestamp").time() ?? 0,
    labels: metadata.field("labels").textMap(),
    annotations: pick(metadata.field("annotations").textMap(), annotations),
  };
}

/** `ns/name`, or the name alone for objects of the cluster. */
export function metaKey({ namespace, name }: Pick<ObjectMeta, "namespace" | "name">): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

function pick(all: TextMap, names: readonly string[]): TextMap {
  const picked = names.filter((name) => Object.hasOwn(all, name));
  return picked.length === 0 ? NONE : Object.fromEntries(picked.map((name) => [name, all[name] ?? ""]));
}

const NONE: TextMap = Object.freeze({});
