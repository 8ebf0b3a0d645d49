/**
 * What an agent that is told to stop does with what it has installed on the node. When another agent comes after it, all
 * of it stays: pods of the mesh that start in between fail to start (fail closed) and are tried again. When the mesh
 * leaves the node, all of it goes, or no pod could ever start here again.
 */

/** What the API server says about the agent's own DaemonSet. */
export type DaemonSetObservation =
  | { readonly kind: "found"; readonly isDeleting: boolean; readonly selectsNode: boolean }
  | { readonly kind: "not-found" }
  /** Our token is good no more: the service account is gone, so the DaemonSet goes too. */
  | { readonly kind: "unauthorized" }
  | { readonly kind: "unknown"; readonly problem: string };

export interface ShutdownOptions {
  /** AMBIENT_DISABLE_SAFE_UPGRADE: every stop is the last one. */
  readonly isSafeUpgradeDisabled: boolean;
  /** ISTIO_OWNED_CNI_CONFIG: the node has a configuration of its own that can outlast its agent. */
  readonly hasOwnedConfig: boolean;
}

/** `keep` leaves plugin, configuration, kubeconfig and host rules; `clean-up` removes them. In-pod rules stay either way. */
export interface ShutdownDecision {
  readonly action: "keep" | "clean-up";
  readonly reason: string;
}

export function decideShutdown(
  observation: DaemonSetObservation,
  options: ShutdownOptions,
): ShutdownDecision {
  if (options.isSafeUpgradeDisabled) return { action: "clean-up", reason: "safe upgrades are disabled" };
  switch (observation.kind) {
    case "found":
      return decideFound(observation);
    case "not-found":
      return { action: "clean-up", reason: "the DaemonSet does not exist" };
    case "unauthorized":
      return { action: "clean-up", reason: "the service account is refused" };
    case "unknown":
      return {
        action: options.hasOwnedConfig ? "keep" : "clean-up",
        reason: `the DaemonSet cannot be read: ${observation.problem}`,
      };
  }
}

function decideFound({
  isDeleting,
  selectsNode,
}: Extract<DaemonSetObservation, { kind: "found" }>): ShutdownDecision {
  if (isDeleting) return { action: "clean-up", reason: "the DaemonSet is being deleted" };
  if (!selectsNode) {
    return { action: "clean-up", reason: "the DaemonSet's node affinity does not match this node" };
  }
  return {
    action: "keep",
    reason: "the DaemonSet is still there: this is an upgrade or a restart of the node",
  };
}
