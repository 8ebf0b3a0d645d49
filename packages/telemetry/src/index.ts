export { BatchedLineWriter, type LineWriterCounts, type LineWriterOptions } from "./batched-line-writer.ts";
export { LogFilter } from "./log-filter.ts";
export { LOG_LEVELS, type LogLevel, type LogVerbosity } from "./log-level.ts";
export { Display, display, FieldGroup, type LogFields, type LogValue } from "./log-value.ts";
export { createLogger, type LogFormat, type Logger, type LoggerOptions, type LogSink } from "./logger.ts";
export type { Counter, CounterSeries, Gauge, Histogram, MetricDescription } from "./metric-families.ts";
export type { FamilyOptions, LabelValues } from "./metric-series.ts";
export {
  type HistogramOptions,
  type MetricsFormat,
  MetricsRegistry,
  type MetricsRegistryOptions,
  type MetricsText,
} from "./metrics-registry.ts";
export { acceptsOpenMetrics, formatFloat, type MetricSample, type MetricType } from "./open-metrics-text.ts";
export { TelemetryError, type TelemetryErrorCode } from "./telemetry-error.ts";
