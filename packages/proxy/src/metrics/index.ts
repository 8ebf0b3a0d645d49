export { CrlFileMetrics, CrlMetrics } from "./crl-metrics.ts";
export { ThreadMetrics, TrafficMetrics } from "./traffic-metrics.ts";
export { XdsHealthMetrics, XdsMetrics } from "./xds-metrics.ts";
