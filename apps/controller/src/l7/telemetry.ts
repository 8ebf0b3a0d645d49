import type { TelemetryPolicy } from "@ambit/model/http";

/** What a waypoint tells where nobody says anything: metrics alone. */
export const DEFAULT_TELEMETRY: TelemetryPolicy = {
  metricChanges: [],
  accessLog: { isEnabled: false, encoding: "text", format: undefined, filter: undefined },
  tracing: { provider: undefined, samplingPer100000: 1_000, isReported: false, isPropagated: true, tags: [] },
};
