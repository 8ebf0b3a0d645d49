/** The status of a route: our entries among those of other controllers, which stay as they are. */
import type { ParentRef, ParentStatus, Route } from "@ambit/mesh-objects";
import { CONTROLLERS } from "../waypoint/gateway-classes.ts";
import { isShown } from "./desired-condition.ts";
import { type DesiredParent, type DesiredStatus, statusKey, timed } from "./desired-status.ts";
import { PARENT_CONDITION_TYPES, type RouteParent } from "./route-parents.ts";

/** Under this name Istio writes every route's status, whatever waypoint serves it. */
const CONTROLLER = CONTROLLERS.ingress;

/** None for a route that should show nothing of ours and shows nothing of ours. */
export function routeStatus(route: Route, found: readonly RouteParent[]): readonly DesiredStatus[] {
  const own = route.parentStatuses.filter(isOwn);
  // A parent that is named twice has one entry.
  const parents = [...new Map(found.map((one) => [refKey(one.parentRef, route.namespace), one])).values()];
  if (parents.length === 0 && own.length === 0) {
    return [];
  }
  const { kind, namespace, name } = route;
  const shown = new Map(own.map((status) => [refKey(status.parentRef, namespace), status]));
  const isAsDesired =
    own.length === parents.length &&
    parents.every(({ parentRef, conditions }) => {
      const current = shown.get(refKey(parentRef, namespace));
      return current !== undefined && isShown(conditions, PARENT_CONDITION_TYPES, current.conditions);
    });
  const status = { parents: merge(route, parents) };
  const manager = "istio-gateway";
  return [{ key: statusKey(manager, route), kind, namespace, name, manager, isShown: isAsDesired, status }];
}

function isOwn({ controllerName }: ParentStatus): boolean {
  return controllerName === CONTROLLER;
}

/** Entries keep their places; new ones follow. */
function merge(
  { namespace, parentStatuses }: Route,
  parents: readonly RouteParent[],
): readonly DesiredParent[] {
  const pending = new Map(parents.map((parent) => [refKey(parent.parentRef, namespace), parent]));
  const kept = parentStatuses.flatMap((status): readonly DesiredParent[] => {
    if (!isOwn(status)) {
      return [asTheyAre(status)];
    }
    const key = refKey(status.parentRef, namespace);
    const parent = pending.get(key);
    pending.delete(key);
    return parent === undefined ? [] : [ownParent(parent, status)];
  });
  return [...kept, ...[...pending.values()].map((parent) => ownParent(parent, undefined))];
}

function asTheyAre({ parentRef, controllerName, conditions }: ParentStatus): DesiredParent {
  return {
    parentRef,
    controllerName,
    conditions: conditions.map(({ lastTransitionTime, ...condition }) => ({
      ...condition,
      since: lastTransitionTime,
    })),
  };
}

function ownParent({ parentRef, conditions }: RouteParent, shown: ParentStatus | undefined): DesiredParent {
  return { parentRef, controllerName: CONTROLLER, conditions: timed(conditions, shown?.conditions ?? []) };
}

function refKey(
  { group, kind, namespace, name, sectionName, port }: ParentRef,
  ownNamespace: string,
): string {
  return [group, kind, namespace ?? ownNamespace, name, sectionName ?? "", port ?? ""].join("|");
}
