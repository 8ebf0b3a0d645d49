import type { PodFacts } from "../cluster/pod-facts.ts";

/** A running pod in namespace `default` on node `n1`. */
export function aPod(fields: Partial<PodFacts> = {}): PodFacts {
  const name = fields.name ?? "client";
  return {
    namespace: "default",
    name,
    uid: `uid-${name}`,
    labels: {},
    annotations: {},
    node: "n1",
    serviceAccount: "default",
    isHostNetwork: false,
    phase: "Running",
    isReady: true,
    isTerminating: false,
    ips: ["10.0.0.2"],
    ...fields,
  };
}
