/** What the index holds, as the debug endpoint shows it: the messages in proto3 JSON. */
import { ipAddressFromBytes } from "@ambit/addr";
import { Action, Scope as PolicyScope } from "@ambit/proto/authorization";
import {
  AppProtocol,
  HealthPolicy,
  IPFamilies,
  Mode,
  NetworkMode,
  Scope,
  TunnelApplicationProtocol,
  TunnelProtocol,
  Visibility,
  WorkloadStatus,
  WorkloadType,
} from "@ambit/proto/workload";
import type { AmbientIndex } from "./ambient-index.ts";

export type JsonValue =
  | string
  | number
  | boolean
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface AmbientDump {
  readonly workloads: readonly JsonValue[];
  readonly services: readonly JsonValue[];
  readonly policies: readonly JsonValue[];
}

/** The value of `/debug/ambientz`. The order of the lists carries no meaning. */
export function dumpAmbientIndex(index: AmbientIndex): AmbientDump {
  const workloads: JsonValue[] = [];
  const services: JsonValue[] = [];
  for (const address of index.addresses()) {
    if (address.kind === "workload") {
      workloads.push(messageJson(address.workload, textOfAddress));
    } else {
      services.push(messageJson(address.service, textOfAddress));
    }
  }
  const policies = Array.from(index.authorizations(), ({ authorization }) => messageJson(authorization));
  return { workloads, services, policies };
}

/** A message in proto3 JSON: bytes in base64, enums by name, wrappers as their value, defaults left out. */
export function messageJson(message: object, bytesOf = (bytes: Uint8Array) => bytes): JsonValue {
  const json: Record<string, JsonValue> = {};
  for (const [field, value] of Object.entries(message)) {
    if (WITH_PRESENCE.has(field) ? value !== undefined : !isUnset(value)) {
      json[field] = fieldJson(field, value, bytesOf);
    }
  }
  return json;
}

/** As the stock control plane shows addresses of workloads and services: the bytes are those of their text. */
function textOfAddress(bytes: Uint8Array): Uint8Array {
  return Buffer.from(ipAddressFromBytes(bytes, 0, bytes.length === 4 ? 4 : 16));
}

function fieldJson(field: string, value: unknown, bytesOf: (bytes: Uint8Array) => Uint8Array): JsonValue {
  if (Array.isArray(value)) {
    return value.map((item) => fieldJson(field, item, bytesOf));
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(bytesOf(value)).toString("base64");
  }
  if (typeof value === "object" && value !== null) {
    return objectJson(field, value, bytesOf);
  }
  if (typeof value === "number") {
    return ENUMS[field]?.[value] ?? value;
  }
  return typeof value === "string" || typeof value === "boolean" ? value : String(value);
}

function objectJson(field: string, value: object, bytesOf: (bytes: Uint8Array) => Uint8Array): JsonValue {
  if (WRAPPERS.has(field) && "value" in value) {
    return fieldJson(field, value.value, bytesOf);
  }
  if (MAPS.has(field)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fieldJson(key, item, bytesOf)]),
    );
  }
  return messageJson(value, bytesOf);
}

function isUnset(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** Fields that say something by being there, even with their default: optional ones and those of a oneof. */
const WITH_PRESENCE: ReadonlySet<string> = new Set(["length", "exact", "prefix", "suffix"]);
const WRAPPERS: ReadonlySet<string> = new Set(["capacity"]);
const MAPS: ReadonlySet<string> = new Set(["services"]);

/** By field: no two messages give one name to different enums. */
const ENUMS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  action: Action,
  appProtocol: AppProtocol,
  healthPolicy: HealthPolicy,
  ipFamilies: IPFamilies,
  mode: Mode,
  networkMode: NetworkMode,
  protocol: TunnelApplicationProtocol,
  routingPreference: Scope,
  scope: PolicyScope,
  status: WorkloadStatus,
  tunnelProtocol: TunnelProtocol,
  visibility: Visibility,
  workloadType: WorkloadType,
};
