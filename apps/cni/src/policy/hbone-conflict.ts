/**
 * NetworkPolicies that let a pod's own ports through and forget HBONE's: what comes to a pod of the mesh from another one comes to port 15008,
 * and what it sends to another one goes there, so that allowed connections fail as soon as both are in the mesh. A policy that allows nothing
 * over TCP means that, and is no conflict. Pure.
 */
import { type Labels, matchesSelector } from "@ambit/kube-objects/selectors";
import type { Direction, NetworkPolicy, PolicyRule, TcpPort } from "./network-policy.ts";

const HBONE_PORT = 15_008;

/** A rule that needs the port. */
export interface HboneConflict {
  readonly policy: NetworkPolicy;
  readonly direction: Direction;
  /** Of the rule, in the policy's list. */
  readonly index: number;
}

/** `policies` are those of the pod's namespace. */
export function findHboneConflicts(
  labels: Labels,
  policies: readonly NetworkPolicy[],
): readonly HboneConflict[] {
  const selecting = policies.filter(({ podSelector }) => matchesSelector(podSelector, labels));
  return (["ingress", "egress"] as const).flatMap((direction) => {
    const rules = selecting.flatMap((policy) =>
      (policy.rules[direction] ?? []).map((rule, index) => ({ policy, direction, index, rule })),
    );
    // Policies add up: the port may be let through by another rule, for everybody or for the same peers.
    const allowed = new Set(rules.filter(({ rule }) => allowsHbone(rule)).map(({ rule }) => rule.peers));
    return rules
      .filter(({ rule }) => rule.tcpPorts.length > 0 && !allowed.has("") && !allowed.has(rule.peers))
      .map(({ policy, index }) => ({ policy, direction, index }));
  });
}

/** The command that puts it right. */
export function formatPatch({ policy, direction, index }: HboneConflict): string {
  const operation = {
    op: "add",
    path: `/spec/${direction}/${index}/ports/-`,
    value: { protocol: "TCP", port: HBONE_PORT },
  };
  return `kubectl patch networkpolicy ${policy.name} -n ${policy.namespace} --type=json -p '${JSON.stringify([operation])}'`;
}

/** For people: what is wrong and what to do. */
export function describeConflicts(conflicts: readonly HboneConflict[]): string | undefined {
  if (conflicts.length === 0) return undefined;
  return conflicts
    .map(
      (conflict) =>
        `NetworkPolicy ${conflict.policy.namespace}/${conflict.policy.name} keeps HBONE (TCP ${HBONE_PORT}) from the pod's ${conflict.direction}; to fix it: ${formatPatch(conflict)}`,
    )
    .join("; ");
}

function allowsHbone({ hasPorts, tcpPorts }: PolicyRule): boolean {
  return !hasPorts || tcpPorts.some(coversHbone);
}

/** A named port is taken for one of the application. */
function coversHbone({ port, endPort }: TcpPort): boolean {
  if (port === undefined) return true;
  if (typeof port === "string") return false;
  return port === HBONE_PORT || (endPort !== undefined && port <= HBONE_PORT && HBONE_PORT <= endPort);
}
