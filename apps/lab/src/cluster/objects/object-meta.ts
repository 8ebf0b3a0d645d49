/** What every object has, and how its other parts are read: leniently, since the API server checks no schemas. */
import type { KubeObject } from "@ambit/kube";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  objectOf,
  objectsOf,
  stringOf,
  valueAt,
} from "@ambit/kube-objects/json";

/** Names and values of labels, annotations and selectors. */
export type TextMap = Readonly<Record<string, string>>;

/** Metadata with defaults for what is absent. */
export interface Meta {
  /** Empty for what is cluster-wide. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly labels: TextMap;
  readonly annotations: TextMap;
  /** Wall clock. */
  readonly createdMs: number;
  readonly isTerminating: boolean;
  /** Who made it and keeps it up. */
  readonly controller: Controller | undefined;
}

/** The owner reference with `controller: true`. */
export interface Controller {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** Throws nothing: the API client has checked the name. */
export function decodeMeta({ metadata }: KubeObject): Meta {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  return {
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    uid: metadata.uid ?? "",
    generation: metadata.generation ?? 0,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    createdMs: timeOf(metadata.creationTimestamp) ?? 0,
    isTerminating: metadata.deletionTimestamp !== undefined,
    controller: owner === undefined ? undefined : { kind: owner.kind, name: owner.name, uid: owner.uid },
  };
}

/** A part of an object as JSON; absent or anything else but an object is empty. */
export function partOf(object: KubeObject, ...path: readonly string[]): JsonObject {
  return objectOf(valueAt(jsonOf(object), ...path));
}

/** The whole object as JSON, which it is. */
export function jsonOf(object: KubeObject): JsonObject {
  return isJsonObject(object) ? object : {};
}

/** A whole number, or the default for anything else. */
export function numberOf(value: JsonValue | undefined, otherwise: number): number;
/** A whole number, or undefined for anything else. */
export function numberOf(value: JsonValue | undefined): number | undefined;
export function numberOf(value: JsonValue | undefined, otherwise?: number): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : otherwise;
}

/** The members that are text. */
export function textMapOf(value: JsonValue | undefined): TextMap {
  return Object.fromEntries(
    Object.entries(objectOf(value)).flatMap(([key, text]) => (typeof text === "string" ? [[key, text]] : [])),
  );
}

/** A condition of a status. */
export function findCondition(status: JsonObject, type: string): JsonObject | undefined {
  return objectsOf(status.conditions).find((condition) => condition.type === type);
}

/** RFC 3339 to milliseconds. */
export function timeOf(value: JsonValue | undefined): number | undefined {
  const ms = Date.parse(stringOf(value) ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

/** Seconds are what Kubernetes' timestamps have. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
