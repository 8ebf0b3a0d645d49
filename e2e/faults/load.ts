/** A scenario's hold on the load program of one pod. */
import { fileURLToPath } from "node:url";
import type { Namespace } from "../src/namespace.ts";
import { ProgramCalls } from "../src/program-calls.ts";
import type { LoadMethods } from "./load-protocol.ts";

const PROGRAM = fileURLToPath(new URL("./load-program.ts", import.meta.url));

export type Load = ProgramCalls<LoadMethods>;

/** Running and ready for calls. Throws NetnsError "agent-failed". */
export async function openLoad(namespace: Pick<Namespace, "spawn">): Promise<Load> {
  const { calls } = await ProgramCalls.open<LoadMethods>({
    namespace,
    program: PROGRAM,
    name: "load program",
  });
  return calls;
}
