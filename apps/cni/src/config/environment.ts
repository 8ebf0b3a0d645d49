/** Every variable and flag this program reads: the single source of parsing, defaults and docs/CONFIGURATION.md. */
import { findIpAddress, type IpAddress, ipFamily } from "@ambit/addr";
import {
  type ConfigEntry,
  type ConfigRow,
  custom,
  defineConfig,
  enumOf,
  goBoolean,
  integer,
  port,
  string,
  texts,
} from "@ambit/config";
import { KUBE_ENTRIES } from "@ambit/kube";
import { LOG_LEVEL_NOTATION } from "@ambit/program";

interface Doc {
  readonly default: string;
  readonly doc: string;
}

/** Variables, with the names of Istio's `install-cni`; those that begin with AMBIT_ are ours. */
export const ENVIRONMENT = defineConfig({
  ambientEnabled: goBoolean("AMBIENT_ENABLED", {
    default: "false",
    doc: "Enrol pods. Istio's chart sets `true` in its ambient profile.",
  }),
  enablementSelector: string("AMBIENT_ENABLEMENT_SELECTOR", {
    default: "",
    doc: "YAML list of selectors (`podSelector`, `namespaceSelector`); a pod that one of them selects is enrolled. Empty: by the label `istio.io/dataplane-mode`.",
  }),
  dnsCapture: goBoolean("AMBIENT_DNS_CAPTURE", {
    default: "false",
    doc: "Redirect the pods' DNS to ztunnel. A pod may say otherwise by annotation.",
  }),
  ipv6: goBoolean("AMBIENT_IPV6", { default: "false", doc: "Install rules for IPv6 too." }),
  reconcileOnStartup: goBoolean("AMBIENT_RECONCILE_POD_RULES_ON_STARTUP", {
    default: "false",
    doc: "Compare the rules of pods enrolled earlier at the start, and repair what differs. Istio's chart sets `true`.",
  }),
  enrolment: enumOf("AMBIT_ENROLMENT", ["permissive", "strict"], {
    default: "permissive",
    doc: "What becomes of a running pod that is to be in the mesh and whose rules cannot be made. `permissive`: it goes on in plaintext until they can, as with Istio. `strict`: its traffic is dropped until they can, of every protocol, DNS included, but for the node's probes.",
  }),
  disableSafeUpgrade: goBoolean("AMBIENT_DISABLE_SAFE_UPGRADE", {
    default: "false",
    doc: "Clean the node up at every shutdown, also when a new agent follows.",
  }),
  detectionRetry: goBoolean("ENABLE_AMBIENT_DETECTION_RETRY", {
    default: "false",
    doc: "For the plugin: repeat a failed look at the Kubernetes API, and fail the pod if it stays so.",
  }),
  excludeNamespaces: texts("EXCLUDE_NAMESPACES", {
    default: "kube-system",
    doc: "Namespaces whose pods are never enrolled.",
  }),
  chained: goBoolean("CHAINED_CNI_PLUGIN", {
    default: "true",
    doc: "Append the plugin to the node's CNI configuration instead of writing one of its own.",
  }),
  cniConfName: string("CNI_CONF_NAME", {
    default: "",
    doc: "CNI configuration file to use. Empty: the first valid one.",
  }),
  ownedConfig: goBoolean("ISTIO_OWNED_CNI_CONFIG", {
    default: "false",
    doc: "Write a configuration of our own that sorts first, with the node's plugins in it.",
  }),
  ownedConfigFileName: string("ISTIO_OWNED_CNI_CONFIG_FILENAME", {
    default: "02-istio-cni.conflist",
    doc: "Name of that file.",
  }),
  netDir: string("MOUNTED_CNI_NET_DIR", {
    default: "/host/etc/cni/net.d",
    doc: "The node's CNI configuration folder, as this container sees it.",
  }),
  runDir: string("CNI_AGENT_RUN_DIR", {
    default: "/var/run/istio-cni",
    doc: "Folder of the sockets and of the plugin's kubeconfig, the same path on the host.",
  }),
  ztunnelSocket: string("ZTUNNEL_UDS_ADDRESS", {
    default: "/var/run/ztunnel/ztunnel.sock",
    doc: "Socket that ztunnel connects to.",
  }),
  monitoringPort: port("MONITORING_PORT", { default: "15014", doc: "Metrics and debug." }),
  kubeconfigMode: fileMode("KUBECONFIG_MODE", {
    default: "0600",
    doc: "File mode of the plugin's kubeconfig.",
  }),
  confGroupRead: goBoolean("CNI_CONF_GROUP_READ", {
    default: "false",
    doc: "The group may read the CNI configuration that is written (0640 instead of 0600).",
  }),
  kubeCaFile: string("KUBE_CA_FILE", {
    default: "",
    doc: "PEM roots of the Kubernetes API for the plugin. Empty: those of the service account.",
  }),
  skipTlsVerify: goBoolean("SKIP_TLS_VERIFY", {
    default: "false",
    doc: "The plugin does not check the API's certificate.",
  }),
  pluginLogLevel: enumOf("LOG_LEVEL", ["none", "fatal", "error", "warn", "info", "debug"], {
    default: "warn",
    doc: "Log level of the plugin.",
  }),
  nativeNftables: goBoolean("NATIVE_NFTABLES", {
    default: "false",
    doc: "Use nftables instead of iptables, unless the node still has iptables state of an earlier agent.",
  }),
  forceIptablesBinary: enumOf("FORCE_IPTABLES_BINARY", ["", "legacy", "nft"], {
    default: "",
    doc: "Which iptables to use. Empty: the one that the node uses.",
  }),
  probeIpv4: address("HOST_PROBE_SNAT_IP", 4, {
    default: "169.254.7.127",
    doc: "Source address of the node's own connections to enrolled pods (kubelet's probes), which pass uncaptured.",
  }),
  probeIpv6: address("HOST_PROBE_SNAT_IPV6", 6, {
    default: "fd16:9254:7127:1337:ffff:ffff:ffff:ffff",
    doc: "The same for IPv6.",
  }),
  scopedXtablesLocking: goBoolean("AMBIENT_USE_SCOPED_XTABLES_LOCKING", {
    default: "true",
    doc: "Legacy iptables locks for each pod instead of for the whole node.",
  }),
  awsBranchEniProbe: goBoolean("AMBIENT_ENABLE_AWS_BRANCH_ENI_PROBE", {
    default: "true",
    doc: "Let probes reach pods behind an AWS branch interface.",
  }),
  allowSwitchToHostNs: goBoolean("ALLOW_SWITCH_TO_HOST_NS", {
    default: "false",
    doc: "The agent has a network namespace of its own and enters the node's for host rules.",
  }),
  nodeName: string("NODE_NAME", { default: "", doc: "Name of this node. Needed when AMBIENT_ENABLED." }),
  podName: string("POD_NAME", { default: "", doc: "Name of this pod." }),
  podNamespace: string("POD_NAMESPACE", { default: "istio-system", doc: "Namespace of this pod." }),
  systemNamespace: string("SYSTEM_NAMESPACE", {
    default: "istio-system",
    doc: "Namespace of ztunnel's pods.",
  }),
  revision: string("REVISION", { default: "", doc: "Revision of this agent; shown only." }),

  ...KUBE_ENTRIES,
  kubernetesServiceProtocol: string("KUBERNETES_SERVICE_PROTOCOL", {
    default: "https",
    doc: "Scheme of the API in the plugin's kubeconfig.",
  }),
  serviceAccountDir: string("AMBIT_SERVICE_ACCOUNT_DIR", {
    default: "/var/run/secrets/kubernetes.io/serviceaccount",
    doc: "Folder with the token and the roots that go into the plugin's kubeconfig.",
  }),
  hostRoot: string("AMBIT_HOST_ROOT", {
    default: "/host",
    doc: "Where the node's `/proc` and `/var/run/netns` are mounted. Empty: the agent sees the node's own.",
  }),
  binTargetDir: string("AMBIT_CNI_BIN_TARGET_DIR", {
    default: "/host/opt/cni/bin",
    doc: "The node's CNI plugin folder, as this container sees it.",
  }),
  healthPort: port("AMBIT_HEALTH_PORT", { default: "8000", doc: "`/healthz` and `/readyz`." }),
  logFormat: enumOf("LOG_FORMAT", ["plain", "json"], { default: "plain", doc: "Form of the log lines." }),
  logOutputLevel: custom("AMBIT_LOG_OUTPUT_LEVEL", LOG_LEVEL_NOTATION, {
    default: "default:info",
    doc: "Level of the log and of single scopes, such as `default:info,cni-agent:debug`; Istio's flag `--log_output_level` sets it too.",
  }),

  repairEnabled: goBoolean("REPAIR_ENABLED", {
    default: "true",
    doc: "Whether pods of the node whose sidecar was started before the plugin was there are looked for, if one of the next three says what is done with them.",
  }),
  repairPods: goBoolean("REPAIR_REPAIR_PODS", {
    default: "false",
    doc: "Lead the traffic of such a pod through its sidecar after all. Istio's chart sets `true`.",
  }),
  repairDeletePods: goBoolean("REPAIR_DELETE_PODS", {
    default: "false",
    doc: "Else: delete it, so that its owner makes another.",
  }),
  repairLabelPods: goBoolean("REPAIR_LABEL_PODS", { default: "false", doc: "Else: label it." }),
  repairRunAsDaemon: goBoolean("REPAIR_RUN_AS_DAEMON", {
    default: "false",
    doc: "Accepted without effect: the agent always does.",
  }),
  repairNodeName: string("REPAIR_NODE_NAME", {
    default: "",
    doc: "Whose pods are repaired; without it those of `NODE_NAME`.",
  }),
  repairLabelKey: string("REPAIR_BROKEN_POD_LABEL_KEY", {
    default: "cni.istio.io/uninitialized",
    doc: "The label of `REPAIR_LABEL_PODS`.",
  }),
  repairLabelValue: string("REPAIR_BROKEN_POD_LABEL_VALUE", { default: "true", doc: "Its value." }),
  repairInitContainer: string("REPAIR_INIT_CONTAINER_NAME", {
    default: "istio-validation",
    doc: "The init container that fails without redirection; when empty, any.",
  }),
  repairInitTerminationMessage: string("REPAIR_INIT_CONTAINER_TERMINATION_MESSAGE", {
    default: "",
    doc: "What it says then; when empty, anything.",
  }),
  repairInitExitCode: integer("REPAIR_INIT_CONTAINER_EXIT_CODE", {
    default: "126",
    max: 255,
    doc: "How it ends then; with 0, in any way.",
  }),
  repairSidecarAnnotation: string("REPAIR_SIDECAR_ANNOTATION", {
    default: "sidecar.istio.io/status",
    doc: "Only pods with this annotation are looked at; when empty, all.",
  }),
  repairFieldSelectors: string("REPAIR_FIELD_SELECTORS", {
    default: "",
    doc: "Only pods with these fields, beside that of the node.",
  }),
  repairLabelSelectors: string("REPAIR_LABEL_SELECTORS", {
    default: "",
    doc: "Only pods with these labels.",
  }),
});

export type Environment = ReturnType<typeof ENVIRONMENT.parse>;

/** All variables, for documentation. */
export function describeCniConfig(): readonly ConfigRow[] {
  return ENVIRONMENT.describe();
}

function fileMode(name: string, options: Doc): ConfigEntry<number> {
  const find = (text: string) => (/^0?[0-7]{3}$/.test(text) ? Number.parseInt(text, 8) : undefined);
  return custom(name, { accepts: "an octal file mode such as 0600", find }, options);
}

function address(name: string, family: 4 | 6, options: Doc): ConfigEntry<IpAddress> {
  const find = (text: string): IpAddress | undefined => {
    const ip = findIpAddress(text);
    return ip !== undefined && ipFamily(ip) === family ? ip : undefined;
  };
  return custom(name, { accepts: `an IPv${family} address`, find }, options);
}
