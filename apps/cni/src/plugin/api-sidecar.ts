/**
 * Pods with a sidecar where no agent decides: the plugin reads the pod from the API server and makes the rules itself,
 * with programs of the node, as Istio's.
 */
import { findIpAddress } from "@ambit/addr";
import { childPrograms, detectBackend, type RunProgram } from "@ambit/netfilter";
import { redirectPod } from "../node/redirect-pod.ts";
import { findSidecar } from "../selection/sidecar.ts";
import { fetchPod, withRetries } from "./api-selection.ts";
import type { SidecarQuestion } from "./run-plugin.ts";

/** False where the pod has no sidecar to lead its traffic through. Throws when nobody can say, or it cannot be done. */
export async function redirectByApi(question: SidecarQuestion): Promise<boolean> {
  // Without rules it must not start, so that waiting is worth it.
  const pod = await withRetries(true, () => fetchPod(question));
  const sidecar = findSidecar(pod);
  if (sidecar === undefined) return false;
  const ips = question.ips.flatMap((text) => findIpAddress(text) ?? []);
  const here = childPrograms((start) => start());
  // A pod's IPv6 rules fail by themselves where there are no programs for them.
  const { backend } = await detectBackend(here, {
    nativeNftables: false,
    forceIptables: undefined,
    ipv6: false,
  });
  const variant = backend.kind === "iptables" ? backend.variant : "nft";
  await redirectPod(inside(question.netns, here), { sidecar, variant, ips });
  return true;
}

function inside(netns: string, run: RunProgram): RunProgram {
  return (call) => run({ ...call, program: "nsenter", args: [`--net=${netns}`, call.program, ...call.args] });
}
