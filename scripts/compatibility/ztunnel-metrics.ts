import type { Section } from "./section.ts";

const FAMILIES = "apps/ztunnel/src/control/metrics.test.ts";
const TRAFFIC = "apps/ztunnel/src/control/traffic-metrics.test.ts";
const LABELS = "apps/ztunnel/src/data/traffic-counters.test.ts";
const FAILURE = "packages/data-plane/src/records/failure.test.ts";
const RECORD = "packages/data-plane/src/records/connection-record.test.ts";
const GOLDEN = "packages/telemetry/test/golden-metrics.test.ts";
const REGISTRY = "packages/telemetry/src/metrics-registry.test.ts";
const SCRAPE = "packages/http-server/src/metrics-response.test.ts";
const STATS = "packages/proxy/src/servers/stats-server.test.ts";
const XDS = "packages/proxy/src/metrics/xds-metrics.test.ts";
const DNS = "apps/ztunnel/src/control/dns-metrics.test.ts";
const NODE = "apps/ztunnel/test/pods-of-node.integration.test.ts";
const STOCK = "e2e/interop/golden-ztunnel.interop.test.ts";
const OUTBOUND = "apps/ztunnel/src/data/outbound.integration.test.ts";

export const section: Section = {
  title: "ztunnel: metrics",
  rows: [
    {
      behaviour: "At `/metrics` and `/stats/prometheus` of 15020, other paths are 404",
      tests: [
        `${STATS} > metrics endpoint > serves /metrics`,
        `${STATS} > metrics endpoint > serves /stats/prometheus`,
        `${STATS} > metrics endpoint > serves nothing else`,
      ],
    },
    {
      behaviour:
        "The text is OpenMetrics, named so to who accepts it, and compressed for who asks for gzip, br, zstd or deflate",
      tests: [
        `${REGISTRY} > registry > names the content type (OpenMetrics accepted: %s)`,
        `${SCRAPE} > a scrape's answer > names the text OpenMetrics to those who accept that`,
        `${SCRAPE} > a scrape's answer > compresses with gzip`,
        `${SCRAPE} > a scrape's answer > compresses with br`,
        `${SCRAPE} > a scrape's answer > compresses with zstd`,
        `${SCRAPE} > a scrape's answer > compresses with deflate`,
      ],
    },
    {
      behaviour:
        "Text recorded from a stock ztunnel comes out again to the byte, `# UNIT` lines included; families without samples are left out",
      tests: [
        `${GOLDEN} > metrics text of the stock program > client.metrics.txt comes out again`,
        `${GOLDEN} > metrics text of the stock program > server.metrics.txt comes out again`,
        `${GOLDEN} > metrics text of the stock program > mesh.metrics.txt comes out again`,
        `${STOCK} > two ztunnels in the recorded scenario > metrics of the %s`,
      ],
    },
    {
      behaviour: "`unstable` in the help of all but core families",
      tests: [`${TRAFFIC} > every family > that is not a core one of Istio says that it is unstable`],
    },
    {
      behaviour: "`istio_tcp_connections_opened_total`",
      tests: [`${FAMILIES} > of Istio's families the registry > has istio_tcp_connections_opened_total`],
    },
    {
      behaviour: "`istio_tcp_connections_closed_total`",
      tests: [`${FAMILIES} > of Istio's families the registry > has istio_tcp_connections_closed_total`],
    },
    {
      behaviour:
        "`istio_tcp_received_bytes_total` and `istio_tcp_sent_bytes_total`: client to server, server to client, whoever reports",
      tests: [
        `${FAMILIES} > of Istio's families the registry > has istio_tcp_received_bytes_total`,
        `${FAMILIES} > of Istio's families the registry > has istio_tcp_sent_bytes_total`,
        `${RECORD} > bytes are told from the reporter's point of view, and counted from the client's`,
      ],
    },
    {
      behaviour: "`istio_tcp_connections_failed_total`",
      tests: [`${FAMILIES} > of Istio's families the registry > has istio_tcp_connections_failed_total`],
    },
    {
      behaviour: "`istio_tcp_sockets_open`",
      tests: [
        `${FAMILIES} > of Istio's families the registry > has istio_tcp_sockets_open`,
        `${TRAFFIC} > TrafficMetrics > shows the open sockets of a reporter once it had one`,
      ],
    },
    {
      behaviour: "`istio_on_demand_dns_total`",
      tests: [
        `${FAMILIES} > of Istio's families the registry > has istio_on_demand_dns_total`,
        `${DNS} > host names of workloads are counted for who has used them`,
      ],
    },
    {
      behaviour: "`istio_crl_policy_rejections_total`",
      tests: [`${FAMILIES} > of Istio's families the registry > has istio_crl_policy_rejections_total`],
    },
    {
      behaviour: "`istio_crl_untracked_connections_total`",
      differs: { ambit: "never counted", why: "all tunnels are tracked" },
      tests: [`${FAMILIES} > of Istio's families the registry > has istio_crl_untracked_connections_total`],
    },
    {
      behaviour: "`istio_build`",
      tests: [`${FAMILIES} > of Istio's families the registry > has istio_build`],
    },
    {
      behaviour: "`istio_xds_connection_terminations_total` with ConnectionError, Error, Reconnect, Complete",
      tests: [
        `${FAMILIES} > of Istio's families the registry > has istio_xds_connection_terminations_total`,
        `${XDS} > the families are those of ztunnel, to the letter`,
      ],
    },
    {
      behaviour: "`istio_xds_message_total`",
      tests: [`${FAMILIES} > of Istio's families the registry > has istio_xds_message_total`],
    },
    {
      behaviour: "`istio_xds_message_bytes_total`",
      tests: [`${FAMILIES} > of Istio's families the registry > has istio_xds_message_bytes_total`],
    },
    {
      behaviour: "`istio_dns_requests_total`",
      tests: [
        `${FAMILIES} > of Istio's families the registry > has istio_dns_requests_total`,
        `${DNS} > DNS requests have the recorded names, labels and help; families without samples are not printed`,
      ],
    },
    {
      behaviour: "`istio_dns_upstream_requests_total`",
      tests: [`${FAMILIES} > of Istio's families the registry > has istio_dns_upstream_requests_total`],
    },
    {
      behaviour: "`istio_dns_upstream_failures_total`",
      tests: [`${FAMILIES} > of Istio's families the registry > has istio_dns_upstream_failures_total`],
    },
    {
      behaviour: "`istio_dns_upstream_request_duration_seconds` with its buckets",
      tests: [
        `${FAMILIES} > of Istio's families the registry > has istio_dns_upstream_request_duration_seconds`,
        `${DNS} > forwarded requests, their failures and their time add up`,
      ],
    },
    {
      behaviour: "`workload_manager_active_proxy_count` and `workload_manager_pending_proxy_count`",
      tests: [
        `${FAMILIES} > of Istio's families the registry > has workload_manager_active_proxy_count`,
        `${FAMILIES} > of Istio's families the registry > has workload_manager_pending_proxy_count`,
        `${NODE} > the pods of a node > that cannot have their ports wait, and are tried every five seconds`,
      ],
    },
    {
      behaviour: "`workload_manager_proxies_started_total` and `workload_manager_proxies_stopped_total`",
      tests: [
        `${FAMILIES} > of Istio's families the registry > has workload_manager_proxies_started_total`,
        `${FAMILIES} > of Istio's families the registry > has workload_manager_proxies_stopped_total`,
      ],
    },
    {
      behaviour: "`process_open_fds` and `process_max_fds`",
      tests: [
        `${FAMILIES} > of Istio's families the registry > has process_open_fds`,
        `${FAMILIES} > of Istio's families the registry > has process_max_fds`,
      ],
    },
    {
      behaviour: "`tokio_*` of its runtime",
      differs: {
        ambit: "`ambit_worker_longest_turn_seconds`, how long the loop of each worker was busy at a time",
        why: "there is no such runtime",
      },
      tests: [`${TRAFFIC} > TrafficMetrics > says by worker how long a turn of its loop took at most`],
    },
    {
      behaviour: "All labels of traffic, in their order; empty is `unknown`",
      tests: [
        `${LABELS} > labels $name are those a ztunnel recorded, in its order`,
        `${LABELS} > every recorded label name is one of ours, at its place`,
        `${LABELS} > without records everything is unknown`,
      ],
    },
    {
      behaviour: "Locality labels only where one side has a record",
      tests: [
        `${LABELS} > the locality group is absent when neither side has a record`,
        `${LABELS} > localities are those of the records`,
      ],
    },
    {
      behaviour:
        "`source_principal` is what TLS has proven, `destination_principal` the record's identity, also for plaintext",
      tests: [
        `${LABELS} > the principal comes from TLS alone`,
        `${LABELS} > the destination's principal comes from its record, also for plaintext`,
      ],
    },
    {
      behaviour: "Opened and bytes count without flag, closed and failed with the final one",
      tests: [`${RECORD} > a failure is counted under its flag, with the opening and the bytes under none`],
    },
    {
      behaviour: "Response flag `DENY`",
      tests: [`${FAILURE} > the flag DENY belongs to %j`],
    },
    {
      behaviour: "Response flag `CONNECT`, also for copy errors and answers that are not 200",
      tests: [`${FAILURE} > the flag CONNECT belongs to %j`],
    },
    {
      behaviour: "Response flag `TLS_FAILURE`",
      tests: [`${FAILURE} > the flag TLS_FAILURE belongs to %j`],
    },
    {
      behaviour: "Response flag `H2_HANDSHAKE_FAILURE`",
      tests: [`${FAILURE} > the flag H2_HANDSHAKE_FAILURE belongs to %j`],
    },
    {
      behaviour: "Response flag `NETWORK_POLICY`: a tunnel's TCP connect that timed out",
      tests: [`${FAILURE} > the flag NETWORK_POLICY belongs to %j`],
    },
    {
      behaviour: "Response flag `IDENTITY_ERROR`",
      tests: [`${FAILURE} > the flag IDENTITY_ERROR belongs to %j`],
    },
    {
      behaviour: "Response flag `CERT_REVOKED`",
      tests: [`${FAILURE} > the flag CERT_REVOKED belongs to %j`],
    },
    {
      behaviour: "A connection that is refused early counts in no connection metric",
      differs: { ambit: "in `ambit_early_failures_total`, by code", why: "it has to be seen" },
      tests: [
        `${OUTBOUND} > a service without healthy endpoints is an early failure, without connection metrics`,
        `${TRAFFIC} > TrafficMetrics > counts failures without a record by reporter and code`,
      ],
    },
    {
      behaviour: "Metrics are there at once",
      differs: { ambit: "within a tick of 250 ms", why: "workers count in plain fields" },
      tests: [
        `${TRAFFIC} > the metrics of a recorded ztunnel > are rebuilt to the byte from the messages of two workers`,
      ],
    },
    {
      behaviour: "Label sets are kept for ever",
      differs: { ambit: "their number is bounded, LIMITS.md", why: "workloads come and go for ever" },
      tests: [
        `${LABELS} > workloads that come and go for ever make no more than a bounded number of label sets`,
        `${REGISTRY} > registry > refuses label sets past the bound, counts them, and keeps the old ones going`,
      ],
    },
  ],
};
