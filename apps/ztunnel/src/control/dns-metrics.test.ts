import { MetricsRegistry } from "@ambit/telemetry";
import { expect, test } from "vitest";
import { DnsMetrics } from "./dns-metrics.ts";

const LABELS = ["a", "udp", "client", "latest"];
const NOTHING = { requests: 0, upstreamRequests: 0, upstreamFailures: 0, upstreamSeconds: [] };

async function printed(registry: MetricsRegistry): Promise<string> {
  return (await registry.render({ acceptsOpenMetrics: true })).body;
}

test("DNS requests have the recorded names, labels and help; families without samples are not printed", async () => {
  const registry = new MetricsRegistry();
  const metrics = new DnsMetrics(registry);
  metrics.apply({ dns: [{ ...NOTHING, labels: LABELS, requests: 8 }], hostnames: [] });
  const text = await printed(registry);
  expect(text).toContain("# HELP istio_dns_requests Total number of DNS requests (unstable).\n");
  expect(text).toContain(
    'istio_dns_requests_total{request_query_type="a",request_protocol="udp",source_canonical_service="client",source_canonical_revision="latest"} 8\n',
  );
  expect(text).not.toContain("upstream");
  expect(text).not.toContain("on_demand");
});

test("forwarded requests, their failures and their time add up", async () => {
  const registry = new MetricsRegistry();
  const metrics = new DnsMetrics(registry);
  const delta = { ...NOTHING, labels: LABELS, requests: 1, upstreamRequests: 1 };
  metrics.apply({ dns: [{ ...delta, upstreamSeconds: [0.0004] }], hostnames: [] });
  metrics.apply({ dns: [{ ...delta, upstreamFailures: 1, upstreamSeconds: [0.05] }], hostnames: [] });
  const text = await printed(registry);
  expect(text).toMatch(/^istio_dns_upstream_requests_total\{.*\} 2$/m);
  expect(text).toMatch(/^istio_dns_upstream_failures_total\{.*\} 1$/m);
  const buckets = [
    ...text.matchAll(/^istio_dns_upstream_request_duration_seconds_bucket\{.*le="(.*?)".*\} (\d)$/gm),
  ];
  expect(buckets.map(([, le, count]) => `${le}:${count}`)).toEqual([
    "0.0005:1",
    "0.001:1",
    "0.01:1",
    "0.1:2",
    "1.0:2",
    "5.0:2",
    "+Inf:2",
  ]);
});

test("host names of workloads are counted for who has used them", async () => {
  const registry = new MetricsRegistry();
  const labels = ["w", "s", "r", "ns", "spiffe://t/ns/ns/sa/sa", "s", "r", "c", "db.example.com"];
  new DnsMetrics(registry).apply({ dns: [], hostnames: [{ labels, count: 3 }] });
  expect(await printed(registry)).toContain(
    'istio_on_demand_dns_total{source_workload="w",source_canonical_service="s",source_canonical_revision="r",source_workload_namespace="ns",source_principal="spiffe://t/ns/ns/sa/sa",source_app="s",source_version="r",source_cluster="c",hostname="db.example.com"} 3\n',
  );
});
