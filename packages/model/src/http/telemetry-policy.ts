/** A metric by the name that the Telemetry API gives it. */
export interface MetricChange {
  /** All metrics without. */
  readonly metric: string | undefined;
  readonly isDisabled: boolean;
  /** A value to set, an attribute expression; undefined removes the label. */
  readonly labels: readonly { readonly name: string; readonly expression: string | undefined }[];
}

export interface AccessLogPolicy {
  readonly isEnabled: boolean;
  readonly encoding: "text" | "json";
  /** With formatter commands; the default format without. */
  readonly format: string | undefined;
  /** An expression over attributes; every request without. */
  readonly filter: string | undefined;
}

export interface TracingPolicy {
  readonly provider:
    | {
        readonly kind: "opentelemetry" | "zipkin";
        /** `namespace/hostname`. */
        readonly service: string;
        readonly port: number;
        readonly path: string;
      }
    | undefined;
  /** Of 100,000 requests. */
  readonly samplingPer100000: number;
  readonly isReported: boolean;
  readonly isPropagated: boolean;
  readonly tags: readonly {
    readonly name: string;
    readonly literal: string | undefined;
    readonly header: string | undefined;
    readonly fallback: string;
  }[];
}

export interface TelemetryPolicy {
  readonly metricChanges: readonly MetricChange[];
  readonly accessLog: AccessLogPolicy;
  readonly tracing: TracingPolicy;
}
