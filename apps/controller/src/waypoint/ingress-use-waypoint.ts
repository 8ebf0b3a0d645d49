import { findBoolean, type TextMap } from "@ambit/mesh-objects";
import { INGRESS_USE_WAYPOINT } from "@ambit/mesh-objects/labels";

/** Whether gateways send to the waypoint. "off": somebody wrote that they do not. */
export type IngressUse = "on" | "off" | "unset";

/** The object's own label if it can be read, else that of its namespace. */
export function ingressUse(labels: TextMap, namespaceLabels: TextMap): IngressUse {
  const value =
    findBoolean(labels[INGRESS_USE_WAYPOINT]) ?? findBoolean(namespaceLabels[INGRESS_USE_WAYPOINT]);
  if (value === undefined) {
    return "unset";
  }
  return value ? "on" : "off";
}
