/** Spans as collectors take them: OTLP in JSON, and Zipkin's version 2. Pure. */
import type { SpanRecord } from "../messages.ts";

const NANOS_PER_MS = 1_000_000n;
const SERVER_KIND = 2;
const STATUS_ERROR = 2;

/** The path where none is given, and the body. */
export interface SpanFormat {
  readonly path: string;
  format(spans: readonly SpanRecord[], service: string): string;
}

export const SPAN_FORMATS: Readonly<Record<SpanRecord["provider"]["kind"], SpanFormat>> = {
  opentelemetry: { path: "/v1/traces", format: formatOtlp },
  zipkin: { path: "/api/v2/spans", format: formatZipkin },
};

function formatOtlp(spans: readonly SpanRecord[], service: string): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [attribute(["service.name", service])] },
        scopeSpans: [{ scope: { name: "ambit.waypoint" }, spans: spans.map(otlpSpan) }],
      },
    ],
  });
}

function otlpSpan(span: SpanRecord): object {
  const startNanos = nanosOf(span.startMs);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentId === undefined ? {} : { parentSpanId: span.parentId }),
    name: span.name,
    kind: SERVER_KIND,
    startTimeUnixNano: String(startNanos),
    endTimeUnixNano: String(startNanos + nanosOf(span.durationMs)),
    attributes: span.tags.map(attribute),
    status: span.isError ? { code: STATUS_ERROR } : {},
  };
}

/** A number of nanoseconds since 1970 is beyond what a double holds. */
function nanosOf(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * NANOS_PER_MS + BigInt(Math.round((ms - whole) * Number(NANOS_PER_MS)));
}

function attribute([key, value]: readonly [string, string]): object {
  return { key, value: { stringValue: value } };
}

function formatZipkin(spans: readonly SpanRecord[], service: string): string {
  return JSON.stringify(
    spans.map(({ traceId, spanId, parentId, name, startMs, durationMs, tags }) => ({
      traceId,
      id: spanId,
      parentId,
      name,
      kind: "SERVER",
      timestamp: Math.round(startMs * 1_000),
      duration: Math.max(1, Math.round(durationMs * 1_000)),
      localEndpoint: { serviceName: service },
      tags: Object.fromEntries(tags),
    })),
  );
}
