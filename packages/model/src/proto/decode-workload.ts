import {
  TunnelApplicationProtocol,
  NetworkMode as WireMode,
  WorkloadStatus as WireStatus,
  TunnelProtocol as WireTunnel,
  type Workload as WireWorkload,
  WorkloadType,
} from "@ambit/proto/workload";
import type { MeshResource } from "../mesh-batch.ts";
import type { PortMap } from "../service.ts";
import type {
  ApplicationTunnel,
  Locality,
  NetworkMode,
  TunnelProtocol,
  WorkloadStatus,
} from "../workload.ts";
import type { SharedValues } from "./shared-values.ts";
import {
  type Absent,
  decodeEnum,
  decodeGateway,
  decodeIp,
  decodePort,
  decodePorts,
  invalid,
} from "./wire-values.ts";

type WorkloadResource = Extract<MeshResource, { kind: "workload" }>;

const DEFAULT_TRUST_DOMAIN = "cluster.local";
const DEFAULT_SERVICE_ACCOUNT = "default";
const DEFAULT_CLUSTER = "Kubernetes";
const DEFAULT_CAPACITY = 1;
const NONE: readonly string[] = Object.freeze([]);

// Of these three an unknown value is refused. A guess would send plaintext to who wants a tunnel, find a workload by an
// address that is not its own, or send traffic to who is not well.
const PROTOCOLS: Readonly<Record<number, TunnelProtocol>> = {
  [WireTunnel.NONE]: "TCP",
  [WireTunnel.HBONE]: "HBONE",
};
const NETWORK_MODES: Readonly<Record<number, NetworkMode>> = {
  [WireMode.STANDARD]: "Standard",
  [WireMode.HOST_NETWORK]: "HostNetwork",
};
const STATUSES: Readonly<Record<number, WorkloadStatus>> = {
  [WireStatus.HEALTHY]: "Healthy",
  [WireStatus.UNHEALTHY]: "Unhealthy",
};
// The application would take a PROXY header for data, or the other way round.
const TUNNEL_PROTOCOLS: Readonly<Record<number, ApplicationTunnel["protocol"]>> = {
  [TunnelApplicationProtocol.NONE]: "NONE",
  [TunnelApplicationProtocol.PROXY]: "PROXY",
};
// Only text of telemetry: an unknown one is a deployment, as in ztunnel.
const TYPES: Readonly<Record<number, string>> = {
  [WorkloadType.DEPLOYMENT]: "deployment",
  [WorkloadType.CRONJOB]: "cronjob",
  [WorkloadType.POD]: "pod",
  [WorkloadType.JOB]: "job",
};

/** Throws ModelError "invalid-resource". */
export function decodeWorkload(wire: WireWorkload, shared: SharedValues): WorkloadResource {
  const own = (value: string | Absent) => value ?? "";
  const text = (value: string | Absent) => shared.text(value ?? "");
  const uid = own(wire.uid);
  if (uid === "") throw invalid("uid is empty");
  const endpoints = shared.endpoints(decodeEndpoints(wire.services));
  return {
    kind: "workload",
    workload: {
      uid,
      name: own(wire.name),
      namespace: text(wire.namespace),
      trustDomain: text(wire.trustDomain) || DEFAULT_TRUST_DOMAIN,
      serviceAccount: text(wire.serviceAccount) || DEFAULT_SERVICE_ACCOUNT,
      workloadIps: (wire.addresses ?? []).map((bytes, index) => decodeIp(bytes, `addresses[${index}]`)),
      network: text(wire.network),
      protocol: decodeProtocol(wire.tunnelProtocol),
      networkMode: decodeEnum(NETWORK_MODES, wire.networkMode, "network_mode"),
      workloadName: text(wire.workloadName),
      workloadType: TYPES[wire.workloadType ?? 0] ?? "deployment",
      canonicalName: text(wire.canonicalName),
      canonicalRevision: text(wire.canonicalRevision),
      hostname: own(wire.hostname),
      node: text(wire.node),
      nativeTunnel: wire.nativeTunnel ?? false,
      applicationTunnel: decodeTunnel(wire.applicationTunnel),
      authorizationPolicies: wire.authorizationPolicies?.length ? wire.authorizationPolicies : NONE,
      status: decodeEnum(STATUSES, wire.status, "status"),
      clusterId: text(wire.clusterId) || DEFAULT_CLUSTER,
      locality: decodeLocality(wire.locality, shared),
      // An empty wrapper message is a capacity of 0, no wrapper at all is not.
      capacity: wire.capacity ? (wire.capacity.value ?? 0) : DEFAULT_CAPACITY,
      waypoint: decodeGateway(wire.waypoint, "waypoint"),
      networkGateway: decodeGateway(wire.networkGateway, "network_gateway"),
      services: shared.keysOf(endpoints),
    },
    endpoints,
  };
}

function decodeProtocol(value: number | Absent): TunnelProtocol {
  if (value === WireTunnel.LEGACY_ISTIO_MTLS) {
    throw invalid("tunnel_protocol: LEGACY_ISTIO_MTLS is not supported");
  }
  return decodeEnum(PROTOCOLS, value, "tunnel_protocol");
}

function decodeEndpoints(services: WireWorkload["services"]): ReadonlyMap<string, PortMap> {
  const endpoints = new Map<string, PortMap>();
  for (const [key, list] of Object.entries(services ?? {})) {
    if (!key.includes("/")) {
      throw invalid(`services: expected "namespace/hostname", found ${JSON.stringify(key)}`);
    }
    endpoints.set(key, decodePorts(list.ports));
  }
  return endpoints;
}

function decodeTunnel(tunnel: WireWorkload["applicationTunnel"]): ApplicationTunnel | undefined {
  if (!tunnel) return undefined;
  return {
    protocol: decodeEnum(TUNNEL_PROTOCOLS, tunnel.protocol, "application_tunnel.protocol"),
    // Port 0 is "not set".
    port: decodePort(tunnel.port) || undefined,
  };
}

function decodeLocality(locality: WireWorkload["locality"], shared: SharedValues): Locality {
  return shared.locality({
    region: locality?.region ?? "",
    zone: locality?.zone ?? "",
    subzone: locality?.subzone ?? "",
  });
}
