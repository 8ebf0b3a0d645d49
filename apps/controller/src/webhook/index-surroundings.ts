/** The mesh as checks of objects see it. */
import { type FoundTarget, isCaptured, type SelectableWorkload, type Surroundings } from "@ambit/admission";
import type { AmbientIndex } from "../collections/ambient-index.ts";
import { isWorkload } from "../workload/pod-workload.ts";

/** Reads the index at the moment of the question. */
export function indexSurroundings(index: Pick<AmbientIndex, "objects" | "findObject">): Surroundings {
  return {
    workloads: () => workloadsOf(index),
    has: ({ kind, namespace, name }: FoundTarget) =>
      index.findObject(kind, namespace === "" ? name : `${namespace}/${name}`) !== undefined,
  };
}

function* workloadsOf(index: Pick<AmbientIndex, "objects" | "findObject">): Generator<SelectableWorkload> {
  for (const pod of index.objects("Pod")) {
    if (!isWorkload(pod)) continue;
    const { namespace, labels } = pod;
    const ofNamespace = index.findObject("Namespace", namespace)?.labels ?? {};
    yield { kind: "Pod", namespace, labels, isCaptured: isCaptured(pod, ofNamespace) && !pod.isHostNetwork };
  }
  for (const { namespace, labels, endpoint } of index.objects("WorkloadEntry")) {
    yield { kind: "WorkloadEntry", namespace, labels: { ...endpoint.labels, ...labels }, isCaptured: false };
  }
  for (const { namespace, labels } of index.objects("ServiceEntry")) {
    yield { kind: "ServiceEntry", namespace, labels, isCaptured: false };
  }
}
