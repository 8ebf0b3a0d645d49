/** The kinds that the controllers follow: where each is served, and what is kept of its objects. */
import type { KubeObject, KubeResource } from "@ambit/kube";
import { decodeEndpointSlice, type EndpointSlice } from "./endpoint-slice.ts";
import { decodeNode, type Node } from "./node.ts";
import { decodeMeta, jsonOf, type Meta, type TextMap, textMapOf } from "./object-meta.ts";
import { decodePod, type Pod } from "./pod.ts";
import { decodeService, type Service } from "./service.ts";
import {
  type DaemonSet,
  type Deployment,
  decodeDaemonSet,
  decodeDeployment,
  decodeJob,
  decodeReplicaSet,
  decodeStatefulSet,
  type Job,
  type ReplicaSet,
  type StatefulSet,
} from "./workload-set.ts";

/** A namespace: only that it is there counts. */
export interface Namespace {
  readonly meta: Meta;
}

export interface ConfigMap {
  readonly meta: Meta;
  readonly texts: TextMap;
}

/** What is kept of each kind. */
export interface ClusterObjects {
  readonly namespaces: Namespace;
  readonly nodes: Node;
  readonly pods: Pod;
  readonly services: Service;
  readonly endpointslices: EndpointSlice;
  readonly configmaps: ConfigMap;
  readonly deployments: Deployment;
  readonly replicasets: ReplicaSet;
  readonly daemonsets: DaemonSet;
  readonly statefulsets: StatefulSet;
  readonly jobs: Job;
}

/** By the plural, which is what paths of the API have. */
export type ClusterKind = keyof ClusterObjects;

export interface KindOf<T> {
  readonly kind: string;
  readonly resource: KubeResource;
  readonly decode: (object: KubeObject) => T;
}

export const CLUSTER_KINDS: { readonly [Kind in ClusterKind]: KindOf<ClusterObjects[Kind]> } = {
  namespaces: {
    kind: "Namespace",
    resource: { group: "", version: "v1", plural: "namespaces", isNamespaced: false },
    decode: (object) => ({ meta: decodeMeta(object) }),
  },
  nodes: {
    kind: "Node",
    resource: { group: "", version: "v1", plural: "nodes", isNamespaced: false },
    decode: decodeNode,
  },
  pods: { kind: "Pod", resource: namespaced("", "v1", "pods"), decode: decodePod },
  services: { kind: "Service", resource: namespaced("", "v1", "services"), decode: decodeService },
  endpointslices: {
    kind: "EndpointSlice",
    resource: namespaced("discovery.k8s.io", "v1", "endpointslices"),
    decode: decodeEndpointSlice,
  },
  configmaps: {
    kind: "ConfigMap",
    resource: namespaced("", "v1", "configmaps"),
    decode: (object) => ({ meta: decodeMeta(object), texts: textMapOf(jsonOf(object)["data"]) }),
  },
  deployments: {
    kind: "Deployment",
    resource: namespaced("apps", "v1", "deployments"),
    decode: decodeDeployment,
  },
  replicasets: {
    kind: "ReplicaSet",
    resource: namespaced("apps", "v1", "replicasets"),
    decode: decodeReplicaSet,
  },
  daemonsets: {
    kind: "DaemonSet",
    resource: namespaced("apps", "v1", "daemonsets"),
    decode: decodeDaemonSet,
  },
  statefulsets: {
    kind: "StatefulSet",
    resource: namespaced("apps", "v1", "statefulsets"),
    decode: decodeStatefulSet,
  },
  jobs: { kind: "Job", resource: namespaced("batch", "v1", "jobs"), decode: decodeJob },
};

/** `v1`, `apps/v1`. */
export function apiVersionOf(kind: ClusterKind): string {
  const { group, version } = CLUSTER_KINDS[kind].resource;
  return group === "" ? version : `${group}/${version}`;
}

function namespaced(group: string, version: string, plural: string): KubeResource {
  return { group, version, plural, isNamespaced: true };
}
