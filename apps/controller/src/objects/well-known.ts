/** Labels and annotations that decide what an object means to the mesh. The names are Istio's and Kubernetes'. */
export const USE_WAYPOINT = "istio.io/use-waypoint";
export const USE_WAYPOINT_NAMESPACE = "istio.io/use-waypoint-namespace";
export const USE_WAYPOINT_CANARY = "istio.io/use-waypoint-canary";
export const USE_WAYPOINT_CANARY_NAMESPACE = "istio.io/use-waypoint-canary-namespace";
export const INGRESS_USE_WAYPOINT = "istio.io/ingress-use-waypoint";
export const WAYPOINT_FOR = "istio.io/waypoint-for";
export const REVISION = "istio.io/rev";
export const NETWORK = "topology.istio.io/network";
export const SUBZONE = "topology.istio.io/subzone";
export const REGION = "topology.kubernetes.io/region";
export const ZONE = "topology.kubernetes.io/zone";
export const TUNNEL = "networking.istio.io/tunnel";
export const TLS_MODE = "security.istio.io/tlsMode";
export const ENABLE_AUTOALLOCATE_IP = "networking.istio.io/enable-autoallocate-ip";
export const MANAGED = "gateway.istio.io/managed";
export const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";
export const CANONICAL_NAME = "service.istio.io/canonical-name";
export const CANONICAL_REVISION = "service.istio.io/canonical-revision";
export const WORKLOAD_NAME = "service.istio.io/workload-name";
export const SERVICE_NAME = "kubernetes.io/service-name";
export const POD_TEMPLATE_HASH = "pod-template-hash";
export const ROLLOUTS_POD_TEMPLATE_HASH = "rollouts-pod-template-hash";
export const DEPLOYMENT_CONFIG = "deploymentconfig";

/** Annotations. */
export const REDIRECTION = "ambient.istio.io/redirection";
export const CANARY_WEIGHT = "istio.io/use-waypoint-canary-weight";
export const TRAFFIC_DISTRIBUTION = "networking.istio.io/traffic-distribution";
export const WAYPOINT_INBOUND_BINDING = "ambient.istio.io/waypoint-inbound-binding";
export const DRY_RUN = "istio.io/dry-run";
export const CONNECT_STRATEGY = "istio.io/connect-strategy";
export const GATEWAY_SERVICE_ACCOUNT = "gateway.istio.io/service-account";
export const GATEWAY_NAME_OVERRIDE = "gateway.istio.io/name-override";
export const ADDRESS_TYPE = "networking.istio.io/address-type";
