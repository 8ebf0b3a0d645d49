import type { KubeObject } from "@ambit/kube";
import { decodeMeta, findCondition, type Meta, partOf } from "./object-meta.ts";

/** A node as the controllers see it. */
export interface Node {
  readonly meta: Meta;
  /** Takes new pods: ready, as far as it says, and not cordoned. */
  readonly isSchedulable: boolean;
}

export function decodeNode(object: KubeObject): Node {
  const ready = findCondition(partOf(object, "status"), "Ready");
  const { unschedulable } = partOf(object, "spec");
  const meta = decodeMeta(object);
  return {
    meta,
    isSchedulable:
      (ready === undefined || ready.status === "True") && unschedulable !== true && !meta.isTerminating,
  };
}
