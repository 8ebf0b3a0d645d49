import { expect, test } from "vitest";
import { MetricsRegistry } from "./metrics-registry.ts";
import { formatGoFloat } from "./prometheus-text.ts";

test("a registry of the older format writes what Go's client library does", async () => {
  const registry = new MetricsRegistry({ format: "prometheus" });
  registry.counter("citadel_server_csr_count", "CSRs.").increment([], 29);
  registry.counter("pushes_total", "Pushes.", ["type"]).increment(["wds"]);
  registry.gauge("empty", "Nothing.", ["a"]);
  const sizes = registry.histogram("pilot_xds_config_size_bytes", "Bytes.", ["type"], {
    buckets: [0.5, 1, 10_000, 4_000_000],
  });
  sizes.observe(["a"], 1);
  sizes.observe(["b"], 20_000);
  const { contentType, body } = await registry.render({ acceptsOpenMetrics: true });

  expect(contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(body).toBe(`# HELP citadel_server_csr_count CSRs.
# TYPE citadel_server_csr_count counter
citadel_server_csr_count 29
# HELP pushes_total Pushes.
# TYPE pushes_total counter
pushes_total{type="wds"} 1
# HELP pilot_xds_config_size_bytes Bytes.
# TYPE pilot_xds_config_size_bytes histogram
pilot_xds_config_size_bytes_bucket{le="0.5",type="a"} 0
pilot_xds_config_size_bytes_bucket{le="1",type="a"} 1
pilot_xds_config_size_bytes_bucket{le="10000",type="a"} 1
pilot_xds_config_size_bytes_bucket{le="4e+06",type="a"} 1
pilot_xds_config_size_bytes_bucket{le="+Inf",type="a"} 1
pilot_xds_config_size_bytes_sum{type="a"} 1.0
pilot_xds_config_size_bytes_count{type="a"} 1
pilot_xds_config_size_bytes_bucket{le="0.5",type="b"} 0
pilot_xds_config_size_bytes_bucket{le="1",type="b"} 0
pilot_xds_config_size_bytes_bucket{le="10000",type="b"} 0
pilot_xds_config_size_bytes_bucket{le="4e+06",type="b"} 1
pilot_xds_config_size_bytes_bucket{le="+Inf",type="b"} 1
pilot_xds_config_size_bytes_sum{type="b"} 20000.0
pilot_xds_config_size_bytes_count{type="b"} 1
`);
});

test.each([
  [0.01, "0.01"],
  [1, "1"],
  [999_999, "999999"],
  [1e6, "1e+06"],
  [4e7, "4e+07"],
  [1.5e9, "1.5e+09"],
  [1e100, "1e+100"],
])("%d is written %s", (value, text) => {
  expect(formatGoFloat(value)).toBe(text);
});
