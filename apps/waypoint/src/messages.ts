/** What crosses between the main thread and a worker of a waypoint beside what does in every data plane. */
import type { MessagePort } from "node:worker_threads";
import type {
  PlaneConfig,
  PlaneMainMessage,
  PlaneWorkerMessage,
  WorkloadKey,
} from "@ambit/data-plane/messages";
import type { TracingPolicy, WaypointResource } from "@ambit/model/http";

/** What a thread of a waypoint has to know of the configuration besides. */
export interface WaypointDataConfig extends PlaneConfig {
  /** The pod that this process is. */
  readonly workload: WorkloadKey;
  /** HTTP/1.0 is refused with 426 unless it is accepted (PILOT_HTTP10). */
  readonly acceptsHttp10: boolean;
}

/** `workerData` of a worker. */
export interface WaypointInit {
  readonly index: number;
  readonly count: number;
  readonly config: WaypointDataConfig;
  /** Listening descriptor of HBONE, shared by all workers. */
  readonly listenerFd: number;
  readonly wakeFd: number;
  readonly port: MessagePort;
}

/** Resources by the names that xDS has for them. */
export interface RemovedResource {
  readonly kind: WaypointResource["kind"];
  readonly name: string;
}

/** A change of what the waypoint does with requests; answered by `configured`. */
export interface ConfigureMessage {
  readonly type: "configure";
  readonly version: number;
  readonly upserts: readonly WaypointResource[];
  readonly removals: readonly RemovedResource[];
}

/** Everything that a worker is told. */
export type MainMessage = PlaneMainMessage | ConfigureMessage;

/** The version is in force on this thread. */
export interface ConfiguredMessage {
  readonly type: "configured";
  readonly index: number;
  readonly version: number;
}

/** Label names of Istio's HTTP metrics, in the order of the values. */
export const HTTP_METRIC_LABELS = [
  "reporter",
  "source_workload",
  "source_canonical_service",
  "source_canonical_revision",
  "source_workload_namespace",
  "source_principal",
  "source_app",
  "source_version",
  "source_cluster",
  "destination_workload",
  "destination_workload_namespace",
  "destination_principal",
  "destination_app",
  "destination_version",
  "destination_service",
  "destination_canonical_service",
  "destination_canonical_revision",
  "destination_service_name",
  "destination_service_namespace",
  "destination_cluster",
  "request_protocol",
  "response_code",
  "grpc_response_status",
  "response_flags",
  "connection_security_policy",
] as const;

/** Metrics of messages have the labels before `request_protocol`. */
export const MESSAGE_LABEL_COUNT = 20;

/** Upper bounds of the buckets of all three histograms; the last one is open. */
export const HISTOGRAM_BOUNDS: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
];

/** Istio's HTTP metrics, as the Telemetry API names them. */
export const HTTP_METRICS = [
  "REQUEST_COUNT",
  "REQUEST_DURATION",
  "REQUEST_SIZE",
  "RESPONSE_SIZE",
  "GRPC_REQUEST_MESSAGES",
  "GRPC_RESPONSE_MESSAGES",
] as const;

/** One of them. */
export type HttpMetric = (typeof HTTP_METRICS)[number];

/** A label set that is new on its thread. */
export interface RequestLabelSet {
  readonly id: number;
  /** As many as there are values; by default the first of HTTP_METRIC_LABELS. */
  readonly names: readonly string[] | undefined;
  readonly values: readonly string[];
  /** Which of the metrics have series of it. */
  readonly metrics: readonly HttpMetric[];
}

/** A histogram since the last tick. */
export interface HistogramDelta {
  /** By bucket, not cumulative; the last is above all bounds. */
  readonly buckets: readonly number[];
  readonly sum: number;
}

/** What one label set has counted since the last tick. */
export interface RequestDelta {
  readonly labels: number;
  readonly requests: number;
  readonly durationMs: HistogramDelta;
  readonly requestBytes: HistogramDelta;
  readonly responseBytes: HistogramDelta;
  readonly requestMessages: number;
  readonly responseMessages: number;
}

/** The span of one request. */
export interface SpanRecord {
  readonly provider: NonNullable<TracingPolicy["provider"]>;
  /** Hexadecimal. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly name: string;
  /** Since the epoch. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly isError: boolean;
  readonly tags: readonly (readonly [name: string, value: string])[];
}

/** What requests of one thread have counted since the last message. */
export interface RequestsMessage {
  readonly type: "requests";
  readonly index: number;
  readonly newLabelSets: readonly RequestLabelSet[];
  readonly requests: readonly RequestDelta[];
  readonly spans: readonly SpanRecord[];
  /** There were too many. */
  readonly droppedSpans: number;
}

/** What only a waypoint's worker tells. */
export type WaypointWorkerMessage = ConfiguredMessage | RequestsMessage;

/** Everything that a worker tells. */
export type WorkerMessage = PlaneWorkerMessage | WaypointWorkerMessage;
