/** The objects that run a waypoint, before anybody's changes to them. */
import type { JsonObject } from "@ambit/kube-objects/json";
import { GATEWAY_NAME, MANAGED } from "@ambit/mesh-objects/labels";
import type { GatewayDeployment } from "./gateway-deployment.ts";

/** What is the same for all of them. */
export interface WaypointTemplate {
  readonly image: string;
  /** Empty: as Kubernetes does by itself. */
  readonly imagePullPolicy: string;
  /** `host:port` of the control plane. */
  readonly controlPlane: string;
  readonly clusterId: string;
  readonly trustDomain: string;
  /** Of the cluster. */
  readonly network: string;
  readonly domain: string;
}

/** One object, and its name in the overlays. */
export interface WaypointObject {
  readonly part:
    | "serviceAccount"
    | "deployment"
    | "service"
    | "horizontalPodAutoscaler"
    | "podDisruptionBudget";
  readonly object: NamedObject;
}

/** An object of a namespace, as it is applied. */
export interface NamedObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string; readonly namespace: string };
}

/** Value of the label of everything that is made for a waypoint. */
export const MANAGED_BY = "istio.io-mesh-controller";

const GATEWAY_CLASS_NAME = "gateway.networking.k8s.io/gateway-class-name";
const STATUS_PORT = 15_021;
const METRICS_PORT = 15_020;
const TOKEN_SECONDS = 43_200;
const USER = 1337;

/** Account, Deployment and Service; the others are made only where an overlay asks for them. */
export function waypointObjects(
  deployment: GatewayDeployment,
  template: WaypointTemplate,
): readonly WaypointObject[] {
  return [
    { part: "serviceAccount", object: serviceAccount(deployment) },
    { part: "deployment", object: workload(deployment, template) },
    { part: "service", object: service(deployment) },
  ];
}

/** What an overlay for a part changes that is not there without one. */
export function optionalObject(
  part: "horizontalPodAutoscaler" | "podDisruptionBudget",
  deployment: GatewayDeployment,
): WaypointObject {
  const { name } = deployment;
  return part === "horizontalPodAutoscaler"
    ? {
        part,
        object: {
          apiVersion: "autoscaling/v2",
          kind: "HorizontalPodAutoscaler",
          metadata: metadataOf(deployment, name),
          spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name }, maxReplicas: 1 },
        },
      }
    : {
        part,
        object: {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata: metadataOf(deployment, name),
          spec: { selector: { matchLabels: selectorOf(deployment) } },
        },
      };
}

/** Everything goes with its Gateway. */
function metadataOf(
  { namespace, gateway, uid, className, labels, annotations }: GatewayDeployment,
  name: string,
) {
  return {
    name,
    namespace,
    labels: {
      ...labels,
      [GATEWAY_NAME]: gateway,
      [GATEWAY_CLASS_NAME]: className,
      [MANAGED]: MANAGED_BY,
    },
    annotations: { ...annotations },
    ownerReferences: [{ apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway", name: gateway, uid }],
  };
}

function selectorOf({ gateway }: GatewayDeployment) {
  return { [GATEWAY_NAME]: gateway };
}

function serviceAccount(deployment: GatewayDeployment): NamedObject {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: metadataOf(deployment, deployment.account) };
}

function service(deployment: GatewayDeployment): NamedObject {
  const { name, ports, serviceType, requestedIp } = deployment;
  const metadata = metadataOf(deployment, name);
  const distribution = { "networking.istio.io/traffic-distribution": "PreferClose" };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { ...metadata, annotations: { ...distribution, ...metadata.annotations } },
    spec: {
      type: serviceType,
      ...(requestedIp === undefined ? {} : addressIn(serviceType, requestedIp)),
      ipFamilyPolicy: "PreferDualStack",
      ports: [
        { name: "status-port", port: STATUS_PORT, protocol: "TCP", appProtocol: "tcp" },
        ...ports.map(({ name: portName, port, protocol }) => ({
          name: portName,
          port,
          protocol: "TCP",
          appProtocol: protocol.toLowerCase(),
        })),
      ],
      selector: selectorOf(deployment),
    },
  };
}

function addressIn(serviceType: string, ip: string): JsonObject {
  return serviceType === "ClusterIP" ? { clusterIP: ip } : { loadBalancerIP: ip };
}

function workload(deployment: GatewayDeployment, template: WaypointTemplate): NamedObject {
  const { name, account, labels, annotations } = deployment;
  const metadata = metadataOf(deployment, name);
  const podLabels = {
    ...labels,
    "sidecar.istio.io/inject": "false",
    "istio.io/dataplane-mode": "none",
    "service.istio.io/canonical-name": name,
    "service.istio.io/canonical-revision": "latest",
    [GATEWAY_NAME]: deployment.gateway,
    [GATEWAY_CLASS_NAME]: deployment.className,
    [MANAGED]: MANAGED_BY,
  };
  const scraped = {
    "prometheus.io/port": String(METRICS_PORT),
    "prometheus.io/scrape": "true",
    "prometheus.io/path": "/stats/prometheus",
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      selector: { matchLabels: selectorOf(deployment) },
      template: {
        metadata: { labels: podLabels, annotations: { ...scraped, ...annotations } },
        spec: {
          serviceAccountName: account,
          securityContext: { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
          containers: [container(deployment, template)],
          volumes: [
            {
              name: "istio-token",
              projected: {
                sources: [
                  {
                    serviceAccountToken: {
                      audience: "istio-ca",
                      expirationSeconds: TOKEN_SECONDS,
                      path: "istio-token",
                    },
                  },
                ],
              },
            },
            { name: "istiod-ca-cert", configMap: { name: "istio-ca-root-cert" } },
            {
              name: "istio-podinfo",
              downwardAPI: {
                items: [
                  { path: "labels", fieldRef: { fieldPath: "metadata.labels" } },
                  { path: "annotations", fieldRef: { fieldPath: "metadata.annotations" } },
                ],
              },
            },
            { name: "tmp", emptyDir: {} },
          ],
        },
      },
    },
  };
}

function container(deployment: GatewayDeployment, template: WaypointTemplate): JsonObject {
  const { image, imagePullPolicy, domain } = template;
  return {
    name: "istio-proxy",
    image,
    ...(imagePullPolicy === "" ? {} : { imagePullPolicy }),
    args: ["proxy", "waypoint", "--domain", `$(POD_NAMESPACE).svc.${domain}`],
    ports: [
      { name: "metrics", containerPort: METRICS_PORT, protocol: "TCP" },
      { name: "status-port", containerPort: STATUS_PORT, protocol: "TCP" },
    ],
    env: environment(deployment, template),
    startupProbe: {
      failureThreshold: 30,
      periodSeconds: 1,
      timeoutSeconds: 1,
      httpGet: { path: "/healthz/ready", port: STATUS_PORT },
    },
    readinessProbe: {
      failureThreshold: 4,
      periodSeconds: 15,
      timeoutSeconds: 1,
      httpGet: { path: "/healthz/ready", port: STATUS_PORT },
    },
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "2", memory: "1Gi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "istiod-ca-cert", mountPath: "/var/run/secrets/istio" },
      { name: "istio-token", mountPath: "/var/run/secrets/tokens" },
      { name: "istio-podinfo", mountPath: "/etc/istio/pod" },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}

function environment(
  { namespace, gateway, name, network }: GatewayDeployment,
  template: WaypointTemplate,
): readonly JsonObject[] {
  const values: readonly (readonly [string, string])[] = [
    ["CA_ADDRESS", template.controlPlane],
    ["XDS_ADDRESS", template.controlPlane],
    ["CA_ADDR", template.controlPlane],
    ["GATEWAY_NAME", gateway],
    ["TRUST_DOMAIN", template.trustDomain],
    ["ISTIO_META_CLUSTER_ID", template.clusterId],
    ["NETWORK", network || template.network],
    ["ISTIO_META_INTERCEPTION_MODE", "REDIRECT"],
    ["ISTIO_META_WORKLOAD_NAME", name],
    ["ISTIO_META_OWNER", `kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${name}`],
  ];
  const fields: readonly (readonly [string, string])[] = [
    ["POD_NAME", "metadata.name"],
    ["POD_NAMESPACE", "metadata.namespace"],
    ["NODE_NAME", "spec.nodeName"],
    ["INSTANCE_IP", "status.podIP"],
    ["HOST_IP", "status.hostIP"],
    ["SERVICE_ACCOUNT", "spec.serviceAccountName"],
  ];
  return [
    ...fields.map(([variable, fieldPath]) => ({ name: variable, valueFrom: { fieldRef: { fieldPath } } })),
    {
      name: "ISTIO_CPU_LIMIT",
      valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1" } },
    },
    ...values.flatMap(([variable, value]) => (value === "" ? [] : [{ name: variable, value }])),
  ];
}
