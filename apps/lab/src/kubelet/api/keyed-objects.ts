/** The contents of ConfigMaps and Secrets. */
import type { KubeObject } from "@ambit/kube";
import { isJsonObject, type JsonValue, objectOf } from "@ambit/kube-objects/json";

/** Bytes by key. */
export type KeyedContents = ReadonlyMap<string, Uint8Array>;

export function decodeConfigMap(object: KubeObject): KeyedContents {
  const json: unknown = object;
  const { data, binaryData } = isJsonObject(json) ? json : {};
  return new Map([...entries(data, "utf8"), ...entries(binaryData, "base64")]);
}

export function decodeSecret(object: KubeObject): KeyedContents {
  const json: unknown = object;
  return new Map(entries(isJsonObject(json) ? json.data : undefined, "base64"));
}

function entries(value: JsonValue | undefined, encoding: "utf8" | "base64"): [string, Uint8Array][] {
  return Object.entries(objectOf(value)).flatMap(([key, text]): [string, Uint8Array][] =>
    typeof text === "string" ? [[key, Buffer.from(text, encoding)]] : [],
  );
}
