/** CoreDNS as every cluster has it: account, rights, configuration, Deployment and Service `kube-dns`. */
import type { MeshObject } from "../src/mesh-objects.ts";
import { DNS_IMAGE } from "./material.ts";

const NAME = "coredns";
const NAMESPACE = "kube-system";
const LABELS = { "k8s-app": "kube-dns" };

const COREFILE = `.:53 {
  errors
  health
  ready
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
  }
  cache 5
}
`;

export function clusterDnsObjects(address: string): readonly MeshObject[] {
  const metadata = { name: NAME, namespace: NAMESPACE };
  const readable = { verbs: ["list", "watch"] };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: NAME },
      rules: [
        { ...readable, apiGroups: [""], resources: ["services", "pods", "namespaces"] },
        { ...readable, apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"] },
      ],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: NAME },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: NAME },
      subjects: [{ kind: "ServiceAccount", ...metadata }],
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { Corefile: COREFILE } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata, labels: LABELS },
      spec: {
        replicas: 1,
        selector: { matchLabels: LABELS },
        template: { metadata: { labels: LABELS }, spec: podSpec() },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kube-dns", namespace: NAMESPACE, labels: LABELS },
      spec: {
        selector: LABELS,
        clusterIP: address,
        ports: ["UDP", "TCP"].map((protocol) => ({
          name: `dns-${protocol.toLowerCase()}`,
          port: 53,
          protocol,
        })),
      },
    },
  ];
}

function podSpec(): Readonly<Record<string, unknown>> {
  return {
    serviceAccountName: NAME,
    dnsPolicy: "Default",
    // In a node's last seconds, and while it is not ready, too.
    tolerations: [{ operator: "Exists" }],
    priorityClassName: "system-cluster-critical",
    containers: [
      {
        name: NAME,
        image: DNS_IMAGE,
        imagePullPolicy: "IfNotPresent",
        args: ["-conf", "/etc/coredns/Corefile"],
        volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
        readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
      },
    ],
    volumes: [{ name: "config", configMap: { name: NAME } }],
  };
}
