import { expect, test } from "vitest";
import { HTTP_METRIC_LABELS } from "../../../messages.ts";
import { accessLogFields, accessLogJson, accessLogText } from "./access-log-line.ts";
import { flagText } from "./flag-text.ts";
import { metricValuesOf } from "./metric-labels.ts";
import { RequestCounters } from "./request-counters.ts";
import type { RequestRecord } from "./request-record.ts";
import { aRecord } from "./testing/records.ts";

function labels(record: RequestRecord): Record<string, string> {
  const values = metricValuesOf(record);
  return Object.fromEntries(HTTP_METRIC_LABELS.map((name, at) => [name, values[at] ?? ""]));
}

test("a request has all 25 labels of Istio's metrics", () => {
  expect(HTTP_METRIC_LABELS).toHaveLength(25);
  expect(labels(aRecord())).toEqual({
    reporter: "waypoint",
    source_workload: "client-v1",
    source_canonical_service: "client",
    source_canonical_revision: "v1",
    source_workload_namespace: "web",
    source_principal: "spiffe://td/ns/web/sa/client",
    source_app: "client",
    source_version: "v1",
    source_cluster: "c1",
    destination_workload: "echo-v1",
    destination_workload_namespace: "shop",
    destination_principal: "spiffe://td/ns/shop/sa/echo",
    destination_app: "echo",
    destination_version: "v1",
    destination_service: "echo.shop.svc.cluster.local",
    destination_canonical_service: "echo",
    destination_canonical_revision: "v1",
    destination_service_name: "echo",
    destination_service_namespace: "shop",
    destination_cluster: "c1",
    request_protocol: "http",
    response_code: "200",
    grpc_response_status: "",
    response_flags: "-",
    connection_security_policy: "mutual_tls",
  });
});

test("a request that was answered here has its service, and no workload", () => {
  expect(labels(aRecord({ endpoint: undefined, status: 403 }))).toMatchObject({
    destination_service: "echo.shop.svc.cluster.local",
    destination_workload: "unknown",
    destination_principal: "unknown",
    response_code: "403",
  });
});

test("a call of gRPC has its status", () => {
  expect(labels(aRecord({ isGrpc: true, grpcStatus: 14 }))).toMatchObject({
    request_protocol: "grpc",
    grpc_response_status: "14",
  });
});

test("what is counted is handed out once, and its labels once at all", () => {
  const counters = new RequestCounters();
  counters.count(aRecord({ durationMs: 4, requestBytes: 100, responseBytes: 3_600_001 }), []);
  counters.count(aRecord({ durationMs: 0.2 }), []);
  const first = counters.takeDeltas();
  expect(first.newLabelSets).toHaveLength(1);
  expect(first.requests).toMatchObject([{ labels: 1, requests: 2, durationMs: { sum: 4.2 } }]);
  expect(first.requests[0]?.durationMs.buckets.slice(0, 4)).toEqual([1, 0, 1, 0]);
  expect(first.requests[0]?.responseBytes.buckets.at(-1)).toBe(1);
  expect(counters.takeDeltas()).toEqual({ newLabelSets: [], requests: [] });
  counters.count(aRecord(), []);
  expect(counters.takeDeltas()).toMatchObject({ newLabelSets: [], requests: [{ labels: 1, requests: 1 }] });
});

test("the line of the access log is Istio's, and a client cannot break out of it", () => {
  expect(accessLogText(accessLogFields(aRecord({ flags: ["URX", "UF"] })))).toBe(
    '[2023-11-14T22:13:20.000Z] "GET /a?b HTTP/1.1" 200 UF,URX via_upstream - "-" 0 0 5 3 "-" "curl \\"x\\"\\x0a" "id" "echo" ' +
      '"10.0.0.9:8080" inbound-vip|80|http|echo.shop.svc.cluster.local; - 10.96.0.1:80 10.0.0.7:4000 - shop/route/0',
  );
});

test("the same in JSON", () => {
  expect(JSON.parse(accessLogJson(accessLogFields(aRecord())))).toMatchObject({
    method: "GET",
    response_code: 200,
    duration: 5,
    upstream_service_time: "3",
    x_forwarded_for: null,
    authority: "echo",
  });
});

test("flags have one order, and none is a dash", () => {
  expect(flagText([])).toBe("-");
  expect(flagText(["URX", "UT"])).toBe("UT,URX");
});
