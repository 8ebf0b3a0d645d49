import type { Pod } from "@ambit/mesh-objects";
import { REDIRECTION } from "@ambit/mesh-objects/labels";
import {
  type Locality,
  NetworkMode,
  type PortList,
  type Workload,
  WorkloadStatus,
  WorkloadType,
} from "@ambit/proto/workload";
import type { AmbientOptions } from "../collections/ambient-options.ts";
import type { AttachedWorkload } from "../collections/ambient-ports.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";
import { setAddresses, setAttached, setSettings, setTunnel } from "./workload-fields.ts";
import { canonicalService, workloadNameOfPod } from "./workload-name.ts";
import { type WorkloadResource, workloadResource } from "./workload-resource.ts";

/** What a pod is seen under from outside of it. */
export interface PodContext {
  readonly options: Pick<AmbientOptions, "clusterId" | "isLegacyMtlsOffered">;
  readonly settings: MeshSettings;
  readonly locality: Locality | undefined;
  readonly services: { [key: string]: PortList };
  readonly attached: AttachedWorkload;
  readonly policies: readonly string[];
}

/** Whether a pod is a workload: it has an address, and is not over. */
export function isWorkload({ phase, ips }: Pick<Pod, "phase" | "ips">): boolean {
  return phase !== "Succeeded" && phase !== "Failed" && ips.length > 0;
}

export function workloadOfPod(pod: Pod, context: PodContext): WorkloadResource {
  const { clusterId } = context.options;
  const uid = `${clusterId}//Pod/${pod.namespace}/${pod.name}`;
  const workloadName = workloadNameOfPod(pod);
  const canonical = canonicalService(pod.labels, workloadName);
  const workload: Workload = {
    uid,
    name: pod.name,
    namespace: pod.namespace,
    clusterId,
    // As Istio: whatever made the pod.
    workloadType: WorkloadType.POD,
    workloadName,
    canonicalName: canonical.name,
    canonicalRevision: canonical.revision,
  };
  setAddresses(workload, pod.ips);
  setSettings(workload, context.settings);
  setTunnel(workload, {
    labels: pod.labels,
    isLegacyMtlsOffered: context.options.isLegacyMtlsOffered,
    // Its node's agent says so once the pod's traffic really is redirected.
    isCaptured: pod.annotations[REDIRECTION] === "enabled",
  });
  setAttached(workload, context.attached, context.policies);
  if (pod.serviceAccount !== "") workload.serviceAccount = pod.serviceAccount;
  if (pod.node !== "") workload.node = pod.node;
  if (Object.keys(context.services).length > 0) workload.services = context.services;
  if (!pod.isReady || pod.isTerminating) workload.status = WorkloadStatus.UNHEALTHY;
  if (context.locality) workload.locality = context.locality;
  if (pod.isHostNetwork) workload.networkMode = NetworkMode.HOST_NETWORK;
  return workloadResource(uid, workload, pod.ips);
}
