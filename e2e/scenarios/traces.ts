/** What tells that the mesh was in a cluster: objects, and what is on its nodes. */
import { hasKubeCode, type KubeObject, type KubeResource } from "@ambit/kube";
import type { Cluster } from "./cluster.ts";

/** Names of ours, of objects, rules and files. */
const OURS = /istio|ztunnel|ambit/i;
/** The user's own wish, which stays. */
const WISH = "istio.io/dataplane-mode";

const CORE = ["namespaces", "nodes"];
const CORE_NAMESPACED = [
  "configmaps",
  "endpoints",
  "pods",
  "resourcequotas",
  "secrets",
  "serviceaccounts",
  "services",
];
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  "admissionregistration.k8s.io": [
    "mutatingwebhookconfigurations",
    "validatingadmissionpolicies",
    "validatingadmissionpolicybindings",
    "validatingwebhookconfigurations",
  ],
  "apiextensions.k8s.io": ["customresourcedefinitions"],
  "rbac.authorization.k8s.io": ["clusterrolebindings", "clusterroles"],
  "scheduling.k8s.io": ["priorityclasses"],
};
const GROUPS_NAMESPACED: Readonly<Record<string, readonly string[]>> = {
  apps: ["daemonsets", "deployments", "replicasets"],
  "coordination.k8s.io": ["leases"],
  "discovery.k8s.io": ["endpointslices"],
  "networking.k8s.io": ["networkpolicies"],
  policy: ["poddisruptionbudgets"],
  "rbac.authorization.k8s.io": ["rolebindings", "roles"],
};

/**
 * Everything in namespaces of the machine, and what a mesh puts on it. One line for each thing that is ours. The two folders that
 * kubelet makes for the mesh's pods are gone with the node's next start; no pod can remove what it has mounted.
 */
const ON_NODE = `
rules='nft list ruleset; iptables-legacy-save; ip6tables-legacy-save; ip rule; ip -6 rule'
sh -c "$rules"; ipset list -n
for one in /var/run/netns/*; do nsenter --net=$one sh -c "$rules"; done
ls -A /opt/cni/bin /etc/cni/net.d; cat /etc/cni/net.d/*
find /var/run/istio-cni /var/run/ztunnel -mindepth 1; ss -xl
`;

/** A line for each; empty where nothing tells of the mesh. */
export async function findTraces(cluster: Cluster): Promise<readonly string[]> {
  const objects = await Promise.all(kinds().map((kind) => ofKind(cluster, kind)));
  const nodes = await Promise.all(cluster.nodes.map((node) => onNode(cluster, node)));
  return [...objects.flat(), ...nodes.flat()];
}

function kinds(): readonly KubeResource[] {
  const of =
    (isNamespaced: boolean) =>
    ([group, plurals]: readonly [string, readonly string[]]): readonly KubeResource[] =>
      plurals.map((plural) => ({ group, version: "v1", plural, isNamespaced }));
  return [
    ...of(false)(["", CORE]),
    ...of(true)(["", CORE_NAMESPACED]),
    ...Object.entries(GROUPS).flatMap(of(false)),
    ...Object.entries(GROUPS_NAMESPACED).flatMap(of(true)),
  ];
}

async function ofKind({ objects }: Cluster, kind: KubeResource): Promise<readonly string[]> {
  try {
    const { items } = await objects.api.list(kind, {});
    return items.flatMap((object) => {
      const words = wordsOf(object).filter((word) => OURS.test(word) && word !== WISH);
      const { namespace = "", name } = object.metadata;
      return words.length === 0 ? [] : [`${kind.plural} ${namespace}/${name}: ${words.join(", ")}`];
    });
  } catch (error) {
    if (hasKubeCode(error, "not-found")) return [];
    throw error;
  }
}

function wordsOf({ metadata }: KubeObject): readonly string[] {
  const { namespace = "", name, labels = {}, annotations = {} } = metadata;
  const { finalizers = [] } = metadata as { readonly finalizers?: readonly string[] };
  return [namespace, name, ...Object.keys(labels), ...Object.keys(annotations), ...finalizers];
}

async function onNode(cluster: Cluster, node: string): Promise<readonly string[]> {
  const { output } = await cluster.onNode(node, ["sh", "-c", ON_NODE]);
  if (!output.includes("from all lookup")) throw new Error(`${node} does not say what is on it: ${output}`);
  const lines = output.split("\n").filter((line) => OURS.test(line));
  return lines.map((line) => `${node}: ${line.trim()}`);
}
