/** Gateways of waypoints: those that nothing can be sent to. */
import { decodeGateway, ObjectReader } from "@ambit/mesh-objects";
import { WAYPOINT_FOR } from "@ambit/mesh-objects/labels";
import type { CheckContext } from "./check-context.ts";
import type { Findings } from "./verdict.ts";

const WAYPOINT_CLASS = "istio-waypoint";
const HBONE_PORT = 15_008;
const TRAFFIC: ReadonlySet<string> = new Set(["service", "workload", "all", "none"]);

export function checkGateway(json: unknown, _context: CheckContext, findings: Findings): void {
  const { object: gateway, problems } = decodeGateway(json);
  findings.addDecoded(problems);
  const traffic = gateway.labels[WAYPOINT_FOR];
  if (traffic !== undefined && !TRAFFIC.has(traffic)) {
    findings.reject(
      `metadata.labels.${WAYPOINT_FOR}`,
      `${JSON.stringify(traffic)} is not known: use service, workload, all or none`,
    );
  }
  if (gateway.gatewayClassName !== WAYPOINT_CLASS) return;
  if (!gateway.listeners.some(({ protocol, port }) => protocol === "HBONE" && port === HBONE_PORT)) {
    findings.warn(
      "spec.listeners",
      "ztunnels send to a listener with protocol HBONE on port 15008, and there is none",
    );
  }
}

/** Istio's own kind, which ingress and egress proxies serve: nothing of it but this is a matter of ours. */
export function checkIstioGateway(json: unknown, _context: CheckContext, findings: Findings): void {
  const servers = new ObjectReader(json).at("spec", "servers");
  if (servers.list().length === 0)
    findings.reject("spec.servers", "a Gateway without servers serves nothing");
}
