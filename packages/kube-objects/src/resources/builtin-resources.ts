/** The kinds of Kubernetes' own groups that this server stores, as one table. */

import { qualifiedName } from "../api-error.ts";
import { columnsOf } from "../table/builtin-columns.ts";
import { BUILTIN_SHAPES, COMMON_SHAPE } from "./builtin-shapes.ts";
import { apiVersionOf, type Resource } from "./resource.ts";

interface Row {
  readonly kind: string;
  /** Unless it is the kind in lower case with an s. */
  readonly plural?: string;
  readonly short?: readonly string[];
  readonly categories?: readonly string[];
  readonly cluster?: true;
  readonly status?: true;
  /** A generation is counted. */
  readonly generation?: true;
}

const WORKLOAD = { status: true, generation: true, categories: ["all"] } as const;

/** By group and version; the order is that of discovery. */
const TABLE: Readonly<Record<string, readonly Row[]>> = {
  v1: [
    { kind: "ConfigMap", short: ["cm"] },
    { kind: "Endpoints", plural: "endpoints", short: ["ep"] },
    { kind: "Event", short: ["ev"] },
    { kind: "LimitRange", short: ["limits"] },
    { kind: "Namespace", short: ["ns"], cluster: true, status: true },
    { kind: "Node", short: ["no"], cluster: true, status: true },
    { kind: "PersistentVolumeClaim", short: ["pvc"], status: true },
    { kind: "PersistentVolume", short: ["pv"], cluster: true, status: true },
    { kind: "Pod", short: ["po"], ...WORKLOAD },
    { kind: "ReplicationController", short: ["rc"], ...WORKLOAD },
    { kind: "ResourceQuota", short: ["quota"], status: true },
    { kind: "Secret" },
    { kind: "ServiceAccount", short: ["sa"] },
    { kind: "Service", short: ["svc"], status: true, categories: ["all"] },
  ],
  "apps/v1": [
    { kind: "ControllerRevision" },
    { kind: "DaemonSet", short: ["ds"], ...WORKLOAD },
    { kind: "Deployment", short: ["deploy"], ...WORKLOAD },
    { kind: "ReplicaSet", short: ["rs"], ...WORKLOAD },
    { kind: "StatefulSet", short: ["sts"], ...WORKLOAD },
  ],
  "autoscaling/v2": [{ kind: "HorizontalPodAutoscaler", short: ["hpa"], status: true, categories: ["all"] }],
  "batch/v1": [
    { kind: "CronJob", short: ["cj"], ...WORKLOAD },
    { kind: "Job", ...WORKLOAD },
  ],
  "networking.k8s.io/v1": [
    { kind: "IngressClass", plural: "ingressclasses", cluster: true, generation: true },
    { kind: "Ingress", plural: "ingresses", short: ["ing"], status: true, generation: true },
    { kind: "NetworkPolicy", plural: "networkpolicies", short: ["netpol"], generation: true },
  ],
  "policy/v1": [{ kind: "PodDisruptionBudget", short: ["pdb"], status: true, generation: true }],
  "rbac.authorization.k8s.io/v1": [
    { kind: "ClusterRoleBinding", cluster: true },
    { kind: "ClusterRole", cluster: true },
    { kind: "RoleBinding" },
    { kind: "Role" },
  ],
  "storage.k8s.io/v1": [{ kind: "StorageClass", plural: "storageclasses", short: ["sc"], cluster: true }],
  "admissionregistration.k8s.io/v1": [
    { kind: "MutatingWebhookConfiguration", cluster: true, generation: true },
    {
      kind: "ValidatingAdmissionPolicy",
      plural: "validatingadmissionpolicies",
      cluster: true,
      status: true,
      generation: true,
    },
    { kind: "ValidatingAdmissionPolicyBinding", cluster: true, generation: true },
    { kind: "ValidatingWebhookConfiguration", cluster: true, generation: true },
  ],
  "apiextensions.k8s.io/v1": [
    {
      kind: "CustomResourceDefinition",
      short: ["crd", "crds"],
      categories: ["api-extensions"],
      cluster: true,
      status: true,
      generation: true,
    },
  ],
  "scheduling.k8s.io/v1": [
    { kind: "PriorityClass", plural: "priorityclasses", short: ["pc"], cluster: true, generation: true },
  ],
  "coordination.k8s.io/v1": [{ kind: "Lease" }],
  "discovery.k8s.io/v1": [{ kind: "EndpointSlice", generation: true }],
};

/** All of them. */
export const BUILTIN_RESOURCES: readonly Resource[] = Object.entries(TABLE).flatMap(([apiVersion, rows]) => {
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  return rows.map((row) => buildResource(group, apiVersion.slice(slash + 1), row));
});

function buildResource(group: string, version: string, row: Row): Resource {
  const singular = row.kind.toLowerCase();
  const names = { group, plural: row.plural ?? `${singular}s`, kind: row.kind };
  return {
    ...names,
    version,
    singular,
    listKind: `${row.kind}List`,
    shortNames: row.short ?? [],
    categories: row.categories ?? [],
    namespaced: row.cluster !== true,
    hasStatus: row.status === true,
    hasGeneration: row.generation === true,
    isCustom: false,
    storageKey: qualifiedName(names),
    storageVersion: apiVersionOf({ group, version }),
    shape: BUILTIN_SHAPES[qualifiedName(names)] ?? COMMON_SHAPE,
    columns: columnsOf(qualifiedName(names)),
  };
}
