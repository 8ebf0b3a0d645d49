/** Columns of services and what stands behind them. */
import { type JsonObject, type JsonValue, objectsOf, stringOf, stringsOf, valueAt } from "../json.ts";
import type { KubeObject } from "../kube-object.ts";
import { labelsText, NONE, objectsAt, selectorText, shortened, textAt } from "./cell-text.ts";
import { AGE_COLUMN, type Column, NAME_COLUMN, textColumn, wideColumn } from "./column.ts";

/** As `kubectl get services`. */
export const SERVICE_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  textColumn("Type", (service) => textAt(service, ["spec", "type"], "ClusterIP")),
  textColumn("Cluster-IP", clusterIpText),
  textColumn("External-IP", externalIpText),
  textColumn("Port(s)", (service) => portsText(objectsAt(service, "spec", "ports"))),
  AGE_COLUMN,
  wideColumn("Selector", (service) => labelsText(valueAt(service, "spec", "selector"))),
];

/** As `kubectl get endpoints`. */
export const ENDPOINTS_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  textColumn("Endpoints", endpointsText),
  AGE_COLUMN,
];

/** As `kubectl get endpointslices`. */
export const ENDPOINT_SLICE_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  textColumn("AddressType", (slice) => stringOf(slice.addressType) ?? ""),
  textColumn("Ports", (slice) => shortened(objectsAt(slice, "ports").map(({ port }) => numberText(port)))),
  textColumn("Endpoints", (slice) =>
    shortened(objectsAt(slice, "endpoints").flatMap(({ addresses }) => stringsOf(addresses))),
  ),
  AGE_COLUMN,
];

/** As `kubectl get ingresses`. */
export const INGRESS_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  textColumn("Class", (ingress) => textAt(ingress, ["spec", "ingressClassName"], NONE)),
  textColumn("Hosts", (ingress) => {
    const hosts = objectsAt(ingress, "spec", "rules").map(({ host }) => stringOf(host) ?? "*");
    return hosts.length === 0 ? "*" : shortened(hosts);
  }),
  textColumn("Address", (ingress) => loadBalancerText(ingress)),
  textColumn("Ports", (ingress) => (objectsAt(ingress, "spec", "tls").length > 0 ? "80, 443" : "80")),
  AGE_COLUMN,
];

/** As `kubectl get networkpolicies`. */
export const NETWORK_POLICY_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  textColumn("Pod-Selector", (policy) => selectorText(valueAt(policy, "spec", "podSelector"))),
  AGE_COLUMN,
];

function clusterIpText(service: KubeObject): string {
  return textAt(service, ["spec", "clusterIP"], NONE);
}

function externalIpText(service: KubeObject): string {
  const external = stringsOf(valueAt(service, "spec", "externalIPs"));
  switch (textAt(service, ["spec", "type"], "ClusterIP")) {
    case "ExternalName":
      return textAt(service, ["spec", "externalName"], NONE);
    case "LoadBalancer": {
      const balancer = loadBalancerText(service);
      const all = [...(balancer === "" ? [] : [balancer]), ...external];
      return all.length === 0 ? "<pending>" : all.join(",");
    }
    default:
      return external.length === 0 ? NONE : external.join(",");
  }
}

function loadBalancerText(object: KubeObject): string {
  return objectsAt(object, "status", "loadBalancer", "ingress")
    .map(({ ip, hostname }) => stringOf(ip) ?? stringOf(hostname) ?? "")
    .join(",");
}

function portsText(ports: readonly JsonObject[]): string {
  if (ports.length === 0) return NONE;
  return ports
    .map(({ port, nodePort, protocol }) => {
      const node = typeof nodePort === "number" && nodePort > 0 ? `:${nodePort}` : "";
      return `${numberText(port)}${node}/${stringOf(protocol) ?? "TCP"}`;
    })
    .join(",");
}

function endpointsText(endpoints: KubeObject): string {
  const all = objectsAt(endpoints, "subsets").flatMap(({ addresses, ports }) => {
    const ips = objectsOf(addresses).map(({ ip }) => stringOf(ip) ?? "");
    const numbers = objectsOf(ports).map(({ port }) => numberText(port));
    return numbers.length === 0 ? ips : numbers.flatMap((port) => ips.map((ip) => `${ip}:${port}`));
  });
  return shortened(all);
}

function numberText(value: JsonValue | undefined): string {
  return typeof value === "number" ? String(value) : "";
}
