/** Objects of the mesh: where their kinds are served, how they are called, and to which part they belong. */
import type { RenderedObject } from "@ambit/chart";
import type { KubeResource, ObjectName } from "@ambit/kube";
import { BUILTIN_RESOURCES } from "@ambit/kube-objects/resources";
import { CliError } from "../cli-error.ts";
import { recordOf, textOf } from "../dump/json.ts";

/** What makes an object findable. */
export interface ObjectRef {
  readonly resource: KubeResource;
  readonly kind: string;
  readonly name: ObjectName;
}

/** Who applies: the owner of fields in `metadata.managedFields`, and the label `app.kubernetes.io/managed-by`. */
export const FIELD_MANAGER = "ambit";
export const MANAGED_BY = "app.kubernetes.io/managed-by";
export const PART_OF = "app.kubernetes.io/part-of";

/** Throws CliError "bad-chart" for a kind that neither Kubernetes nor the chart has. */
export function refOf(object: RenderedObject, all: readonly RenderedObject[]): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  const { group, version } = splitApiVersion(apiVersion);
  const builtin = BUILTIN_RESOURCES.find(
    (one) => one.kind === kind && one.group === group && one.version === version,
  );
  const resource =
    builtin === undefined
      ? customResource({ group, version, kind }, all)
      : { group, version, plural: builtin.plural, isNamespaced: builtin.namespaced };
  if (resource === undefined) {
    throw new CliError(
      "bad-chart",
      `${kind} ${metadata.name}: nobody says where ${apiVersion} ${kind} is served`,
    );
  }
  const namespace = textOf(metadata["namespace"]);
  return { resource, kind, name: { ...(resource.isNamespaced ? { namespace } : {}), name: metadata.name } };
}

/** `DaemonSet istio-system/ztunnel`. */
export function formatRef({ kind, name }: Pick<ObjectRef, "kind" | "name">): string {
  return `${kind} ${name.namespace === undefined ? name.name : `${name.namespace}/${name.name}`}`;
}

/** The chart that an object is from, such as `cni`; empty for those of the whole. */
export function componentOf({ metadata }: RenderedObject): string {
  return textOf(recordOf(metadata["labels"])["helm.sh/chart"]).replace(/-\d.*$/, "");
}

function customResource(
  { group, version, kind }: { readonly group: string; readonly version: string; readonly kind: string },
  all: readonly RenderedObject[],
): KubeResource | undefined {
  for (const definition of all.filter((one) => one.kind === "CustomResourceDefinition")) {
    const spec = recordOf(definition["spec"]);
    const names = recordOf(spec["names"]);
    if (spec["group"] === group && names["kind"] === kind) {
      return { group, version, plural: textOf(names["plural"]), isNamespaced: spec["scope"] !== "Cluster" };
    }
  }
  return undefined;
}

function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return { group: slash < 0 ? "" : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}
