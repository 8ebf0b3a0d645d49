import type { Backend } from "../backend.ts";
import type { Attempt } from "../failure.ts";
import type { PodNamespace } from "../pod-namespace.ts";
import { addRouting } from "../routing.ts";
import type { PodCapture } from "../rules/pod-capture.ts";
import { captureFamilies } from "./driver.ts";
import { findLeftovers } from "./leftovers.ts";
import { podDriver } from "./pod-driver.ts";
import { removeInPod } from "./remove-in-pod.ts";
import { settleAll } from "./settle-all.ts";

/** What a pod is to have, and what is known of it. */
export interface ApplyOptions {
  readonly capture: PodCapture;
  readonly backend: Backend;
  /**
   * The pod is not enrolled, as far as is known: saves reading what is there. If something of ours is there after all,
   * it is found and the long way is taken. When applying fails and nothing was there, nothing of ours is left.
   */
  readonly isFresh: boolean;
}

/** `repaired`: there were rules of ours that were not as desired, or of the other backend. */
export type ApplyOutcome = "installed" | "unchanged" | "repaired";

/**
 * Makes a pod's rules and routes as desired, touching nothing of anybody else's. Connections go on meanwhile: each
 * table is replaced in one transaction. One call at a time for a pod. Throws NetfilterError.
 */
export async function applyInPod(pod: PodNamespace, options: ApplyOptions): Promise<ApplyOutcome> {
  if (!options.isFresh) return reconcile(pod, options);
  let isEnrolled = false;
  try {
    const created = await create(pod, options);
    if (created === "done") return "installed";
    isEnrolled = created === "occupied";
    return await reconcile(pod, options);
  } catch (error) {
    // A pod that is redirected to nobody could not be reached any more. Why it failed is what is to be known.
    if (!isEnrolled) {
      await removeInPod(pod, { backend: options.backend, lastCapture: undefined }).catch(() => undefined);
    }
    throw error;
  }
}

async function create(pod: PodNamespace, { backend, capture }: ApplyOptions): Promise<Attempt> {
  const [created = "failed"] = await settleAll([
    podDriver(pod.run, backend, capture).create(),
    ...captureFamilies(capture).map(async (family) => {
      await addRouting(pod, family);
      return "done" as const;
    }),
  ]);
  return created;
}

async function reconcile(pod: PodNamespace, { backend, capture }: ApplyOptions): Promise<ApplyOutcome> {
  const families = captureFamilies(capture);
  const routing = await settleAll(families.map((family) => addRouting(pod, family)));
  const outcome = await podDriver(pod.run, backend, capture).reconcile();
  // After the rules that take their place, so that there is no time without any.
  const leftovers = await findLeftovers(pod.run, backend, families);
  for (const leftover of leftovers) await leftover.remove();
  if (leftovers.length > 0) return "repaired";
  return outcome === "unchanged" && routing.some(Boolean) ? "repaired" : outcome;
}
