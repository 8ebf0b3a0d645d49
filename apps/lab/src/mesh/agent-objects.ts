/** The node agent and the installer of the CNI plugin: DaemonSet `istio-cni-node`. */
import type { NewKubeObject } from "@ambit/kube";
import { IMAGES, type MeshOptions, nodeFolder, SYSTEM_NAMESPACE } from "./mesh-options.ts";
import { fieldVariable, labMount, labVolume, nodeVolume, readinessProbe, variable } from "./pod-parts.ts";
import { clusterRole, serviceAccount } from "./rbac.ts";

const ACCOUNT = "istio-cni";
const DAEMON_SET = "istio-cni-node";
const CONFIG_MAP = "istio-cni-config";
const READ = ["get", "list", "watch"];

/** Account, roles, ConfigMap and DaemonSet. */
export function agentObjects(options: MeshOptions): readonly NewKubeObject[] {
  return [serviceAccount(ACCOUNT), ...roles(), configMap(), daemonSet(options)];
}

/** The chart's defaults. */
function configMap(): NewKubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: CONFIG_MAP, namespace: SYSTEM_NAMESPACE },
    data: {
      AMBIENT_ENABLED: "true",
      AMBIENT_DNS_CAPTURE: "true",
      AMBIENT_IPV6: "true",
      AMBIENT_RECONCILE_POD_RULES_ON_STARTUP: "true",
      CHAINED_CNI_PLUGIN: "true",
      EXCLUDE_NAMESPACES: "kube-system",
      NATIVE_NFTABLES: "false",
      REPAIR_ENABLED: "true",
      REPAIR_REPAIR_PODS: "true",
      LOG_LEVEL: "info",
    },
  };
}

function daemonSet(options: MeshOptions): NewKubeObject {
  const labels = { "k8s-app": DAEMON_SET };
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: DAEMON_SET, namespace: SYSTEM_NAMESPACE, labels },
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
      template: {
        metadata: { labels: { ...labels, "istio.io/dataplane-mode": "none" } },
        spec: {
          hostNetwork: true,
          dnsPolicy: "ClusterFirstWithHostNet",
          nodeSelector: { "kubernetes.io/os": "linux" },
          tolerations: [
            { effect: "NoSchedule", operator: "Exists" },
            { effect: "NoExecute", operator: "Exists" },
          ],
          priorityClassName: "system-node-critical",
          serviceAccountName: ACCOUNT,
          terminationGracePeriodSeconds: 30,
          containers: [container(options)],
          volumes: [
            labVolume(options.nodesFolder),
            nodeVolume("cni-netns-dir", "/var/run/netns", "DirectoryOrCreate"),
          ],
        },
      },
    },
  };
}

/** Folders of the node have the same paths inside as outside, since the plugin, which runs outside, is told them. */
function container(options: MeshOptions): Readonly<Record<string, unknown>> {
  const node = nodeFolder(options);
  return {
    name: "install-cni",
    image: IMAGES.cni,
    args: ["--log_output_level=info"],
    ports: [{ name: "metrics", containerPort: 15_014, protocol: "TCP" }],
    readinessProbe: readinessProbe("/readyz", 8000),
    envFrom: [{ configMapRef: { name: CONFIG_MAP } }],
    env: [
      fieldVariable("NODE_NAME", "spec.nodeName"),
      fieldVariable("REPAIR_NODE_NAME", "spec.nodeName"),
      fieldVariable("POD_NAME", "metadata.name"),
      fieldVariable("POD_NAMESPACE", "metadata.namespace"),
      variable("SYSTEM_NAMESPACE", SYSTEM_NAMESPACE),
      variable("CNI_AGENT_RUN_DIR", `${node}/var/run/istio-cni`),
      variable("ZTUNNEL_UDS_ADDRESS", `${node}/var/run/ztunnel/ztunnel.sock`),
      variable("MOUNTED_CNI_NET_DIR", `${node}/etc/cni/net.d`),
      variable("AMBIT_CNI_BIN_TARGET_DIR", `${node}/opt/cni/bin`),
      variable("AMBIT_HOST_ROOT", ""),
    ],
    volumeMounts: [
      labMount(options.nodesFolder),
      { name: "cni-netns-dir", mountPath: "/var/run/netns", mountPropagation: "HostToContainer" },
    ],
  };
}

function roles(): readonly NewKubeObject[] {
  return [
    ...clusterRole({
      name: "istio-cni",
      account: ACCOUNT,
      rules: [{ apiGroups: [""], resources: ["pods", "nodes", "namespaces"], verbs: READ }],
    }),
    ...clusterRole({
      name: "istio-cni-ambient",
      account: ACCOUNT,
      rules: [
        { apiGroups: [""], resources: ["pods/status"], verbs: ["patch", "update"] },
        { apiGroups: ["apps"], resources: ["daemonsets"], verbs: ["get"] },
        { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: READ },
      ],
    }),
  ];
}
