import { parseIpAddress } from "@ambit/addr";
import { systemClock } from "@ambit/lifecycle";
import { aService, aWorkload } from "@ambit/model/testing";
import { MetricsRegistry } from "@ambit/telemetry";
import { silentLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import type { SpanRecord } from "../messages.ts";
import { findCollector } from "./find-collector.ts";
import { SpanExporter, SpanMetrics } from "./span-exporter.ts";
import { SPAN_FORMATS } from "./span-format.ts";

const SPAN: SpanRecord = {
  provider: { kind: "zipkin", service: "obs/zipkin.obs", port: 9411, path: "" },
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  parentId: undefined,
  name: "echo:80/*",
  startMs: 1_700_000_000_000.5,
  durationMs: 2.25,
  isError: true,
  tags: [["http.method", "GET"]],
};

test("Zipkin's times are microseconds, and a trace's beginning has no parent", () => {
  expect(JSON.parse(SPAN_FORMATS.zipkin.format([SPAN], "waypoint"))).toEqual([
    {
      traceId: SPAN.traceId,
      id: SPAN.spanId,
      name: "echo:80/*",
      kind: "SERVER",
      timestamp: 1_700_000_000_000_500,
      duration: 2_250,
      localEndpoint: { serviceName: "waypoint" },
      tags: { "http.method": "GET" },
    },
  ]);
});

test("OTLP's times are nanoseconds as text, and a failure is an error", () => {
  const body: unknown = JSON.parse(SPAN_FORMATS.opentelemetry.format([SPAN], "waypoint"));
  const span = {
    startTimeUnixNano: "1700000000000500000",
    endTimeUnixNano: "1700000000002750000",
    status: { code: 2 },
  };
  expect(body).toMatchObject({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
});

test("what the queue has no place for, and what nobody takes, is counted", async () => {
  const registry = new MetricsRegistry();
  const exporter = new SpanExporter({
    service: "waypoint",
    metrics: new SpanMetrics(registry),
    clock: systemClock,
    logger: silentLogger(),
    findCollector: () => undefined,
  });
  exporter.add({ spans: Array.from({ length: 9_990 }, () => SPAN), droppedSpans: 3 });
  exporter.add({ spans: Array.from({ length: 20 }, () => SPAN), droppedSpans: 0 });
  await exporter.flush(new AbortController().signal);
  const { body } = await registry.render({ acceptsOpenMetrics: true });
  expect(body).toContain('ambit_spans_dropped_total{reason="full"} 13');
  expect(body).toContain('ambit_spans_dropped_total{reason="failed"} 512');
});

test("a collector is one of its service's endpoints, or its name", () => {
  const service = aService({
    namespace: "obs",
    hostname: "zipkin.obs",
    ports: new Map([[9411, 80]]),
  });
  const workload = aWorkload({ uid: "w", workloadIps: [parseIpAddress("10.0.0.5")] });
  const endpoint = { workloadUid: "w", port: new Map([[9411, 19_411]]), status: "Healthy" } as const;
  const mesh = (endpoints: readonly (typeof endpoint)[]) => ({
    findService: (key: string) =>
      key === "obs/zipkin.obs"
        ? { service, endpoints: new Map(endpoints.map((one) => [one.workloadUid, one])) }
        : undefined,
    findWorkloadByUid: () => workload,
  });
  const provider = { service: "obs/zipkin.obs", port: 9411 };
  expect(findCollector(mesh([endpoint]), provider, 0.99)).toBe("10.0.0.5:19411");
  expect(findCollector(mesh([]), provider, 0)).toBe("zipkin.obs:9411");
  expect(findCollector(mesh([endpoint]), { ...provider, service: "obs/none" }, 0)).toBeUndefined();
});
