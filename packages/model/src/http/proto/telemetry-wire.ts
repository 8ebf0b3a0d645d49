/** What a waypoint tells about requests. */
import type {
  TracingProvider as WireProvider,
  Telemetry as WireTelemetry,
  Tracing as WireTracing,
} from "@ambit/proto/waypoint";
import type { Absent } from "../../proto/wire-values.ts";
import type { TelemetryPolicy, TracingPolicy } from "../telemetry-policy.ts";
import { each, maybe, nameIn, numberIn, orNull, orUndefined, portIn } from "./wire-parts.ts";

const HUNDRED_THOUSAND = 100_000;

type TracingProvider = NonNullable<TracingPolicy["provider"]>;

export function encodeTelemetry({ metricChanges, accessLog, tracing }: TelemetryPolicy): WireTelemetry {
  return {
    metricChanges: metricChanges.map(({ metric, isDisabled, labels }) => ({
      metric: orNull(metric),
      isDisabled,
      labels: labels.map(({ name, expression }) => ({ name, expression: orNull(expression) })),
    })),
    accessLog: {
      isEnabled: accessLog.isEnabled,
      isJson: accessLog.encoding === "json",
      format: orNull(accessLog.format),
      filter: orNull(accessLog.filter),
    },
    tracing: encodeTracing(tracing),
  };
}

/** Without any it is the one that tells nothing beyond metrics. */
export function decodeTelemetry(wire: WireTelemetry | Absent): TelemetryPolicy {
  const { isEnabled, isJson, format, filter } = wire?.accessLog ?? {};
  return {
    metricChanges: each(wire?.metricChanges, "metric_changes", ({ metric, isDisabled, labels }) => ({
      metric: orUndefined(metric),
      isDisabled: isDisabled ?? false,
      labels: each(labels, "labels", ({ name, expression }) => ({
        name: nameIn(name, "name"),
        expression: orUndefined(expression),
      })),
    })),
    accessLog: {
      isEnabled: isEnabled ?? false,
      encoding: isJson ? "json" : "text",
      format: orUndefined(format),
      filter: orUndefined(filter),
    },
    tracing: decodeTracing(wire?.tracing ?? {}),
  };
}

function encodeTracing(tracing: TracingPolicy): WireTracing {
  return {
    provider: tracing.provider ? encodeProvider(tracing.provider) : null,
    samplingPer_100000: tracing.samplingPer100000,
    isReported: tracing.isReported,
    isPropagated: tracing.isPropagated,
    tags: tracing.tags.map(({ name, literal, header, fallback }) => ({
      name,
      literal: orNull(literal),
      header: orNull(header),
      fallback,
    })),
  };
}

function decodeTracing(wire: WireTracing): TracingPolicy {
  return {
    provider: maybe(wire.provider, "tracing.provider", decodeProvider),
    samplingPer100000: numberIn(wire.samplingPer_100000, "tracing.sampling_per_100000", 0, HUNDRED_THOUSAND),
    isReported: wire.isReported ?? false,
    isPropagated: wire.isPropagated ?? false,
    tags: each(wire.tags, "tracing.tags", ({ name, literal, header, fallback }) => ({
      name: nameIn(name, "name"),
      literal: orUndefined(literal),
      header: orUndefined(header),
      fallback: fallback ?? "",
    })),
  };
}

function encodeProvider({ kind, service, port, path }: TracingProvider): WireProvider {
  return { isZipkin: kind === "zipkin", service, port, path };
}

function decodeProvider({ isZipkin, service, port, path }: WireProvider): TracingProvider {
  return {
    kind: isZipkin ? "zipkin" : "opentelemetry",
    service: nameIn(service, "service"),
    port: portIn(port, "port"),
    path: path ?? "",
  };
}
