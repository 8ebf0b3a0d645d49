import type { Backend } from "../backend.ts";
import type { PodNamespace } from "../pod-namespace.ts";
import { removeRouting } from "../routing.ts";
import type { PodCapture } from "../rules/pod-capture.ts";
import { captureFamilies } from "./driver.ts";
import { findAllOwn } from "./leftovers.ts";
import { podDriver } from "./pod-driver.ts";
import { settleAll } from "./settle-all.ts";

/** What is known of a pod whose rules are to go. */
export interface RemoveOptions {
  readonly backend: Backend;
  /** What this process has applied last: saves reading what is there. `undefined`: look at everything. */
  readonly lastCapture: PodCapture | undefined;
}

/** Removes rules and routes of ours of every backend. Nothing there is fine. Throws NetfilterError. */
export async function removeInPod(pod: PodNamespace, options: RemoveOptions): Promise<void> {
  const { backend, lastCapture } = options;
  if (lastCapture !== undefined && (await removeKnown(pod, backend, lastCapture))) return;
  const found = await findAllOwn(pod.run, backend);
  for (const own of found) await own.remove();
  await settleAll([removeRouting(pod.run, 4), removeRouting(pod.run, 6)]);
}

async function removeKnown(pod: PodNamespace, backend: Backend, capture: PodCapture): Promise<boolean> {
  const [isRemoved = false] = await settleAll([
    podDriver(pod.run, backend, capture).remove(),
    ...captureFamilies(capture).map(async (family) => {
      await removeRouting(pod.run, family);
      return true;
    }),
  ]);
  return isRemoved;
}
