/** Values with which helm and our own renderer have to make the same of the chart. */

/** One set of values. */
export interface ChartCase {
  readonly name: string;
  readonly namespace: string;
  /** A values file. */
  readonly values?: string;
  /** As on helm's command line. */
  readonly set?: readonly string[];
}

const WITHOUT_DEFINITIONS = "crds.enabled=false";

const EVERYTHING = `
crds: { enabled: false }
global:
  hub: mesh.example/ambit
  tag: "1.10"
  imagePullPolicy: Always
  imagePullSecrets: [one, two]
  logAsJson: true
  network: north
  multiCluster: { clusterName: "12345" }
  networkPolicy: { enabled: true }
controller:
  revision: canary
  image: other/controller:1
  autoscaleEnabled: true
  priorityClassName: system-cluster-critical
  env: { PILOT_B: "true", PILOT_A: 3, EMPTY: "", QUOTES: 'a "b" \\ c' }
  meshConfig:
    trustDomain: example.org
    rootNamespace: istio-config
    serviceScopeConfigs:
      - servicesSelector: { matchExpressions: [{ key: istio.io/global, operator: In, values: ["true"] }] }
        scope: GLOBAL
    text: "yes"
    star: "*"
    colon: "a: b"
    number: 1000000
    lines: "first\\nsecond\\n"
    nothing: {}
    none: []
    key10: a
    key9: b
  tolerations: [{ key: a, operator: Exists }]
  nodeSelector: { disk: ssd }
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } }
  topologySpreadConstraints:
    - { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway }
  podAnnotations: { a: "1" }
  podLabels: { b: "2" }
  taint: { enabled: true, namespace: istio-cni }
  trustedZtunnelNamespace: elsewhere
cni:
  ambient:
    shareHostNetworkNamespace: true
    enablementSelectors:
      - podSelector: { matchLabels: { mesh: "yes" } }
  enrolment: strict
  cniConfFileName: 05-mesh.conflist
  istioOwnedCNIConfig: true
  istioOwnedCNIConfigFileName: 02-mesh.conflist
  excludeNamespaces: [kube-system, other]
  repair: { deletePods: true }
  resourceQuotas: { enabled: true }
  env: { A: b }
  podLabels: { b: "2" }
ztunnel:
  revision: canary
  istioNamespace: control
  crl: { enabled: true }
  resourceQuotas: { enabled: true, pods: 17 }
  meshConfig: { defaultConfig: { proxyMetadata: { ISTIO_META_X: "y" } } }
  podAnnotations: { a: "1" }
  nodeSelector: { pool: mesh }
  updateStrategy: { type: OnDelete, rollingUpdate: null }
`;

/** Their names are those of the recordings. */
export const CASES: readonly ChartCase[] = [
  { name: "defaults", namespace: "istio-system" },
  { name: "everything", namespace: "mesh", values: EVERYTHING },
  ...["gke", "k3d", "k3s", "microk8s", "minikube", "openshift"].map((platform) => ({
    name: platform,
    namespace: "istio-system",
    set: [WITHOUT_DEFINITIONS, "controller.enabled=false", `global.platform=${platform}`],
  })),
  {
    name: "flags",
    namespace: "istio-system",
    set: [
      WITHOUT_DEFINITIONS,
      "controller.replicaCount=1,controller.validation.enabled=false",
      "cni.excludeNamespaces={a,b},cni.ambient.ipv6=false,cni.repair.enabled=false",
      "controller.tolerations[0].key=a,controller.tolerations[0].operator=Exists",
      "ztunnel.env.WITH_COMMA=a\\,b,ztunnel.env.NUMBER=5,ztunnel.terminationGracePeriodSeconds=45",
      "cni.resources=null",
    ],
  },
  {
    name: "without-nodes",
    namespace: "istio-system",
    set: [WITHOUT_DEFINITIONS, "cni.enabled=false,ztunnel.enabled=false"],
  },
];
