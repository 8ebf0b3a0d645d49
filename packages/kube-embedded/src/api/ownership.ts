/** Whose fields are whose, for apply. Objects that nobody has applied yet carry no such record. */

import { type KubeObject, withMetadata } from "@ambit/kube-objects";
import { equalJson, type JsonObject, without } from "@ambit/kube-objects/json";
import {
  changedFields,
  decodeManagedFields,
  encodeManagedFields,
  fieldSetOf,
  intersect,
  isOf,
  type ManagerEntry,
  type ManagerKey,
  subtract,
  takeFields,
  unite,
} from "@ambit/kube-objects/patch";
import type { Resource } from "@ambit/kube-objects/resources";

/** Who owns what was there when an object was applied for the first time, as in Kubernetes. */
export const BEFORE_FIRST_APPLY = "before-first-apply";

/** Metadata that the server keeps and nobody owns. */
const UNOWNED_METADATA = [
  "name",
  "namespace",
  "generateName",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "selfLink",
  "managedFields",
] as const;

/** The object without what nobody owns. */
export function ownableOf(object: KubeObject): JsonObject {
  const metadata = without(object.metadata, ...UNOWNED_METADATA);
  const rest = without(object, "apiVersion", "kind", "metadata");
  return Object.keys(metadata).length === 0 ? rest : { ...rest, metadata };
}

/** The metadata that the server keeps. */
export function unownedMetadata(object: KubeObject): JsonObject {
  const kept: readonly string[] = UNOWNED_METADATA;
  return Object.fromEntries(Object.entries(object.metadata).filter(([key]) => kept.includes(key)));
}

/** Records what a write other than apply has changed, where there is a record. */
export function recordUpdate(
  resource: Resource,
  { current, next }: { readonly current: KubeObject; readonly next: KubeObject },
  { key, time }: { readonly key: ManagerKey; readonly time: string },
): KubeObject {
  const entries = decodeManagedFields(current.metadata.managedFields);
  if (entries.length === 0) return next;
  const after = ownableOf(next);
  const changed = changedFields(ownableOf(current), after, resource.shape);
  const known = entries.find((entry) => isOf(entry, key));
  const set = intersect(changed, fieldSetOf(after, resource.shape));
  const fields = unite(subtract(known?.fields ?? {}, changed), set);
  const own: ManagerEntry = { ...key, apiVersion: resource.storageVersion, time, fields };
  const others = takeFields(
    entries.filter((entry) => !isOf(entry, key)),
    changed,
  );
  return withManagers(next, [...others, keepTime(known, own)]);
}

/** The object with this record. */
export function withManagers(object: KubeObject, entries: readonly ManagerEntry[]): KubeObject {
  return withMetadata(object, { managedFields: encodeManagedFields(entries) });
}

/** An entry that says the same as before keeps its time, so that writing it again changes nothing. */
export function keepTime(known: ManagerEntry | undefined, entry: ManagerEntry): ManagerEntry {
  return known !== undefined && equalJson(known.fields, entry.fields)
    ? { ...entry, time: known.time }
    : entry;
}
