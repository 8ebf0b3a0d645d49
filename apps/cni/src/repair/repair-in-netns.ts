/** Leads the traffic of pods that run already through their sidecars. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Backend, detectBackend } from "@ambit/netfilter";
import { AgentError } from "../agent/agent-error.ts";
import { openNetnsPath } from "../agent/netns.ts";
import type { AgentConfig } from "../config.ts";
import { procView, scanProcesses } from "../discovery/proc-scan.ts";
import { hostPrograms } from "../node/node-netfilter.ts";
import { sidecarRules } from "../node/sidecar-rules.ts";
import { hostPath } from "../paths.ts";
import type { RepairPod } from "./broken-pod.ts";

/** Throws NetfilterError, and AgentError where the pod has no sidecar, or nothing of it runs. */
export function repairInNetns(config: AgentConfig): (pod: RepairPod) => Promise<void> {
  return async ({ uid, namespace, name, ips, sidecar }) => {
    if (sidecar === undefined) {
      throw new AgentError(
        "bad-object",
        `pod ${namespace}/${name} has no sidecar to lead its traffic through`,
      );
    }
    const view = procView(hostPath(config.hostRoot, "/proc"));
    const found = await scanProcesses(view, new Map([[uid, ips]]), () => nextTurn());
    using netns = found.get(uid);
    if (netns === undefined) {
      throw new AgentError("netns-failed", `no process of pod ${namespace}/${name} runs on this node`);
    }
    const redirect = sidecarRules({
      backend: await backendOf(config),
      hasScopedLock: config.scopedXtablesLocking,
    });
    await redirect(netns, sidecar, ips);
  };
}

/** Found out for each pod: repairs are rare, and the node's rules may be others by then. */
async function backendOf(config: AgentConfig): Promise<Backend> {
  using host = config.allowSwitchToHostNs
    ? openNetnsPath(hostPath(config.hostRoot, "/proc/1/ns/net"))
    : undefined;
  const { backend } = await detectBackend(hostPrograms(host), {
    nativeNftables: false,
    forceIptables: config.forceIptablesBinary === "" ? undefined : config.forceIptablesBinary,
    ipv6: config.ipv6,
  });
  return backend;
}
