import type { MetricChange } from "@ambit/model/http";
import { expect, test } from "vitest";
import { RequestCounters } from "./request-counters.ts";
import type { RequestRecord } from "./request-record.ts";
import { aRecord } from "./testing/records.ts";

function change(fields: Partial<MetricChange>): MetricChange {
  return { metric: undefined, isDisabled: false, labels: [], ...fields };
}

/** Labels of what one request counts, by metric. */
function labelsByMetric(
  changes: readonly MetricChange[],
  record: RequestRecord = aRecord(),
): Record<string, Record<string, string | undefined>> {
  const counters = new RequestCounters();
  counters.count(record, changes);
  return Object.fromEntries(
    counters.takeDeltas().newLabelSets.flatMap(({ metrics, names = [], values }) => {
      const labels = Object.fromEntries(names.map((name, at) => [name, values[at]]));
      return metrics.map((metric) => [metric, labels]);
    }),
  );
}

test("one metric gets a label and loses another, the others stay as they are", () => {
  const found = labelsByMetric([
    change({
      metric: "REQUEST_COUNT",
      labels: [
        { name: "custom_dimension", expression: '"test"' },
        { name: "source_principal", expression: undefined },
      ],
    }),
  ]);
  expect(found["REQUEST_COUNT"]).toMatchObject({ custom_dimension: "test", reporter: "waypoint" });
  expect(found["REQUEST_COUNT"]).not.toHaveProperty("source_principal");
  expect(found["REQUEST_DURATION"]).toEqual({});
  expect(Object.keys(found)).toHaveLength(4);
});

test("a label's value is an expression's, and unknown where it has none", () => {
  const labels = [
    { name: "request_method", expression: "request.method" },
    { name: "tier", expression: "request.headers['x-tier']" },
    { name: "none", expression: "request.headers['x-none']" },
    { name: "broken", expression: "((" },
    { name: "odd-name", expression: "source.workload.name" },
  ];
  const record = aRecord({}, { more: [["x-tier", "gold"]] });
  expect(labelsByMetric([change({ labels })], record)["RESPONSE_SIZE"]).toMatchObject({
    request_method: "GET",
    tier: "gold",
    none: "unknown",
    broken: "unknown",
    odd_name: "client-v1",
  });
});

test("what is disabled is not counted at all", () => {
  expect(Object.keys(labelsByMetric([change({ metric: "REQUEST_SIZE", isDisabled: true })]))).toEqual([
    "REQUEST_COUNT",
    "REQUEST_DURATION",
    "RESPONSE_SIZE",
  ]);
  expect(labelsByMetric([change({ isDisabled: true })])).toEqual({});
});

test("messages of gRPC are counted with the labels that do not depend on the call's end", () => {
  const counters = new RequestCounters();
  const record = aRecord({}, { isGrpc: true });
  counters.countMessages(record, [], { requests: 2, responses: 1 });
  counters.countMessages(record, [], { requests: 1, responses: 0 });
  const { newLabelSets, requests } = counters.takeDeltas();
  expect(newLabelSets).toHaveLength(1);
  expect(newLabelSets[0]?.values).toHaveLength(20);
  expect(newLabelSets[0]?.metrics).toEqual(["GRPC_REQUEST_MESSAGES", "GRPC_RESPONSE_MESSAGES"]);
  expect(requests).toMatchObject([{ requests: 0, requestMessages: 3, responseMessages: 1 }]);
});

test("above the bound, what is new is counted without the names of workloads", () => {
  const counters = new RequestCounters(3);
  for (let at = 0; at < 10; at++) counters.count(aRecord({ service: `shop/s${at}.example.com` }), []);
  const { newLabelSets, requests } = counters.takeDeltas();
  expect(newLabelSets).toHaveLength(4);
  expect(newLabelSets[3]?.values.slice(0, 3)).toEqual(["waypoint", "unknown", "unknown"]);
  expect(newLabelSets[3]?.values.slice(20)).toEqual(["http", "200", "", "-", "mutual_tls"]);
  expect(requests.map((delta) => delta.requests)).toEqual([1, 1, 1, 7]);
});
