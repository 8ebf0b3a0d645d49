/**
 * The shape of every controller here: it looks at the objects that are there and says what is to be done about one key.
 * It does nothing itself, and what was asked for is seen before it is asked again (`controller-queue.ts`).
 */
import type { NewKubeObject, ObjectName } from "@ambit/kube";
import type { JsonObject } from "@ambit/kube-objects/json";
import {
  apiVersionOf,
  CLUSTER_KINDS,
  type ClusterKind,
  type ClusterObjects,
} from "../objects/cluster-kinds.ts";
import type { Meta } from "../objects/object-meta.ts";
import type { ObjectTable } from "../objects/object-table.ts";

/** Everything that is known of the cluster. */
export type ClusterView = { readonly [Kind in ClusterKind]: ObjectTable<ClusterObjects[Kind]> };

/** One thing to do. */
export type Action =
  | {
      readonly type: "create";
      readonly kind: ClusterKind;
      readonly object: NewKubeObject;
      readonly namespace: string;
    }
  /** A merge patch; `part` status is written apart from the rest. */
  | {
      readonly type: "patch";
      readonly kind: ClusterKind;
      readonly name: ObjectName;
      readonly part: "object" | "status";
      readonly body: JsonObject;
    }
  /** Of that very object, not of one that took its name. */
  | { readonly type: "delete"; readonly kind: ClusterKind; readonly name: ObjectName; readonly uid: string };

/** What is to be done about a key, and after which time to look again even if nothing changes. */
export interface Plan {
  readonly actions: readonly Action[];
  readonly lookAgainInMs?: number | undefined;
}

/** One object that was added, changed or removed. */
export type ObjectChange = {
  readonly [Kind in ClusterKind]: {
    readonly kind: Kind;
    readonly object: ClusterObjects[Kind];
    readonly previous: ClusterObjects[Kind] | undefined;
  };
}[ClusterKind];

/** Changes by kind, so that each has the type of its own. */
export const CHANGE_OF: {
  readonly [Kind in ClusterKind]: (
    object: ClusterObjects[Kind],
    previous: ClusterObjects[Kind] | undefined,
  ) => ObjectChange;
} = {
  namespaces: (object, previous) => ({ kind: "namespaces", object, previous }),
  nodes: (object, previous) => ({ kind: "nodes", object, previous }),
  pods: (object, previous) => ({ kind: "pods", object, previous }),
  services: (object, previous) => ({ kind: "services", object, previous }),
  endpointslices: (object, previous) => ({ kind: "endpointslices", object, previous }),
  configmaps: (object, previous) => ({ kind: "configmaps", object, previous }),
  deployments: (object, previous) => ({ kind: "deployments", object, previous }),
  replicasets: (object, previous) => ({ kind: "replicasets", object, previous }),
  daemonsets: (object, previous) => ({ kind: "daemonsets", object, previous }),
  statefulsets: (object, previous) => ({ kind: "statefulsets", object, previous }),
  jobs: (object, previous) => ({ kind: "jobs", object, previous }),
};

/** A key is one object's, as `namespace/name`, or stands for a whole kind. */
export interface Controller {
  readonly name: string;
  /** What has to be looked at after this change. */
  keysOf(change: ObjectChange, view: ClusterView): readonly string[];
  /** Pure. `nowMs` is the wall clock. */
  plan(view: ClusterView, key: string, nowMs: number): Plan;
}

export const NOTHING: Plan = { actions: [] };

export function keyOf({ namespace, name }: Pick<Meta, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}

export function parseKey(key: string): Required<Pick<Meta, "namespace" | "name">> {
  const slash = key.indexOf("/");
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

export function patchStatus(kind: ClusterKind, meta: Meta, status: JsonObject): Action {
  return { type: "patch", kind, name: nameOf(meta), part: "status", body: { status } };
}

export function patchObject(kind: ClusterKind, meta: Meta, body: JsonObject): Action {
  return { type: "patch", kind, name: nameOf(meta), part: "object", body };
}

export function deleteObject(kind: ClusterKind, meta: Meta): Action {
  return { type: "delete", kind, name: nameOf(meta), uid: meta.uid };
}

/** `body` without its frame: kind, version and namespace are filled in. */
export function createObject(
  kind: ClusterKind,
  namespace: string,
  body: JsonObject & { readonly metadata: JsonObject },
): Action {
  const object = { apiVersion: apiVersionOf(kind), kind: CLUSTER_KINDS[kind].kind, ...body };
  return { type: "create", kind, object, namespace };
}

function nameOf({ namespace, name }: Meta): ObjectName {
  return { namespace: namespace === "" ? undefined : namespace, name };
}
