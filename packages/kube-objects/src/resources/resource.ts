/** What the server knows of a kind: names, scope, versions, and how its lists merge. */
import type { KubeObject } from "../kube-object.ts";
import type { Shape } from "../patch/shape.ts";
import type { Column } from "../table/column.ts";

/** One resource in one version, as requests address it. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** In the plural and lower case, as in paths. */
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Status is a sub-resource: writes of one leave the other alone. */
  readonly hasStatus: boolean;
  /** Counts changes of everything but metadata and status in `metadata.generation`. */
  readonly hasGeneration: boolean;
  /** Made by a CustomResourceDefinition. */
  readonly isCustom: boolean;
  /** Where its objects are kept: versions of one resource share a place. */
  readonly storageKey: string;
  /** The apiVersion of what is kept. */
  readonly storageVersion: string;
  readonly shape: Shape;
  readonly columns: readonly Column[];
}

/** The object as this version of the resource shows it: no fields are converted. */
export function asServed(resource: Resource, object: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(resource);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

/** `v1`, `apps/v1`. */
export function apiVersionOf(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
}
