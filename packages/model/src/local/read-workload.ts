import { parseAuthorizationKey } from "../authorization.ts";
import type { MeshResource } from "../mesh-batch.ts";
import type { PortMap } from "../service.ts";
import type { ApplicationTunnel, GatewayAddress, Locality } from "../workload.ts";
import {
  ConfigFields,
  type ConfigValue,
  type Read,
  readBoolean,
  readList,
  readMap,
  readName,
  readOneOf,
  readParsed,
  readPort,
  readText,
  readUint32,
} from "./config-value.ts";
import { readGateway, readIpAddress, readPortMap, readServiceKey, readStatus } from "./read-common.ts";

type WorkloadResource = Extract<MeshResource, { kind: "workload" }>;

/**
 * Nothing is defaulted as the wire decoder does: without a trust domain or service account the text is empty, as in
 * ztunnel. Its `services` are the endpoints only, and the record's own list stays empty, also as in ztunnel.
 */
export function readWorkload(value: ConfigValue): WorkloadResource {
  const fields = new ConfigFields(value);
  const text = (name: string) => fields.optional(name, readText, "");
  const resource: WorkloadResource = {
    kind: "workload",
    workload: {
      uid: fields.required("uid", readName, ""),
      name: fields.required("name", readText, ""),
      namespace: fields.required("namespace", readText, ""),
      trustDomain: text("trustDomain"),
      serviceAccount: text("serviceAccount"),
      workloadIps: fields.required("workloadIps", readList(readIpAddress), []),
      network: text("network"),
      protocol: fields.optional("protocol", readOneOf("TCP", "HBONE"), "TCP"),
      networkMode: fields.optional("networkMode", readOneOf("Standard", "HostNetwork"), "Standard"),
      workloadName: text("workloadName"),
      workloadType: text("workloadType"),
      canonicalName: text("canonicalName"),
      canonicalRevision: text("canonicalRevision"),
      hostname: text("hostname"),
      node: text("node"),
      nativeTunnel: fields.optional("nativeTunnel", readBoolean, false),
      applicationTunnel: fields.optional<ApplicationTunnel | undefined>(
        "applicationTunnel",
        readTunnel,
        undefined,
      ),
      authorizationPolicies: fields.optional("authorizationPolicies", readPolicyKeys, []),
      status: fields.optional("status", readStatus, "Healthy"),
      clusterId: text("clusterId"),
      locality: fields.optional("locality", readLocality, NO_LOCALITY),
      capacity: fields.optional("capacity", readUint32, 1),
      waypoint: fields.optional<GatewayAddress | undefined>("waypoint", readGateway, undefined),
      networkGateway: fields.optional<GatewayAddress | undefined>("networkGateway", readGateway, undefined),
      services: [],
    },
    endpoints: fields.required("services", readEndpoints, new Map()),
  };
  fields.finish();
  return resource;
}

const NO_LOCALITY: Locality = { region: "", zone: "", subzone: "" };

const readEndpoints: Read<ReadonlyMap<string, PortMap>> = readMap(readServiceKey, readPortMap);

const readPolicyKeys = readList(readParsed(parseAuthorizationKey));

function readTunnel(value: ConfigValue): ApplicationTunnel {
  const fields = new ConfigFields(value);
  const protocol = fields.required("protocol", readOneOf("NONE", "PROXY"), "NONE");
  const port = fields.optional("port", readPort, 0);
  fields.finish();
  // Port 0 is "not set", as on the wire.
  return { protocol, port: port === 0 ? undefined : port };
}

function readLocality(value: ConfigValue): Locality {
  const fields = new ConfigFields(value);
  const locality: Locality = {
    region: fields.optional("region", readText, ""),
    zone: fields.optional("zone", readText, ""),
    subzone: fields.optional("subzone", readText, ""),
  };
  fields.finish();
  return locality;
}
