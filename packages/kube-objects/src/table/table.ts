/** metav1.Table: what `kubectl get` prints, worked out by the server. */
import type { JsonObject, JsonValue } from "../json.ts";
import type { KubeObject } from "../kube-object.ts";
import { asServed, type Resource } from "../resources/resource.ts";

/** What a table needs besides its objects. */
export interface TableOptions {
  readonly resource: Resource;
  /** None, Metadata or Object: what each row carries of its object. */
  readonly includeObject: string;
  readonly nowMs: number;
  /** Of meta.k8s.io. */
  readonly version: string;
  readonly metadata: JsonObject;
}

/** One row per object, in the order given. */
export function buildTable(objects: readonly KubeObject[], options: TableOptions): JsonObject {
  const { resource, version, metadata, nowMs } = options;
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    columnDefinitions: resource.columns.map(({ name, type, format, description, priority }) => ({
      name,
      type,
      format,
      description,
      priority,
    })),
    rows: objects.map((object) => ({
      cells: resource.columns.map((column) => column.cell(object, nowMs)),
      object: rowObject(object, options),
    })),
  };
}

function rowObject(object: KubeObject, { includeObject, resource, version }: TableOptions): JsonValue {
  switch (includeObject) {
    case "None":
      return null;
    case "Object":
      return asServed(resource, object);
    default:
      return {
        kind: "PartialObjectMetadata",
        apiVersion: `meta.k8s.io/${version}`,
        metadata: object.metadata,
      };
  }
}
