/** One column of the tables that `kubectl get` prints. */
import { type JsonValue, stringOf } from "../json.ts";
import { type KubeObject, nameOf } from "../kube-object.ts";
import { formatAge } from "./age.ts";

/** A column definition with the way to its cells. */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly description: string;
  /** "name" for the column that identifies the object. */
  readonly format: "" | "name";
  /** 0 is always shown, more in wide output only. */
  readonly priority: number;
  cell(object: KubeObject, nowMs: number): JsonValue;
}

/** What a cell is made of. */
export type Cell = (object: KubeObject, nowMs: number) => JsonValue;

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
export const AGE_COLUMN: Column = textColumn("Age", (object, nowMs) =>
  formatAge(stringOf(object.metadata.creationTimestamp), nowMs),
);

/** A column that is always shown. */
export function textColumn(name: string, cell: Cell): Column {
  return { name, type: "string", format: "", description: "", priority: 0, cell };
}

/** A column of wide output. */
export function wideColumn(name: string, cell: Cell): Column {
  return { ...textColumn(name, cell), priority: 1 };
}

/** A number that is always shown. */
export function countColumn(name: string, cell: Cell): Column {
  return { ...textColumn(name, cell), type: "integer" };
}
