import type { MetricOverride, TelemetryLogging, TelemetryTracing } from "@ambit/mesh-objects";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_TELEMETRY,
  mergeTelemetry,
  type TelemetryContext,
  type TelemetryParts,
} from "./telemetry.ts";

const CONTEXT: TelemetryContext = {
  mesh: DEFAULT_TELEMETRY,
  rootNamespace: "istio-system",
  extensionProviders: [
    { kind: "file-log", name: "lines", encoding: "json", format: '{"a":"%PROTOCOL%"}' },
    {
      kind: "tracer",
      name: "spans",
      protocol: "opentelemetry",
      service: "otel.obs.svc",
      port: 4318,
      path: "/v1",
    },
    { kind: "tracer", name: "lost", protocol: "zipkin", service: "gone.obs.svc", port: 9411, path: "" },
  ],
  lookup: {
    findService: () => undefined,
    findHostname: (hostname) =>
      hostname === "otel.obs.svc" ? { key: "obs/otel.obs.svc", ports: new Set([4318]) } : undefined,
  },
};

function parts(fields: Partial<TelemetryParts>): TelemetryParts {
  return { metrics: [], accessLogging: [], tracing: [], ...fields };
}

function override(fields: Partial<MetricOverride>): TelemetryParts {
  const whole = { metric: undefined, isDisabled: undefined, labels: [], ...fields };
  return parts({ metrics: [{ providers: [], overrides: [whole] }] });
}

function logging(fields: Partial<TelemetryLogging>): TelemetryParts {
  return parts({ accessLogging: [{ providers: [], isDisabled: false, filter: undefined, ...fields }] });
}

function tracing(fields: Partial<TelemetryTracing>): TelemetryParts {
  const nothing = { provider: undefined, samplingPer100000: undefined, isReported: undefined };
  return parts({ tracing: [{ ...nothing, isPropagated: undefined, tags: undefined, ...fields }] });
}

test("without any, it is what the mesh says", () => {
  expect(mergeTelemetry([], CONTEXT)).toEqual(DEFAULT_TELEMETRY);
});

describe("metrics", () => {
  test("labels are merged by name, and the last one counts", () => {
    const { metricChanges } = mergeTelemetry(
      [
        override({ metric: "REQUEST_COUNT", labels: [{ name: "a", expression: "1" }] }),
        override({ metric: "REQUEST_COUNT", labels: [{ name: "b", expression: undefined }] }),
        override({ metric: "REQUEST_COUNT", labels: [{ name: "a", expression: "2" }] }),
      ],
      CONTEXT,
    );
    expect(metricChanges).toEqual([
      {
        metric: "REQUEST_COUNT",
        isDisabled: false,
        labels: [
          { name: "a", expression: "2" },
          { name: "b", expression: undefined },
        ],
      },
    ]);
  });

  test("what is for all is one change", () => {
    const labels = [{ name: "a", expression: "1" }];
    expect(mergeTelemetry([override({ labels })], CONTEXT).metricChanges).toEqual([
      { metric: undefined, isDisabled: false, labels },
    ]);
  });

  test("one that is more specific brings a metric back", () => {
    const { metricChanges } = mergeTelemetry(
      [override({ isDisabled: true }), override({ metric: "REQUEST_COUNT", isDisabled: false })],
      CONTEXT,
    );
    expect(metricChanges).toHaveLength(9);
    expect(metricChanges.map(({ metric }) => metric)).not.toContain("REQUEST_COUNT");
  });

  test("providers that are not prometheus leave none", () => {
    const elsewhere = parts({ metrics: [{ providers: ["stackdriver"], overrides: [] }] });
    expect(mergeTelemetry([elsewhere], CONTEXT).metricChanges).toEqual([
      { metric: undefined, isDisabled: true, labels: [] },
    ]);
  });
});

describe("the access log", () => {
  test.each([
    [
      "a provider of Istio's own name",
      [logging({ providers: ["envoy"] })],
      { isEnabled: true, encoding: "text" },
    ],
    [
      "a provider with a format",
      [logging({ providers: ["lines"], filter: "true" })],
      { isEnabled: true, encoding: "json", format: '{"a":"%PROTOCOL%"}', filter: "true" },
    ],
    ["a provider that is not there", [logging({ providers: ["als"] })], { isEnabled: false }],
    [
      "a later one that says no",
      [logging({ providers: ["envoy"] }), logging({ isDisabled: true })],
      { isEnabled: false },
    ],
    ["a filter alone", [logging({ filter: "true" })], { isEnabled: false, filter: "true" }],
  ])("of %s", (_name, telemetries, expected) => {
    expect(mergeTelemetry(telemetries, CONTEXT).accessLog).toMatchObject(expected);
  });
});

describe("tracing", () => {
  test("parts come from whoever says them last, and tags as a whole", () => {
    const tag = (name: string) => ({ name, literal: "x", header: undefined, fallback: "" });
    const merged = mergeTelemetry(
      [
        tracing({ provider: "spans", tags: [tag("a")] }),
        tracing({ samplingPer100000: 50_000, tags: [tag("b")] }),
      ],
      CONTEXT,
    );
    expect(merged.tracing).toEqual({
      provider: { kind: "opentelemetry", service: "obs/otel.obs.svc", port: 4318, path: "/v1" },
      samplingPer100000: 50_000,
      isReported: true,
      isPropagated: true,
      tags: [tag("b")],
    });
  });

  test("a provider whose service is not there is told nothing", () => {
    const merged = mergeTelemetry([tracing({ provider: "lost" })], CONTEXT);
    expect(merged.tracing).toMatchObject({ provider: undefined, isReported: false });
  });
});
