import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseIpAddress } from "@ambit/addr";
import { meshIp } from "@ambit/data-plane/testing";
import { systemClock } from "@ambit/lifecycle";
import type { TelemetryPolicy } from "@ambit/model/http";
import { aTelemetryPolicy } from "@ambit/model/http/testing";
import { bindStatsServer } from "@ambit/proxy/servers";
import { MetricsRegistry } from "@ambit/telemetry";
import { silentLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { RequestMetrics } from "../control/request-metrics.ts";
import { SpanExporter, SpanMetrics } from "../control/span-exporter.ts";
import { anEndpoint, ECHO, echoMesh, VIP, WaypointWorld } from "./testing/waypoint-plane.ts";

const SERVER = meshIp(5);
const GET = "GET /carts?user=7 HTTP/1.1\r\nhost: echo\r\nuser-agent: test\r\n\r\n";
const ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/** A waypoint of an HTTP service with one endpoint. */
function world(telemetry: Partial<TelemetryPolicy> = {}): WaypointWorld {
  const made = new WaypointWorld(echoMesh([anEndpoint(SERVER, { workloadName: "server-v1" })]));
  made.configure({
    ports: [{ number: 80, protocol: "http" }],
    telemetry: aTelemetryPolicy(telemetry),
  });
  return made;
}

/** Sends one request through the waypoint and answers it. */
function exchange(waypoint: WaypointWorld, request: string, answer = ANSWER): string {
  const server = waypoint.server(SERVER);
  const stream = waypoint.client().request(`${VIP}:80`);
  waypoint.until(() => stream.status === "200");
  stream.send(request);
  waypoint.until(() => server.requests.length > 0 && server.request.text.includes("\r\n\r\n"));
  server.request.send(answer);
  waypoint.until(() => stream.text.endsWith("ok"));
  waypoint.until(() => waypoint.messages.some(({ type }) => type === "requests"));
  return server.request.text;
}

/** What a scrape of 15020 reads after these messages. */
async function scrape(waypoint: WaypointWorld): Promise<string> {
  const registry = new MetricsRegistry();
  const metrics = new RequestMetrics(registry);
  for (const message of waypoint.messages)
    if (message.type === "requests") metrics.apply(structuredClone(message));
  const address = { kind: "socket", address: { ip: parseIpAddress("127.0.0.1"), port: 0 } } as const;
  await using server = await bindStatsServer(registry, { address, logger: silentLogger() });
  const response = await fetch(`http://127.0.0.1:${server.address.port}/stats/prometheus`);
  return response.text();
}

test("a request is in the metrics with all its labels, and in the log", async () => {
  using waypoint = world();
  exchange(waypoint, GET);
  const text = await scrape(waypoint);
  const total = text.split("\n").find((line) => line.startsWith("istio_requests_total{"));
  for (const label of [
    'reporter="waypoint"',
    'source_principal="spiffe://cluster.local/ns/shop/sa/client"',
    'source_workload_namespace="shop"',
    'destination_workload="server-v1"',
    'destination_principal="spiffe://cluster.local/ns/shop/sa/server"',
    `destination_service="${ECHO}"`,
    'destination_service_name="echo"',
    'request_protocol="http"',
    'response_code="200"',
    'grpc_response_status=""',
    'response_flags="-"',
    'connection_security_policy="mutual_tls"',
  ]) {
    expect(total).toContain(label);
  }
  expect(total?.endsWith("} 1")).toBe(true);
  expect(total?.match(/="/g)).toHaveLength(25);
  expect(text).toMatch(/istio_request_duration_milliseconds_bucket\{.*le="\+Inf"\} 1/);
  expect(text).toMatch(/istio_response_bytes_count\{.*\} 1/);
  waypoint.until(() => waypoint.logLines().some((line) => line.includes("/carts")));
  expect(waypoint.logLines().find((line) => line.includes("/carts"))).toMatch(
    /^\[\d{4}-[^\]]+Z\] "GET \/carts\?user=7 HTTP\/1\.1" 200 - via_upstream - "-" 0 2 \d+ \d+ "-" "test" "[0-9a-f-]{36}" "echo" "127\.[\d.]+:8080" inbound-vip\|80\|http\|echo\.shop\.svc\.cluster\.local; - 10\.96\.0\.10:80 127\.[\d.]+:\d+ - \S+$/,
  );
});

test("what a policy denies, and what is no request, is told with its service", async () => {
  using waypoint = world();
  waypoint.server(SERVER);
  const stream = waypoint.client().request(`${VIP}:80`);
  waypoint.until(() => stream.status === "200");
  stream.send("GET / HTTP/1.1\r\nhost: echo\r\nbad name: x\r\n\r\n");
  waypoint.until(() => stream.text.startsWith("HTTP/1.1 400"));
  waypoint.until(() => waypoint.messages.some(({ type }) => type === "requests"));
  const text = await scrape(waypoint);
  expect(text).toMatch(
    new RegExp(`destination_service="${ECHO}".*response_code="400".*response_flags="DPE".* 1`),
  );
});

test("a Telemetry changes labels, takes metrics away, and chooses what is logged and how", async () => {
  using waypoint = world({
    metricChanges: [
      {
        metric: "REQUEST_COUNT",
        isDisabled: false,
        labels: [
          { name: "custom_dimension", expression: '"test"' },
          { name: "source_principal", expression: undefined },
        ],
      },
      { metric: "REQUEST_SIZE", isDisabled: true, labels: [] },
    ],
    accessLog: {
      isEnabled: true,
      encoding: "json",
      format: '{"verb":"%REQ(:METHOD)%","code":"%RESPONSE_CODE%"}',
      filter: "response.code >= 400 || request.method == 'PUT'",
    },
  });
  exchange(waypoint, "PUT /a HTTP/1.1\r\nhost: echo\r\ncontent-length: 0\r\n\r\n");
  const text = await scrape(waypoint);
  const total = text.split("\n").find((line) => line.startsWith("istio_requests_total{"));
  expect(total).toContain('custom_dimension="test"');
  expect(total).not.toContain("source_principal");
  expect(text).toContain("istio_response_bytes_count{");
  expect(text).not.toContain("istio_request_bytes");
  waypoint.until(() => waypoint.logLines().some((line) => line.includes("PUT")));
  expect(waypoint.logLines().filter((line) => line.startsWith('{"verb"'))).toEqual([
    '{"verb":"PUT","code":200}',
  ]);
});

test("a sampled request goes on in its trace, and its span reaches the collector", async () => {
  const { tracing } = aTelemetryPolicy();
  const provider = { kind: "opentelemetry", service: "obs/otel.obs.svc", port: 4318, path: "" } as const;
  const tags = [{ name: "env", literal: "test", header: undefined, fallback: "" }];
  using waypoint = world({ tracing: { ...tracing, provider, tags, samplingPer100000: 0 } });
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const parentId = "b7ad6b7169203331";
  const parent = `traceparent: 00-${traceId}-${parentId}-01\r\n`;
  const received = exchange(waypoint, GET.replace("user-agent", `${parent}user-agent`));
  const spanId = new RegExp(`traceparent: 00-${traceId}-([0-9a-f]{16})-01`).exec(received)?.[1];
  const bodies: { readonly path: string | undefined; readonly body: string }[] = [];
  const collector = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      bodies.push({ path: request.url, body });
      response.writeHead(bodies.length === 1 ? 200 : 503).end();
    });
  });
  await new Promise<void>((resolve) => void collector.listen(0, "127.0.0.1", resolve));
  const { port } = collector.address() as AddressInfo;
  const registry = new MetricsRegistry();
  const exporter = new SpanExporter({
    service: "waypoint",
    metrics: new SpanMetrics(registry),
    clock: systemClock,
    logger: silentLogger(),
    findCollector: (service) => (service === provider.service ? `127.0.0.1:${port}` : undefined),
  });
  const told = waypoint.messages.flatMap((message) => (message.type === "requests" ? [message] : []));
  const { signal } = new AbortController();
  for (const message of told) exporter.add(message);
  await exporter.flush(signal);
  for (const message of told) exporter.add(message);
  await exporter.flush(signal);
  collector.close();
  expect(bodies.map(({ path }) => path)).toEqual(["/v1/traces", "/v1/traces"]);
  expect(JSON.parse(bodies[0]?.body ?? "")).toMatchObject({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "waypoint" } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId,
                spanId,
                parentSpanId: parentId,
                name: `${ECHO}:80/*`,
                kind: 2,
                attributes: expect.arrayContaining([
                  { key: "http.status_code", value: { stringValue: "200" } },
                  { key: "istio.destination_workload", value: { stringValue: "server-v1" } },
                  { key: "env", value: { stringValue: "test" } },
                ]),
              },
            ],
          },
        ],
      },
    ],
  });
  const { body } = await registry.render({ acceptsOpenMetrics: true });
  expect(body).toContain("ambit_spans_exported_total 1");
  expect(body).toContain('ambit_spans_dropped_total{reason="failed"} 1');
});
