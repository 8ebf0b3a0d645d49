/** Where the API serves the kinds that scenarios use. */
import type { KubeResource, ObjectName } from "@ambit/kube";
import type { MeshObject } from "./mesh-objects.ts";

const PLURALS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: "authorizationpolicies",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  ConfigMap: "configmaps",
  CronJob: "cronjobs",
  DaemonSet: "daemonsets",
  Deployment: "deployments",
  GRPCRoute: "grpcroutes",
  Gateway: "gateways",
  HTTPRoute: "httproutes",
  Job: "jobs",
  Namespace: "namespaces",
  PeerAuthentication: "peerauthentications",
  Pod: "pods",
  Service: "services",
  ServiceAccount: "serviceaccounts",
  ServiceEntry: "serviceentries",
  StatefulSet: "statefulsets",
  Telemetry: "telemetries",
  VirtualService: "virtualservices",
};

const CLUSTER_KINDS: ReadonlySet<string> = new Set(["ClusterRole", "ClusterRoleBinding", "Namespace"]);

/** Throws for a kind that no scenario has. */
export function resourceOf({ apiVersion, kind }: MeshObject): KubeResource {
  const plural = PLURALS[kind];
  if (plural === undefined) throw new Error(`no scenario has objects of kind ${kind}`);
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  return { group, version, plural, isNamespaced: !CLUSTER_KINDS.has(kind) };
}

export function nameOf({ metadata }: MeshObject): ObjectName {
  return { name: metadata.name, namespace: metadata.namespace };
}
