/** The control plane: Deployment and Service `istiod`. */
import type { NewKubeObject } from "@ambit/kube";
import { IMAGES, type MeshOptions, SYSTEM_NAMESPACE } from "./mesh-options.ts";
import { fieldVariable, readinessProbe, tokenVolume, variable } from "./pod-parts.ts";
import { clusterRole, serviceAccount, systemRole } from "./rbac.ts";

const NAME = "istiod";
const LABELS = { app: NAME, istio: "pilot", "istio.io/rev": "default" };
const READ = ["get", "list", "watch"];
/** Of the controller's own token, as the chart has it. */
const TOKEN_SECONDS = 43_200;

/** Account, roles, Deployment and Service. */
export function controllerObjects(options: MeshOptions): readonly NewKubeObject[] {
  return [serviceAccount(NAME), ...roles(), service(), deployment(options)];
}

function deployment({ clusterDomain }: MeshOptions): NewKubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: NAME, namespace: SYSTEM_NAMESPACE, labels: LABELS },
    spec: {
      replicas: 1,
      strategy: { rollingUpdate: { maxSurge: "100%", maxUnavailable: "25%" } },
      selector: { matchLabels: { app: NAME } },
      template: {
        metadata: { labels: { ...LABELS, "istio.io/dataplane-mode": "none" } },
        spec: {
          serviceAccountName: NAME,
          containers: [container(clusterDomain)],
          volumes: [
            { name: "local-certs", emptyDir: { medium: "Memory" } },
            tokenVolume(TOKEN_SECONDS),
            { name: "cacerts", secret: { secretName: "cacerts", optional: true } },
          ],
        },
      },
    },
  };
}

function container(clusterDomain: string): Readonly<Record<string, unknown>> {
  return {
    name: "discovery",
    image: IMAGES.controller,
    args: [
      "discovery",
      "--monitoringAddr=:15014",
      "--log_output_level=default:info",
      "--domain",
      clusterDomain,
      "--keepaliveMaxServerConnectionAge",
      "30m",
    ],
    ports: [8080, 15010, 15012, 15014, 15017].map((containerPort) => ({ containerPort, protocol: "TCP" })),
    readinessProbe: readinessProbe("/ready", 8080),
    env: [
      variable("REVISION", "default"),
      variable("PILOT_CERT_PROVIDER", "istiod"),
      fieldVariable("POD_NAME", "metadata.name"),
      fieldVariable("POD_NAMESPACE", "metadata.namespace"),
      fieldVariable("SERVICE_ACCOUNT", "spec.serviceAccountName"),
      variable("CA_TRUSTED_NODE_ACCOUNTS", `${SYSTEM_NAMESPACE}/ztunnel`),
      variable("PILOT_ENABLE_AMBIENT", "true"),
      variable("CLUSTER_ID", "Kubernetes"),
      variable("AMBIT_WAYPOINT_IMAGE", IMAGES.waypoint),
    ],
    volumeMounts: [
      { name: "istio-token", mountPath: "/var/run/secrets/tokens", readOnly: true },
      { name: "local-certs", mountPath: "/var/run/secrets/istio-dns" },
      { name: "cacerts", mountPath: "/etc/cacerts", readOnly: true },
    ],
  };
}

function service(): NewKubeObject {
  const ports = [
    { name: "grpc-xds", port: 15_010 },
    { name: "https-dns", port: 15_012 },
    { name: "https-webhook", port: 443, targetPort: 15_017 },
    { name: "http-monitoring", port: 15_014 },
  ];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: NAME, namespace: SYSTEM_NAMESPACE, labels: LABELS },
    spec: {
      ports: ports.map((port) => ({ ...port, protocol: "TCP" })),
      selector: { app: NAME, istio: "pilot" },
    },
  };
}

function roles(): readonly NewKubeObject[] {
  const rules = [
    {
      apiGroups: [
        "networking.istio.io",
        "security.istio.io",
        "telemetry.istio.io",
        "extensions.istio.io",
        "authentication.istio.io",
        "rbac.istio.io",
      ],
      resources: ["*"],
      verbs: READ,
    },
    {
      apiGroups: ["networking.istio.io"],
      resources: ["workloadentries", "workloadentries/status", "serviceentries/status"],
      verbs: [...READ, "update", "patch", "create", "delete"],
    },
    {
      apiGroups: ["security.istio.io"],
      resources: ["authorizationpolicies/status"],
      verbs: [...READ, "update", "patch"],
    },
    { apiGroups: [""], resources: ["services/status"], verbs: [...READ, "update", "patch"] },
    {
      apiGroups: ["admissionregistration.k8s.io"],
      resources: ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
      verbs: [...READ, "update", "patch"],
    },
    { apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: READ },
    {
      apiGroups: [""],
      resources: ["pods", "nodes", "services", "namespaces", "endpoints", "secrets"],
      verbs: READ,
    },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
    { apiGroups: [""], resources: ["configmaps"], verbs: ["create", "get", "list", "watch", "update"] },
    { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
    { apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
    { apiGroups: ["gateway.networking.k8s.io"], resources: ["*"], verbs: [...READ, "update", "patch"] },
    {
      apiGroups: ["gateway.networking.k8s.io"],
      resources: ["gatewayclasses"],
      verbs: ["create", "update", "patch", "delete"],
    },
    { apiGroups: [""], resources: ["serviceaccounts", "services"], verbs: [...READ, "create", "patch"] },
    { apiGroups: ["apps"], resources: ["deployments"], verbs: [...READ, "create", "patch"] },
    {
      apiGroups: ["autoscaling", "policy"],
      resources: ["horizontalpodautoscalers", "poddisruptionbudgets"],
      verbs: [...READ, "create", "patch"],
    },
  ];
  const systemRules = [
    {
      apiGroups: [""],
      resources: ["secrets"],
      verbs: ["create", "get", "watch", "list", "update", "delete"],
    },
    {
      apiGroups: ["coordination.k8s.io"],
      resources: ["leases"],
      verbs: ["get", "update", "patch", "create"],
    },
    { apiGroups: [""], resources: ["configmaps"], verbs: ["delete"] },
  ];
  return [
    ...clusterRole({ name: "istiod-clusterrole-istio-system", account: NAME, rules }),
    ...systemRole({ name: NAME, account: NAME, rules: systemRules }),
  ];
}
