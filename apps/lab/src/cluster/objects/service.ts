import { findIpAddress, type IpAddress, type IpFamily } from "@ambit/addr";
import type { KubeObject } from "@ambit/kube";
import { type JsonObject, objectsOf, stringOf, stringsOf, valueAt } from "@ambit/kube-objects/json";
import { decodeMeta, type Meta, numberOf, partOf, type TextMap, textMapOf } from "./object-meta.ts";

/** A service as the controllers, kube-proxy and the DNS see it. */
export interface Service {
  readonly meta: Meta;
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  /** Without an address of its own, on purpose. */
  readonly isHeadless: boolean;
  /** None for a headless service and for one that has not got any yet. */
  readonly clusterIps: readonly IpAddress[];
  readonly ipFamilies: readonly IpFamily[];
  readonly ipFamilyPolicy: string | undefined;
  /** Undefined: somebody else writes its endpoints. */
  readonly selector: TextMap | undefined;
  readonly ports: readonly ServicePort[];
  /** The ports as they are written, to be written again with their node ports. */
  readonly portList: readonly JsonObject[];
  readonly externalName: string | undefined;
  readonly externalIps: readonly IpAddress[];
  readonly publishNotReadyAddresses: boolean;
  readonly isInternalLocal: boolean;
  readonly isExternalLocal: boolean;
  /** How long a client stays with its endpoint; undefined for no affinity. */
  readonly affinitySeconds: number | undefined;
}

export interface ServicePort {
  /** Empty for the only one. */
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  /** A number, or the name of a container's port. */
  readonly targetPort: number | string;
  readonly nodePort: number | undefined;
  readonly appProtocol: string | undefined;
}

/** As the API server's default. */
const AFFINITY_SECONDS = 10_800;

export function decodeService(object: KubeObject): Service {
  const spec = partOf(object, "spec");
  const type = TYPES.find((known) => known === spec.type) ?? "ClusterIP";
  const listed = stringsOf(spec.clusterIPs);
  const addresses = listed.length > 0 ? listed : [stringOf(spec.clusterIP) ?? ""];
  return {
    meta: decodeMeta(object),
    type,
    isHeadless: type !== "ExternalName" && addresses[0] === "None",
    clusterIps: type === "ExternalName" ? [] : addresses.flatMap((text) => findIpAddress(text) ?? []),
    ipFamilies: stringsOf(spec.ipFamilies).flatMap((family) => IP_FAMILY[family] ?? []),
    ipFamilyPolicy: stringOf(spec.ipFamilyPolicy),
    selector: decodeSelector(spec, type),
    ports: objectsOf(spec.ports).map(decodePort),
    portList: objectsOf(spec.ports),
    externalName: type === "ExternalName" ? stringOf(spec.externalName) : undefined,
    externalIps: stringsOf(spec.externalIPs).flatMap((text) => findIpAddress(text) ?? []),
    publishNotReadyAddresses: spec.publishNotReadyAddresses === true,
    isInternalLocal: spec.internalTrafficPolicy === "Local",
    isExternalLocal: spec.externalTrafficPolicy === "Local",
    affinitySeconds: decodeAffinity(spec),
  };
}

const TYPES = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] as const;

const IP_FAMILY: Readonly<Record<string, IpFamily>> = { IPv4: 4, IPv6: 6 };

/** An empty selector selects nothing: it is as good as none. */
function decodeSelector(spec: JsonObject, type: Service["type"]): TextMap | undefined {
  const selector = textMapOf(spec.selector);
  return type === "ExternalName" || Object.keys(selector).length === 0 ? undefined : selector;
}

function decodePort(port: JsonObject): ServicePort {
  const number = numberOf(port.port, 0);
  return {
    name: stringOf(port.name) ?? "",
    protocol: stringOf(port.protocol) ?? "TCP",
    port: number,
    targetPort: numberOf(port.targetPort) ?? stringOf(port.targetPort) ?? number,
    nodePort: numberOf(port.nodePort),
    appProtocol: stringOf(port.appProtocol),
  };
}

function decodeAffinity(spec: JsonObject): number | undefined {
  if (spec.sessionAffinity !== "ClientIP") {
    return undefined;
  }
  return numberOf(valueAt(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds"), AFFINITY_SECONDS);
}
