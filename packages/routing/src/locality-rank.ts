import type { RoutingPreference, Workload } from "@ambit/model";

/** How near a candidate is. `isFullMatch` is what STRICT asks for; a higher `rank` wins under FAILOVER. */
export interface LocalityRank {
  readonly isFullMatch: boolean;
  readonly rank: number;
}

/**
 * Walks the preferences in order and counts matches up to the first mismatch. NETWORK in first place is special, as
 * in ztunnel: the own network beats every locality, but outside of it the remaining preferences still count.
 */
export function rankLocality(
  preferences: readonly RoutingPreference[],
  source: Workload,
  candidate: Workload,
): LocalityRank {
  let matches = 0;
  let bonus = 0;
  for (const [index, preference] of preferences.entries()) {
    const isLeadingNetwork = index === 0 && preference === "Network";
    if (isSameScope(preference, source, candidate)) {
      matches += 1;
      if (isLeadingNetwork) bonus = preferences.length - 1;
    } else if (!isLeadingNetwork) break;
  }
  return { isFullMatch: matches === preferences.length, rank: matches + bonus };
}

/** Plain equality: two workloads that both lack a zone are in the same one. */
function isSameScope(preference: RoutingPreference, source: Workload, candidate: Workload): boolean {
  switch (preference) {
    case "Network":
      return source.network === candidate.network;
    case "Region":
      return source.locality.region === candidate.locality.region;
    case "Zone":
      return source.locality.zone === candidate.locality.zone;
    case "Subzone":
      return source.locality.subzone === candidate.locality.subzone;
    case "Node":
      return source.node === candidate.node;
    case "Cluster":
      return source.clusterId === candidate.clusterId;
  }
}
