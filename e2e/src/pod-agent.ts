/** A scenario's hand inside a pod: starts test-programs/agent.ts there and calls its methods. */
import { fileURLToPath } from "node:url";
import type { AgentMethods } from "./agent-protocol.ts";
import type { Namespace } from "./namespace.ts";
import { ProgramCalls } from "./program-calls.ts";

const PROGRAM = fileURLToPath(new URL("../test-programs/agent.ts", import.meta.url));

export type PodAgent = ProgramCalls<AgentMethods>;

/** Running and ready for calls. Throws NetnsError "agent-failed". */
export async function openPodAgent(namespace: Pick<Namespace, "spawn">): Promise<PodAgent> {
  const { calls } = await ProgramCalls.open<AgentMethods>({ namespace, program: PROGRAM, name: "agent" });
  return calls;
}
