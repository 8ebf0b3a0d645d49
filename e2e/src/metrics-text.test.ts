import { expect, test } from "vitest";
import { parseMetrics, sumOfMetric } from "./metrics-text.ts";

const TEXT = `# HELP istio_tcp_connections_opened x.
# TYPE istio_tcp_connections_opened counter
istio_tcp_connections_opened_total{reporter="source",app="a\\"b"} 3
istio_tcp_connections_opened_total{reporter="destination",app="c"} 4
process_open_fds 12
# EOF
`;

test("metrics text gives samples, and sums over the labels asked for", () => {
  const samples = parseMetrics(TEXT);
  expect(samples).toHaveLength(3);
  expect(sumOfMetric(samples, "istio_tcp_connections_opened_total")).toBe(7);
  expect(sumOfMetric(samples, "istio_tcp_connections_opened_total", { reporter: "source" })).toBe(3);
  expect(sumOfMetric(samples, "process_open_fds")).toBe(12);
});
