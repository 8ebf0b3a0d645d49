import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOf,
  objectOf,
  stringOf,
} from "@ambit/kube-objects/json";
import type { DownwardItem, KeyPath, ProjectedSource, VolumeSource, VolumeSpec } from "./pod.ts";

const FILE_MODE = 0o644;
const TOKEN_SECONDS = 3600;

/** A kind of volume that the kubelet does not have is "unsupported". */
export function decodeVolume(volume: JsonObject): VolumeSpec {
  return { name: stringOf(volume.name) ?? "", ...decodeSource(volume) };
}

function decodeSource(volume: JsonObject): VolumeSource {
  const { hostPath, configMap, secret, downwardAPI, projected } = volume;
  if (volume.emptyDir !== undefined) return { kind: "empty" };
  if (isJsonObject(hostPath)) {
    return { kind: "host-path", path: stringOf(hostPath.path) ?? "", type: stringOf(hostPath.type) ?? "" };
  }
  if (isJsonObject(configMap)) return single(configMap, keyedSource("config-map", configMap, configMap.name));
  if (isJsonObject(secret)) return single(secret, keyedSource("secret", secret, secret.secretName));
  if (isJsonObject(downwardAPI)) return single(downwardAPI, downwardSource(downwardAPI));
  if (isJsonObject(projected)) {
    const sources = listOf(projected.sources).flatMap((source) => decodeProjected(objectOf(source)));
    return { kind: "projected", mode: modeOf(projected.defaultMode) ?? FILE_MODE, sources };
  }
  return { kind: "unsupported", type: Object.keys(volume).find((key) => key !== "name") ?? "unknown" };
}

function single(volume: JsonObject, source: ProjectedSource): VolumeSource {
  return { kind: "projected", mode: modeOf(volume.defaultMode) ?? FILE_MODE, sources: [source] };
}

function decodeProjected({
  configMap,
  secret,
  downwardAPI,
  serviceAccountToken,
}: JsonObject): readonly ProjectedSource[] {
  if (isJsonObject(configMap)) return [keyedSource("config-map", configMap, configMap.name)];
  if (isJsonObject(secret)) return [keyedSource("secret", secret, secret.name)];
  if (isJsonObject(downwardAPI)) return [downwardSource(downwardAPI)];
  if (!isJsonObject(serviceAccountToken)) return [];
  const { path, audience, expirationSeconds } = serviceAccountToken;
  return [
    {
      kind: "token",
      path: stringOf(path) ?? "token",
      audience: stringOf(audience),
      expirationSeconds: typeof expirationSeconds === "number" ? expirationSeconds : TOKEN_SECONDS,
    },
  ];
}

function keyedSource(
  kind: "config-map" | "secret",
  volume: JsonObject,
  name: JsonValue | undefined,
): ProjectedSource {
  const items = volume.items === undefined ? undefined : listOf(volume.items).map(objectOf).map(decodeItem);
  return { kind, source: stringOf(name) ?? "", isOptional: volume.optional === true, items };
}

function decodeItem(item: JsonObject): KeyPath {
  const key = stringOf(item.key) ?? "";
  return { key, path: stringOf(item.path) ?? key, mode: modeOf(item.mode) };
}

function downwardSource(volume: JsonObject): ProjectedSource {
  return { kind: "downward", items: listOf(volume.items).map(objectOf).map(decodeDownwardItem) };
}

function decodeDownwardItem(item: JsonObject): DownwardItem {
  const { fieldRef, resourceFieldRef } = item;
  const file = { path: stringOf(item.path) ?? "", mode: modeOf(item.mode) };
  if (isJsonObject(resourceFieldRef)) {
    const { containerName, resource, divisor } = resourceFieldRef;
    return {
      ...file,
      kind: "resource",
      container: stringOf(containerName) ?? "",
      resource: stringOf(resource) ?? "",
      divisor: typeof divisor === "number" ? String(divisor) : (stringOf(divisor) ?? ""),
    };
  }
  return { ...file, kind: "field", field: stringOf(objectOf(fieldRef).fieldPath) ?? "" };
}

function modeOf(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
