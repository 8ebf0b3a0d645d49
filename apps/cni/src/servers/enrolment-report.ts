/** What an operator asks of a node: each pod, wanted, installed and proven, and why not. */

import { formatNetns } from "../agent/netns.ts";
import type { Enrolment } from "../enrolment/enrolment.ts";
import { hasTerminated, type Pod } from "../kube/pod.ts";
import type { PodTable, Standing } from "../kube/pod-table.ts";
import type { PodState } from "../metrics.ts";

/** One pod in the answer of `/debug/enrolment`. */
export interface PodReport {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** The labels say that it is to be in the mesh. */
  readonly wanted: boolean;
  /** Its rules are known to be those that it has to have. */
  readonly installed: boolean;
  /** The ztunnel that is connected has confirmed it, and listens inside the pod. */
  readonly proven: boolean;
  /** Why it is not wanted, or what is missing. Empty for a pod that is as it should be. */
  readonly reason: string;
  /** `ambient.istio.io/redirection` */
  readonly annotation: string | undefined;
  readonly rules: string;
  readonly ips: readonly string[];
  /** Inode of its network namespace. */
  readonly netns: string | undefined;
  /** When the rules were last known to be right, RFC 3339. */
  readonly verified: string | undefined;
  /** How often rules that somebody else had changed were restored, and when last. */
  readonly restored: { readonly count: number; readonly last: string } | undefined;
}

/** The answer of `/debug/enrolment`. */
export interface EnrolmentReport {
  readonly node: string;
  /** `expected`: a ztunnel pod runs on this node. */
  readonly ztunnel: { readonly connected: number; readonly synced: boolean; readonly expected: boolean };
  /** Whether what is said of the cluster is up to date. */
  readonly watching: boolean;
  readonly pods: readonly PodReport[];
}

export interface ReportFacts {
  readonly node: string;
  readonly table: PodTable;
  readonly enrolments: ReadonlyMap<string, Enrolment>;
  readonly ztunnel: {
    readonly newest: number | undefined;
    readonly isSynced: boolean;
    readonly count: number;
  };
  readonly isCurrent: boolean;
  /** Differences that were just found, by uid; a pod that was not looked at has none. */
  readonly differences: ReadonlyMap<string, readonly string[]>;
  /** What a NetworkPolicy keeps from a pod of the mesh, and the remedy. */
  readonly conflictOf: (pod: Pod) => string | undefined;
}

/** Every pod of the node, sorted by name, and those that are gone with something left of them. */
export function reportEnrolment(facts: ReportFacts): EnrolmentReport {
  const pods = new Map([...facts.table.values()].map((pod) => [pod.uid, pod]));
  for (const { uid, pod } of facts.enrolments.values()) if (!pods.has(uid)) pods.set(uid, pod);
  return {
    node: facts.node,
    ztunnel: {
      connected: facts.ztunnel.count,
      synced: facts.ztunnel.isSynced,
      expected: facts.table.expectsZtunnel,
    },
    watching: facts.isCurrent,
    pods: [...pods.values()]
      .map((pod) => reportPod(pod, facts))
      .sort((a, b) => compare(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`)),
  };
}

/** How far a pod is that anything is known of. */
export function stateOf(enrolment: Enrolment, isWanted: boolean): PodState {
  if (!isWanted || enrolment.isAbandoned) return "leaving";
  if (enrolment.problem !== undefined && enrolment.pod.redirection === undefined) return "failed";
  return enrolment.pod.redirection === "enabled" ? "enrolled" : "pending";
}

function reportPod(pod: Pod, facts: ReportFacts): PodReport {
  const { table, ztunnel } = facts;
  const enrolment = facts.enrolments.get(pod.uid);
  const isThere = table.find(pod.uid) !== undefined;
  const standing = table.standing(pod);
  const wanted = isThere && standing.isSelected && !hasTerminated(pod);
  const differences = facts.differences.get(pod.uid) ?? [];
  const isAcked = ztunnel.newest !== undefined && enrolment?.ackedBy === ztunnel.newest;
  const proven = isAcked && enrolment.silentPorts.length === 0;
  const installed = enrolment?.rules === "installed" && differences.length === 0;
  return {
    uid: pod.uid,
    namespace: pod.namespace,
    name: pod.name,
    wanted,
    installed,
    proven,
    reason: [
      ...(wanted ? [] : [whyNotWanted(pod, standing, isThere)]),
      ...(enrolment === undefined ? (wanted ? [whyNotBegun(pod)] : []) : whatIsMissing(enrolment, wanted)),
      ...differences,
      ...(wanted ? [facts.conflictOf(pod) ?? ""].filter((text) => text !== "") : []),
      ...(wanted && enrolment !== undefined && !isAcked && enrolment.problem === undefined
        ? ["no ztunnel has confirmed it"]
        : []),
    ].join("; "),
    annotation: pod.redirection,
    rules: enrolment?.rules ?? "none",
    ips: enrolment?.ips ?? pod.ips,
    netns: enrolment?.netns === undefined ? undefined : formatNetns(enrolment.netns.id),
    verified: enrolment?.verifiedMs === undefined ? undefined : formatTime(enrolment.verifiedMs),
    restored:
      enrolment?.restored === undefined
        ? undefined
        : { count: enrolment.restored.count, last: formatTime(enrolment.restored.lastMs) },
  };
}

function whyNotWanted(pod: Pod, standing: Standing, isThere: boolean): string {
  if (!isThere) return "the pod is deleted";
  if (!standing.isSelected) return standing.reason;
  return hasTerminated(pod) ? "the pod has ended" : "";
}

function whyNotBegun({ ips, phase }: Pod): string {
  return ips.length === 0
    ? `it has no IP address yet (phase ${phase || "unknown"})`
    : "it is about to be enrolled";
}

function whatIsMissing(enrolment: Enrolment, wanted: boolean): readonly string[] {
  const texts = enrolment.problem === undefined ? [] : [enrolment.problem];
  if (!wanted) return [...texts, "it is being taken out of the mesh"];
  if (enrolment.rules === "unknown") texts.push("its rules are those of an earlier agent and not verified");
  else if (enrolment.rules !== "installed") texts.push("its rules are not installed");
  if (enrolment.silentPorts.length > 0) {
    texts.push(`nobody listens inside the pod on ${enrolment.silentPorts.join(", ")}`);
  }
  if (enrolment.restored !== undefined) {
    const { count, lastMs } = enrolment.restored;
    texts.push(
      `its rules were changed by somebody else and restored (${count} times, last at ${formatTime(lastMs)})`,
    );
  }
  return texts;
}

function formatTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
