/** Objects of the chart as they are kept in recordings: in one order, definitions by their digest. */
import { createHash } from "node:crypto";
import type { RenderedObject } from "@ambit/chart";

/** An object, or what is kept in its place. */
export type RecordedObject = Readonly<Record<string, unknown>>;

/** Of one case. */
export function recordObjects(objects: readonly RenderedObject[]): readonly RecordedObject[] {
  return objects
    .map((object): readonly [string, RecordedObject] => [sortKeyOf(object), recordObject(object)])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, recorded]) => recorded);
}

function sortKeyOf({ kind, metadata }: RenderedObject): string {
  return JSON.stringify([kind, metadata["namespace"], metadata.name]);
}

/** Definitions are long, and hardly templates. */
function recordObject(object: RenderedObject): RecordedObject {
  const { kind, metadata } = object;
  const sorted = sortKeys(object);
  if (kind !== "CustomResourceDefinition") return sorted;
  const sha256 = createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
  return { kind, name: metadata.name, sha256 };
}

function sortKeys(value: object): RecordedObject {
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sortValue(member)]),
  );
}

function sortValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortValue);
  return typeof value === "object" && value !== null ? sortKeys(value) : value;
}
