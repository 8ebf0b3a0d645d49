/** Rules inside pods, by @ambit/netfilter. */
import { inNetns, routeNetlink } from "@ambit/linux";
import {
  applyInPod,
  type Backend,
  blockInPod,
  childPrograms,
  type PodNamespace,
  podFingerprint,
  recaptureInPod,
  releaseInPod,
  removeInPod,
  unblockInPod,
  verifyInPod,
  withNodeLock,
} from "@ambit/netfilter";
import type { Logger } from "@ambit/telemetry";
import type { Netns } from "../agent/netns.ts";
import type { PodRules } from "../enrolment/ports.ts";
import { forgetOpenConnections, keepOpenConnections } from "./open-connections.ts";
import { RULE_KERNEL } from "./rule-kernel.ts";

export interface PodRulesOptions {
  /** With what the node's rules are made. */
  readonly backend: Backend;
  /** AMBIENT_USE_SCOPED_XTABLES_LOCKING */
  readonly hasScopedLock: boolean;
  /** The node's /proc, as the agent sees it. */
  readonly hostProc: string;
  /** Scope `cni-agent`. */
  readonly logger: Logger;
}

export function podRules({ backend, hasScopedLock, hostProc, logger }: PodRulesOptions): PodRules {
  const inside = ({ fd }: Netns): PodNamespace => {
    const run = childPrograms((start) => inNetns(fd, start));
    return {
      run: hasScopedLock ? run : withNodeLock(run),
      netlink: (request) => inNetns(fd, () => routeNetlink(request)),
    };
  };
  return {
    install: async (netns, { capture, known }) => {
      const problem = keepOpenConnections(netns, hostProc);
      if (problem !== undefined) {
        logger.warn("connections that a pod has already may break", { error: problem });
      }
      const pod = inside(netns);
      if (known === "released" && (await recaptureInPod(pod, { capture, backend }))) return "installed";
      return await applyInPod(pod, { capture, backend, isFresh: known === "nothing" });
    },
    release: async (netns, capture) => {
      const pod = inside(netns);
      if (await releaseInPod(pod, { capture, backend })) return;
      // Whatever it is that is there: none of ours must go on capturing.
      await removeInPod(pod, { backend, lastCapture: undefined });
    },
    remove: async (netns, lastCapture) => {
      await removeInPod(inside(netns), { backend, lastCapture, isReleased: lastCapture !== undefined });
      forgetOpenConnections(netns, hostProc);
    },
    verify: (netns, capture) => verifyInPod(inside(netns), { capture, backend }),
    block: ({ fd }, capture) => inNetns(fd, () => blockInPod(routeNetlink, capture)),
    unblock: ({ fd }, capture) => inNetns(fd, () => unblockInPod(routeNetlink, capture)),
    fingerprint: ({ fd }, capture) => inNetns(fd, () => podFingerprint(RULE_KERNEL, { capture, backend })),
  };
}
