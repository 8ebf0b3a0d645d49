/** Which PeerAuthentications a workload is under, and the policies it refers to because of them. */
import type { MtlsMode, PeerAuthentication } from "@ambit/mesh-objects";
import { allowsPlaintext, convertedPolicyName, STATIC_STRICT_POLICY } from "./peer-authentication-policy.ts";

/** The mesh's, the namespace's and the workload's own PeerAuthentication, each the oldest of its kind. */
export interface WorkloadPeerAuthentications {
  readonly mesh: PeerAuthentication | undefined;
  readonly namespace: PeerAuthentication | undefined;
  readonly workload: PeerAuthentication | undefined;
}

/** The one that counts in its group: the oldest; of equally old ones the first by name. */
export function oldest(policies: readonly PeerAuthentication[]): PeerAuthentication | undefined {
  return policies.reduce<PeerAuthentication | undefined>(
    (best, candidate) => (best === undefined || isOlder(candidate, best) ? candidate : best),
    undefined,
  );
}

/** The mode of every port that has none of its own. */
export function effectiveMode({ mesh, namespace, workload }: WorkloadPeerAuthentications): MtlsMode {
  const decisive = [workload, namespace, mesh].find((policy) => (policy?.mode ?? "UNSET") !== "UNSET");
  return decisive?.mode ?? "PERMISSIVE";
}

/** The keys of the policies that enforce it: the static one, or the port exceptions in its place. Zero or one. */
export function peerAuthenticationKeys(
  policies: WorkloadPeerAuthentications,
  { rootNamespace, isStrict }: { readonly rootNamespace: string; readonly isStrict: boolean },
): readonly string[] {
  const mode = effectiveMode(policies);
  const { workload } = policies;
  if (workload !== undefined && needsPortPolicy(workload, { mode, isStrict })) {
    return [`${workload.namespace}/${convertedPolicyName(workload.name)}`];
  }
  return mode === "STRICT" ? [`${rootNamespace}/${STATIC_STRICT_POLICY}`] : [];
}

function needsPortPolicy(
  workload: PeerAuthentication,
  { mode, isStrict }: { readonly mode: MtlsMode; readonly isStrict: boolean },
): boolean {
  const modes = workload.portModes.map((port) => port.mode);
  if (mode !== "STRICT") {
    return modes.includes("STRICT");
  }
  // (quirk) Where STRICT is inherited, only PERMISSIVE is an exception and DISABLE is not.
  return modes.some(
    workload.mode === "STRICT" || isStrict ? allowsPlaintext : (port) => port === "PERMISSIVE",
  );
}

function isOlder(left: PeerAuthentication, right: PeerAuthentication): boolean {
  return left.createdMs === right.createdMs ? left.name < right.name : left.createdMs < right.createdMs;
}
