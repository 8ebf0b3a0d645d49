/** PeerAuthentications: those that apply to nobody, and modes that mean something else here than they say. */
import { containsLabels } from "@ambit/kube-objects/selectors";
import { decodePeerAuthentication, type PeerAuthentication } from "@ambit/mesh-objects";
import type { CheckContext } from "./check-context.ts";
import type { Findings } from "./verdict.ts";

export function checkPeerAuthentication(json: unknown, context: CheckContext, findings: Findings): void {
  const { object: policy, problems } = decodePeerAuthentication(json);
  findings.addDecoded(problems);
  const { selector, portModes, namespace, mode } = policy;
  const hasLabels = Object.keys(selector?.matchLabels ?? {}).length > 0;
  if (portModes.length > 0 && !hasLabels) {
    findings.reject("spec.portLevelMtls", "modes of ports need a selector with labels");
  }
  if (hasLabels && namespace === context.rootNamespace) {
    findings.warn("spec.selector", `a selector has no effect in the root namespace ${namespace}`);
  } else if (hasLabels) checkSelector(policy, context, findings);
  const disabled =
    "mutual TLS between workloads of the mesh stays on; plaintext of others is let in, as PERMISSIVE says";
  if (mode === "DISABLE") findings.warn("spec.mtls.mode", disabled);
  for (const { port, mode: portMode } of portModes) {
    if (portMode !== "DISABLE") continue;
    const inherited = mode === "UNSET" ? "; under an inherited STRICT it has no effect, PERMISSIVE has" : "";
    findings.warn(`spec.portLevelMtls.${port}.mode`, disabled + inherited);
  }
}

function checkSelector(
  { namespace, selector }: PeerAuthentication,
  { surroundings }: CheckContext,
  findings: Findings,
): void {
  const labels = selector?.matchLabels ?? {};
  for (const workload of surroundings?.workloads() ?? []) {
    if (workload.namespace === namespace && containsLabels(workload.labels, labels)) return;
  }
  if (surroundings === undefined) return;
  findings.warn(
    "spec.selector",
    `selects nothing: no workload of namespace ${namespace} has these labels now`,
  );
}
