/** Which platform a cluster is, where its nodes keep CNI files elsewhere than others do. */
import type { KubeObject } from "@ambit/kube";
import { recordOf, textOf } from "../dump/json.ts";

/** A value of `global.platform`. */
export type Platform = "gke" | "k3d" | "k3s" | "microk8s" | "minikube" | "openshift";

/** By what the first node says of itself; undefined where it is like most. */
export function detectPlatform(nodes: readonly KubeObject[]): Platform | undefined {
  const [node] = nodes;
  if (node === undefined) return undefined;
  const labels = recordOf(node.metadata.labels);
  const kubelet = textOf(recordOf(recordOf(node["status"])["nodeInfo"])["kubeletVersion"]);
  if ("minikube.k8s.io/name" in labels) return "minikube";
  if (labels["microk8s.io/cluster"] === "true") return "microk8s";
  if ("node.openshift.io/os_id" in labels) return "openshift";
  if ("cloud.google.com/gke-nodepool" in labels || kubelet.includes("-gke.")) return "gke";
  if (!kubelet.includes("+k3s")) return undefined;
  return node.metadata.name.startsWith("k3d-") ? "k3d" : "k3s";
}
