import { METRIC_LABELS } from "@ambit/data-plane/messages";
import { describe, expect, test } from "vitest";
import { ON_DEMAND_DNS_LABELS } from "../messages.ts";
import { buildMetrics } from "./metrics.ts";

const DNS = [
  "request_query_type",
  "request_protocol",
  "source_canonical_service",
  "source_canonical_revision",
];

const { registry } = buildMetrics({
  openFileDescriptors: () => 3,
  proxyMode: "shared",
  maxFileDescriptors: 1,
  istioVersion: "unknown",
  logCounts: () => ({ stalls: 0, droppedLines: 0 }),
});

describe("of Istio's families the registry", () => {
  test.each<[name: string, type: string, labelNames: readonly string[]]>([
    ["istio_tcp_connections_opened_total", "counter", METRIC_LABELS],
    ["istio_tcp_connections_closed_total", "counter", METRIC_LABELS],
    ["istio_tcp_connections_failed_total", "counter", METRIC_LABELS],
    ["istio_tcp_received_bytes_total", "counter", METRIC_LABELS],
    ["istio_tcp_sent_bytes_total", "counter", METRIC_LABELS],
    ["istio_tcp_sockets_open", "gauge", ["reporter"]],
    ["istio_on_demand_dns_total", "counter", ON_DEMAND_DNS_LABELS],
    ["istio_crl_policy_rejections_total", "counter", ["reporter"]],
    ["istio_crl_untracked_connections_total", "counter", ["reporter"]],
    ["istio_build", "gauge", ["component", "tag"]],
    ["istio_xds_connection_terminations_total", "counter", ["reason"]],
    ["istio_xds_message_total", "counter", ["url"]],
    ["istio_xds_message_bytes_total", "counter", ["url"]],
    ["istio_dns_requests_total", "counter", DNS],
    ["istio_dns_upstream_requests_total", "counter", DNS],
    ["istio_dns_upstream_failures_total", "counter", DNS],
    ["istio_dns_upstream_request_duration_seconds", "histogram", DNS],
    ["workload_manager_active_proxy_count", "gauge", []],
    ["workload_manager_pending_proxy_count", "gauge", []],
    ["workload_manager_proxies_started_total", "counter", []],
    ["workload_manager_proxies_stopped_total", "counter", []],
    ["process_open_fds", "gauge", []],
    ["process_max_fds", "gauge", []],
  ])("has %s", (name, type, labelNames) => {
    const family = registry.describe().find((described) => described.name === name);
    expect(family).toMatchObject({ type, labelNames });
  });
});
