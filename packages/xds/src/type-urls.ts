/** Workloads and services (WDS). */
export const ADDRESS_TYPE = "type.googleapis.com/istio.workload.Address";
/** Workloads only, for old clients. */
export const WORKLOAD_TYPE = "type.googleapis.com/istio.workload.Workload";
/** Policies (WADS). */
export const AUTHORIZATION_TYPE = "type.googleapis.com/istio.security.Authorization";
/** Reports of a virtual machine's health: consumed, never answered. */
export const HEALTH_TYPE = "type.googleapis.com/istio.v1.HealthInformation";
