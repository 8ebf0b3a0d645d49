/** Where the API serves the kinds that this program reads or writes. */
import type { KubeResource } from "@ambit/kube";

const ISTIO_NETWORKING = { group: "networking.istio.io", version: "v1", isNamespaced: true } as const;
const ISTIO_SECURITY = { group: "security.istio.io", version: "v1", isNamespaced: true } as const;
const GATEWAY_API = { group: "gateway.networking.k8s.io", version: "v1", isNamespaced: true } as const;
const CORE = { group: "", version: "v1", isNamespaced: true } as const;

export const NAMESPACES: KubeResource = { ...CORE, plural: "namespaces", isNamespaced: false };
export const NODES: KubeResource = { ...CORE, plural: "nodes", isNamespaced: false };
export const PODS: KubeResource = { ...CORE, plural: "pods" };
export const SERVICES: KubeResource = { ...CORE, plural: "services" };
export const SECRETS: KubeResource = { ...CORE, plural: "secrets" };
export const CONFIG_MAPS: KubeResource = { ...CORE, plural: "configmaps" };
export const SERVICE_ACCOUNTS: KubeResource = { ...CORE, plural: "serviceaccounts" };
export const DEPLOYMENTS: KubeResource = {
  group: "apps",
  version: "v1",
  plural: "deployments",
  isNamespaced: true,
};
export const POD_AUTOSCALERS: KubeResource = {
  group: "autoscaling",
  version: "v2",
  plural: "horizontalpodautoscalers",
  isNamespaced: true,
};
export const POD_DISRUPTION_BUDGETS: KubeResource = {
  group: "policy",
  version: "v1",
  plural: "poddisruptionbudgets",
  isNamespaced: true,
};
export const ENDPOINT_SLICES: KubeResource = {
  group: "discovery.k8s.io",
  version: "v1",
  plural: "endpointslices",
  isNamespaced: true,
};
export const SERVICE_ENTRIES: KubeResource = { ...ISTIO_NETWORKING, plural: "serviceentries" };
export const WORKLOAD_ENTRIES: KubeResource = { ...ISTIO_NETWORKING, plural: "workloadentries" };
export const AUTHORIZATION_POLICIES: KubeResource = { ...ISTIO_SECURITY, plural: "authorizationpolicies" };
export const PEER_AUTHENTICATIONS: KubeResource = { ...ISTIO_SECURITY, plural: "peerauthentications" };
export const REQUEST_AUTHENTICATIONS: KubeResource = { ...ISTIO_SECURITY, plural: "requestauthentications" };
export const TELEMETRIES: KubeResource = {
  group: "telemetry.istio.io",
  version: "v1",
  plural: "telemetries",
  isNamespaced: true,
};
export const DESTINATION_RULES: KubeResource = { ...ISTIO_NETWORKING, plural: "destinationrules" };
export const VIRTUAL_SERVICES: KubeResource = { ...ISTIO_NETWORKING, plural: "virtualservices" };
export const GATEWAYS: KubeResource = { ...GATEWAY_API, plural: "gateways" };
export const GATEWAY_CLASSES: KubeResource = {
  ...GATEWAY_API,
  plural: "gatewayclasses",
  isNamespaced: false,
};
export const HTTP_ROUTES: KubeResource = { ...GATEWAY_API, plural: "httproutes" };
export const GRPC_ROUTES: KubeResource = { ...GATEWAY_API, plural: "grpcroutes" };
export const TCP_ROUTES: KubeResource = { ...GATEWAY_API, plural: "tcproutes" };
export const TLS_ROUTES: KubeResource = { ...GATEWAY_API, plural: "tlsroutes" };
export const BACKEND_TLS_POLICIES: KubeResource = { ...GATEWAY_API, plural: "backendtlspolicies" };
/** Istio's own kind of that name. */
export const ISTIO_GATEWAYS: KubeResource = { ...ISTIO_NETWORKING, plural: "gateways" };
export const VALIDATING_WEBHOOKS: KubeResource = {
  group: "admissionregistration.k8s.io",
  version: "v1",
  plural: "validatingwebhookconfigurations",
  isNamespaced: false,
};

/** `v1` or `group/version`, as objects of the kind say it. */
export function apiVersionOf({ group, version }: KubeResource): string {
  return group === "" ? version : `${group}/${version}`;
}
