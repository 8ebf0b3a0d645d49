/** In which order objects are applied: what others need comes first, and what asks the mesh something comes last. */
import type { RenderedObject } from "@ambit/chart";
import { componentOf } from "./mesh-objects.ts";

/** Objects that can be applied together; the next stage waits until these are ready. */
export interface Stage {
  readonly name: string;
  readonly objects: readonly RenderedObject[];
}

const ACCESS: ReadonlySet<string> = new Set([
  "ServiceAccount",
  "ClusterRole",
  "ClusterRoleBinding",
  "Role",
  "RoleBinding",
]);
const WORKLOADS: ReadonlySet<string> = new Set([
  "Deployment",
  "DaemonSet",
  "StatefulSet",
  "HorizontalPodAutoscaler",
]);
const ADMISSION: ReadonlySet<string> = new Set([
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
]);
/** The agent asks for certificates of nobody and ztunnel for those of all: the control plane is first. */
const COMPONENTS = ["controller", "cni", "ztunnel"];

/** Stages without objects are left out. */
export function stagesOf(objects: readonly RenderedObject[]): readonly Stage[] {
  const workloads = objects.filter(({ kind }) => WORKLOADS.has(kind));
  const components = [...new Set([...COMPONENTS, ...workloads.map(componentOf)])];
  const stages: Stage[] = [
    { name: "definitions", objects: objects.filter(({ kind }) => kind === "CustomResourceDefinition") },
    { name: "access", objects: objects.filter(({ kind }) => ACCESS.has(kind)) },
    { name: "configuration", objects: objects.filter(({ kind }) => isConfiguration(kind)) },
    ...components.map((name) => ({
      name: name === "" ? "workloads" : name,
      objects: workloads.filter((object) => componentOf(object) === name),
    })),
    { name: "admission", objects: objects.filter(({ kind }) => ADMISSION.has(kind)) },
  ];
  return stages.filter((stage) => stage.objects.length > 0);
}

function isConfiguration(kind: string): boolean {
  return (
    kind !== "CustomResourceDefinition" && !ACCESS.has(kind) && !WORKLOADS.has(kind) && !ADMISSION.has(kind)
  );
}
