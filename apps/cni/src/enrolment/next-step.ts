/**
 * What to do next for one pod: what it is to have, against what it has. Pure; whoever calls carries the one step out,
 * notes what has become of it, and asks again, so that whatever happens in between (the label flips, the pod goes, a ztunnel comes)
 * counts from the next step on.
 */
import type { IpAddress } from "@ambit/addr";
import type { Redirection } from "../kube/pod.ts";

/** What is to become of a pod. */
export type Target =
  /** In the mesh. Without an address there is nothing to enrol yet. */
  | { readonly kind: "enrolled"; readonly ips: readonly IpAddress[]; readonly capture: string }
  /** It lives, and is not to be in the mesh. */
  | { readonly kind: "left" }
  /** Its containers have ended, or it is deleted: its namespace goes by itself. */
  | { readonly kind: "gone" };

/**
 * Rules in the pod: `unknown`, as another agent left them; `installed`, verified to be those of `capture`;
 * `released`, capturing no new connection.
 */
export type RuleState = "none" | "unknown" | "installed" | "released";

/** What a pod has, as far as this agent knows. */
export interface Installed {
  /** Whether its network namespace is open. */
  readonly hasNetns: boolean;
  readonly rules: RuleState;
  /** What the rules were made from. */
  readonly capture: string | undefined;
  /** Somebody else may have changed the rules, or they were never read back. */
  readonly isSuspect: boolean;
  /** Addresses of it in the node's probe set. */
  readonly probes: readonly IpAddress[];
  /** The ztunnel that has confirmed the pod. */
  readonly ackedBy: number | undefined;
  /** A ztunnel may know of the pod, and has to be told when it goes. */
  readonly isTold: boolean;
  /** What the Pod object says; undefined too when there is no such object any more. */
  readonly annotation: Redirection | undefined;
  /** When the rules were released. */
  readonly releasedMs: number | undefined;
  /** When ztunnels were told that it goes. */
  readonly withdrawnMs: number | undefined;
  /** There was nothing to be found of the pod on this node. */
  readonly isLost: boolean;
}

/** What there is around the pod. */
export interface Surroundings {
  readonly nowMs: number;
  /** The ztunnel that adds go to, once it has answered its snapshot. */
  readonly ztunnel: number | undefined;
  /** It is still being told of all pods, this one included. */
  readonly isZtunnelBusy: boolean;
  /** It has been asked just now, and could not. */
  readonly hasOfferFailed: boolean;
  /** None of the pod's programs runs yet: no connection of its can fall between two steps. */
  readonly isStarting: boolean;
  /** Rules that an earlier agent left are to be compared and repaired. */
  readonly verifyUnknown: boolean;
}

export type Step =
  | { readonly kind: "find-netns" }
  | PartOfJoining
  /** None waits for another. */
  | { readonly kind: "together"; readonly parts: readonly PartOfJoining[] }
  | { readonly kind: "annotate"; readonly value: Redirection | undefined }
  | { readonly kind: "release-rules" }
  | { readonly kind: "remove-rules" }
  | { readonly kind: "withdraw" }
  /** Nothing of the pod is left: close its namespace and drop it. */
  | { readonly kind: "forget" }
  /** Ask again at that time. */
  | { readonly kind: "pause"; readonly untilMs: number }
  /** Nothing to do until something happens. */
  | { readonly kind: "rest"; readonly waitsFor: "nothing" | "ztunnel" | "address" };

/** What has to be done before a pod is announced. */
export type PartOfJoining =
  | { readonly kind: "offer" }
  | { readonly kind: "install-rules" }
  | {
      readonly kind: "change-probes";
      readonly add: readonly IpAddress[];
      readonly remove: readonly IpAddress[];
    };

/**
 * Between the end of capture and the word to ztunnel: other nodes learn from the control plane that the pod takes no HBONE
 * any more. A control plane may merge changes for some hundred milliseconds.
 */
export const RELEASE_GRACE_MS = 1_000;
/**
 * From then on ztunnel ends what it has for the pod (ours lingers for 5 s and drains for 5 more). Connections into the pod, which
 * come from their clients' addresses, need the way back until then.
 */
export const RETURN_PATH_GRACE_MS = 10_000;

/** See the module comment. */
export function nextStep(target: Target, installed: Installed, surroundings: Surroundings): Step {
  switch (target.kind) {
    case "enrolled":
      return stepIn(target, installed, surroundings);
    case "left":
      return stepOut(installed, surroundings);
    case "gone":
      return stepAway(installed);
  }
}

/**
 * ztunnel first: it listens inside the pod before any connection is redirected to it. Without a ztunnel the rules go in
 * all the same: better a pod that cannot talk than one that talks in plaintext. A pod that starts has no connections, so that
 * nothing has to wait.
 */
function stepIn(
  { ips, capture }: Extract<Target, { kind: "enrolled" }>,
  installed: Installed,
  { ztunnel, isZtunnelBusy, hasOfferFailed, isStarting, verifyUnknown }: Surroundings,
): Step {
  if (ips.length === 0) return { kind: "rest", waitsFor: "address" };
  if (!installed.hasNetns) return { kind: "find-netns" };
  const isProven = ztunnel !== undefined && installed.ackedBy === ztunnel;
  const parts: PartOfJoining[] = [];
  if (ztunnel !== undefined && !isProven && !hasOfferFailed) parts.push({ kind: "offer" });
  if (!areRulesGood(installed, capture, verifyUnknown)) parts.push({ kind: "install-rules" });
  const probes = changeOf(installed.probes, ips);
  if (probes !== undefined) parts.push(probes);
  const [first] = parts;
  if (first !== undefined) return isStarting && parts.length > 1 ? { kind: "together", parts } : first;
  // A pod that was in the mesh stays so while its ztunnel is away: its rules hold.
  const annotation = isProven || installed.annotation === "enabled" ? "enabled" : "pending";
  // The answer to the snapshot is about to come.
  const isDue = isProven || !isZtunnelBusy;
  if (isDue && installed.annotation !== annotation) return { kind: "annotate", value: annotation };
  return { kind: "rest", waitsFor: isProven ? "nothing" : "ztunnel" };
}

/** Capture ends first, then the others are told, then ztunnel, and the way back goes last: no connection falls between. */
function stepOut(installed: Installed, { nowMs, isStarting }: Surroundings): Step {
  const { hasNetns, isLost, rules, probes, annotation, isTold } = installed;
  const mayHaveRules = rules === "installed" || rules === "unknown";
  if (mayHaveRules && !hasNetns && !isLost) return { kind: "find-netns" };
  if (mayHaveRules && hasNetns) return { kind: "release-rules" };
  if (annotation !== undefined) return { kind: "annotate", value: undefined };
  if (probes.length > 0) return { kind: "change-probes", add: [], remove: probes };
  const isReleased = rules === "released" && hasNetns;
  // There is no connection to need the way back, and ztunnel may not answer.
  if (isReleased && isStarting) return { kind: "remove-rules" };
  const untilMs = isReleased ? pauseEnd(installed) : undefined;
  if (untilMs !== undefined && nowMs < untilMs) return { kind: "pause", untilMs };
  if (isTold) return { kind: "withdraw" };
  return isReleased ? { kind: "remove-rules" } : { kind: "forget" };
}

/** Before ztunnel is told, and after; a pod of which none was told waits for nothing. */
function pauseEnd({ isTold, releasedMs = 0, withdrawnMs }: Installed): number | undefined {
  if (isTold) return releasedMs + RELEASE_GRACE_MS;
  return withdrawnMs === undefined ? undefined : withdrawnMs + RETURN_PATH_GRACE_MS;
}

/** The address may belong to another pod at any moment, so it goes first. */
function stepAway({ probes, isTold, annotation }: Installed): Step {
  if (probes.length > 0) return { kind: "change-probes", add: [], remove: probes };
  if (isTold) return { kind: "withdraw" };
  if (annotation !== undefined) return { kind: "annotate", value: undefined };
  return { kind: "forget" };
}

/** An agent that wrote `enabled` had installed its rules before. */
function areRulesGood(
  { rules, capture, annotation, isSuspect }: Installed,
  wanted: string,
  verifyUnknown: boolean,
): boolean {
  if (isSuspect) return false;
  if (rules === "unknown") return annotation === "enabled" && !verifyUnknown;
  return rules === "installed" && capture === wanted;
}

function changeOf(present: readonly IpAddress[], wanted: readonly IpAddress[]): PartOfJoining | undefined {
  const add = wanted.filter((ip) => !present.includes(ip));
  const remove = present.filter((ip) => !wanted.includes(ip));
  return add.length + remove.length === 0 ? undefined : { kind: "change-probes", add, remove };
}
