/** Query parameters as Kubernetes reads them. */

import { badRequest } from "@ambit/kube-objects";
import { type JsonObject, objectOf, stringOf } from "@ambit/kube-objects/json";
import type { WriteOptions } from "../api/api-state.ts";
import type { ListQuery, Selection } from "../api/list.ts";
import type { DeleteOptions, Propagation } from "../api/remove.ts";
import type { WatchQuery } from "../api/watch.ts";
import type { ResourcePath } from "./request-path.ts";

/** Of a list. Throws ApiError "BadRequest". */
export function parseListQuery(query: URLSearchParams, path: ResourcePath): ListQuery {
  return {
    ...parseSelection(query, path),
    limit: wholeNumber(query, "limit") ?? 0,
    continueToken: query.get("continue") ?? "",
    resourceVersion: query.get("resourceVersion") ?? "",
    resourceVersionMatch: query.get("resourceVersionMatch") ?? "",
  };
}

/** Of a watch. */
export function parseWatchQuery(query: URLSearchParams, path: ResourcePath): WatchQuery {
  return {
    ...parseSelection(query, path),
    resourceVersion: query.get("resourceVersion") ?? "",
    allowBookmarks: isSet(query, "allowWatchBookmarks"),
    sendInitialEvents: isSet(query, "sendInitialEvents"),
  };
}

/** Of any write. */
export function parseWriteOptions(query: URLSearchParams, userAgent: string): WriteOptions {
  return {
    dryRun: query.getAll("dryRun").includes("All"),
    // Without one, the client's program names itself, as in Kubernetes.
    fieldManager: query.get("fieldManager") ?? (userAgent.split("/")[0] || "unknown"),
    force: isSet(query, "force"),
  };
}

/** From the query and the body; the body comes first. Throws ApiError "BadRequest". */
export function parseDeleteOptions(query: URLSearchParams, body: JsonObject): DeleteOptions {
  const preconditions = objectOf(body.preconditions);
  const uid = stringOf(preconditions.uid);
  const resourceVersion = stringOf(preconditions.resourceVersion);
  const grace =
    typeof body.gracePeriodSeconds === "number"
      ? body.gracePeriodSeconds
      : wholeNumber(query, "gracePeriodSeconds");
  const orphan = body.orphanDependents === true || isSet(query, "orphanDependents");
  const asked =
    stringOf(body.propagationPolicy) ?? query.get("propagationPolicy") ?? (orphan ? "Orphan" : "Background");
  return {
    dryRun:
      query.getAll("dryRun").includes("All") || (Array.isArray(body.dryRun) && body.dryRun.includes("All")),
    propagation: parsePropagation(asked),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
  };
}

/** Seconds after which a watch is to end; undefined where the client leaves it to the server. */
export function parseTimeoutSeconds(query: URLSearchParams): number | undefined {
  const seconds = wholeNumber(query, "timeoutSeconds");
  return seconds === 0 ? undefined : seconds;
}

/** `true` and `1`, as Go's ParseBool. */
export function isSet(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value === "true" || value === "1";
}

function parseSelection(query: URLSearchParams, path: ResourcePath): Selection {
  return {
    namespace: path.namespace,
    labelSelector: query.get("labelSelector") ?? "",
    fieldSelector: query.get("fieldSelector") ?? "",
  };
}

function parsePropagation(text: string): Propagation {
  switch (text) {
    case "Background":
    case "Foreground":
    case "Orphan":
      return text;
    default:
      throw badRequest(`propagationPolicy "${text}" is none of Background, Foreground, Orphan`);
  }
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^\d{1,15}$/.test(text)) throw badRequest(`${name}: "${text}" is not a whole number`);
  return Number(text);
}
