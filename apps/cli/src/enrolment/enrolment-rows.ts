/** Every pod: wanted in the mesh, redirected, acknowledged by a ztunnel, and what keeps it from the next step. */
import type { PodFacts } from "../cluster/pod-facts.ts";
import type { AgentPod, AgentReport } from "./agent-report.ts";
import { decideWanted } from "./wanted.ts";

/** A pod's way into the mesh, or out of it. */
export interface EnrolmentRow {
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
  readonly wanted: boolean;
  /** Its redirection is in place. */
  readonly installed: boolean;
  /** A ztunnel has it and has said so. */
  readonly proven: boolean;
  /** What the answer comes from, and what is missing. */
  readonly reason: string;
}

/** What was found out. */
export interface EnrolmentFacts {
  readonly pods: readonly PodFacts[];
  readonly namespaceLabels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** By node. */
  readonly agents: ReadonlyMap<string, AgentReport>;
  /** Keys `namespace/name` of the pods that the controller tells proxies to reach over HBONE; undefined if it does not say. */
  readonly hbonePods: ReadonlySet<string> | undefined;
}

const REDIRECTION = "ambient.istio.io/redirection";

/** By namespace and name. */
export function describeEnrolment(facts: EnrolmentFacts): readonly EnrolmentRow[] {
  return [...facts.pods]
    .sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name))
    .map((pod) => describePod(pod, facts));
}

function describePod(pod: PodFacts, facts: EnrolmentFacts): EnrolmentRow {
  const base = { namespace: pod.namespace, pod: pod.name, node: pod.node };
  const agent = facts.agents.get(pod.node);
  const known = agent?.kind === "answered" ? agent.pods.get(pod.uid) : undefined;
  if (known !== undefined) return { ...base, ...describeKnown(known, pod) };
  const labels = facts.namespaceLabels.get(pod.namespace) ?? {};
  const { isWanted, reason } = decideWanted(pod, labels);
  const annotation = pod.annotations[REDIRECTION];
  const installed = annotation === "enabled" || annotation === "pending";
  const proven = annotation === "enabled";
  const missing = missingWithoutAgent(pod, agent, { isWanted, annotation });
  const key = `${pod.namespace}/${pod.name}`;
  const disagreement =
    facts.hbonePods !== undefined && proven !== facts.hbonePods.has(key)
      ? `the controller says ${proven ? "plain TCP" : "HBONE"}`
      : "";
  return {
    ...base,
    wanted: isWanted,
    installed,
    proven,
    reason: join([reason, missing, disagreement]),
  };
}

function describeKnown(
  { wanted, installed, proven, reason }: AgentPod,
  pod: PodFacts,
): Pick<EnrolmentRow, "wanted" | "installed" | "proven" | "reason"> {
  const annotation = pod.annotations[REDIRECTION];
  const shown = proven ? "enabled" : installed ? "pending" : undefined;
  const stale = annotation === shown || !wanted ? "" : `annotation is ${annotation ?? "missing"}`;
  return { wanted, installed, proven, reason: join([reason, stale]) };
}

function missingWithoutAgent(
  pod: PodFacts,
  agent: AgentReport | undefined,
  { isWanted, annotation }: { readonly isWanted: boolean; readonly annotation: string | undefined },
): string {
  if (pod.phase === "Succeeded" || pod.phase === "Failed") return "has ended";
  if (pod.node === "") return "on no node yet";
  if (isWanted && annotation === "enabled") return silence(pod, agent);
  if (annotation === "pending") return join(["ztunnel has not acknowledged", silence(pod, agent)]);
  if (!isWanted) return annotation === undefined ? "" : join(["still redirected", silence(pod, agent)]);
  return join([pod.ips.length === 0 ? "has no address yet" : "not redirected", silence(pod, agent)]);
}

/** Why the agent did not tell more. */
function silence(pod: PodFacts, agent: AgentReport | undefined): string {
  if (agent === undefined) return `no agent on node ${pod.node}`;
  return agent.kind === "silent" ? `the agent does not answer (${agent.reason})` : "";
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("; ");
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
