/**
 * From one version, or one set of values, to another: the control plane first, then node by node. A node changes over
 * when the one before has been well for a while; whatever fails brings everything back to what was there.
 */
import type { RenderedObject } from "@ambit/chart";
import { formatErrorChain } from "@ambit/errors";
import { CliError } from "../cli-error.ts";
import { recordOf } from "../dump/json.ts";
import { applyObject, deleteObject } from "./apply-objects.ts";
import { applyStages } from "./apply-stages.ts";
import { findProtected, lostProtection } from "./encryption.ts";
import { type Rendering, withoutForeignDefinitions } from "./install.ts";
import type { Installation } from "./installation-record.ts";
import { getInstallation, writeInstallation } from "./installations.ts";
import { formatRef, refOf } from "./mesh-objects.ts";
import type { Operation } from "./operation.ts";
import type { Stage } from "./stages.ts";
import type { HealthGate } from "./wait-until-ready.ts";

/** A new pod has to be ready that long before the next node's turn: the time for a look at what its node's pods say. */
const NODE_SECONDS = 10;

/** Throws KubeError, CliError "not-found"; CliError "failed" says whether the way back succeeded. */
export async function upgrade(operation: Operation, rendering: Rendering): Promise<void> {
  const { cluster, namespace, progress } = operation;
  const before = await getInstallation(cluster, namespace);
  if (before.state === "installing" || before.state === "uninstalling") {
    const command = before.state === "installing" ? "install" : "uninstall";
    throw new CliError("refused", `ambit ${command} has not come to its end: repeat it first`);
  }
  const objects = await withoutForeignDefinitions(operation, rendering.objects);
  const target: Installation = {
    state: "installed",
    version: rendering.version,
    values: rendering.values,
    objects,
    next: [],
  };
  await writeInstallation(cluster, namespace, { ...before, state: "upgrading", next: objects });
  try {
    await changeOver(operation, objects);
  } catch (error) {
    progress.say(`the upgrade failed: ${formatErrorChain(error)}`);
    await goBack(operation, before, objects, error);
  }
  await prune(operation, before.objects, objects);
  await writeInstallation(cluster, namespace, target);
}

async function changeOver(operation: Operation, objects: readonly RenderedObject[]): Promise<void> {
  const protectedBefore = await findProtected(operation);
  const gated = objects.map((object) => (object.kind === "DaemonSet" ? nodeByNode(object) : object));
  await applyStages(operation, gated, {
    gateOf: (stage) => gateOf(operation, stage, protectedBefore),
  });
  // The chart's own strategy again: it is no part of what pods are made of, so none of them changes.
  for (const object of objects.filter(({ kind }) => kind === "DaemonSet")) {
    await applyObject(operation, object, objects);
  }
}

async function goBack(
  operation: Operation,
  before: Installation,
  tried: readonly RenderedObject[],
  cause: unknown,
): Promise<never> {
  const { cluster, namespace, progress } = operation;
  progress.say(`going back to ${before.version}`);
  try {
    await applyStages(operation, before.objects);
    await prune(operation, tried, before.objects);
    await writeInstallation(cluster, namespace, { ...before, state: "installed", next: [] });
  } catch (error) {
    throw new CliError(
      "failed",
      `the upgrade failed, and so did the way back (${formatErrorChain(error)}): repeat ambit upgrade`,
      { cause },
    );
  }
  throw new CliError("failed", `the upgrade failed and ${before.version} is back`, { cause });
}

/** What was part of the mesh and is no more. Definitions stay: objects of users go with them. */
async function prune(
  operation: Operation,
  old: readonly RenderedObject[],
  current: readonly RenderedObject[],
): Promise<void> {
  const kept = new Set(current.map((object) => formatRef(refOf(object, current))));
  for (const object of old.filter(({ kind }) => kind !== "CustomResourceDefinition")) {
    const ref = refOf(object, old);
    if (!kept.has(formatRef(ref)) && (await deleteObject(operation, ref))) {
      operation.progress.say(`removed: ${formatRef(ref)}`);
    }
  }
}

/** One node at a time, whatever the chart says for other times. */
function nodeByNode(object: RenderedObject): RenderedObject {
  const spec = recordOf(object["spec"]);
  const rolling = recordOf(recordOf(spec["updateStrategy"])["rollingUpdate"]);
  const surges = rolling["maxSurge"] !== undefined && rolling["maxSurge"] !== 0;
  const rollingUpdate = surges ? { maxSurge: 1, maxUnavailable: 0 } : { maxUnavailable: 1 };
  const updateStrategy = { type: "RollingUpdate", rollingUpdate };
  return { ...object, spec: { ...spec, minReadySeconds: NODE_SECONDS, updateStrategy } };
}

function gateOf(
  operation: Operation,
  { objects }: Stage,
  protectedBefore: ReadonlySet<string>,
): HealthGate | undefined {
  const daemonSets = objects.filter(({ kind }) => kind === "DaemonSet");
  if (daemonSets.length === 0) return undefined;
  return {
    findProblem: () => lostProtection(operation, protectedBefore),
    pause: async () => {
      for (const object of daemonSets) {
        const { resource, name } = refOf(object, objects);
        const body = { spec: { updateStrategy: { type: "OnDelete", rollingUpdate: null } } };
        await operation.cluster.api.patch(resource, name, { kind: "merge", body });
      }
    },
    resume: async () => {
      for (const object of daemonSets) await applyObject(operation, object, objects);
    },
  };
}
