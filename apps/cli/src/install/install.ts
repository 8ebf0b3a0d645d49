/** From a cluster without the mesh to one with it. */
import type { RenderedObject } from "@ambit/chart";
import { RESOURCES } from "../cluster/cluster.ts";
import { isOurs } from "./apply-objects.ts";
import { applyStages } from "./apply-stages.ts";
import { writeInstallation } from "./installations.ts";
import { FIELD_MANAGER, MANAGED_BY, PART_OF, refOf } from "./mesh-objects.ts";
import type { Operation } from "./operation.ts";

/** What is to be there. */
export interface Rendering {
  readonly objects: readonly RenderedObject[];
  /** Of the chart. */
  readonly version: string;
  /** What the user gave, as YAML. */
  readonly values: string;
}

/** Throws KubeError, CliError "failed". An installation that failed can be repeated, or removed by uninstall. */
export async function install(operation: Operation, rendering: Rendering): Promise<void> {
  const { cluster, namespace } = operation;
  await createNamespace(operation);
  const objects = await withoutForeignDefinitions(operation, rendering.objects);
  const record = { version: rendering.version, values: rendering.values, objects, next: [] };
  await writeInstallation(cluster, namespace, { ...record, state: "installing" });
  await applyStages(operation, objects);
  await writeInstallation(cluster, namespace, { ...record, state: "installed" });
}

/** Ours may have pods that configure nodes; one that is there stays as it is. */
async function createNamespace({ cluster, namespace }: Operation): Promise<void> {
  if ((await cluster.find(RESOURCES.namespaces, "", namespace)) !== undefined) return;
  const labels = {
    [MANAGED_BY]: FIELD_MANAGER,
    [PART_OF]: "ambit",
    "pod-security.kubernetes.io/enforce": "privileged",
  };
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } };
  await cluster.api.patch(
    RESOURCES.namespaces,
    { name: namespace },
    { kind: "apply", body, fieldManager: FIELD_MANAGER, force: false },
  );
}

/** Definitions that somebody else installed serve us as well, and are not ours to change. */
export async function withoutForeignDefinitions(
  { cluster, progress }: Pick<Operation, "cluster" | "progress">,
  objects: readonly RenderedObject[],
): Promise<readonly RenderedObject[]> {
  const foreign = new Set<string>();
  for (const object of objects.filter(({ kind }) => kind === "CustomResourceDefinition")) {
    const { resource, name } = refOf(object, objects);
    const found = await cluster.find(resource, "", name.name);
    if (found !== undefined && !isOurs(found)) foreign.add(name.name);
  }
  if (foreign.size > 0) {
    progress.say(`${foreign.size} definitions are there already and stay as they are`);
  }
  return objects.filter(
    ({ kind, metadata }) => kind !== "CustomResourceDefinition" || !foreign.has(metadata.name),
  );
}
