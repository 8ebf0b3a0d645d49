/** `kill -9` of a part of the mesh. */
import { eventually } from "@ambit/lifecycle/testing";
import type { Lab } from "../src/lab.ts";
import { SYSTEM_NAMESPACE } from "../src/mesh-objects.ts";
import { NetnsError } from "../src/netns-error.ts";

const TIMEOUT_MS = 60_000;
const INTERVAL_MS = 50;

/**
 * All of that name (`ztunnel`, `istio-cni-node`, `istiod`), on one node if it is named; each runs again when this resolves.
 * Throws with what the mesh has said when one does not come back.
 */
export async function killPart(lab: Lab, part: string, node?: string): Promise<void> {
  const killed = await lab.meshProcesses(part, node);
  if (killed.length === 0) throw new NetnsError("not-ready", `there is no ${part} to be killed`);
  // Also what they have just started, which nobody starts again.
  const victims = killed.flat();
  for (const pid of victims) kill(pid);
  const isBack = eventually(
    async () => {
      const running = await lab.meshProcesses(part, node);
      const isRunning = (pids: readonly number[]): boolean => pids.some((pid) => !victims.includes(pid));
      if (!running.every(isRunning)) throw new NetnsError("not-ready", `${part} is not back`);
      const pods = await lab.pods(SYSTEM_NAMESPACE);
      const late = pods.filter(({ isReady }) => !isReady).map(({ name }) => name);
      if (late.length > 0) throw new NetnsError("not-ready", `not ready: ${late.join()}`);
    },
    { timeoutMs: TIMEOUT_MS, intervalMs: INTERVAL_MS },
  );
  await isBack.catch(async (cause: Error) => {
    const story = `${cause.message}; killed ${victims.join()}\n${await lab.describe()}`;
    throw new NetnsError("not-ready", story, { cause });
  });
}

/** One that has ended meanwhile is killed enough. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
