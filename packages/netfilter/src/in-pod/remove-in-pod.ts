import type { Backend } from "../backend.ts";
import { NetfilterError } from "../netfilter-error.ts";
import type { PodNamespace } from "../pod-namespace.ts";
import type { PodCapture } from "../rules/pod-capture.ts";

/** What is known of a pod whose rules are to go. */
export interface RemoveOptions {
  readonly backend: Backend;
  /** What this process has applied last: saves reading what is there. `undefined`: look at everything. */
  readonly lastCapture: PodCapture | undefined;
}

/** Removes rules and routes of ours of every backend. Nothing there is fine. Throws NetfilterError. */
export async function removeInPod(pod: PodNamespace, options: RemoveOptions): Promise<void> {
  throw new NetfilterError("program-failed", `not there yet ${String(pod)} ${String(options)}`);
}
