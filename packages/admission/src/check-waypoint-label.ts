/** `istio.io/use-waypoint` of a Gateway that is not there: traffic goes around it, with none of its policies. */
import { ObjectReader, readMeta } from "@ambit/mesh-objects";
import { USE_WAYPOINT, USE_WAYPOINT_NAMESPACE } from "@ambit/mesh-objects/labels";
import type { CheckContext } from "./check-context.ts";
import type { Findings } from "./verdict.ts";

export function checkWaypointLabel(json: unknown, { surroundings }: CheckContext, findings: Findings): void {
  const { labels, namespace, name: ownName } = readMeta(new ObjectReader(json), []);
  const name = labels[USE_WAYPOINT] ?? "";
  if (surroundings === undefined || name === "" || name === "none") return;
  // A Namespace is in none: its waypoint is one of its own.
  const gatewayNamespace = labels[USE_WAYPOINT_NAMESPACE] ?? (namespace === "" ? ownName : namespace);
  if (surroundings.has({ kind: "Gateway", namespace: gatewayNamespace, name })) return;
  findings.warn(
    `metadata.labels.${USE_WAYPOINT}`,
    `there is no Gateway ${gatewayNamespace}/${name} now: traffic goes straight to the workloads, and no HTTP policy applies`,
  );
}
