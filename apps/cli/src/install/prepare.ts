/** Everything that is found out before a cluster is changed. */
import { type ChartMap, overlayValues } from "@ambit/chart";
import type { Cluster } from "../cluster/cluster.ts";
import { checkCluster } from "../preflight/check-cluster.ts";
import { type ClusterFacts, gatherFacts } from "../preflight/cluster-facts.ts";
import { note, type PreflightFinding } from "../preflight/finding.ts";
import { neededRights } from "../preflight/needed-rights.ts";
import { detectPlatform } from "../preflight/platform.ts";
import type { Rendering } from "./install.ts";

/** A rendering for this cluster, and what stands against it. */
export interface Prepared<R extends Rendering> {
  readonly rendering: R;
  readonly findings: readonly PreflightFinding[];
}

/** Renders with what the user gave, and with the platform that the cluster shows where he named none. Throws KubeError. */
export async function prepare<R extends Rendering>(
  cluster: Cluster,
  { namespace, given }: { readonly namespace: string; readonly given: ChartMap },
  render: (given: ChartMap, kubeVersion: string) => R,
): Promise<Prepared<R>> {
  const first = render(given, await cluster.api.fetchVersion());
  const facts = await gatherFacts(cluster, namespace, neededRights(first.objects));
  const platform = platformOf(facts, given);
  const rendering =
    platform === undefined
      ? first
      : render(overlayValues(given, new Map([["global", new Map([["platform", platform]])]])), facts.version);
  const seen = platform === undefined ? [] : [note("platform", `${platform}, by what its nodes say`)];
  return { rendering, findings: [...seen, ...checkCluster(facts, rendering.objects)] };
}

function platformOf({ nodes }: ClusterFacts, given: ChartMap): string | undefined {
  const global = given.get("global");
  const named = global instanceof Map ? global.get("platform") : undefined;
  return named === undefined ? detectPlatform(nodes) : undefined;
}
