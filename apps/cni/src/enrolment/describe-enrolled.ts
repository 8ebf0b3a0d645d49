/** What is to be said of a pod that is wanted in the mesh: its condition. Pure. */
import type { EnrolledCondition } from "../kube/enrolled-condition.ts";
import type { Enrolment } from "./enrolment.ts";

export interface EnrolledFacts {
  readonly enrolment: Pick<
    Enrolment,
    "rules" | "pod" | "isLost" | "isBlocked" | "netns" | "problem" | "silentPorts"
  >;
  /** The ztunnel that is connected has confirmed it. */
  readonly isProven: boolean;
  /** What a NetworkPolicy keeps from it, and the remedy. */
  readonly conflict: string | undefined;
}

export function describeEnrolled(facts: EnrolledFacts): EnrolledCondition {
  const { enrolment, isProven, conflict } = facts;
  const { rules, pod, isLost, isBlocked, netns, problem, silentPorts } = enrolment;
  if (isBlocked) {
    return no("TrafficDropped", `it cannot be enrolled, so its traffic is dropped: ${problem ?? "no rules"}`);
  }
  if (isLost && netns === undefined) {
    return no("NetworkNamespaceNotFound", problem ?? "no process of the pod was found on its node");
  }
  // Another agent's rules count until they have been looked at.
  const hasRules = rules === "installed" || (rules === "unknown" && pod.redirection === "enabled");
  if (!hasRules) return no("RulesNotInstalled", problem ?? "its rules are not installed");
  if (!isProven) return no("ZtunnelNotReady", problem ?? "no ztunnel has confirmed it");
  if (silentPorts.length > 0) {
    return no("ListenersMissing", `nobody listens inside the pod on ${silentPorts.join(", ")}`);
  }
  if (conflict !== undefined) return { status: "True", reason: "NetworkPolicyConflict", message: conflict };
  return { status: "True", reason: "Enrolled", message: "" };
}

function no(reason: EnrolledCondition["reason"], message: string): EnrolledCondition {
  return { status: "False", reason, message };
}
