/** Columns of the kinds that Kubernetes defines, as its own printers show them. */

import { stringOf } from "../json.ts";
import { nameOf } from "../kube-object.ts";
import { formatAge } from "./age.ts";
import type { Column } from "./column.ts";

/** Every table begins with it. */
export const NAME_COLUMN: Column = {
  name: "Name",
  type: "string",
  format: "name",
  description: "Name must be unique within a namespace.",
  priority: 0,
  cell: nameOf,
};

/** Most tables have it. */
export const AGE_COLUMN: Column = {
  name: "Age",
  type: "string",
  format: "",
  description: "Time since the object was created.",
  priority: 0,
  cell: (object, nowMs) => formatAge(stringOf(object.metadata.creationTimestamp), nowMs),
};

/** By `plural` or `plural.group`. */
export function columnsOf(_resource: string): readonly Column[] {
  return [NAME_COLUMN, AGE_COLUMN];
}
