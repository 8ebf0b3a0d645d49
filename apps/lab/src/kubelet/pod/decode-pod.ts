/**
 * A Pod object as a value. The API server checks no schema, so nothing is taken for granted; what is missing is as
 * Kubernetes would have it, and what the kubelet cannot do is kept as such, to be refused when it is needed.
 */
import { KubeError, type KubeObject } from "@ambit/kube";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  objectOf,
  objectsOf,
  stringOf,
  stringsOf,
} from "@ambit/kube-objects/json";
import { decodeProbe } from "./decode-probe.ts";
import { decodeVolume } from "./decode-volume.ts";
import type { ContainerSpec, EnvSource, EnvVar, Pod, RestartPolicy, UserSpec, VolumeMount } from "./pod.ts";

const RESTART_POLICIES: readonly RestartPolicy[] = ["Always", "OnFailure", "Never"];
const GRACE_SECONDS = 30;

/** Throws KubeError "bad-response" for what cannot be a pod. */
export function decodePod(object: KubeObject): Pod {
  const json: unknown = object;
  if (!isJsonObject(json)) throw new KubeError("bad-response", "a pod that is no object");
  const { name, namespace = "", uid = "", labels = {}, annotations = {} } = object.metadata;
  if (uid === "") throw new KubeError("bad-response", `pod ${namespace}/${name} has no uid`);
  const spec = objectOf(json.spec);
  const security = objectOf(spec.securityContext);
  const user = decodeUser(security, { uid: undefined, gid: undefined });
  const hostNetwork = spec.hostNetwork === true;
  return {
    name,
    namespace,
    uid,
    labels,
    annotations,
    deletionGraceSeconds: deletionGrace(objectOf(json.metadata)),
    hostNetwork,
    dnsPolicy: stringOf(spec.dnsPolicy) ?? "ClusterFirst",
    dnsConfig: decodeDnsConfig(objectOf(spec.dnsConfig)),
    hostname: stringOf(spec.hostname) ?? name.slice(0, 63),
    subdomain: stringOf(spec.subdomain),
    hostAliases: objectsOf(spec.hostAliases).map((alias) => ({
      ip: stringOf(alias.ip) ?? "",
      hostnames: stringsOf(alias.hostnames),
    })),
    restartPolicy: RESTART_POLICIES.find((policy) => policy === spec.restartPolicy) ?? "Always",
    terminationGraceSeconds: numberOf(spec.terminationGracePeriodSeconds) ?? GRACE_SECONDS,
    serviceAccountName: stringOf(spec.serviceAccountName) ?? "default",
    automountToken: booleanOf(spec.automountServiceAccountToken),
    readinessGates: objectsOf(spec.readinessGates).map((gate) => stringOf(gate.conditionType) ?? ""),
    user,
    isCritical: stringOf(spec.priorityClassName)?.startsWith("system-") === true,
    initContainers: objectsOf(spec.initContainers).map((container) => decodeContainer(container, user)),
    containers: objectsOf(spec.containers).map((container) => decodeContainer(container, user)),
    volumes: objectsOf(spec.volumes).map(decodeVolume),
    status: objectOf(json.status),
  };
}

function deletionGrace(metadata: JsonObject): number | undefined {
  if (stringOf(metadata.deletionTimestamp) === undefined) return undefined;
  return numberOf(metadata.deletionGracePeriodSeconds) ?? GRACE_SECONDS;
}

function decodeDnsConfig(config: JsonObject): Pod["dnsConfig"] {
  return {
    nameservers: stringsOf(config.nameservers),
    searches: stringsOf(config.searches),
    options: objectsOf(config.options).map(({ name, value }) => {
      const text = stringOf(value);
      return text === undefined ? (stringOf(name) ?? "") : `${stringOf(name) ?? ""}:${text}`;
    }),
  };
}

function decodeContainer(spec: JsonObject, podUser: UserSpec): ContainerSpec {
  const resources = objectOf(spec.resources);
  return {
    name: stringOf(spec.name) ?? "",
    image: stringOf(spec.image) ?? "",
    command: stringsOf(spec.command),
    args: stringsOf(spec.args),
    workingDirectory: stringOf(spec.workingDir),
    env: objectsOf(spec.env).map(decodeEnvVar),
    envFrom: objectsOf(spec.envFrom).flatMap(decodeEnvFrom),
    ports: objectsOf(spec.ports).map((port) => ({
      name: stringOf(port.name) ?? "",
      port: numberOf(port.containerPort) ?? 0,
    })),
    mounts: objectsOf(spec.volumeMounts).map(decodeMount),
    limits: texts(objectOf(resources.limits)),
    requests: texts(objectOf(resources.requests)),
    liveness: decodeProbe(spec.livenessProbe),
    readiness: decodeProbe(spec.readinessProbe),
    startup: decodeProbe(spec.startupProbe),
    user: decodeUser(objectOf(spec.securityContext), podUser),
    isSidecar: spec.restartPolicy === "Always",
  };
}

function decodeUser(security: JsonObject, inherited: UserSpec): UserSpec {
  return {
    uid: numberOf(security.runAsUser) ?? inherited.uid,
    gid: numberOf(security.runAsGroup) ?? inherited.gid,
  };
}

function decodeEnvVar(variable: JsonObject): EnvVar {
  const name = stringOf(variable.name) ?? "";
  const from = objectOf(variable.valueFrom);
  if (isJsonObject(from.fieldRef)) {
    return { name, kind: "field", path: stringOf(from.fieldRef.fieldPath) ?? "" };
  }
  if (isJsonObject(from.resourceFieldRef)) {
    const { resource, divisor } = from.resourceFieldRef;
    return { name, kind: "resource", resource: stringOf(resource) ?? "", divisor: quantityText(divisor) };
  }
  if (isJsonObject(from.configMapKeyRef)) return { name, ...keyOf("config-map", from.configMapKeyRef) };
  if (isJsonObject(from.secretKeyRef)) return { name, ...keyOf("secret", from.secretKeyRef) };
  return { name, kind: "text", value: stringOf(variable.value) ?? "" };
}

function keyOf(kind: "config-map" | "secret", reference: JsonObject) {
  return {
    kind,
    source: stringOf(reference.name) ?? "",
    key: stringOf(reference.key) ?? "",
    isOptional: reference.optional === true,
  };
}

function decodeEnvFrom(from: JsonObject): readonly EnvSource[] {
  const prefix = stringOf(from.prefix) ?? "";
  const sources = [
    ["config-map", from.configMapRef],
    ["secret", from.secretRef],
  ] as const;
  return sources.flatMap(([kind, reference]) =>
    isJsonObject(reference)
      ? [{ kind, prefix, source: stringOf(reference.name) ?? "", isOptional: reference.optional === true }]
      : [],
  );
}

function decodeMount(mount: JsonObject): VolumeMount {
  const subPath = stringOf(mount.subPathExpr) ?? stringOf(mount.subPath) ?? "";
  return {
    volume: stringOf(mount.name) ?? "",
    path: stringOf(mount.mountPath) ?? "",
    isReadOnly: mount.readOnly === true,
    subPath: subPath === "" ? undefined : subPath,
  };
}

/** The number, or undefined for anything else. */
export function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Quantities may be numbers in JSON. */
export function quantityText(value: JsonValue | undefined): string {
  return typeof value === "number" ? String(value) : (stringOf(value) ?? "");
}

function booleanOf(value: JsonValue | undefined): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function texts(value: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, quantityText(item)]));
}
