/**
 * What is installed, kept in the cluster itself: a ConfigMap in the mesh's namespace with the values and, packed, the
 * objects. An upgrade knows from it what to go back to, and what is no longer part of the mesh.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import type { RenderedObject } from "@ambit/chart";
import type { KubeObject, NewKubeObject } from "@ambit/kube";
import { CliError } from "../cli-error.ts";
import { isRecord, listOf, recordOf, textOf } from "../dump/json.ts";
import { FIELD_MANAGER, MANAGED_BY, PART_OF } from "./mesh-objects.ts";

/** `installing` and `upgrading` mean that a command has not come to its end. */
export type InstallationState = "installing" | "installed" | "upgrading" | "uninstalling";

/** One installation. */
export interface Installation {
  readonly state: InstallationState;
  /** Of the chart. */
  readonly version: string;
  /** What the user gave, as YAML. */
  readonly values: string;
  /** While an upgrade is under way those before it, which it goes back to. */
  readonly objects: readonly RenderedObject[];
  /** Those of the upgrade that is under way: what there may be besides. */
  readonly next: readonly RenderedObject[];
}

/** Its name. */
export const RECORD_NAME = "ambit-installation";
/** Packed it is a hundredth of that. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/** As the object to apply. */
export function encodeInstallation(installation: Installation, namespace: string): NewKubeObject {
  const { state, version, values, objects, next } = installation;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: RECORD_NAME,
      namespace,
      labels: { [MANAGED_BY]: FIELD_MANAGER, [PART_OF]: "ambit" },
    },
    data: { state, version, values },
    binaryData: { objects: pack(objects), next: pack(next) },
  };
}

/** Throws CliError "bad-answer". */
export function decodeInstallation(object: KubeObject): Installation {
  const data = recordOf(object["data"]);
  const binary = recordOf(object["binaryData"]);
  const state = STATES.find((known) => known === data["state"]);
  if (state === undefined) {
    throw new CliError(
      "bad-answer",
      `ConfigMap ${RECORD_NAME} is not what ambit wrote: its state is unknown`,
    );
  }
  return {
    state,
    version: textOf(data["version"]),
    values: textOf(data["values"]),
    objects: unpack(textOf(binary["objects"])),
    next: unpack(textOf(binary["next"])),
  };
}

const STATES: readonly InstallationState[] = ["installing", "installed", "upgrading", "uninstalling"];

function pack(objects: readonly RenderedObject[]): string {
  return gzipSync(JSON.stringify(objects), { level: 9 }).toString("base64");
}

function unpack(packed: string): readonly RenderedObject[] {
  try {
    const text = gunzipSync(Buffer.from(packed, "base64"), {
      maxOutputLength: MAX_UNPACKED_BYTES,
    }).toString();
    return listOf(JSON.parse(text)).flatMap((value) => decodeRendered(value) ?? []);
  } catch (cause) {
    throw new CliError("bad-answer", `ConfigMap ${RECORD_NAME} is not what ambit wrote`, { cause });
  }
}

function decodeRendered(value: unknown): RenderedObject | undefined {
  if (!isRecord(value)) return undefined;
  const { apiVersion, kind } = value;
  const metadata = recordOf(value["metadata"]);
  const { name } = metadata;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof name !== "string")
    return undefined;
  return { ...value, apiVersion, kind, metadata: { ...metadata, name } };
}
