import { findIpAddress, type IpAddress, type IpFamily } from "@ambit/addr";
import type { KubeObject } from "@ambit/kube";
import { type JsonObject, objectOf, objectsOf, stringOf, stringsOf, valueAt } from "@ambit/kube-objects/json";
import { decodeMeta, jsonOf, type Meta, numberOf } from "./object-meta.ts";

/** Says which service a slice belongs to. */
export const SERVICE_NAME_LABEL = "kubernetes.io/service-name";

/** A slice as its writer, kube-proxy and the DNS see it. */
export interface EndpointSlice {
  readonly meta: Meta;
  readonly serviceName: string;
  /** Undefined for names, which nobody here follows. */
  readonly family: IpFamily | undefined;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
  /** The parts that a controller writes, to compare with what it would write. */
  readonly written: JsonObject;
}

export interface EndpointPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

export interface Endpoint {
  readonly addresses: readonly IpAddress[];
  readonly isReady: boolean;
  readonly isServing: boolean;
  readonly isTerminating: boolean;
  readonly hostname: string | undefined;
  readonly nodeName: string | undefined;
}

export function decodeEndpointSlice(object: KubeObject): EndpointSlice {
  const meta = decodeMeta(object);
  const { addressType, ports, endpoints } = jsonOf(object);
  return {
    meta,
    serviceName: meta.labels[SERVICE_NAME_LABEL] ?? "",
    family: addressType === "IPv4" ? 4 : addressType === "IPv6" ? 6 : undefined,
    ports: objectsOf(ports).flatMap(decodePort),
    endpoints: objectsOf(endpoints).map(decodeEndpoint),
    written: { ports: ports ?? [], endpoints: endpoints ?? [] },
  };
}

/** A port without a number stands for all of them, which only other consumers make use of. */
function decodePort(port: JsonObject): readonly EndpointPort[] {
  const number = numberOf(port.port);
  if (number === undefined) {
    return [];
  }
  return [{ name: stringOf(port.name) ?? "", protocol: stringOf(port.protocol) ?? "TCP", port: number }];
}

/** Conditions that are absent are good ones, as the API says. */
function decodeEndpoint(endpoint: JsonObject): Endpoint {
  const conditions = objectOf(valueAt(endpoint, "conditions"));
  const isReady = conditions.ready !== false;
  return {
    addresses: stringsOf(endpoint.addresses).flatMap((text) => findIpAddress(text) ?? []),
    isReady,
    isServing: typeof conditions.serving === "boolean" ? conditions.serving : isReady,
    isTerminating: conditions.terminating === true,
    hostname: stringOf(endpoint.hostname),
    nodeName: stringOf(endpoint.nodeName),
  };
}
