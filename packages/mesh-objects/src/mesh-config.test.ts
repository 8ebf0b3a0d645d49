import { expect, test } from "vitest";
import { decodeMeshConfig } from "./mesh-config.ts";

test("an empty configuration has Istio's defaults", () => {
  expect(decodeMeshConfig({})).toEqual({
    object: {
      kind: "MeshConfig",
      rootNamespace: "istio-system",
      trustDomain: "cluster.local",
      trustDomainAliases: [],
      discoverySelectors: undefined,
      serviceEntryVisibility: undefined,
      pathNormalization: "BASE",
      numTrustedProxies: 0,
      extensionProviders: [],
      defaultRetries: undefined,
      destinationRuleExportTo: ["*"],
      accessLog: { isEnabled: false, encoding: "text", format: undefined },
      telemetry: { metrics: [], accessLogging: [], tracing: [], samplingPer100000: undefined },
    },
    problems: [],
  });
});

test("who is asked about requests has Istio's defaults, and one that cannot be reached is left out", () => {
  const { object, problems } = decodeMeshConfig({
    pathNormalization: { normalization: "MERGE_SLASHES" },
    defaultConfig: { gatewayTopology: { numTrustedProxies: 2 }, tracing: { sampling: 5 } },
    defaultProviders: { tracing: ["spans"] },
    accessLogFile: "/dev/stdout",
    accessLogEncoding: "JSON",
    extensionProviders: [
      { name: "ask", envoyExtAuthzHttp: { service: "authz/ask.authz", port: "8000", timeout: "1.5s" } },
      { name: "nowhere", envoyExtAuthzGrpc: { service: "x" } },
      { envoyExtAuthzGrpc: { service: "x", port: 1 } },
      { name: "spans", opentelemetry: { service: "otel.example.com", port: 4318, http: { path: "/v1" } } },
      { name: "unknown", lightstep: {} },
    ],
  });
  expect(object).toMatchObject({
    pathNormalization: "MERGE_SLASHES",
    numTrustedProxies: 2,
    telemetry: { tracing: ["spans"], samplingPer100000: 5_000 },
    accessLog: { isEnabled: true, encoding: "json", format: undefined },
    extensionProviders: [
      { kind: "authorizer", name: "ask", protocol: "http", port: 8000, timeoutMs: 1500, statusOnError: 403 },
      { kind: "tracer", name: "spans", protocol: "opentelemetry", path: "/v1" },
    ],
  });
  expect(problems.map(({ path }) => path)).toEqual([
    "extensionProviders[1].envoyExtAuthzGrpc",
    "extensionProviders[2].name",
  ]);
});

test("a discovery selector that cannot be read discovers nothing", () => {
  const { object, problems } = decodeMeshConfig({
    discoverySelectors: [{ matchLabels: { a: "b" } }, { matchExpressions: [{ key: "x", operator: "Near" }] }],
  });
  expect(object.discoverySelectors).toEqual([{ matchLabels: { a: "b" }, matchExpressions: [] }]);
  expect(problems[0]?.path).toBe("discoverySelectors[1].matchExpressions[0].operator");
});

test("visibility is PUBLIC where it is not said", () => {
  const { object } = decodeMeshConfig({
    serviceEntryVisibility: {
      defaultVisibility: "UNSPECIFIED",
      policies: [
        { visibility: "NAMESPACE", matchingRules: [{ namespaceSelector: { matchLabels: { a: "b" } } }] },
      ],
    },
  });
  expect(object.serviceEntryVisibility).toEqual({
    defaultVisibility: "PUBLIC",
    policies: [
      { visibility: "NAMESPACE", namespaceSelectors: [{ matchLabels: { a: "b" }, matchExpressions: [] }] },
    ],
  });
});
