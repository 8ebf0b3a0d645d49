import type { Backend } from "../backend.ts";
import { NetfilterError } from "../netfilter-error.ts";
import type { PodNamespace } from "../pod-namespace.ts";
import type { PodCapture } from "../rules/pod-capture.ts";

/** What a pod is to have, and what is known of it. */
export interface ApplyOptions {
  readonly capture: PodCapture;
  readonly backend: Backend;
  /**
   * Nothing of ours is expected, because the pod is new or has never been enrolled: saves reading what is there. If
   * something is there after all, it is found and the long way is taken.
   */
  readonly isFresh: boolean;
}

/** `repaired`: there were rules of ours that were not as desired, or of the other backend. */
export type ApplyOutcome = "installed" | "unchanged" | "repaired";

/**
 * Makes a pod's rules and routes as desired, touching nothing of anybody else's. Connections go on meanwhile: each
 * table is replaced in one transaction. Throws NetfilterError.
 */
export async function applyInPod(pod: PodNamespace, options: ApplyOptions): Promise<ApplyOutcome> {
  throw new NetfilterError("program-failed", `not there yet ${String(pod)} ${String(options)}`);
}
