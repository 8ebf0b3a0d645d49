/** Rules inside pods, by @ambit/netfilter. */

import { inNetns } from "@ambit/linux";
import {
  applyInPod,
  type Backend,
  childPrograms,
  type PodNamespace,
  removeInPod,
  verifyInPod,
} from "@ambit/netfilter";
import type { Logger } from "@ambit/telemetry";
import type { Netns } from "../agent/netns.ts";
import type { PodRules } from "../enrolment/ports.ts";
import { releaseCapture } from "./release-capture.ts";

export interface PodRulesOptions {
  readonly backend: Backend;
  readonly ipv6: boolean;
  /** Scope `cni-agent`. */
  readonly logger: Logger;
}

export function podRules({ backend, ipv6, logger }: PodRulesOptions): PodRules {
  return {
    install: async (netns, { capture, isFresh }) => {
      const outcome = await applyInPod(inside(netns), { capture, backend, isFresh });
      if (outcome === "repaired") logger.warn("rules of a pod were not as they should be, repaired");
    },
    release: async (netns) => {
      const pod = inside(netns);
      if (await releaseCapture(pod.run, { backend, ipv6 })) return;
      // Whatever it is that is there: none of ours must go on capturing.
      await removeInPod(pod, { backend, lastCapture: undefined });
    },
    // After the release the rules are not the ones that were applied last.
    remove: (netns) => removeInPod(inside(netns), { backend, lastCapture: undefined }),
    verify: (netns, capture) => verifyInPod(inside(netns), { capture, backend }),
  };
}

function inside({ fd }: Netns): PodNamespace {
  return { run: childPrograms((start) => inNetns(fd, start)) };
}
