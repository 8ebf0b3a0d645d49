import { type IpAddress, parseIpAddress } from "@ambit/addr";
import { type Condition, readConditions } from "./condition.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader, type TextMap } from "./object-reader.ts";
import { CANARY_WEIGHT, TRAFFIC_DISTRIBUTION } from "./well-known.ts";

/** A Kubernetes Service, as against the mesh's own. */
export interface KubeService extends ObjectMeta {
  readonly kind: "Service";
  readonly isExternalName: boolean;
  /** Empty for a headless one. */
  readonly clusterIps: readonly IpAddress[];
  readonly ports: readonly KubeServicePort[];
  /** Empty if the endpoints are made by somebody else. */
  readonly selector: TextMap;
  readonly isLocalInternalTraffic: boolean;
  readonly trafficDistribution: string;
  readonly publishNotReadyAddresses: boolean;
  /** Somebody gives it an address outside of the cluster, sooner or later. */
  readonly isLoadBalancer: boolean;
  /** Addresses outside of the cluster, as they are written. */
  readonly externalAddresses: readonly string[];
  readonly ipFamilies: readonly string[];
  readonly conditions: readonly Condition[];
}

/** One port of a Service. */
export interface KubeServicePort {
  readonly name: string;
  readonly port: number;
  /** A port of the container by its name; `undefined` if there is none or it is a number. */
  readonly targetPortName: string | undefined;
  /** 0 if it is a name; the service's own port if there is none. */
  readonly targetPort: number;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
}

export function decodeKubeService(json: unknown): Decoded<KubeService> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const isExternalName = spec.field("type").text() === "ExternalName";
  const ports = spec.field("ports").list();
  if (ports.length === 0 && !isExternalName) {
    spec.field("ports").report("a Service without ports leads nowhere");
  }
  const object: KubeService = {
    kind: "Service",
    ...readMeta(reader, [CANARY_WEIGHT, TRAFFIC_DISTRIBUTION]),
    isExternalName,
    clusterIps: readClusterIps(spec),
    ports: ports.flatMap(readPort),
    selector: spec.field("selector").textMap(),
    isLocalInternalTraffic: spec.field("internalTrafficPolicy").text() === "Local",
    trafficDistribution: spec.field("trafficDistribution").text() ?? "",
    isLoadBalancer: spec.field("type").text() === "LoadBalancer",
    externalAddresses: readExternalAddresses(reader),
    publishNotReadyAddresses: spec.field("publishNotReadyAddresses").boolean() ?? false,
    ipFamilies: spec.field("ipFamilies").texts(),
    conditions: readConditions(reader.at("status", "conditions")),
  };
  return { object, problems: reader.problems };
}

/** All of them, or the one of the older field if there is no list. */
function readClusterIps(spec: ObjectReader): readonly IpAddress[] {
  const listed = spec.field("clusterIPs").list();
  const all = listed.length > 0 ? listed : [spec.field("clusterIP")];
  return all.flatMap((item) => (NO_IP.has(item.text() ?? "") ? [] : (item.parsed(parseIpAddress) ?? [])));
}

const NO_IP: ReadonlySet<string> = new Set(["", "None"]);

function readExternalAddresses(reader: ObjectReader): readonly string[] {
  const ingress = reader
    .at("status", "loadBalancer", "ingress")
    .list()
    .flatMap((item) => item.field("ip").text() || item.field("hostname").text() || []);
  return [...reader.at("spec", "externalIPs").texts(), ...ingress];
}

function readPort(reader: ObjectReader): readonly KubeServicePort[] {
  const port = reader.field("port").integer(1, 0xffff);
  if (port === undefined) {
    reader.field("port").report("a port of a Service needs a number from 1 to 65535");
    return [];
  }
  return [
    {
      name: reader.field("name").text() ?? "",
      port,
      ...readTarget(reader.field("targetPort"), port),
      protocol: reader.field("protocol").text() ?? "TCP",
      appProtocol: reader.field("appProtocol").text(),
    },
  ];
}

function readTarget(
  reader: ObjectReader,
  port: number,
): Pick<KubeServicePort, "targetPortName" | "targetPort"> {
  const name = reader.isText ? reader.text() : undefined;
  if (name !== undefined && name !== "" && !/^[0-9]+$/.test(name)) {
    return { targetPortName: name, targetPort: 0 };
  }
  const number = name === "" ? undefined : reader.integer(0, 0xffff);
  return { targetPortName: undefined, targetPort: number === undefined || number === 0 ? port : number };
}
