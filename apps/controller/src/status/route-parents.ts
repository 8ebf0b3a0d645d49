/** What a route with Services for parents shows of each of them. Other parents are not ours. */
import type { BackendRef, DesiredCondition, ParentRef, Route, RouteKind } from "@ambit/mesh-objects";
import type { Attachment } from "../waypoint/attachment.ts";
import { findController } from "../waypoint/gateway-classes.ts";

/** What a route may refer to. */
export interface RouteLookup {
  /** The attachment of a Service or ServiceEntry by `ns/name`; `undefined` if there is none. */
  findAttachment(kind: "Service" | "ServiceEntry", key: string): Attachment | undefined;
  hasHostname(hostname: string): boolean;
}

/** One parent with its conditions. */
export interface RouteParent {
  readonly parentRef: ParentRef;
  readonly conditions: readonly DesiredCondition[];
}

/** All that the controller owns of the conditions of a parent. */
export const PARENT_CONDITION_TYPES = ["Accepted", "ResolvedRefs", "ResolvedWaypoints"];

export function routeParents(route: Route, lookup: RouteLookup): readonly RouteParent[] {
  const resolvedRefs = backendVerdict(route, lookup);
  return route.parentRefs.flatMap((parentRef): readonly RouteParent[] => {
    const kind = parentKind(parentRef);
    if (kind === undefined) {
      return [];
    }
    const attachment = lookup.findAttachment(
      kind,
      `${parentRef.namespace ?? route.namespace}/${parentRef.name}`,
    );
    if (isForeign(attachment)) {
      return [];
    }
    const observedGeneration = route.generation;
    const conditions: readonly DesiredCondition[] = [
      { type: "Accepted", ...parentVerdict(parentRef, attachment), observedGeneration },
      { type: "ResolvedRefs", ...resolvedRefs, observedGeneration },
      {
        type: "ResolvedWaypoints",
        status: "True",
        reason: "ResolvedWaypoints",
        message: waypointMessage(route, parentRef, attachment),
        observedGeneration,
      },
    ];
    return [{ parentRef, conditions }];
  });
}

type Verdict = Pick<DesiredCondition, "status" | "reason" | "message">;

const SERVICE_ENTRY_GROUP = "networking.istio.io";

function parentKind({ group, kind }: ParentRef): "Service" | "ServiceEntry" | undefined {
  if (kind === "Service" && (group === "" || group === "core")) {
    return "Service";
  }
  return kind === "ServiceEntry" && group === SERVICE_ENTRY_GROUP ? "ServiceEntry" : undefined;
}

/** Another controller's waypoint obeys the route, and tells of it. */
function isForeign(attachment: Attachment | undefined): boolean {
  return attachment?.kind === "attached" && findController(attachment.waypoint.controllerName) === undefined;
}

function parentVerdict({ kind, name }: ParentRef, attachment: Attachment | undefined): Verdict {
  return attachment === undefined
    ? { status: "False", reason: "NoMatchingParent", message: `${kind} ${name} does not exist.` }
    : { status: "True", reason: "Accepted", message: "The route is valid." };
}

function waypointMessage(route: Route, parent: ParentRef, attachment: Attachment | undefined): string {
  switch (attachment?.kind) {
    case undefined:
      return "The parent does not exist.";
    case "none":
      return "Neither the parent nor its namespace has a waypoint (label istio.io/use-waypoint): the route has no effect.";
    case "refused":
      return `The parent is not attached to waypoint ${attachment.waypoint} (${attachment.reason}): the route has no effect.`;
    case "attached": {
      const { namespace, name } = attachment.waypoint;
      const served = `Waypoint ${namespace}/${name} serves the parent.`;
      const producers = [parent.namespace ?? route.namespace, namespace];
      return CONNECTION_KINDS.has(route.kind) && !producers.includes(route.namespace)
        ? `${served} A ${route.kind} of another namespace than these two has no effect.`
        : served;
    }
  }
}

/** Those that consumers cannot have. */
const CONNECTION_KINDS: ReadonlySet<RouteKind> = new Set<RouteKind>(["TCPRoute", "TLSRoute"]);

/** The first backend that cannot be resolved decides. A grant is not needed in the mesh, unlike at its edge. */
function backendVerdict(route: Route, lookup: RouteLookup): Verdict {
  for (const backend of route.backendRefs) {
    const problem = backendProblem(backend, route.namespace, lookup);
    if (problem !== undefined) {
      return { status: "False", ...problem };
    }
  }
  return { status: "True", reason: "ResolvedRefs", message: "All references resolved." };
}

function backendProblem(
  { group, kind, name, namespace, port }: BackendRef,
  ownNamespace: string,
  lookup: RouteLookup,
): Pick<Verdict, "reason" | "message"> | undefined {
  const isService = kind === "Service" && (group === "" || group === "core");
  if (!isService && !(kind === "Hostname" && group === SERVICE_ENTRY_GROUP)) {
    return {
      reason: "InvalidKind",
      message: `Backend ${name} is of kind ${kind}.${group || "core"}, not Service.`,
    };
  }
  if (port === undefined) {
    return { reason: "InvalidDestination", message: `Backend ${kind} ${name} needs a port.` };
  }
  const key = `${namespace ?? ownNamespace}/${name}`;
  const exists = isService ? lookup.findAttachment("Service", key) !== undefined : lookup.hasHostname(name);
  return exists
    ? undefined
    : { reason: "BackendNotFound", message: `Backend ${kind} ${key} does not exist.` };
}
