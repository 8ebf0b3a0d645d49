import { type Cidr, parseCidr } from "@ambit/addr";
import { parseNetworkAddress } from "../destination.ts";
import type { MeshResource } from "../mesh-batch.ts";
import type { Endpoint, IpFamilies, LoadBalancer, Service, WeightedWaypoint } from "../service.ts";
import type { GatewayAddress } from "../workload.ts";
import { showValue } from "./config-problems.ts";
import {
  ConfigFields,
  type ConfigValue,
  readBoolean,
  readList,
  readMap,
  readName,
  readOneOf,
  readParsed,
  readText,
  readUint32,
} from "./config-value.ts";
import { readCidr, readGateway, readPortMap, readStatus } from "./read-common.ts";

type ServiceResource = Extract<MeshResource, { kind: "service" }>;

export function readService(value: ConfigValue): ServiceResource {
  const fields = new ConfigFields(value);
  const endpoints = fields.optional(
    "endpoints",
    readMap(readName, readEndpoint),
    new Map<string, Endpoint>(),
  );
  const service: Service = {
    name: fields.required("name", readText, ""),
    namespace: fields.required("namespace", readKeyPart, ""),
    hostname: fields.required("hostname", readKeyPart, ""),
    vips: fields.required("vips", readList(readParsed(parseNetworkAddress)), []),
    cidrVips: fields.optional("cidrVips", readList(readCidrVip), []),
    ports: fields.required("ports", readPortMap, new Map()),
    subjectAltNames: fields.optional("subjectAltNames", readList(readText), []),
    waypoint: fields.optional<GatewayAddress | undefined>("waypoint", readGateway, undefined),
    weightedWaypoints: fields.optional("weightedWaypoints", readList(readWeightedWaypoint), []),
    loadBalancer: fields.optional<LoadBalancer | undefined>("loadBalancer", readLoadBalancer, undefined),
    ipFamilies: fields.optional<IpFamilies | undefined>(
      "ipFamilies",
      readOneOf("IPv4", "IPv6", "Dual"),
      undefined,
    ),
    canonical: fields.optional("canonical", readBoolean, false),
    visibility: fields.optional("visibility", readOneOf("Public", "Namespace"), "Public"),
  };
  fields.finish();
  for (const [uid, endpoint] of endpoints) {
    if (endpoint.workloadUid !== uid) {
      value.fail(`endpoint ${showValue(uid)} has another workloadUid, ${showValue(endpoint.workloadUid)}`);
    }
  }
  return { kind: "service", service, endpoints: [...endpoints.values()] };
}

// The key is `namespace/hostname`, so a slash in either would make two services one.
function readKeyPart(value: ConfigValue): string | undefined {
  const text = readName(value);
  return text?.includes("/") ? value.fail("must not contain a slash") : text;
}

function readEndpoint(value: ConfigValue): Endpoint {
  const fields = new ConfigFields(value);
  const endpoint: Endpoint = {
    workloadUid: fields.required("workloadUid", readName, ""),
    port: fields.required("port", readPortMap, new Map()),
    status: fields.optional("status", readStatus, "Healthy"),
  };
  fields.finish();
  return endpoint;
}

function readCidrVip(value: ConfigValue): { readonly network: string; readonly cidr: Cidr } {
  const fields = new ConfigFields(value);
  const vip = {
    network: fields.required("network", readText, ""),
    cidr: fields.required("cidr", readCidr, EVERYTHING),
  };
  fields.finish();
  return vip;
}

const EVERYTHING: Cidr = parseCidr("::/0");

function readWeightedWaypoint(value: ConfigValue): WeightedWaypoint | undefined {
  const fields = new ConfigFields(value);
  const destination = fields.required<GatewayAddress | undefined>("destination", readGateway, undefined);
  const weight = fields.required("weight", readUint32, 0);
  fields.finish();
  return destination === undefined ? undefined : { destination, weight };
}

function readLoadBalancer(value: ConfigValue): LoadBalancer {
  const fields = new ConfigFields(value);
  const loadBalancer: LoadBalancer = {
    routingPreferences: fields.optional("routingPreferences", readList(readPreference), []),
    mode: fields.optional("mode", readOneOf("Standard", "Strict", "Failover", "Passthrough"), "Standard"),
    healthPolicy: fields.optional("healthPolicy", readOneOf("OnlyHealthy", "AllowAll"), "OnlyHealthy"),
  };
  fields.finish();
  return loadBalancer;
}

const readPreference = readOneOf("Region", "Zone", "Subzone", "Node", "Cluster", "Network");
