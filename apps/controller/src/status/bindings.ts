/** What every Service and ServiceEntry is attached to, for all whose status depends on it. */
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import type { VisibilityOf } from "../service/entry-visibility.ts";
import type { Attachment } from "../waypoint/attachment.ts";
import type { Waypoints } from "../waypoint/declare-waypoints.ts";
import type { BoundTo } from "./waypoint-bound.ts";

/** The attachment of one object. */
export interface Binding extends BoundTo {
  /** `ns/name`. */
  readonly key: string;
}

export interface Bindings {
  readonly Service: Collection<Binding>;
  readonly ServiceEntry: Collection<Binding>;
}

export function declareBindings(
  graph: CollectionGraph,
  objects: Pick<ObjectCollections, "Service" | "ServiceEntry">,
  { waypoints, visibilityOf }: { readonly waypoints: Waypoints; readonly visibilityOf: VisibilityOf },
): Bindings {
  return {
    Service: graph.derive("bindings of Services", {
      from: objects.Service,
      keyOf: ({ key }: Binding) => key,
      derive: (meta, read, key) => {
        const service = { kind: "Service", meta, visibility: "PUBLIC" } as const;
        return [bindingOf(key, waypoints.attachService(read, service))];
      },
    }),
    ServiceEntry: graph.derive("bindings of ServiceEntries", {
      from: objects.ServiceEntry,
      keyOf: ({ key }: Binding) => key,
      derive: (meta, read, key) => {
        const visibility = visibilityOf(read, meta.namespace);
        const service = { kind: "ServiceEntry", meta, visibility } as const;
        return [bindingOf(key, waypoints.attachService(read, service))];
      },
    }),
  };
}

/** Finds attachments in a derivation. */
export function attachmentFinder(
  read: Reader,
  bindings: Bindings,
): (kind: "Service" | "ServiceEntry", key: string) => Attachment | undefined {
  return (kind, key) => read.get(bindings[kind], key)?.primary;
}

function bindingOf(key: string, { primary, canary, ingress, isDenied }: BoundTo): Binding {
  return { key, primary, canary, ingress, isDenied };
}
