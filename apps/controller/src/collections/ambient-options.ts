/** What the index is told once, when the controller starts. */
export interface AmbientOptions {
  /** Names this cluster in workloads and their uids. */
  readonly clusterId: string;
  /** Where the controller runs: the label for the network is on this namespace. */
  readonly systemNamespace: string;
  /** Ends the hostname of every Kubernetes Service. */
  readonly domainSuffix: string;
  /** Ours; objects with another `istio.io/rev` are not ours. Empty: all are. */
  readonly revision: string;
  /** Selectors of ServiceEntries also select pods. */
  readonly selectPodsByServiceEntry: boolean;
  /** Selectors of Kubernetes Services also select WorkloadEntries. */
  readonly selectWorkloadEntriesByService: boolean;
  /** Pods with the label `security.istio.io/tlsMode=istio` take mutual TLS of sidecars. */
  readonly isLegacyMtlsOffered: boolean;
  /** Addresses of ServiceEntries are allocated, and those in their status count. */
  readonly isAutoAllocating: boolean;
  /** Policies in dry-run mode are sent, marked as such. */
  readonly isDryRunOffered: boolean;
  /** Waypoints are allowed by workloads behind them, whatever their policies say. */
  readonly isWaypointAutoAllowed: boolean;
  /** Where Istio would allow more than was written, do not. */
  readonly isPolicyStrict: boolean;
  /** The GatewayClass of waypoints is provided. */
  readonly hasWaypoints: boolean;
}

/** Istio's defaults. */
export const AMBIENT_DEFAULTS: AmbientOptions = {
  clusterId: "Kubernetes",
  systemNamespace: "istio-system",
  domainSuffix: "cluster.local",
  revision: "",
  selectPodsByServiceEntry: true,
  selectWorkloadEntriesByService: true,
  isLegacyMtlsOffered: false,
  isAutoAllocating: true,
  isDryRunOffered: false,
  isWaypointAutoAllowed: false,
  isPolicyStrict: false,
  hasWaypoints: true,
};
