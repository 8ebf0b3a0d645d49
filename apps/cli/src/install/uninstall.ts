/** From a cluster with the mesh to one in which nothing tells that it was there. */
import type { RenderedObject } from "@ambit/chart";
import { hasKubeCode, type KubeObject, type KubeResource } from "@ambit/kube";
import { CliError } from "../cli-error.ts";
import { RESOURCES } from "../cluster/cluster.ts";
import { listOf, recordOf, textOf } from "../dump/json.ts";
import { deleteObject, isOurs, waitUntilGone } from "./apply-objects.ts";
import { RECORD_NAME } from "./installation-record.ts";
import { getInstallation, writeInstallation } from "./installations.ts";
import { leaveMesh } from "./leave-mesh.ts";
import { findLeftovers } from "./leftovers.ts";
import { formatRef, type ObjectRef, refOf } from "./mesh-objects.ts";
import type { Operation } from "./operation.ts";
import { stagesOf } from "./stages.ts";

/** How much goes. */
export interface UninstallOptions {
  /** Definitions go with all objects of their kinds. */
  readonly purge: boolean;
  /** Pods that cannot be taken out of the mesh stay behind. */
  readonly force: boolean;
}

/**
 * Can be repeated when it was interrupted. Throws KubeError, CliError "not-found", or "failed" that names what stays.
 */
export async function uninstall(operation: Operation, { purge, force }: UninstallOptions): Promise<void> {
  const { cluster, namespace, progress } = operation;
  const installation = await getInstallation(cluster, namespace);
  const objects = distinct([...installation.objects, ...installation.next]);
  const stages = [...stagesOf(objects)].reverse();
  const refsOf = (name: string): readonly ObjectRef[] =>
    stages
      .filter((stage) => stage.name === name)
      .flatMap((stage) => stage.objects.map((object) => refOf(object, objects)));
  await remove(operation, "admission", refsOf("admission"));
  if (force) progress.say("pods of the mesh are not asked to leave it");
  else await leaveMesh(operation);
  await writeInstallation(cluster, namespace, { ...installation, state: "uninstalling" });
  // The agent asks for its DaemonSet when it ends, and cleans its node up when that is gone: it needs its access until then.
  for (const name of ["cni", "ztunnel"]) {
    await remove(operation, name, refsOf(name));
    await waitForPods(operation, objects, name);
  }
  const early = new Set(["admission", "cni", "ztunnel", "definitions"]);
  const late = stages.filter(({ name }) => !early.has(name));
  for (const { name } of late) {
    await remove(operation, name, refsOf(name));
    if (name === "controller") await waitForPods(operation, objects, name);
  }
  await remove(operation, "leftovers", await findLeftovers(cluster, namespace));
  await removeDefinitions(operation, refsOf("definitions"), purge);
  await removeNamespace(operation);
  progress.close();
}

async function remove(operation: Operation, name: string, refs: readonly ObjectRef[]): Promise<void> {
  let done = 0;
  for (const ref of refs) {
    await deleteObject(operation, ref);
    done += 1;
    operation.progress.show({ name, done, total: refs.length, note: `removed ${formatRef(ref)}` });
  }
  await waitUntilGone(operation, refs);
}

/** Deleting a workload with what depends on it waits for its pods, but not every server holds it back. */
async function waitForPods(
  operation: Operation,
  objects: readonly RenderedObject[],
  name: string,
): Promise<void> {
  const workloads = stagesOf(objects)
    .filter((stage) => stage.name === name)
    .flatMap((stage) => stage.objects);
  for (const workload of workloads) {
    const labels = recordOf(recordOf(recordOf(workload["spec"])["selector"])["matchLabels"]);
    const labelSelector = Object.entries(labels)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(",");
    if (labelSelector === "") continue;
    const { items } = await operation.cluster.api.list(RESOURCES.pods, {
      namespace: operation.namespace,
      labelSelector,
    });
    const pods = items.map(({ metadata }): ObjectRef => {
      return {
        kind: "Pod",
        resource: RESOURCES.pods,
        name: { namespace: metadata.namespace, name: metadata.name },
      };
    });
    await waitUntilGone(operation, pods);
  }
}

async function removeDefinitions(
  operation: Operation,
  refs: readonly ObjectRef[],
  purge: boolean,
): Promise<void> {
  const unused: ObjectRef[] = [];
  for (const ref of refs) {
    const definition = await operation.cluster.find(ref.resource, "", ref.name.name);
    if (definition === undefined || !isOurs(definition)) continue;
    const count = purge ? 0 : await countObjects(operation, definition);
    if (count === 0) unused.push(ref);
    else operation.progress.say(`${ref.name.name} stays: ${count} objects; --purge removes them with it`);
  }
  await remove(operation, "definitions", unused);
}

async function countObjects({ cluster }: Operation, definition: KubeObject): Promise<number> {
  const spec = recordOf(definition["spec"]);
  const storage = listOf(spec["versions"])
    .map(recordOf)
    .find((version) => version["storage"] === true);
  const resource: KubeResource = {
    group: textOf(spec["group"]),
    version: textOf(storage?.["name"]),
    plural: textOf(recordOf(spec["names"])["plural"]),
    isNamespaced: spec["scope"] !== "Cluster",
  };
  try {
    return (await cluster.api.list(resource, {})).items.length;
  } catch (error) {
    if (hasKubeCode(error, "not-found")) return 0;
    throw error;
  }
}

/** The record goes last, so that whoever repeats the command knows what there was. */
async function removeNamespace(operation: Operation): Promise<void> {
  const { cluster, namespace, progress } = operation;
  const space = await cluster.find(RESOURCES.namespaces, "", namespace);
  const { items } = await cluster.api.list(RESOURCES.pods, { namespace });
  await deleteObject(operation, {
    kind: "ConfigMap",
    resource: RESOURCES.configMaps,
    name: { namespace, name: RECORD_NAME },
  });
  if (space === undefined || !isOurs(space)) return;
  if (items.length > 0) {
    progress.say(`namespace ${namespace} stays: it has ${items.length} pods that are not the mesh's`);
    return;
  }
  const ref: ObjectRef = { kind: "Namespace", resource: RESOURCES.namespaces, name: { name: namespace } };
  await deleteObject(operation, ref);
  await waitUntilGone(operation, [ref]);
}

/** Throws CliError "failed" that names what is still there. */
export async function verifyNothingLeft({ cluster, namespace }: Operation): Promise<void> {
  const left = await findLeftovers(cluster, namespace);
  if (left.length === 0) return;
  throw new CliError(
    "failed",
    `these are still there: ${left.map(formatRef).join(", ")}; repeat ambit uninstall`,
  );
}

function distinct(objects: readonly RenderedObject[]): readonly RenderedObject[] {
  const byKey = new Map(
    objects.map((object) => [`${object.apiVersion} ${formatRef(refOf(object, objects))}`, object]),
  );
  return [...byKey.values()];
}
