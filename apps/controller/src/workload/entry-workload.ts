import type { EntryEndpoint, ServiceEntry, TextMap, WorkloadEntry } from "@ambit/mesh-objects";
import { type GatewayAddress, type PortList, type Workload, WorkloadType } from "@ambit/proto/workload";
import type { AmbientOptions } from "../collections/ambient-options.ts";
import type { AttachedWorkload } from "../collections/ambient-ports.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";
import { setAddressOrHostname, setAttached, setSettings, setTunnel } from "./workload-fields.ts";
import { localityOfText } from "./workload-locality.ts";
import { canonicalService } from "./workload-name.ts";
import { type WorkloadResource, workloadResource } from "./workload-resource.ts";

/** What a place outside of Kubernetes is seen under. */
export interface EntryContext {
  readonly options: Pick<AmbientOptions, "clusterId" | "isLegacyMtlsOffered">;
  readonly settings: MeshSettings;
  readonly services: { [key: string]: PortList };
  readonly attached: AttachedWorkload;
  readonly policies: readonly string[];
  /** How another network is reached. */
  readonly gatewayOf: (network: string) => GatewayAddress | undefined;
}

/** The labels of a WorkloadEntry: those of its spec, and over them those of the object. */
export function labelsOfWorkloadEntry({ labels, endpoint }: WorkloadEntry): TextMap {
  return { ...endpoint.labels, ...labels };
}

export function workloadOfWorkloadEntry(entry: WorkloadEntry, context: EntryContext): WorkloadResource {
  const { namespace, name } = entry;
  const uid = `${context.options.clusterId}/networking.istio.io/WorkloadEntry/${namespace}/${name}`;
  return entryWorkload(
    { uid, namespace, name, labels: labelsOfWorkloadEntry(entry), endpoint: entry.endpoint },
    context,
  );
}

/** One inline endpoint. It is called and labelled as its entry. */
export function workloadOfInlineEndpoint(
  { namespace, name, labels }: Pick<ServiceEntry, "namespace" | "name" | "labels">,
  endpoint: EntryEndpoint,
  context: EntryContext,
): WorkloadResource {
  const uid = `${context.options.clusterId}/networking.istio.io/ServiceEntry/${namespace}/${name}/${endpoint.address}`;
  return entryWorkload({ uid, namespace, name, labels, endpoint }, context);
}

interface Entry {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: TextMap;
  readonly endpoint: EntryEndpoint;
}

function entryWorkload(
  { uid, namespace, name, labels, endpoint }: Entry,
  context: EntryContext,
): WorkloadResource {
  const canonical = canonicalService(labels, name);
  const { settings } = context;
  const workload: Workload = {
    uid,
    name,
    namespace,
    clusterId: context.options.clusterId,
    // As Istio: so that telemetry shows it like a pod.
    workloadType: WorkloadType.POD,
    workloadName: name,
    canonicalName: canonical.name,
    canonicalRevision: canonical.revision,
  };
  const ips = setAddressOrHostname(workload, endpoint.address);
  const network = endpoint.network === "" ? settings.network : endpoint.network;
  setSettings(workload, { ...settings, network });
  const gateway = network === settings.network ? undefined : context.gatewayOf(network);
  if (gateway) workload.networkGateway = gateway;
  setTunnel(workload, {
    labels,
    isLegacyMtlsOffered: context.options.isLegacyMtlsOffered,
    isCaptured: false,
  });
  setAttached(workload, context.attached, context.policies);
  const locality = localityOfText(endpoint.locality);
  if (locality) workload.locality = locality;
  if (endpoint.serviceAccount !== "") workload.serviceAccount = endpoint.serviceAccount;
  if (endpoint.weight > 0) workload.capacity = { value: endpoint.weight };
  if (Object.keys(context.services).length > 0) workload.services = context.services;
  return workloadResource(uid, workload, ips);
}
