import { ApiError, encodeStatus, type KubeObject, withMetadata } from "@ambit/kube-objects";
import type { JsonObject } from "@ambit/kube-objects/json";
import { apiVersionOf, type Resource } from "@ambit/kube-objects/resources";
import type { ObjectFilter } from "@ambit/kube-objects/selectors";
import type { StoreEvent } from "../store/event-log.ts";
import type { ApiState } from "./api-state.ts";
import { parseResourceVersion, type Selection, selectionFilter } from "./list.ts";

/** metav1.ListOptions of a watch. */
export interface WatchQuery extends Selection {
  /** Changes after it; empty or "0" for all objects first. */
  readonly resourceVersion: string;
  readonly allowBookmarks: boolean;
  /** All objects first, then a bookmark that says so. */
  readonly sendInitialEvents: boolean;
}

/** What a watcher is sent. Objects of an ERROR are a Status, those of a BOOKMARK have a resourceVersion only. */
export type WatchEvent =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: KubeObject }
  | { readonly type: "BOOKMARK"; readonly object: JsonObject }
  | { readonly type: "ERROR"; readonly object: JsonObject };

/** Takes what a watcher is sent; must not throw. */
export type WatchSink = (event: WatchEvent) => void;

const NOTHING: Disposable = { [Symbol.dispose]: () => {} };

/** A watch whose query has been checked. */
export interface PreparedWatch {
  /** Sends what has happened since then, at once, and what happens from now on. */
  open(sink: WatchSink): Disposable;
}

/**
 * Throws ApiError "BadRequest" for what cannot be read. A version that is forgotten, or was never reached, ends in one
 * ERROR "Expired" instead: the client has to list anew.
 */
export function prepareWatch(state: ApiState, resource: Resource, query: WatchQuery): PreparedWatch {
  const filter = selectionFilter(resource, query);
  const isFromStart =
    query.sendInitialEvents || query.resourceVersion === "" || query.resourceVersion === "0";
  const from = isFromStart ? undefined : parseResourceVersion(query.resourceVersion);
  return {
    open: (sink) => {
      const forward = (event: StoreEvent): void => {
        const shown = selectedEvent(event, filter);
        if (shown !== undefined) sink(shown);
      };
      if (from === undefined) {
        sendAll(state, resource, { query, filter }, sink);
      } else {
        const missed =
          from > state.store.resourceVersion ? undefined : state.store.since(resource.storageKey, from);
        if (missed === undefined) {
          const message = `too old resource version: ${from} (${state.store.resourceVersion})`;
          sink({ type: "ERROR", object: encodeStatus(new ApiError("Expired", message)) });
          return NOTHING;
        }
        for (const event of missed) forward(event);
      }
      return state.store.subscribe(resource.storageKey, forward);
    },
  };
}

function sendAll(
  state: ApiState,
  resource: Resource,
  { query, filter }: { readonly query: WatchQuery; readonly filter: ObjectFilter },
  sink: WatchSink,
): void {
  for (const object of state.store.list(resource.storageKey)) {
    if (filter(object)) sink({ type: "ADDED", object });
  }
  if (query.sendInitialEvents && query.allowBookmarks) {
    sink(bookmark(resource, state.store.resourceVersion, { "k8s.io/initial-events-end": "true" }));
  }
}

/** Says that everything up to that version has been sent. */
export function bookmark(
  resource: Resource,
  resourceVersion: number,
  annotations?: Readonly<Record<string, string>>,
): WatchEvent {
  return {
    type: "BOOKMARK",
    object: {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      metadata: {
        resourceVersion: String(resourceVersion),
        creationTimestamp: null,
        ...(annotations === undefined ? {} : { annotations }),
      },
    },
  };
}

/** A change as somebody sees it who sees only some objects: what leaves the selection is deleted to them. */
function selectedEvent(event: StoreEvent, filter: ObjectFilter): WatchEvent | undefined {
  const { object, previous } = event;
  const wasSelected = previous !== undefined && filter(previous);
  if (event.type === "DELETED") return wasSelected ? { type: "DELETED", object } : undefined;
  const isSelected = filter(object);
  if (isSelected) return { type: wasSelected ? "MODIFIED" : "ADDED", object };
  if (!wasSelected) return undefined;
  return {
    type: "DELETED",
    object: withMetadata(previous, { resourceVersion: String(event.resourceVersion) }),
  };
}
