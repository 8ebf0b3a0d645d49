/**
 * What Kubernetes fills in where an object says nothing, as far as somebody reads it: clients of the mesh's own
 * concern are services (ports), pods, namespaces and secrets; kubectl reads the strategies of workloads.
 */

import { finalizersOf, isTerminating, type KubeObject, withMetadata } from "@ambit/kube-objects";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOf,
  objectOf,
  stringOf,
} from "@ambit/kube-objects/json";
import {
  DEFINITION_FINALIZER,
  DEFINITIONS,
  definitionStatus,
  type Resource,
} from "@ambit/kube-objects/resources";

/** The object with its defaults. What it says itself stays. */
export function applyDefaults(resource: Resource, object: KubeObject): KubeObject {
  return DEFAULTS[resource.storageKey]?.(object) ?? object;
}

/** The status an object begins with; undefined for none. */
export function initialStatus(
  resource: Resource,
  object: KubeObject,
  timestamp: string,
): JsonValue | undefined {
  if (resource.isCustom) return undefined;
  switch (resource.storageKey) {
    case DEFINITIONS:
      return definitionStatus(object, timestamp);
    // A kubelet registers its node with its state.
    case "nodes":
      return object.status;
    case "namespaces":
      return { phase: "Active" };
    case "pods":
      return { phase: "Pending" };
    case "services":
      return { loadBalancer: {} };
    case "persistentvolumeclaims":
    case "persistentvolumes":
      return { phase: "Pending" };
    default:
      return undefined;
  }
}

const DEFAULTS: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {
  services: (service) => withSpec(service, defaultService(objectOf(service.spec))),
  pods: (pod) => withSpec(pod, defaultPod(objectOf(pod.spec))),
  namespaces: defaultNamespace,
  secrets: defaultSecret,
  [DEFINITIONS]: heldDefinition,
  endpoints: (endpoints) => ({
    ...endpoints,
    ...mapped("subsets", endpoints.subsets, (subset) => ({
      ...subset,
      ...mapped("ports", subset.ports, withProtocol),
    })),
  }),
  "deployments.apps": (deployment) => withSpec(deployment, defaultDeployment(objectOf(deployment.spec))),
  "replicasets.apps": (set) => withSpec(set, { replicas: 1, ...objectOf(set.spec) }),
  "daemonsets.apps": (set) => withSpec(set, defaultDaemonSet(objectOf(set.spec))),
  "statefulsets.apps": (set) => withSpec(set, defaultStatefulSet(objectOf(set.spec))),
  "jobs.batch": (job) => withSpec(job, defaultJob(objectOf(job.spec))),
  "endpointslices.discovery.k8s.io": (slice) => ({
    ...slice,
    ...mapped("ports", slice.ports, (port) => ({ name: "", protocol: "TCP", ...port })),
  }),
};

function withSpec(object: KubeObject, spec: JsonObject): KubeObject {
  return { ...object, spec };
}

function defaultService(spec: JsonObject): JsonObject {
  const type = stringOf(spec.type) ?? "ClusterIP";
  const common = {
    ...spec,
    type,
    sessionAffinity: spec.sessionAffinity ?? "None",
    ...mapped("ports", spec.ports, servicePort),
  };
  return type === "ExternalName" ? common : { internalTrafficPolicy: "Cluster", ...common };
}

function servicePort(port: JsonObject): JsonObject {
  return { protocol: "TCP", ...(port.port === undefined ? {} : { targetPort: port.port }), ...port };
}

function withProtocol(port: JsonObject): JsonObject {
  return { protocol: "TCP", ...port };
}

function defaultPod(spec: JsonObject): JsonObject {
  const account = stringOf(spec.serviceAccountName) ?? stringOf(spec.serviceAccount) ?? "default";
  return {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    enableServiceLinks: true,
    securityContext: {},
    ...spec,
    serviceAccountName: account,
    serviceAccount: account,
    ...mapped("containers", spec.containers, container),
    ...mapped("initContainers", spec.initContainers, container),
  };
}

function container(spec: JsonObject): JsonObject {
  return {
    imagePullPolicy: pullPolicy(stringOf(spec.image) ?? ""),
    resources: {},
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    ...spec,
    ...mapped("ports", spec.ports, withProtocol),
  };
}

function defaultDeployment(spec: JsonObject): JsonObject {
  const rollingUpdate = { maxSurge: "25%", maxUnavailable: "25%" };
  const strategy = defaultStrategy(spec.strategy, rollingUpdate);
  return { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, ...spec, strategy };
}

function defaultDaemonSet(spec: JsonObject): JsonObject {
  const updateStrategy = defaultStrategy(spec.updateStrategy, { maxSurge: 0, maxUnavailable: 1 });
  return { revisionHistoryLimit: 10, ...spec, updateStrategy };
}

function defaultStatefulSet(spec: JsonObject): JsonObject {
  const updateStrategy = defaultStrategy(spec.updateStrategy, { partition: 0 });
  return {
    replicas: 1,
    revisionHistoryLimit: 10,
    podManagementPolicy: "OrderedReady",
    ...spec,
    updateStrategy,
  };
}

/** Only what rolls has parts that say how. */
function defaultStrategy(given: JsonValue | undefined, rollingUpdate: JsonObject): JsonObject {
  const strategy = objectOf(given);
  const type = stringOf(strategy.type) ?? "RollingUpdate";
  return type === "RollingUpdate"
    ? { ...strategy, type, rollingUpdate: { ...rollingUpdate, ...objectOf(strategy.rollingUpdate) } }
    : strategy;
}

/** Neither number given is one pod; parallelism alone leaves open how many succeed. */
function defaultJob(spec: JsonObject): JsonObject {
  const isSingle = spec.completions === undefined && spec.parallelism === undefined;
  return {
    ...(isSingle ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: 6,
    completionMode: "NonIndexed",
    suspend: false,
    ...spec,
  };
}

/** An image without a tag is the latest, which may change behind its name. */
function pullPolicy(image: string): string {
  const name = image.slice(image.lastIndexOf("/") + 1);
  return name.endsWith(":latest") || !/[:@]/.test(name) ? "Always" : "IfNotPresent";
}

function defaultNamespace(namespace: KubeObject): KubeObject {
  const name = stringOf(namespace.metadata.name) ?? "";
  const labels = { ...objectOf(namespace.metadata.labels), "kubernetes.io/metadata.name": name };
  return {
    ...namespace,
    metadata: { ...namespace.metadata, labels },
    spec: { finalizers: ["kubernetes"], ...objectOf(namespace.spec) },
  };
}

/** `stringData` is for writing only. */
function defaultSecret(secret: KubeObject): KubeObject {
  const { stringData, ...rest } = secret;
  const encoded = Object.entries(objectOf(stringData)).map(([key, text]) => [
    key,
    Buffer.from(stringOf(text) ?? "").toString("base64"),
  ]);
  const data = { ...objectOf(secret.data), ...Object.fromEntries(encoded) };
  return {
    ...rest,
    apiVersion: secret.apiVersion,
    kind: secret.kind,
    metadata: secret.metadata,
    type: secret.type ?? "Opaque",
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

function heldDefinition(definition: KubeObject): KubeObject {
  const finalizers = finalizersOf(definition);
  if (isTerminating(definition) || finalizers.includes(DEFINITION_FINALIZER)) return definition;
  return withMetadata(definition, { finalizers: [...finalizers, DEFINITION_FINALIZER] });
}

/** The list with each of its objects changed, as a member to spread; nothing where there is no list. */
function mapped(
  key: string,
  list: JsonValue | undefined,
  change: (item: JsonObject) => JsonObject,
): JsonObject {
  if (!Array.isArray(list)) return {};
  return { [key]: listOf(list).map((item) => (isJsonObject(item) ? change(item) : item)) };
}
