/** Waiting in loops that end when the soak does, while parts of the cluster are away now and then. */
import { setTimeout as delay } from "node:timers/promises";
import { hasKubeCode } from "@ambit/kube";
import type { Lab } from "../../src/lab.ts";
import type { MeshObject } from "../../src/mesh-objects.ts";

const RETRY_MS = 250;

/** Ends early when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(Math.max(0, ms), undefined, { signal }).catch(() => {});
}

/** The API server may be away. The last failure counts when the signal aborts. */
export async function retried(act: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (signal.aborted) throw error;
    }
    await pause(RETRY_MS, signal);
  }
}

/** As `retried`; an object that is not there is deleted. */
export function deleted(lab: Lab, object: MeshObject, signal: AbortSignal): Promise<void> {
  return retried(async () => {
    try {
      await lab.delete(object);
    } catch (error) {
      if (!hasKubeCode(error, "not-found")) throw error;
    }
  }, signal);
}
