/** Columns of the kinds that Kubernetes defines, as its own printers show them. */
import { type JsonValue, listOf, objectOf, stringOf, valueAt } from "../json.ts";
import type { KubeObject } from "../kube-object.ts";
import { formatAge } from "./age.ts";
import { containerTexts, labelsText, NONE, numberAt, objectsAt, selectorText, textAt } from "./cell-text.ts";
import { AGE_COLUMN, type Column, countColumn, NAME_COLUMN, textColumn, wideColumn } from "./column.ts";
import {
  ENDPOINT_SLICE_COLUMNS,
  ENDPOINTS_COLUMNS,
  INGRESS_COLUMNS,
  NETWORK_POLICY_COLUMNS,
  SERVICE_COLUMNS,
} from "./network-columns.ts";
import { POD_COLUMNS } from "./pod-columns.ts";

/** By `plural` or `plural.group`; name and age for kinds that have nothing better to show. */
export function columnsOf(resource: string): readonly Column[] {
  return (Object.hasOwn(COLUMNS, resource) ? COLUMNS[resource] : undefined) ?? [NAME_COLUMN, AGE_COLUMN];
}

const CONTAINERS: Column = wideColumn("Containers", (object) => containerTexts(object).names);
const IMAGES: Column = wideColumn("Images", (object) => containerTexts(object).images);
const SELECTOR: Column = wideColumn("Selector", (object) =>
  selectorText(valueAt(object, "spec", "selector")),
);

/** When something was created, as a date. */
const CREATED_AT: Column = textColumn("Created At", (object) => object.metadata.creationTimestamp ?? "");

const BINDING_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  textColumn(
    "Role",
    (binding) => `${textAt(binding, ["roleRef", "kind"])}/${textAt(binding, ["roleRef", "name"])}`,
  ),
  AGE_COLUMN,
];

const WEBHOOK_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  countColumn("Webhooks", (object) => objectsAt(object, "webhooks").length),
  AGE_COLUMN,
];

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  pods: POD_COLUMNS,
  services: SERVICE_COLUMNS,
  endpoints: ENDPOINTS_COLUMNS,
  "endpointslices.discovery.k8s.io": ENDPOINT_SLICE_COLUMNS,
  "ingresses.networking.k8s.io": INGRESS_COLUMNS,
  "networkpolicies.networking.k8s.io": NETWORK_POLICY_COLUMNS,
  namespaces: [
    NAME_COLUMN,
    textColumn("Status", (object) => textAt(object, ["status", "phase"])),
    AGE_COLUMN,
  ],
  nodes: [
    NAME_COLUMN,
    textColumn("Status", nodeStatusText),
    textColumn("Roles", nodeRolesText),
    AGE_COLUMN,
    textColumn("Version", (node) => textAt(node, ["status", "nodeInfo", "kubeletVersion"])),
    wideColumn("Internal-IP", (node) => nodeAddress(node, "InternalIP")),
    wideColumn("External-IP", (node) => nodeAddress(node, "ExternalIP")),
    wideColumn("OS-Image", (node) => textAt(node, ["status", "nodeInfo", "osImage"], "<unknown>")),
    wideColumn("Kernel-Version", (node) =>
      textAt(node, ["status", "nodeInfo", "kernelVersion"], "<unknown>"),
    ),
    wideColumn("Container-Runtime", (node) =>
      textAt(node, ["status", "nodeInfo", "containerRuntimeVersion"], "<unknown>"),
    ),
  ],
  configmaps: [
    NAME_COLUMN,
    countColumn("Data", ({ data, binaryData }) => memberCount(data) + memberCount(binaryData)),
    AGE_COLUMN,
  ],
  secrets: [
    NAME_COLUMN,
    textColumn("Type", (secret) => stringOf(secret.type) ?? ""),
    countColumn("Data", ({ data }) => memberCount(data)),
    AGE_COLUMN,
  ],
  serviceaccounts: [NAME_COLUMN, countColumn("Secrets", ({ secrets }) => listOf(secrets).length), AGE_COLUMN],
  events: [
    textColumn("Last Seen", (event, nowMs) => formatAge(eventTime(event, "lastTimestamp"), nowMs)),
    textColumn("Type", (event) => stringOf(event.type) ?? ""),
    textColumn("Reason", (event) => stringOf(event.reason) ?? ""),
    textColumn("Object", eventObjectText),
    wideColumn("Subobject", (event) => textAt(event, ["involvedObject", "fieldPath"])),
    wideColumn("Source", eventSourceText),
    textColumn("Message", (event) => (stringOf(event.message) ?? "").trim()),
    wideColumn("First Seen", (event, nowMs) => formatAge(eventTime(event, "firstTimestamp"), nowMs)),
    wideColumn("Count", (event) => String(typeof event.count === "number" ? event.count : 1)),
    { ...NAME_COLUMN, priority: 1 },
  ],
  "deployments.apps": [
    NAME_COLUMN,
    textColumn(
      "Ready",
      (object) => `${numberAt(object, "status", "readyReplicas")}/${desiredReplicas(object)}`,
    ),
    countColumn("Up-to-date", (object) => numberAt(object, "status", "updatedReplicas")),
    countColumn("Available", (object) => numberAt(object, "status", "availableReplicas")),
    AGE_COLUMN,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  "replicasets.apps": [
    NAME_COLUMN,
    countColumn("Desired", desiredReplicas),
    countColumn("Current", (object) => numberAt(object, "status", "replicas")),
    countColumn("Ready", (object) => numberAt(object, "status", "readyReplicas")),
    AGE_COLUMN,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  "statefulsets.apps": [
    NAME_COLUMN,
    textColumn(
      "Ready",
      (object) => `${numberAt(object, "status", "readyReplicas")}/${desiredReplicas(object)}`,
    ),
    AGE_COLUMN,
    CONTAINERS,
    IMAGES,
  ],
  "daemonsets.apps": [
    NAME_COLUMN,
    countColumn("Desired", (object) => numberAt(object, "status", "desiredNumberScheduled")),
    countColumn("Current", (object) => numberAt(object, "status", "currentNumberScheduled")),
    countColumn("Ready", (object) => numberAt(object, "status", "numberReady")),
    countColumn("Up-to-date", (object) => numberAt(object, "status", "updatedNumberScheduled")),
    countColumn("Available", (object) => numberAt(object, "status", "numberAvailable")),
    textColumn("Node Selector", (object) =>
      labelsText(valueAt(object, "spec", "template", "spec", "nodeSelector")),
    ),
    AGE_COLUMN,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  "leases.coordination.k8s.io": [
    NAME_COLUMN,
    textColumn("Holder", (lease) => textAt(lease, ["spec", "holderIdentity"])),
    AGE_COLUMN,
  ],
  "customresourcedefinitions.apiextensions.k8s.io": [NAME_COLUMN, CREATED_AT],
  "roles.rbac.authorization.k8s.io": [NAME_COLUMN, CREATED_AT],
  "clusterroles.rbac.authorization.k8s.io": [NAME_COLUMN, CREATED_AT],
  "rolebindings.rbac.authorization.k8s.io": BINDING_COLUMNS,
  "clusterrolebindings.rbac.authorization.k8s.io": BINDING_COLUMNS,
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": WEBHOOK_COLUMNS,
  "validatingwebhookconfigurations.admissionregistration.k8s.io": WEBHOOK_COLUMNS,
};

function memberCount(value: JsonValue | undefined): number {
  return Object.keys(objectOf(value)).length;
}

/** As Kubernetes fills in: one, where nothing is said. */
function desiredReplicas(object: KubeObject): number {
  return valueAt(object, "spec", "replicas") === undefined ? 1 : numberAt(object, "spec", "replicas");
}

function nodeStatusText(node: KubeObject): string {
  const ready = objectsAt(node, "status", "conditions").find(({ type }) => type === "Ready");
  const state = ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady";
  return valueAt(node, "spec", "unschedulable") === true ? `${state},SchedulingDisabled` : state;
}

const ROLE_LABEL = "node-role.kubernetes.io/";

function nodeRolesText(node: KubeObject): string {
  const roles = Object.keys(objectOf(node.metadata.labels))
    .filter((key) => key.startsWith(ROLE_LABEL) && key.length > ROLE_LABEL.length)
    .map((key) => key.slice(ROLE_LABEL.length));
  return roles.length === 0 ? NONE : roles.sort().join(",");
}

function nodeAddress(node: KubeObject, wanted: string): string {
  const found = objectsAt(node, "status", "addresses").find(({ type }) => type === wanted);
  return stringOf(found?.address) ?? NONE;
}

function eventTime(event: KubeObject, field: string): string | undefined {
  return stringOf(event[field]) ?? stringOf(event.eventTime) ?? stringOf(event.metadata.creationTimestamp);
}

function eventObjectText(event: KubeObject): string {
  return `${textAt(event, ["involvedObject", "kind"]).toLowerCase()}/${textAt(event, ["involvedObject", "name"])}`;
}

function eventSourceText(event: KubeObject): string {
  const component = textAt(event, ["source", "component"], textAt(event, ["reportingComponent"]));
  const host = textAt(event, ["source", "host"], textAt(event, ["reportingInstance"]));
  return host === "" ? component : `${component}, ${host}`;
}
