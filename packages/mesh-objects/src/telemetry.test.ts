import { expect, test } from "vitest";
import { decodeTelemetry } from "./telemetry.ts";

function decode(spec: unknown) {
  return decodeTelemetry({ metadata: { name: "t", namespace: "shop" }, spec });
}

test("metrics, logs and traces are read", () => {
  const { object, problems } = decode({
    targetRefs: [{ kind: "Service", name: "echo" }],
    metrics: [
      {
        providers: [{ name: "prometheus" }],
        overrides: [
          {
            match: { metric: "REQUEST_COUNT", mode: "SERVER" },
            tagOverrides: {
              custom_dimension: { value: '"test"' },
              source_principal: { operation: "REMOVE" },
            },
          },
          { match: { metric: "ALL_METRICS" }, disabled: true },
          { match: { mode: "CLIENT" }, disabled: true },
        ],
      },
    ],
    accessLogging: [{ providers: [{ name: "envoy" }], filter: { expression: "response.code >= 400" } }],
    tracing: [
      {
        providers: [{ name: "otel" }],
        randomSamplingPercentage: 12.5,
        disableSpanReporting: false,
        customTags: {
          env: { literal: { value: "prod" } },
          user: { header: { name: "X-User", defaultValue: "none" } },
        },
      },
    ],
  });
  expect(problems).toEqual([]);
  expect(object).toMatchObject({
    kind: "Telemetry",
    hasSelector: false,
    metrics: [
      {
        providers: ["prometheus"],
        overrides: [
          {
            metric: "REQUEST_COUNT",
            isDisabled: undefined,
            labels: [
              { name: "custom_dimension", expression: '"test"' },
              { name: "source_principal", expression: undefined },
            ],
          },
          { metric: undefined, isDisabled: true, labels: [] },
        ],
      },
    ],
    accessLogging: [{ providers: ["envoy"], isDisabled: false, filter: "response.code >= 400" }],
    tracing: [
      {
        provider: "otel",
        samplingPer100000: 12_500,
        isReported: true,
        isPropagated: undefined,
        tags: [
          { name: "env", literal: "prod", header: undefined, fallback: "" },
          { name: "user", literal: undefined, header: "x-user", fallback: "none" },
        ],
      },
    ],
  });
});

test("what cannot be read is reported, and the rest stays", () => {
  const { object, problems } = decode({
    metrics: [
      {
        overrides: [
          { match: { metric: "REQUEST_COUNTS" }, disabled: true },
          { match: { customMetric: "mine" }, disabled: true },
          { tagOverrides: { "a-b": { value: "1" }, good: { value: "1" }, empty: {} } },
        ],
      },
    ],
    tracing: [{ randomSamplingPercentage: 120, customTags: { host: { environment: { name: "HOST" } } } }],
  });
  expect(problems.map(({ path }) => path)).toEqual([
    "spec.metrics[0].overrides[0].match.metric",
    "spec.metrics[0].overrides[1].match.customMetric",
    "spec.metrics[0].overrides[2].tagOverrides.a-b",
    "spec.metrics[0].overrides[2].tagOverrides.empty.value",
    "spec.tracing[0].randomSamplingPercentage",
    "spec.tracing[0].customTags.host",
  ]);
  expect(object.metrics[0]?.overrides).toEqual([
    { metric: undefined, isDisabled: undefined, labels: [{ name: "good", expression: "1" }] },
  ]);
});
