/** Columns that a CustomResourceDefinition asks for. */
import { type JsonObject, type JsonValue, objectsOf, stringOf } from "../json.ts";
import { formatAge } from "./age.ts";

import { AGE_COLUMN, type Column, NAME_COLUMN } from "./column.ts";
import { parseJsonPath } from "./json-path.ts";

/** Name first; age last where the definition asks for no column at all. */
export function decodeCustomColumns(additional: JsonValue | undefined): readonly Column[] {
  const columns = objectsOf(additional).map(decodeColumn);
  return [NAME_COLUMN, ...(columns.length === 0 ? [AGE_COLUMN] : columns)];
}

function decodeColumn(definition: JsonObject): Column {
  const path = parseJsonPath(stringOf(definition.jsonPath) ?? "");
  const type = columnType(definition.type);
  return {
    name: stringOf(definition.name) ?? "",
    type,
    format: "",
    description: stringOf(definition.description) ?? "",
    priority: typeof definition.priority === "number" ? definition.priority : 0,
    cell: (object, nowMs) => cellOf(path?.(object) ?? [], type, nowMs),
  };
}

function columnType(value: JsonValue | undefined): Column["type"] {
  switch (value) {
    case "integer":
    case "number":
    case "boolean":
    case "date":
      return value;
    default:
      return "string";
  }
}

/** As Kubernetes: the first value of those a path selects; nothing for one of another type. */
function cellOf(values: readonly JsonValue[], type: Column["type"], nowMs: number): JsonValue {
  const [value] = values;
  if (value === undefined || value === null) return null;
  switch (type) {
    case "integer":
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? formatAge(value, nowMs) : null;
    case "string":
      return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}
