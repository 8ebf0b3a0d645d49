/**
 * Resources as the text of packed records, and back. Texts are JSON without names of fields. What the pods of one owner
 * have in common is a line of its own in a workload's, so that a reader decodes it once and keeps it once.
 */
import {
  type ApplicationTunnel,
  type Authorization,
  authorizationKey,
  type Endpoint,
  type GatewayAddress,
  type Locality,
  type MeshResource,
  type PortMap,
  type Service,
  serviceKey,
  type Workload,
} from "@ambit/model";
import { HAS_BLOCKS, LOCAL, type RecordDraft, type Segment } from "./packed-record.ts";
import { deepFreeze } from "./plain-values.ts";
import { hashText } from "./text-hash.ts";

type Resource<Kind extends MeshResource["kind"]> = Extract<MeshResource, { kind: Kind }>;

/** Whether a workload is one of this node. */
export type IsLocal = (workload: Workload) => boolean;

/** What is written of a resource. */
export function draftOf(resource: MeshResource, isLocal: IsLocal): RecordDraft {
  switch (resource.kind) {
    case "workload":
      return draftWorkload(resource, isLocal(resource.workload));
    case "service":
      return draftService(resource);
    case "policy":
      return draftPolicy(resource.policy);
  }
}

function draftWorkload({ workload, endpoints }: Resource<"workload">, isLocal: boolean): RecordDraft {
  const { uid, namespace, network, hostname, name, serviceAccount } = workload;
  const postings: number[] = [];
  // Host-network pods share their node's address, which says nothing about which of them is meant.
  if (workload.networkMode !== "HostNetwork") {
    for (const ip of workload.workloadIps) {
      postings.push(hashText("address", `${network}/${ip}`));
    }
  }
  if (hostname !== "") {
    postings.push(hashText("workloadHostname", `${namespace}/${hostname}`));
  }
  if (isLocal) {
    postings.push(hashText("localName", `${namespace}/${serviceAccount}/${name}`));
  }
  const topics = [...endpoints.keys()].map((key) => hashText("endpoints", key));
  return {
    kind: "workload",
    flags: isLocal ? LOCAL : 0,
    key: uid,
    keyHash: hashText("workload", uid),
    postings: unique(postings),
    topics: unique(topics),
    body: `${JSON.stringify(ownRow(workload))}\n${JSON.stringify(commonRow(workload, endpoints))}`,
  };
}

function draftService({ service, endpoints }: Resource<"service">): RecordDraft {
  const key = serviceKey(service);
  const postings = service.vips.map(({ network, address }) => hashText("vip", `${network}/${address}`));
  postings.push(hashText("serviceHostname", service.hostname));
  return {
    kind: "service",
    flags: service.cidrVips.length > 0 ? HAS_BLOCKS : 0,
    key,
    keyHash: hashText("service", key),
    postings: unique(postings),
    topics: [hashText("endpoints", key)],
    body: JSON.stringify(serviceRow(service, endpoints)),
  };
}

function draftPolicy(policy: Authorization): RecordDraft {
  const key = authorizationKey(policy);
  const scope = scopeOf(policy);
  return {
    kind: "policy",
    flags: 0,
    key,
    keyHash: hashText("policy", key),
    postings: scope === undefined ? [] : [hashText("scope", scope)],
    topics: [],
    body: JSON.stringify(policy),
  };
}

/** What global policies are found under. */
export const GLOBAL_SCOPE = "";

/** What the policies of a namespace are found under. */
export function namespaceScope(namespace: string): string {
  return `/${namespace}`;
}

/** Selector policies apply only to the workloads that name them. */
function scopeOf(policy: Authorization): string | undefined {
  switch (policy.scope) {
    case "Global":
      return GLOBAL_SCOPE;
    case "Namespace":
      return namespaceScope(policy.namespace);
    case "WorkloadSelector":
      return undefined;
  }
}

function unique(hashes: readonly number[]): readonly number[] {
  return hashes.length < 2 ? hashes : [...new Set(hashes)];
}

type PortRow = readonly (readonly [number, number])[];
type TunnelRow = readonly [ApplicationTunnel["protocol"], number | null];
type OwnRow = ReturnType<typeof ownRow>;
type CommonRow = ReturnType<typeof commonRow>;
type ServiceRow = ReturnType<typeof serviceRow>;

function ownRow(workload: Workload) {
  const { name, workloadIps, hostname, node, status, capacity } = workload;
  return [name, workloadIps, hostname, node, status, capacity] as const;
}

function commonRow(workload: Workload, endpoints: ReadonlyMap<string, PortMap>) {
  const { region, zone, subzone } = workload.locality;
  const keys = [...endpoints.keys()];
  const hasOtherServices =
    keys.length !== workload.services.length || workload.services.some((key, index) => key !== keys[index]);
  return [
    workload.namespace,
    workload.trustDomain,
    workload.serviceAccount,
    workload.network,
    workload.protocol,
    workload.networkMode,
    workload.workloadName,
    workload.workloadType,
    workload.canonicalName,
    workload.canonicalRevision,
    workload.nativeTunnel,
    tunnelRow(workload.applicationTunnel),
    workload.authorizationPolicies,
    workload.clusterId,
    [region, zone, subzone] as const,
    workload.waypoint ?? null,
    workload.networkGateway ?? null,
    [...endpoints].map(([key, ports]) => [key, portRow(ports)] as const),
    hasOtherServices ? workload.services : null,
  ] as const;
}

function serviceRow(service: Service, endpoints: readonly Endpoint[]) {
  return [
    service.name,
    service.namespace,
    service.hostname,
    service.vips,
    service.cidrVips,
    portRow(service.ports),
    service.subjectAltNames,
    service.waypoint ?? null,
    service.weightedWaypoints,
    service.loadBalancer ?? null,
    service.ipFamilies ?? null,
    service.canonical,
    service.visibility,
    endpoints.map(({ workloadUid, port, status }) => [workloadUid, portRow(port), status] as const),
  ] as const;
}

function tunnelRow(tunnel: ApplicationTunnel | undefined): TunnelRow | null {
  return tunnel === undefined ? null : [tunnel.protocol, tunnel.port ?? null];
}

function portRow(ports: PortMap): PortRow {
  return [...ports];
}

/** What workloads of one owner have in common. */
interface CommonPart {
  readonly fields: Omit<
    Workload,
    "uid" | "name" | "workloadIps" | "hostname" | "node" | "status" | "capacity"
  >;
  readonly endpoints: ReadonlyMap<string, PortMap>;
}

/** Common parts, and names of nodes, that are kept to be shared. What is forgotten is only kept more than once. */
const MAX_SHARED = 16_384;

/** Makes frozen values of records. Equal parts of workloads are one value. */
export class ResourceDecoder {
  readonly #commonParts = new Map<string, CommonPart>();
  readonly #texts = new Map<string, string>();

  decode(segment: Segment, offset: number): MeshResource {
    const body = segment.bodyAt(offset);
    switch (segment.kindAt(offset)) {
      case "workload":
        return this.#workload(segment.keyAt(offset), body);
      case "service":
        return parseService(body);
      case "policy":
        return { kind: "policy", policy: deepFreeze(parseRow<Authorization>(body)) };
    }
  }

  #workload(uid: string, body: string): Resource<"workload"> {
    const end = body.indexOf("\n");
    const [name, workloadIps, hostname, node, status, capacity] = parseRow<OwnRow>(body.slice(0, end));
    const { fields, endpoints } = this.#commonPart(body.slice(end + 1));
    const workload: Workload = {
      uid,
      name,
      namespace: fields.namespace,
      trustDomain: fields.trustDomain,
      serviceAccount: fields.serviceAccount,
      workloadIps: Object.freeze(workloadIps),
      network: fields.network,
      protocol: fields.protocol,
      networkMode: fields.networkMode,
      workloadName: fields.workloadName,
      workloadType: fields.workloadType,
      canonicalName: fields.canonicalName,
      canonicalRevision: fields.canonicalRevision,
      hostname,
      node: this.#text(node),
      nativeTunnel: fields.nativeTunnel,
      applicationTunnel: fields.applicationTunnel,
      authorizationPolicies: fields.authorizationPolicies,
      status,
      clusterId: fields.clusterId,
      locality: fields.locality,
      capacity,
      waypoint: fields.waypoint,
      networkGateway: fields.networkGateway,
      services: fields.services,
    };
    return { kind: "workload", workload: Object.freeze(workload), endpoints };
  }

  #commonPart(text: string): CommonPart {
    const known = this.#commonParts.get(text);
    if (known !== undefined) {
      return known;
    }
    const part = parseCommonPart(text);
    remember(this.#commonParts, text, part);
    return part;
  }

  #text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) {
      return known;
    }
    remember(this.#texts, text, text);
    return text;
  }
}

function parseService(body: string): Resource<"service"> {
  const row = parseRow<ServiceRow>(body);
  const service: Service = {
    name: row[0],
    namespace: row[1],
    hostname: row[2],
    vips: row[3],
    cidrVips: row[4],
    ports: new Map(row[5]),
    subjectAltNames: row[6],
    waypoint: row[7] ?? undefined,
    weightedWaypoints: row[8],
    loadBalancer: row[9] ?? undefined,
    ipFamilies: row[10] ?? undefined,
    canonical: row[11],
    visibility: row[12],
  };
  const endpoints = row[13].map(([workloadUid, port, status]): Endpoint => {
    return { workloadUid, port: new Map(port), status };
  });
  return { kind: "service", service: deepFreeze(service), endpoints: deepFreeze(endpoints) };
}

function parseCommonPart(text: string): CommonPart {
  const row = parseRow<CommonRow>(text);
  const [region, zone, subzone] = row[14];
  const endpoints = new Map(row[17].map(([key, ports]): [string, PortMap] => [key, new Map(ports)]));
  const tunnel = row[11];
  const locality: Locality = { region, zone, subzone };
  const waypoint: GatewayAddress | undefined = row[15] ?? undefined;
  const fields: CommonPart["fields"] = {
    namespace: row[0],
    trustDomain: row[1],
    serviceAccount: row[2],
    network: row[3],
    protocol: row[4],
    networkMode: row[5],
    workloadName: row[6],
    workloadType: row[7],
    canonicalName: row[8],
    canonicalRevision: row[9],
    nativeTunnel: row[10],
    applicationTunnel: tunnel === null ? undefined : { protocol: tunnel[0], port: tunnel[1] ?? undefined },
    authorizationPolicies: row[12],
    clusterId: row[13],
    locality,
    waypoint,
    networkGateway: row[16] ?? undefined,
    services: row[18] ?? [...endpoints.keys()],
  };
  return { fields: deepFreeze(fields), endpoints };
}

function remember<Value>(known: Map<string, Value>, text: string, value: Value): void {
  if (known.size >= MAX_SHARED) {
    known.clear();
  }
  known.set(text, value);
}

/** This process has written the row. */
function parseRow<Row>(text: string): Row {
  return JSON.parse(text) as Row;
}
