import {
  ApiError,
  badRequest,
  type KubeObject,
  nameOf,
  namespaceOf,
  qualifiedName,
} from "@ambit/kube-objects";
import { isJsonObject, type JsonValue } from "@ambit/kube-objects/json";
import type { Resource } from "@ambit/kube-objects/resources";
import { type ObjectFilter, parseFieldSelector, parseLabelSelector } from "@ambit/kube-objects/selectors";
import type { ApiState } from "./api-state.ts";

/** Which objects a list or a watch is about. */
export interface Selection {
  /** Undefined for all of them. */
  readonly namespace: string | undefined;
  readonly labelSelector: string;
  readonly fieldSelector: string;
}

/** metav1.ListOptions of a list. */
export interface ListQuery extends Selection {
  /** 0 for no limit. */
  readonly limit: number;
  /** Empty at the beginning. */
  readonly continueToken: string;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
}

/** One page of a list. */
export interface ObjectList {
  readonly items: readonly KubeObject[];
  /** The version at which the whole list was so; a watch goes on from it. */
  readonly resourceVersion: number;
  readonly continueToken: string | undefined;
  readonly remaining: number | undefined;
}

interface Cursor {
  readonly resourceVersion: number;
  /** `namespace/name` of the last object that was given. */
  readonly after: string;
}

/** All objects that are selected, in order. */
export const EVERYTHING: ListQuery = {
  namespace: undefined,
  labelSelector: "",
  fieldSelector: "",
  limit: 0,
  continueToken: "",
  resourceVersion: "",
  resourceVersionMatch: "",
};

/** Pages of one list show one moment. Throws ApiError "Expired" when that is forgotten, "Timeout" when it is to come. */
export function listObjects(state: ApiState, resource: Resource, query: ListQuery): ObjectList {
  const cursor = query.continueToken === "" ? undefined : decodeCursor(query.continueToken);
  const resourceVersion = cursor?.resourceVersion ?? chooseVersion(state, query);
  const filter = selectionFilter(resource, query);
  const all = state.store.listAt(resource.storageKey, resourceVersion);
  if (all === undefined) throw expired(cursor !== undefined);
  const start = cursor?.after;
  const selected = all.filter(
    (object) => (start === undefined || positionOf(object) > start) && filter(object),
  );
  if (query.limit === 0 || selected.length <= query.limit) {
    return { items: selected, resourceVersion, continueToken: undefined, remaining: undefined };
  }
  const items = selected.slice(0, query.limit);
  const last = items.at(-1);
  const after = last === undefined ? "" : positionOf(last);
  const hasSelector = query.labelSelector !== "" || query.fieldSelector !== "";
  return {
    items,
    resourceVersion,
    continueToken: encodeCursor({ resourceVersion, after }),
    // As Kubernetes: not counted where a selector is given.
    remaining: hasSelector ? undefined : selected.length - items.length,
  };
}

/** Namespace, labels and fields in one. Throws ApiError "BadRequest" for a selector that cannot be read. */
export function selectionFilter(resource: Resource, selection: Selection): ObjectFilter {
  const { namespace } = selection;
  const byLabels = parseLabelSelector(selection.labelSelector);
  const byFields = parseFieldSelector(selection.fieldSelector, qualifiedName(resource), resource.kind);
  return (object) =>
    (namespace === undefined || namespaceOf(object) === namespace) && byLabels(object) && byFields(object);
}

/** A version that a client gives. Throws ApiError "BadRequest". */
export function parseResourceVersion(text: string): number {
  if (!/^\d{1,16}$/.test(text)) throw badRequest(`invalid resource version "${text}"`);
  return Number(text);
}

/** The version is one that this server has not reached. */
export function versionTooLarge(asked: number, current: number): ApiError {
  const message = `Too large resource version: ${asked}, current: ${current}`;
  return new ApiError("Timeout", message, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}

function chooseVersion(state: ApiState, query: ListQuery): number {
  const current = state.store.resourceVersion;
  if (query.resourceVersion === "") return current;
  const asked = parseResourceVersion(query.resourceVersion);
  if (asked > current) throw versionTooLarge(asked, current);
  return query.resourceVersionMatch === "Exact" ? asked : current;
}

function expired(isContinued: boolean): ApiError {
  return new ApiError(
    "Expired",
    isContinued
      ? "The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter."
      : "The resourceVersion for the provided list is too old.",
  );
}

function positionOf(object: KubeObject): string {
  return `${namespaceOf(object)}/${nameOf(object)}`;
}

function encodeCursor({ resourceVersion, after }: Cursor): string {
  return Buffer.from(JSON.stringify({ rv: resourceVersion, after })).toString("base64url");
}

function decodeCursor(token: string): Cursor {
  let value: JsonValue;
  try {
    value = JSON.parse(Buffer.from(token, "base64url").toString());
  } catch {
    throw badRequest("continue key is not valid");
  }
  if (!isJsonObject(value) || typeof value.rv !== "number" || typeof value.after !== "string") {
    throw badRequest("continue key is not valid");
  }
  return { resourceVersion: value.rv, after: value.after };
}
