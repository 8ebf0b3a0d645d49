/** Leads the traffic of pods through their sidecars, with programs of the agent. */
import type { IpAddress } from "@ambit/addr";
import { inNetns } from "@ambit/linux";
import { type Backend, childPrograms, type SidecarFacts, withNodeLock } from "@ambit/netfilter";
import type { Netns } from "../agent/netns.ts";
import { redirectPod } from "./redirect-pod.ts";

export interface SidecarRulesOptions {
  /** With what the node's rules are made. */
  readonly backend: Backend;
  /** AMBIENT_USE_SCOPED_XTABLES_LOCKING */
  readonly hasScopedLock: boolean;
}

export type RedirectInNetns = (
  netns: Pick<Netns, "fd">,
  sidecar: SidecarFacts,
  ips: readonly IpAddress[],
) => Promise<void>;

/** Applied again it changes nothing. Throws NetfilterError, and AgentError "bad-object" for annotations. */
export function sidecarRules({ backend, hasScopedLock }: SidecarRulesOptions): RedirectInNetns {
  // iptables' also where the node's are nftables': its programs make nftables of them.
  const variant = backend.kind === "iptables" ? backend.variant : "nft";
  return async ({ fd }, sidecar, ips) => {
    const run = childPrograms((start) => inNetns(fd, start));
    await redirectPod(hasScopedLock ? run : withNodeLock(run), { sidecar, variant, ips });
  };
}
