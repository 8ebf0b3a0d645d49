/**
 * What the status of an object should say, as far as it is ours to say. Status is level-triggered: the value tells what
 * should be shown and whether it already is, so that a status somebody wiped is written again, and one that is shown is
 * never written.
 */
import type {
  Condition,
  DesiredCondition,
  ObjectKind,
  ObjectMeta,
  ParentRef,
  StatusAddress,
} from "@ambit/mesh-objects";

export interface DesiredStatus {
  /** `<manager> <Kind>/<ns/name>`: each manager owns its own part of an object's status. */
  readonly key: string;
  readonly kind: ObjectKind;
  /** Empty for objects of the cluster. */
  readonly namespace: string;
  readonly name: string;
  /** The field manager of the server-side apply. */
  readonly manager: StatusManager;
  /** The object shows it already: nothing is to be written. */
  readonly isShown: boolean;
  /** The whole of the manager's part. Without conditions: what it once wrote is to go. */
  readonly status: StatusPart;
}

/** Who may write: the holder of the lease `istio-status-leader`, or of `istio-gateway-status-leader`. */
export type StatusLease = "istio-status-leader" | "istio-gateway-status-leader";

export type StatusManager = keyof typeof STATUS_LEASE;

/** The lease that guards each manager. */
export const STATUS_LEASE = {
  "istio-ambient-service": "istio-status-leader",
  "istio-ambient-workloadentry": "istio-status-leader",
  "istio-ambient-ztunnel-policy": "istio-status-leader",
  "istio-ambient-waypoint-policy": "istio-status-leader",
  "istio-gateway": "istio-gateway-status-leader",
} as const satisfies Record<string, StatusLease>;

export interface StatusPart {
  readonly conditions?: readonly TimedCondition[];
  /** Of a Gateway. */
  readonly addresses?: readonly StatusAddress[];
  readonly listeners?: readonly DesiredListener[];
  /** Of a route: all of them, also those of other controllers, because the list is written as one. */
  readonly parents?: readonly DesiredParent[];
}

/** A condition that has been as it is since then; empty: from now on. */
export interface TimedCondition extends Omit<DesiredCondition, "status"> {
  readonly status: string;
  readonly since: string;
}

/** A listener of a Gateway, with what its status has to have besides conditions. */
export interface DesiredListener {
  readonly name: string;
  readonly attachedRoutes: number;
  readonly supportedKinds: readonly RouteGroupKind[];
  readonly conditions: readonly TimedCondition[];
}

export interface RouteGroupKind {
  readonly group: string;
  readonly kind: string;
}

export interface DesiredParent {
  readonly parentRef: ParentRef;
  readonly controllerName: string;
  readonly conditions: readonly TimedCondition[];
}

/** Adds to each condition how long it has had its status. */
export function timed(
  desired: readonly DesiredCondition[],
  shown: readonly Condition[],
): readonly TimedCondition[] {
  return desired.map((condition) => {
    const current = shown.find(({ type }) => type === condition.type);
    return { ...condition, since: current?.status === condition.status ? current.lastTransitionTime : "" };
  });
}

export function statusKey(
  manager: StatusManager,
  { kind, namespace, name }: Pick<ObjectMeta, "namespace" | "name"> & { readonly kind: ObjectKind },
): string {
  return `${manager} ${kind}/${namespace === "" ? name : `${namespace}/${name}`}`;
}
