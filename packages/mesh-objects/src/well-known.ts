/** Labels and annotations that decide what an object means to the mesh. The names are Istio's and Kubernetes'. */

/** Label: name of the Gateway before a service, a workload or a namespace; `none` for none. */
export const USE_WAYPOINT = "istio.io/use-waypoint";
/** Label: namespace of that Gateway. */
export const USE_WAYPOINT_NAMESPACE = "istio.io/use-waypoint-namespace";
/** Label: a second, weighted Gateway. */
export const USE_WAYPOINT_CANARY = "istio.io/use-waypoint-canary";
/** Label: namespace of the second one. */
export const USE_WAYPOINT_CANARY_NAMESPACE = "istio.io/use-waypoint-canary-namespace";
/** Label: ingress goes through the waypoint too. */
export const INGRESS_USE_WAYPOINT = "istio.io/ingress-use-waypoint";
/** Label of a Gateway: for services, workloads, all or none. */
export const WAYPOINT_FOR = "istio.io/waypoint-for";
/** Label: the revision an object is for. */
export const REVISION = "istio.io/rev";
/** Label: the network a Gateway or a cluster is in. */
export const NETWORK = "topology.istio.io/network";
/** Label of a Node. */
export const SUBZONE = "topology.istio.io/subzone";
/** Label of a Node. */
export const REGION = "topology.kubernetes.io/region";
/** Label of a Node. */
export const ZONE = "topology.kubernetes.io/zone";
/** Label: tunnels that a workload ends itself. */
export const TUNNEL = "networking.istio.io/tunnel";
/** Label: mutual TLS as sidecars have it. */
export const TLS_MODE = "security.istio.io/tlsMode";
/** Label of a ServiceEntry: addresses are allocated or not. */
export const ENABLE_AUTOALLOCATE_IP = "networking.istio.io/enable-autoallocate-ip";
/** Label of what a control plane has made for a Gateway. */
export const MANAGED = "gateway.istio.io/managed";
/** Label of pods: the Gateway they are. */
export const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";
/** Label: name in telemetry. */
export const CANONICAL_NAME = "service.istio.io/canonical-name";
/** Label: revision in telemetry. */
export const CANONICAL_REVISION = "service.istio.io/canonical-revision";
/** Label: name of the workload in telemetry. */
export const WORKLOAD_NAME = "service.istio.io/workload-name";
/** Label of an EndpointSlice: the Service it is of. */
export const SERVICE_NAME = "kubernetes.io/service-name";
/** Label of pods of a ReplicaSet. */
export const POD_TEMPLATE_HASH = "pod-template-hash";
/** Label of pods of a Rollout. */
export const ROLLOUTS_POD_TEMPLATE_HASH = "rollouts-pod-template-hash";
/** Label of pods of a DeploymentConfig. */
export const DEPLOYMENT_CONFIG = "deploymentconfig";

/** Annotation of a pod: its traffic is redirected. */
export const REDIRECTION = "ambient.istio.io/redirection";
/** Annotation: percentage for the second waypoint. */
export const CANARY_WEIGHT = "istio.io/use-waypoint-canary-weight";
/** Annotation: which endpoints are preferred. */
export const TRAFFIC_DISTRIBUTION = "networking.istio.io/traffic-distribution";
/** Annotation of a Gateway: how it wants to be handed traffic. */
export const WAYPOINT_INBOUND_BINDING = "ambient.istio.io/waypoint-inbound-binding";
/** Annotation of a policy: only told, not enforced. */
export const DRY_RUN = "istio.io/dry-run";
/** Annotation of a ServiceEntry: how addresses are tried. */
export const CONNECT_STRATEGY = "istio.io/connect-strategy";
/** Annotation of a Gateway: the account it runs as. */
export const GATEWAY_SERVICE_ACCOUNT = "gateway.istio.io/service-account";
/** Annotation of a Gateway: name of what is made for it. */
export const GATEWAY_NAME_OVERRIDE = "gateway.istio.io/name-override";
/** Annotation of a Gateway: which of its addresses it shows. */
export const ADDRESS_TYPE = "networking.istio.io/address-type";
/** Label of pods and namespaces: which data plane they want. */
export const DATAPLANE_MODE = "istio.io/dataplane-mode";
/** Its value for this one. */
export const AMBIENT = "ambient";
/** Annotation of a Gateway: applications are told who the client is. */
export const XFCC_CLIENT_IDENTITY = "ambient.istio.io/xfcc-include-client-identity";
/** Label of a Namespace or Service: what becomes of traffic whose waypoint is not there. */
export const WAYPOINT_MISSING = "ambit.dev/waypoint-missing";
