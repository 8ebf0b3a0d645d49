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
  /** releaseInPod has been done since. */
  readonly isReleased?: boolean;
}

/**
 * The first half of taking a pod out of the mesh: new connections go their own way at once, and everything that
 * connections in hand need (translations, marks, routes) stays until removeInPod. False if what is there is not what
 * was applied; then it is not released in all families. Throws NetfilterError if programs cannot be run.
 */
export async function releaseInPod(
  pod: PodNamespace,
  applied: { readonly capture: PodCapture; readonly backend: Backend },
): Promise<boolean> {
  return (await podDriver(pod.run, applied.backend, applied.capture).release()) === "done";
}

/**
 * Takes back a releaseInPod that has just been done: new connections are captured again. False if what is there is not
 * what that left; then applyInPod has to look.
 */
export async function recaptureInPod(
  pod: PodNamespace,
  applied: { readonly capture: PodCapture; readonly backend: Backend },
): Promise<boolean> {
  return (await podDriver(pod.run, applied.backend, applied.capture).recapture()) === "done";
}

/** Removes rules and routes of ours of every backend. Nothing there is fine. Throws NetfilterError. */
export async function removeInPod(pod: PodNamespace, options: RemoveOptions): Promise<void> {
  const { backend, lastCapture } = options;
  if (lastCapture !== undefined && (await removeKnown(pod, lastCapture, options))) return;
  const found = await findAllOwn(pod.run, backend);
  for (const own of found) await own.remove();
  await settleAll([removeRouting(pod, 4), removeRouting(pod, 6)]);
}

async function removeKnown(
  pod: PodNamespace,
  capture: PodCapture,
  { backend, isReleased = false }: RemoveOptions,
): Promise<boolean> {
  const driver = podDriver(pod.run, backend, capture);
  const [removed = "failed"] = await settleAll([
    driver.remove({ isReleased }),
    ...captureFamilies(capture).map(async (family) => {
      await removeRouting(pod, family);
      return "done" as const;
    }),
  ]);
  return removed === "done";
}
