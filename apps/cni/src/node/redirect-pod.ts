/** A pod with a sidecar, from what its Pod object says to rules in its namespace. For the agent and for the plugin. */
import type { IpAddress } from "@ambit/addr";
import { applySidecar, type RunProgram, type SidecarFacts, sidecarRedirect } from "@ambit/netfilter";
import { AgentError } from "../agent/agent-error.ts";

/** What the rules are made of, and with which programs. */
export interface RedirectedPod {
  readonly sidecar: SidecarFacts;
  readonly variant: "legacy" | "nft" | "plain";
  /** In the order of the network's result. */
  readonly ips: readonly IpAddress[];
}

/** `run`: inside the pod's namespace. Throws NetfilterError, and AgentError "bad-object" that names bad annotations. */
export async function redirectPod(run: RunProgram, { sidecar, variant, ips }: RedirectedPod): Promise<void> {
  const result = sidecarRedirect(sidecar);
  if ("problems" in result) throw new AgentError("bad-object", result.problems.join("; "));
  await applySidecar(run, { redirect: result.redirect, variant, ips });
}
