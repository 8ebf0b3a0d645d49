/** Objects in the form that a client asked for. */

import type { KubeObject } from "@ambit/kube-objects";
import type { JsonObject, JsonValue } from "@ambit/kube-objects/json";
import { apiVersionOf, asServed, type Resource } from "@ambit/kube-objects/resources";
import { buildTable } from "@ambit/kube-objects/table";
import type { ObjectList } from "../api/list.ts";
import type { Representation } from "./negotiate.ts";

/** How an answer is to look. */
export interface View {
  readonly resource: Resource;
  readonly representation: Representation;
  /** Of table rows: None, Metadata, Object. */
  readonly includeObject: string;
  readonly nowMs: number;
}

/** One object. */
export function representObject(object: KubeObject, view: View): JsonObject {
  switch (view.representation.form) {
    case "table":
      return buildTable([object], {
        ...view,
        version: view.representation.version,
        metadata: tableMetadata(object),
      });
    case "metadata":
      return partialMetadata(object, view.representation.version);
    case "object":
    case "discovery":
      return asServed(view.resource, object);
  }
}

/** A list with its version and the way to its next page. */
export function representList(list: ObjectList, view: View): JsonObject {
  const { resource, representation } = view;
  const metadata: JsonObject = {
    resourceVersion: String(list.resourceVersion),
    ...(list.continueToken === undefined ? {} : { continue: list.continueToken }),
    ...(list.remaining === undefined ? {} : { remainingItemCount: list.remaining }),
  };
  switch (representation.form) {
    case "table":
      return buildTable(list.items, { ...view, version: representation.version, metadata });
    case "metadata":
      return {
        kind: "PartialObjectMetadataList",
        apiVersion: `meta.k8s.io/${representation.version}`,
        metadata,
        items: list.items.map((object) => partialMetadata(object, representation.version)),
      };
    case "object":
    case "discovery":
      return {
        kind: resource.listKind,
        apiVersion: apiVersionOf(resource),
        metadata,
        items: list.items.map((object) => itemOf(resource, object)),
      };
  }
}

/** Kubernetes leaves kind and version out of a typed list's items; custom ones have them. */
function itemOf(resource: Resource, object: KubeObject): JsonValue {
  return asServed(resource, object);
}

function partialMetadata(object: KubeObject, version: string): JsonObject {
  return { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
}

function tableMetadata(object: KubeObject): JsonObject {
  return { resourceVersion: object.metadata.resourceVersion ?? "" };
}
