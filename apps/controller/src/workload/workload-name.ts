import type { Pod, PodController, TextMap } from "@ambit/mesh-objects";
import {
  CANONICAL_NAME,
  CANONICAL_REVISION,
  DEPLOYMENT_CONFIG,
  POD_TEMPLATE_HASH,
  ROLLOUTS_POD_TEMPLATE_HASH,
  WORKLOAD_NAME,
} from "@ambit/mesh-objects/labels";

/** What a workload is called in telemetry. */
export interface CanonicalService {
  readonly name: string;
  readonly revision: string;
}

/** The name of what made the pod (a Deployment, a CronJob, ...), or of the pod itself; a label may say otherwise. */
export function workloadNameOfPod({
  name,
  labels,
  controller,
}: Pick<Pod, "name" | "labels" | "controller">): string {
  const labelled = labels[WORKLOAD_NAME] ?? "";
  if (labelled !== "") {
    return labelled;
  }
  return controller === undefined ? name : nameOfOwner(controller, labels);
}

/** The first label that says it; otherwise the workload's name, and `latest`. */
export function canonicalService(labels: TextMap, workloadName: string): CanonicalService {
  return {
    name: firstLabel(labels, [CANONICAL_NAME, "app.kubernetes.io/name", "app"]) ?? workloadName,
    revision: firstLabel(labels, [CANONICAL_REVISION, "app.kubernetes.io/version", "version"]) ?? "latest",
  };
}

/** Owners that were themselves made by something have its name and a suffix. */
function nameOfOwner(owner: PodController, labels: TextMap): string {
  switch (owner.kind) {
    case "ReplicaSet":
      return (
        withoutHash(owner.name, labels[POD_TEMPLATE_HASH]) ??
        withoutHash(owner.name, labels[ROLLOUTS_POD_TEMPLATE_HASH]) ??
        owner.name
      );
    case "ReplicationController":
      return labels[DEPLOYMENT_CONFIG] || owner.name;
    case "Job":
      // A CronJob names its Jobs by their time.
      return /^(.+)-[0-9]{8,10}$/.exec(owner.name)?.[1] ?? owner.name;
    default:
      return owner.name;
  }
}

function withoutHash(name: string, hash: string | undefined): string | undefined {
  return hash !== undefined && hash !== "" && name.endsWith(`-${hash}`)
    ? name.slice(0, -hash.length - 1)
    : undefined;
}

function firstLabel(labels: TextMap, keys: readonly string[]): string | undefined {
  return keys.map((key) => labels[key]).find((value) => value !== undefined && value !== "");
}
