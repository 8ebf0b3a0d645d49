export { changedFields, mergeApplied, type Removal, removeOwned } from "./apply-merge.ts";
export { type FieldSet, fieldPaths, fieldSetOf, intersect, subtract, unite } from "./field-set.ts";
export { applyJsonPatch } from "./json-patch.ts";
export {
  decodeManagedFields,
  encodeManagedFields,
  fieldsOfAll,
  isOf,
  type ManagerEntry,
  type ManagerKey,
  takeFields,
} from "./managed-fields.ts";
export { applyMergePatch } from "./merge-patch.ts";
export type { AtomicShape, KeyedListShape, ObjectShape, SetShape, Shape } from "./shape.ts";
export { applyStrategicMergePatch } from "./strategic-merge.ts";
