import { MetricsRegistry } from "@ambit/telemetry";
import { expect, test } from "vitest";
import { XdsHealthMetrics, XdsMetrics } from "./xds-metrics.ts";

const ADDRESS = "type.googleapis.com/istio.workload.Address";
const AUTHORIZATION = "type.googleapis.com/istio.security.Authorization";

/** As a stock ztunnel printed them after waiting for its control plane. */
const RECORDED = `# HELP istio_xds_connection_terminations The total number of completed connections to xds server (unstable).
# TYPE istio_xds_connection_terminations counter
istio_xds_connection_terminations_total{reason="ConnectionError"} 9
# HELP istio_xds_message Total number of messages received (unstable).
# TYPE istio_xds_message counter
istio_xds_message_total{url="${ADDRESS}"} 2
istio_xds_message_total{url="${AUTHORIZATION}"} 1
# HELP istio_xds_message_bytes Total number of bytes received (unstable).
# TYPE istio_xds_message_bytes counter
# UNIT istio_xds_message_bytes bytes
istio_xds_message_bytes_total{url="${ADDRESS}"} 16568
istio_xds_message_bytes_total{url="${AUTHORIZATION}"} 318
# EOF
`;

test("the families are those of ztunnel, to the letter", async () => {
  const registry = new MetricsRegistry();
  const metrics = new XdsMetrics(registry);
  for (let count = 0; count < 9; count++) metrics.terminated("ConnectionError");
  metrics.received(ADDRESS, 16_000);
  metrics.received(ADDRESS, 568);
  metrics.received(AUTHORIZATION, 318);
  const { body } = await registry.render({ acceptsOpenMetrics: true });
  expect(body).toBe(RECORDED);
});

test("without a control plane nothing is said of its stream", async () => {
  const registry = new MetricsRegistry();
  const health = new XdsHealthMetrics(registry);
  expect((await registry.render({ acceptsOpenMetrics: true })).body).toBe("# EOF\n");
  let isConnected = true;
  health.watch({ address: "https://istiod:15012", isConnected: () => isConnected });
  const sample = async () => {
    const { body } = await registry.render({ acceptsOpenMetrics: true });
    return /^ambit_xds_connected\{address="https:\/\/istiod:15012"\} (\d)$/m.exec(body)?.[1];
  };
  expect(await sample()).toBe("1");
  isConnected = false;
  expect(await sample()).toBe("0");
});
