/** What keeps the mesh from working in a cluster, found before anything is changed, each with what to do about it. */
import type { RenderedObject } from "@ambit/chart";
import { checkConflicts } from "./check-conflicts.ts";
import { checkNodes } from "./check-nodes.ts";
import { checkTraffic } from "./check-traffic.ts";
import type { ClusterFacts, Right } from "./cluster-facts.ts";
import { note, ok, type PreflightFinding, refused } from "./finding.ts";

/** Conditions on pods and appArmorProfile fields that the chart has came with it. */
const OLDEST_MINOR = 30;

/** Findings in the order in which a reader mends them. */
export function checkCluster(
  facts: ClusterFacts,
  objects: readonly RenderedObject[],
): readonly PreflightFinding[] {
  return [
    checkVersion(facts),
    checkRights(facts.missingRights),
    ...checkConflicts(facts, objects),
    ...checkNodes(facts),
    ...checkTraffic(facts, objects),
    ...checkGatewayApi(facts),
  ];
}

function checkVersion({ version }: ClusterFacts): PreflightFinding {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) > 1 || (major === "1" && Number(minor) >= OLDEST_MINOR)) return ok("Kubernetes", version);
  return refused("Kubernetes", `${version} is too old`, `upgrade the cluster to 1.${OLDEST_MINOR} or newer`);
}

function checkRights(missing: readonly Right[]): PreflightFinding {
  const [first] = missing;
  if (first === undefined) return ok("access", "everything that has to be done may be done");
  const rights = missing.map(
    ({ verb, group, plural }) => `${verb} ${plural}${group === "" ? "" : `.${group}`}`,
  );
  return refused(
    "access",
    `not allowed: ${rights.join(", ")}`,
    "use a kubeconfig with the ClusterRole cluster-admin, or have these rights granted",
  );
}

function checkGatewayApi({ definitions }: ClusterFacts): readonly PreflightFinding[] {
  const isThere = definitions.some(({ metadata }) => metadata.name === "gateways.gateway.networking.k8s.io");
  return isThere
    ? []
    : [note("Gateway API", "not installed: waypoints need it, everything else works without")];
}
