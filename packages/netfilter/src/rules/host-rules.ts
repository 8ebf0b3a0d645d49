/** The rule in a node's own namespace that gives probes of enrolled pods a source which the pods let pass. */
import type { Rule } from "./rule.ts";

/** Sets of the node's enrolled pods, by family. */
export const PROBE_SETS = { 4: "istio-inpod-probes-v4", 6: "istio-inpod-probes-v6" } as const;

/** `kubeletUid` counts with nftables only; iptables matches whatever a process of the node sends. */
export function hostRules(kubeletUid: number): readonly Rule[] {
  return [
    {
      table: "nat",
      hook: "postrouting",
      conditions: [
        { on: "protocol", protocol: "tcp" },
        { on: "local-socket", uid: kubeletUid },
        { on: "destination-in-probed-pods" },
      ],
      verdict: { do: "source-nat", address: "probe-source" },
    },
  ];
}
