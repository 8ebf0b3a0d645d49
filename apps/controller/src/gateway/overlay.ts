/** Changes that a ConfigMap makes to the objects of a waypoint: strategic merge patches, one for each part. */
import { isJsonObject, type JsonObject } from "@ambit/kube-objects/json";
import { applyStrategicMergePatch } from "@ambit/kube-objects/patch";
import { BUILTIN_RESOURCES } from "@ambit/kube-objects/resources";
import { parse } from "yaml";
import type { GatewayDeployment } from "./gateway-deployment.ts";
import { type NamedObject, optionalObject, type WaypointObject } from "./waypoint-objects.ts";

type Part = WaypointObject["part"];

const PARTS: readonly Part[] = [
  "deployment",
  "service",
  "serviceAccount",
  "horizontalPodAutoscaler",
  "podDisruptionBudget",
];

/** What is made only where an overlay has it. */
const OPTIONAL = ["horizontalPodAutoscaler", "podDisruptionBudget"] as const;

/** Patches by part. */
export type Overlay = ReadonlyMap<Part, JsonObject>;

/** Reads the data of a ConfigMap; other keys are somebody else's. A part that cannot be read is told and left out. */
export function readOverlay(data: Readonly<Record<string, unknown>>): {
  readonly overlay: Overlay;
  readonly problems: readonly string[];
} {
  const overlay = new Map<Part, JsonObject>();
  const problems: string[] = [];
  for (const part of PARTS) {
    const text = data[part];
    if (typeof text !== "string") continue;
    try {
      const value: unknown = parse(text);
      if (isJsonObject(value)) overlay.set(part, value);
      else problems.push(`${part}: is no object`);
    } catch (error) {
      problems.push(`${part}: ${error instanceof Error ? error.message : "is not YAML"}`);
    }
  }
  return { overlay, problems };
}

/** The objects with the changes of each overlay in turn. Throws ApiError for a patch that cannot be applied. */
export function applyOverlays(
  objects: readonly WaypointObject[],
  overlays: readonly Overlay[],
  deployment: GatewayDeployment,
): readonly WaypointObject[] {
  const wanted = OPTIONAL.filter((part) => overlays.some((overlay) => overlay.has(part)));
  const all = [...objects, ...wanted.map((part) => optionalObject(part, deployment))];
  return all.map(({ part, object }) => ({
    part,
    object: overlays.reduce((result, overlay) => {
      const patch = overlay.get(part);
      return patch === undefined ? result : merge(result, patch);
    }, object),
  }));
}

/** Names and owner stay: it is still the object of this Gateway. */
function merge(object: NamedObject, patch: JsonObject): NamedObject {
  const resource = BUILTIN_RESOURCES.find(({ kind }) => kind === object.kind);
  const shape = resource?.shape ?? { type: "object", fields: {} };
  const merged = applyStrategicMergePatch(object, patch, shape);
  const metadata = isJsonObject(merged["metadata"]) ? merged["metadata"] : {};
  const { name, namespace, ownerReferences = [] } = object.metadata;
  return {
    ...merged,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...metadata, name, namespace, ownerReferences },
  };
}
