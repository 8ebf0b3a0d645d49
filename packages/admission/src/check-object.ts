/**
 * Looks at an object before it is stored: what in it can never work, and what will not do what it says. The same for
 * the admission webhook and for files.
 */
import { ObjectError } from "@ambit/mesh-objects";
import { checkAuthorizationPolicy } from "./check-authorization-policy.ts";
import type { CheckContext } from "./check-context.ts";
import { checkGateway, checkIstioGateway } from "./check-gateway.ts";
import { checkNetworkPolicy } from "./check-network-policy.ts";
import { checkPeerAuthentication } from "./check-peer-authentication.ts";
import { checkServiceEntry } from "./check-service-entry.ts";
import { checkWaypointLabel } from "./check-waypoint-label.ts";
import { checkWorkloadEntry } from "./check-workload-entry.ts";
import { Findings, type Verdict } from "./verdict.ts";

type Check = (json: unknown, context: CheckContext, findings: Findings) => void;

const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  "security.istio.io/AuthorizationPolicy": [checkAuthorizationPolicy],
  "security.istio.io/PeerAuthentication": [checkPeerAuthentication],
  "networking.istio.io/ServiceEntry": [checkServiceEntry, checkWaypointLabel],
  "networking.istio.io/WorkloadEntry": [checkWorkloadEntry, checkWaypointLabel],
  "networking.istio.io/Gateway": [checkIstioGateway],
  "gateway.networking.k8s.io/Gateway": [checkGateway],
  "networking.k8s.io/NetworkPolicy": [checkNetworkPolicy],
  "/Service": [checkWaypointLabel],
  "/Pod": [checkWaypointLabel],
  "/Namespace": [checkWaypointLabel],
};

/** `group/kind` of what is looked at; the core group is empty. */
export const CHECKED_KINDS: readonly string[] = Object.keys(CHECKS);

/** Whether there is anything to say of objects of this kind. */
export function isChecked(group: string, kind: string): boolean {
  return Object.hasOwn(CHECKS, `${group}/${kind}`);
}

/** Never throws, whatever the JSON is. An object of another kind has no findings. */
export function checkObject(
  { group, kind }: { readonly group: string; readonly kind: string },
  json: unknown,
  context: CheckContext,
): Verdict {
  const findings = new Findings();
  const name = `${group}/${kind}`;
  try {
    for (const check of Object.hasOwn(CHECKS, name) ? (CHECKS[name] ?? []) : [])
      check(json, context, findings);
  } catch (error) {
    if (!(error instanceof ObjectError)) throw error;
    findings.reject("metadata.name", error.message);
  }
  return findings.verdict;
}
