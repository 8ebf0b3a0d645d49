/** `metadata.managedFields`: who set which fields. Kept from the first apply on; an object nobody applied has none. */
import { type JsonObject, type JsonValue, objectOf, objectsOf, stringOf } from "../json.ts";
import { type FieldSet, isEmptySet, subtract, unite } from "./field-set.ts";

/** The fields of one manager. */
export interface ManagerEntry {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  /** Empty, or "status". */
  readonly subresource: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly fields: FieldSet;
}

/** Whose fields. */
export type ManagerKey = Pick<ManagerEntry, "manager" | "operation" | "subresource">;

/** Entries that cannot be read are left out. */
export function decodeManagedFields(value: JsonValue | undefined): readonly ManagerEntry[] {
  return objectsOf(value).map((entry) => ({
    manager: stringOf(entry.manager) ?? "",
    operation: entry.operation === "Apply" ? "Apply" : "Update",
    subresource: stringOf(entry.subresource) ?? "",
    apiVersion: stringOf(entry.apiVersion) ?? "",
    time: stringOf(entry.time) ?? "",
    fields: objectOf(entry.fieldsV1),
  }));
}

/** Undefined for none. */
export function encodeManagedFields(entries: readonly ManagerEntry[]): readonly JsonObject[] | undefined {
  const encoded = entries
    .filter(({ fields }) => !isEmptySet(fields))
    .map(({ fields, subresource, ...entry }) => ({
      ...entry,
      fieldsType: "FieldsV1",
      fieldsV1: fields,
      ...(subresource === "" ? {} : { subresource }),
    }));
  return encoded.length === 0 ? undefined : encoded;
}

/** Whether an entry is that manager's. */
export function isOf(entry: ManagerEntry, key: ManagerKey): boolean {
  return (
    entry.manager === key.manager &&
    entry.operation === key.operation &&
    entry.subresource === key.subresource
  );
}

/** All fields of these entries. */
export function fieldsOfAll(entries: readonly ManagerEntry[]): FieldSet {
  return entries.reduce<FieldSet>((all, { fields }) => unite(all, fields), {});
}

/** The entries after somebody has taken fields from all others. */
export function takeFields(entries: readonly ManagerEntry[], taken: FieldSet): readonly ManagerEntry[] {
  return entries.map((entry) => ({ ...entry, fields: subtract(entry.fields, taken) }));
}
