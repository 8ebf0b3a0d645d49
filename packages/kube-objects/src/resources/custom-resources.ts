/** CustomResourceDefinitions: from the object to the resources that it makes. */
import { invalid, type NamedResource, qualifiedName, type StatusCause } from "../api-error.ts";
import {
  type JsonObject,
  type JsonValue,
  objectOf,
  objectsOf,
  stringOf,
  stringsOf,
  valueAt,
} from "../json.ts";
import { type KubeObject, nameOf } from "../kube-object.ts";
import { decodeCustomColumns } from "../table/custom-columns.ts";
import { BUILTIN_RESOURCES } from "./builtin-resources.ts";
import { decodeCustomShape } from "./custom-shape.ts";
import type { Resource } from "./resource.ts";

/** Where definitions are kept. */
export const DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

/** Holds a definition until its objects are gone. */
export const DEFINITION_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

const DEFINITION: NamedResource = {
  group: "apiextensions.k8s.io",
  plural: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
};

/** One resource per served version. Throws ApiError "Invalid" that names what is missing. */
export function decodeDefinition(definition: KubeObject): readonly Resource[] {
  const spec = objectOf(definition.spec);
  const names = decodeNames(definition);
  const group = stringOf(spec.group) ?? "";
  const versions = objectsOf(spec.versions);
  const storage = versions.find((version) => version.storage === true);
  requireComplete(definition, { group, plural: names.plural, storage });
  const storageVersion = `${group}/${stringOf(storage?.name) ?? ""}`;
  return versions
    .filter((version) => version.served === true)
    .map((version) => ({
      ...names,
      group,
      version: stringOf(version.name) ?? "",
      namespaced: spec.scope !== "Cluster",
      hasStatus: valueAt(version, "subresources", "status") !== undefined,
      hasGeneration: true,
      isCustom: true,
      storageKey: qualifiedName({ ...names, group }),
      storageVersion,
      shape: decodeCustomShape(valueAt(version, "schema", "openAPIV3Schema")),
      columns: decodeCustomColumns(version.additionalPrinterColumns),
    }));
}

/** A definition is in force at once, and says so. */
export function definitionStatus(definition: KubeObject, timestamp: string): JsonObject {
  const spec = objectOf(definition.spec);
  const stored = objectsOf(spec.versions).flatMap((version) =>
    version.storage === true ? (stringOf(version.name) ?? []) : [],
  );
  const condition = (type: string, reason: string, message: string): JsonObject => ({
    type,
    status: "True",
    reason,
    message,
    lastTransitionTime: timestamp,
  });
  const { plural, singular, kind, listKind, shortNames, categories } = decodeNames(definition);
  return {
    acceptedNames: {
      plural,
      singular,
      kind,
      listKind,
      ...listed("shortNames", shortNames),
      ...listed("categories", categories),
    },
    conditions: [
      condition("NamesAccepted", "NoConflicts", "no conflicts found"),
      condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
    ],
    storedVersions: stored,
  };
}

function listed(key: string, values: readonly string[]): JsonObject {
  return values.length === 0 ? {} : { [key]: values };
}

type Names = Pick<Resource, "plural" | "singular" | "kind" | "listKind" | "shortNames" | "categories">;

function decodeNames(definition: KubeObject): Names {
  const names = objectOf(valueAt(definition, "spec", "names"));
  const kind = stringOf(names.kind) ?? "";
  return {
    plural: stringOf(names.plural) ?? "",
    singular: stringOf(names.singular) ?? kind.toLowerCase(),
    kind,
    listKind: stringOf(names.listKind) ?? `${kind}List`,
    shortNames: stringsOf(names.shortNames),
    categories: stringsOf(names.categories),
  };
}

function requireComplete(
  definition: KubeObject,
  {
    group,
    plural,
    storage,
  }: { readonly group: string; readonly plural: string; readonly storage: JsonValue | undefined },
): void {
  const causes: StatusCause[] = [];
  const require = (isThere: boolean, field: string): void => {
    if (!isThere) causes.push({ reason: "FieldValueRequired", message: "Required value", field });
  };
  require(group !== "", "spec.group");
  require(plural !== "", "spec.names.plural");
  require(stringOf(valueAt(definition, "spec", "names", "kind")) !== undefined, "spec.names.kind");
  if (storage === undefined) {
    const message = "Invalid value: must have exactly one version marked as storage version";
    causes.push({ reason: "FieldValueInvalid", message, field: "spec.versions" });
  }
  const expected = `${plural}.${group}`;
  if (BUILTIN_RESOURCES.some((resource) => qualifiedName(resource) === expected)) {
    const message = `Invalid value: "${expected}": is a resource of Kubernetes itself`;
    causes.push({ reason: "FieldValueInvalid", message, field: "spec.names.plural" });
  }
  if (nameOf(definition) !== expected) {
    const message = `Invalid value: "${nameOf(definition)}": must be spec.names.plural+"."+spec.group`;
    causes.push({ reason: "FieldValueInvalid", message, field: "metadata.name" });
  }
  if (causes.length > 0) throw invalid(DEFINITION, nameOf(definition), causes);
}
