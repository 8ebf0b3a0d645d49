/**
 * PeerAuthentication -> the DENY policies that enforce it at ztunnel (reference: Istio's conversion, with its quirks).
 * A mode alone needs no policy of its own: workloads refer to one static policy that refuses plaintext. Exceptions for
 * ports do, because a static policy next to them would refuse what they let in.
 */

import type { MtlsMode, PeerAuthentication } from "@ambit/mesh-objects";
import { Action, type Authorization, type Group, type Rules, Scope } from "@ambit/proto/authorization";

/** Name of the static policy, in the root namespace. No object can have it: Kubernetes names have no underscore. */
export const STATIC_STRICT_POLICY = "istio_converted_static_strict";

/** The modes of the namespace's and of the mesh's own policy; `undefined` where there is none. */
export interface ParentModes {
  readonly namespace: MtlsMode | undefined;
  readonly mesh: MtlsMode | undefined;
  /**
   * Istio publishes nothing for some policies that workloads refer to: a STRICT port of a PERMISSIVE workload under a
   * STRICT mesh, a PERMISSIVE port under a STRICT mesh and a namespace policy without a mode. ztunnel then enforces
   * nothing at all. Strict publishes what was meant.
   */
  readonly isStrict: boolean;
}

/** The name under which the port exceptions of a PeerAuthentication are published, in its own namespace. */
export function convertedPolicyName(name: string): string {
  return `converted_peer_authentication_${name}`;
}

export function staticStrictPolicy(rootNamespace: string): Authorization {
  return denyPolicy({
    namespace: rootNamespace,
    name: STATIC_STRICT_POLICY,
    groups: [{ rules: [noPrincipal()] }],
  });
}

/** The policy for the ports of one PeerAuthentication with a selector; `undefined` if it needs none of its own. */
export function convertPortModes(
  { namespace, name, mode, portModes }: Pick<PeerAuthentication, "namespace" | "name" | "mode" | "portModes">,
  parents: ParentModes,
): Authorization | undefined {
  const groups: Group[] = [];
  const rules: Rules[] = mode === "STRICT" ? [noPrincipal()] : [];
  let hasException = false;
  for (const { port, mode: portMode } of portModes) {
    if (portMode === "STRICT" && !isStrictImplied(mode, parents)) {
      groups.push({
        rules: [{ matches: [{ notPrincipals: [{ presence: {} }], destinationPorts: [port] }] }],
      });
    } else if (allowsPlaintext(portMode) && !isPlaintextImplied(mode, parents)) {
      rules.push({ matches: [{ notDestinationPorts: [port] }] });
      hasException = true;
    }
  }
  if ((mode === "STRICT" && !hasException) || (rules.length === 0 && groups.length === 0)) {
    return undefined;
  }
  if (hasException && isParentStrict(parents)) {
    rules.push(noPrincipal());
  }
  if (rules.length > 0) {
    groups.push({ rules });
  }
  return denyPolicy({ namespace, name: convertedPolicyName(name), groups });
}

function isStrictImplied(mode: MtlsMode, parents: ParentModes): boolean {
  if (mode === "STRICT" || (mode === "UNSET" && isParentStrict(parents))) {
    return true;
  }
  // (quirk) A STRICT mesh counts whatever the workload's mode, unless the namespace has one.
  return !parents.isStrict && (parents.namespace ?? "UNSET") === "UNSET" && parents.mesh === "STRICT";
}

function isPlaintextImplied(mode: MtlsMode, parents: ParentModes): boolean {
  const { namespace, mesh, isStrict } = parents;
  // (quirk) A namespace policy without a mode hides a STRICT mesh.
  const isStrictParent = isStrict ? isParentStrict(parents) : (namespace ?? mesh) === "STRICT";
  return allowsPlaintext(mode) || (mode === "UNSET" && !isStrictParent);
}

function isParentStrict({ namespace, mesh }: ParentModes): boolean {
  return namespace === "STRICT" || ((namespace ?? "UNSET") === "UNSET" && mesh === "STRICT");
}

/** Whether the mode lets plaintext in by its own word. */
export function allowsPlaintext(mode: MtlsMode): boolean {
  return mode === "PERMISSIVE" || mode === "DISABLE";
}

function noPrincipal(): Rules {
  return { matches: [{ notPrincipals: [{ presence: {} }] }] };
}

function denyPolicy(options: {
  readonly namespace: string;
  readonly name: string;
  readonly groups: Group[];
}): Authorization {
  return { ...options, scope: Scope.WORKLOAD_SELECTOR, action: Action.DENY };
}
