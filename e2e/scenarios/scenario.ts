/** A scenario: what is done to a cluster, and what has to hold. The same for every provider. */
import type { Cluster, ClusterFeature } from "./cluster.ts";

/** What a scenario is given. */
export interface Stage {
  readonly cluster: Cluster;
  /** Of the scenario alone: not there before it, and deleted after it. */
  readonly namespace: string;
  /** For what is worth knowing beside the verdict. */
  note(text: string): void;
}

export interface Scenario {
  /** Words with `-`, unique. */
  readonly name: string;
  /** What holds if it passes, as a sentence. */
  readonly title: string;
  readonly needs?: readonly ClusterFeature[];
  /** Rejects when it does not hold. */
  run(stage: Stage): Promise<void>;
}

export type Verdict =
  | { readonly kind: "passed"; readonly seconds: number; readonly notes: readonly string[] }
  | { readonly kind: "failed"; readonly seconds: number; readonly error: unknown; readonly described: string }
  | { readonly kind: "skipped"; readonly missing: readonly ClusterFeature[] };

const PREFIX = "e2e-";

/** Runs one, in a namespace of its own. Never rejects. */
export async function runScenario(scenario: Scenario, cluster: Cluster): Promise<Verdict> {
  const missing = (scenario.needs ?? []).filter((feature) => !cluster.features.has(feature));
  if (missing.length > 0) return { kind: "skipped", missing };
  const namespace = `${PREFIX}${scenario.name}`;
  const notes: string[] = [];
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1000;
  try {
    await scenario.run({ cluster, namespace, note: (text) => void notes.push(text) });
    await cluster.objects.deleteNamespace(namespace);
    return { kind: "passed", seconds: seconds(), notes };
  } catch (error) {
    const described = await cluster.describe().catch(String);
    await cluster.objects.deleteNamespace(namespace).catch(() => {});
    return { kind: "failed", seconds: seconds(), error, described };
  }
}
