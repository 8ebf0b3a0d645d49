import { readFileSync } from "node:fs";
import { METRIC_LABELS } from "@ambit/data-plane/messages";
import { ThreadMetrics, TrafficMetrics } from "@ambit/proxy/metrics";
import { aTick, NO_GAUGES } from "@ambit/proxy/testing";
import { MetricsRegistry } from "@ambit/telemetry";
import { describe, expect, test } from "vitest";
import { buildMetrics } from "./metrics.ts";

const NO_TRAFFIC = { opened: 0, closed: 0, failed: 0, receivedBytes: 0, sentBytes: 0 };

/** Values in METRIC_LABELS order, as of the recorded client: all three share everything but service and flag. */
function clientLabels(service: readonly [string, string, string], flag: string): readonly string[] {
  const client = [
    "client",
    "client",
    "v1",
    "shop",
    "spiffe://cluster.local/ns/shop/sa/client",
    "client",
    "v1",
  ];
  const server = [
    "server",
    "server",
    "v1",
    "shop",
    "spiffe://cluster.local/ns/shop/sa/server",
    "server",
    "v1",
  ];
  const localities = ["unknown", "unknown", "unknown", "unknown"];
  const cluster = "Kubernetes";
  const end = [cluster, "tcp", flag, "mutual_tls", ...localities];
  return ["source", ...client, cluster, ...service, ...server, ...end];
}

const NO_SERVICE = ["unknown", "unknown", "unknown"] as const;
const SERVICE = ["server.shop.svc.cluster.local", "shop", "server"] as const;

/** Without the families that describe another runtime, and those that only this program has. */
function withoutOwnFamilies(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/^(?:# \w+ )?(?:tokio_|ambit_)/.test(line))
    .join("\n");
}

async function render(registry: MetricsRegistry): Promise<string> {
  return (await registry.render({ acceptsOpenMetrics: true })).body;
}

describe("the metrics of a recorded ztunnel", () => {
  test("are rebuilt to the byte from the messages of two workers", async () => {
    const { registry, traffic } = buildMetrics({
      openFileDescriptors: () => 23,
      proxyMode: "dedicated",
      maxFileDescriptors: 20_000,
      istioVersion: "unknown",
      logCounts: () => ({ stalls: 0, droppedLines: 0 }),
    });
    const [direct, viaService, failed] = [
      clientLabels(NO_SERVICE, "-"),
      clientLabels(SERVICE, "-"),
      clientLabels(NO_SERVICE, "CONNECT"),
    ];
    traffic.apply(
      aTick({
        newLabelSets: [{ id: 1, values: direct }],
        traffic: [{ labels: 1, ...NO_TRAFFIC, opened: 7, closed: 1, receivedBytes: 64, sentBytes: 64 }],
        gauges: { ...NO_GAUGES, socketsOpenSource: 2 },
      }),
    );
    traffic.apply(
      aTick({
        index: 1,
        newLabelSets: [{ id: 1, values: viaService }],
        traffic: [
          { labels: 1, ...NO_TRAFFIC, opened: 1, closed: 1, receivedBytes: 42_000, sentBytes: 42_240 },
        ],
      }),
    );
    traffic.apply(
      aTick({
        newLabelSets: [{ id: 2, values: failed }],
        traffic: [
          { labels: 1, ...NO_TRAFFIC, opened: 100 },
          { labels: 2, ...NO_TRAFFIC, closed: 106, failed: 106 },
        ],
      }),
    );
    traffic.apply(aTick({ index: 1, traffic: [{ labels: 1, ...NO_TRAFFIC, receivedBytes: 240 }] }));

    const recorded = new URL("../../test/golden/client.metrics.txt", import.meta.url);
    expect(withoutOwnFamilies(await render(registry))).toBe(
      withoutOwnFamilies(readFileSync(recorded, "utf8")),
    );
  });
});

describe("TrafficMetrics", () => {
  test("keeps label sets of different workers apart, although their numbers are the same", async () => {
    const registry = new MetricsRegistry();
    const traffic = new TrafficMetrics(registry);
    const opened = [{ labels: 5, ...NO_TRAFFIC, opened: 1 }];
    traffic.apply(aTick({ newLabelSets: [{ id: 5, values: clientLabels(SERVICE, "-") }], traffic: opened }));
    traffic.apply(
      aTick({ index: 1, newLabelSets: [{ id: 5, values: clientLabels(NO_SERVICE, "-") }], traffic: opened }),
    );

    const samples = (await render(registry)).match(/^istio_tcp_connections_opened_total.* 1$/gm);
    expect(samples).toHaveLength(2);
  });

  test("adds up two workers that count the same label set", async () => {
    const registry = new MetricsRegistry();
    const traffic = new TrafficMetrics(registry);
    const threads = new ThreadMetrics(registry);
    for (const index of [0, 1]) {
      const tick = aTick({
        index,
        newLabelSets: [{ id: 9, values: clientLabels(SERVICE, "-") }],
        traffic: [{ labels: 9, ...NO_TRAFFIC, opened: 2 }],
        gauges: { ...NO_GAUGES, openTunnelsClient: 3, queuedBytes: 10 },
      });
      traffic.apply(tick);
      threads.apply(tick);
    }

    const text = await render(registry);
    expect(text).toMatch(/^istio_tcp_connections_opened_total.* 4$/m);
    expect(text).toContain('ambit_open_tunnels{role="client"} 6\n');
    expect(text).toContain("ambit_queued_bytes 20\n");
  });

  test("leaves the locality labels out where a worker knows no workload record", async () => {
    const registry = new MetricsRegistry();
    const traffic = new TrafficMetrics(registry);
    const withoutLocality = clientLabels(NO_SERVICE, "-").slice(0, METRIC_LABELS.length - 4);
    traffic.apply(
      aTick({
        newLabelSets: [{ id: 1, values: withoutLocality }],
        traffic: [{ labels: 1, ...NO_TRAFFIC, opened: 1 }],
      }),
    );

    expect(await render(registry)).toContain('connection_security_policy="mutual_tls"} 1\n');
  });

  test("does not count a label set that was never announced", async () => {
    const registry = new MetricsRegistry();
    const traffic = new TrafficMetrics(registry);
    traffic.apply(aTick({ traffic: [{ labels: 1, ...NO_TRAFFIC, opened: 1 }] }));

    expect(await render(registry)).not.toContain("istio_tcp_connections_opened");
  });

  test("shows the open sockets of a reporter once it had one", async () => {
    const registry = new MetricsRegistry();
    const traffic = new TrafficMetrics(registry);
    traffic.apply(aTick({ gauges: { ...NO_GAUGES, socketsOpenDestination: 4 } }));
    traffic.apply(aTick({ index: 1, gauges: { ...NO_GAUGES, socketsOpenDestination: 1 } }));
    expect(await render(registry)).toContain('istio_tcp_sockets_open{reporter="destination"} 5\n');

    for (const index of [0, 1]) traffic.apply(aTick({ index }));
    const text = await render(registry);
    expect(text).toContain('istio_tcp_sockets_open{reporter="destination"} 0\n');
    expect(text).not.toContain('istio_tcp_sockets_open{reporter="source"}');
  });

  test("shows a reporter whose sockets opened and closed between two ticks", async () => {
    const registry = new MetricsRegistry();
    const traffic = new TrafficMetrics(registry);
    traffic.apply(
      aTick({
        newLabelSets: [{ id: 1, values: clientLabels(NO_SERVICE, "-") }],
        traffic: [{ labels: 1, ...NO_TRAFFIC, opened: 1, closed: 1 }],
      }),
    );
    expect(await render(registry)).toContain('istio_tcp_sockets_open{reporter="source"} 0\n');
  });

  test("says by worker how long a turn of its loop took at most", async () => {
    const registry = new MetricsRegistry();
    const threads = new ThreadMetrics(registry);
    threads.apply(aTick({ index: 1, loopLagMs: 30 }));
    threads.apply(aTick({ index: 1, loopLagMs: 0.1 }));
    const text = await render(registry);
    expect(text).toMatch(/^ambit_worker_longest_turn_seconds_count\{worker="1"\} 2$/m);
    expect(text).toMatch(/^ambit_worker_longest_turn_seconds_sum\{worker="1"\} 0\.0301$/m);
  });

  test("counts failures without a record by reporter and code", async () => {
    const registry = new MetricsRegistry();
    const threads = new ThreadMetrics(registry);
    const failure = { code: "unknown-ca", reporter: "destination", count: 3 } as const;
    threads.apply(aTick({ failures: [failure] }));
    threads.apply(aTick({ index: 1, failures: [failure] }));

    expect(await render(registry)).toContain(
      'ambit_early_failures_total{reporter="destination",code="unknown-ca"} 6\n',
    );
  });
});

describe("every family", () => {
  /** Families that Istio's documentation promises to keep, and the generic ones of a process. */
  const STABLE =
    /^(?:process_|istio_build$|istio_tcp_(?:connections_opened|connections_closed|received|sent)_)/;

  test("that is not a core one of Istio says that it is unstable", () => {
    const { registry } = buildMetrics({
      openFileDescriptors: () => undefined,
      proxyMode: "dedicated",
      maxFileDescriptors: 1,
      istioVersion: "unknown",
      logCounts: () => ({ stalls: 0, droppedLines: 0 }),
    });
    const unmarked = registry
      .describe()
      .filter(({ name, help }) => !STABLE.test(name) && !help.endsWith("(unstable)."));

    expect(unmarked).toEqual([]);
  });
});
