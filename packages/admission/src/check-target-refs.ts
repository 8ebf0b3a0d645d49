/** What a policy for waypoints names. */
import type { TargetRef } from "@ambit/mesh-objects";
import type { CheckContext } from "./check-context.ts";
import type { FoundTarget } from "./surroundings.ts";
import type { Findings } from "./verdict.ts";

const WAYPOINT_CLASS = "istio-waypoint";
/** As the API says. */
const MOST_TARGETS = 16;

const TARGET_KINDS: ReadonlyMap<string, FoundTarget["kind"]> = new Map([
  ["gateway.networking.k8s.io/Gateway", "Gateway"],
  ["gateway.networking.k8s.io/GatewayClass", "GatewayClass"],
  ["networking.istio.io/ServiceEntry", "ServiceEntry"],
  ["/Service", "Service"],
  ["core/Service", "Service"],
]);

export function checkTargetRefs(
  { namespace, targetRefs }: { readonly namespace: string; readonly targetRefs: readonly TargetRef[] },
  context: CheckContext,
  findings: Findings,
): void {
  if (targetRefs.length > MOST_TARGETS) {
    findings.reject("spec.targetRefs", `${targetRefs.length} targets are more than ${MOST_TARGETS}`);
  }
  for (const [index, ref] of targetRefs.entries()) {
    const path = `spec.targetRefs[${index}]`;
    const kind = TARGET_KINDS.get(`${ref.group}/${ref.kind}`);
    if (kind === undefined) {
      const named = `${ref.kind} of group ${JSON.stringify(ref.group)}`;
      findings.reject(
        path,
        `no waypoint takes policies for ${named}: use Gateway, GatewayClass, Service or ServiceEntry`,
      );
      continue;
    }
    if (ref.namespace !== undefined && ref.namespace !== "" && ref.namespace !== namespace) {
      findings.reject(
        `${path}.namespace`,
        `a policy of ${namespace} cannot name what is in ${ref.namespace}`,
      );
      continue;
    }
    if (kind === "GatewayClass") checkClass(ref, path, { namespace, context, findings });
    else checkThere({ kind, namespace, name: ref.name }, path, { context, findings });
  }
}

function checkClass(
  { name }: TargetRef,
  path: string,
  {
    namespace,
    context,
    findings,
  }: { readonly namespace: string; readonly context: CheckContext; readonly findings: Findings },
): void {
  if (name !== WAYPOINT_CLASS) {
    findings.reject(path, `policies for a class are for ${WAYPOINT_CLASS}, not for ${JSON.stringify(name)}`);
  } else if (namespace !== context.rootNamespace) {
    findings.reject(
      path,
      `a policy for all waypoints has to be in the root namespace ${context.rootNamespace}`,
    );
  }
}

function checkThere(
  target: FoundTarget,
  path: string,
  { context, findings }: { readonly context: CheckContext; readonly findings: Findings },
): void {
  const { surroundings } = context;
  if (surroundings === undefined || surroundings.has(target)) return;
  findings.warn(path, `selects nothing: there is no ${target.kind} ${target.namespace}/${target.name} now`);
}
