/** One column of the tables that `kubectl get` prints. */
import type { JsonValue } from "../json.ts";
import type { KubeObject } from "../kube-object.ts";

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
