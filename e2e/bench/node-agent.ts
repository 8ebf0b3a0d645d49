/** The CNI agent of a node's proxy: both sides of the benchmark are its pods. */
import { ZdsAgent } from "../src/zds-agent.ts";
import type { NamespacePair } from "./namespaces.ts";

/** Listens at `path` until it is disposed of; who connects hears of both pods at once. */
export function benchAgent(path: string, namespaces: NamespacePair): ZdsAgent {
  const agent = ZdsAgent.open(path);
  for (const side of ["client", "server"] as const) {
    agent.know({
      uid: `uid-${side}`,
      workload: { name: side, namespace: "bench", serviceAccount: side },
      netnsPath: `/run/netns/${namespaces[side]}`,
    });
  }
  return agent;
}
