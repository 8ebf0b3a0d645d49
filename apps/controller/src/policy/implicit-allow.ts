/** The policy that lets a waypoint reach the workloads behind it, whatever else they allow (opt-in). */
import { Action, type Authorization, Scope } from "@ambit/proto/authorization";

export interface WaypointAccounts {
  readonly namespace: string;
  readonly name: string;
  /** Sorted. */
  readonly serviceAccounts: readonly string[];
}

/** In the namespace of the waypoint. No object can have this name: Kubernetes names have no underscore. */
export function implicitAllowName({ namespace, name }: WaypointAccounts): string {
  return `istio_allow_waypoint_${namespace}_${name}`;
}

/** `undefined` while nobody knows what the waypoint runs as. */
export function implicitAllowPolicy(
  waypoint: WaypointAccounts,
  trustDomain: string,
): Authorization | undefined {
  const { namespace, serviceAccounts } = waypoint;
  if (serviceAccounts.length === 0) {
    return undefined;
  }
  const principals = serviceAccounts.map((account) => ({
    exact: `${trustDomain}/ns/${namespace}/sa/${account}`,
  }));
  return {
    name: implicitAllowName(waypoint),
    namespace,
    scope: Scope.WORKLOAD_SELECTOR,
    action: Action.ALLOW,
    groups: [{ rules: [{ matches: [{ principals }] }] }],
  };
}
