import { describe, expect, test } from "vitest";
import { MetricsRegistry } from "./metrics-registry.ts";
import { acceptsOpenMetrics } from "./open-metrics-text.ts";
import { TelemetryError } from "./telemetry-error.ts";

async function bodyOf(registry: MetricsRegistry): Promise<string[]> {
  const { body } = await registry.render({ acceptsOpenMetrics: true });
  return body.trimEnd().split("\n");
}

describe("counters", () => {
  test("add up, by label set", async () => {
    const registry = new MetricsRegistry();
    const counter = registry.counter("bytes_total", "Bytes.", ["from", "to"]);
    counter.increment(["a", "b"], 5);
    counter.increment(["a", "c"]);
    expect(await bodyOf(registry)).toContain('bytes_total{from="a",to="b"} 5');
    counter.increment(["a", "b"], 2 ** 40);
    counter.series(["a", "c"]).increment(0.5);
    expect(await bodyOf(registry)).toEqual([
      "# HELP bytes Bytes.",
      "# TYPE bytes counter",
      'bytes_total{from="a",to="b"} 1099511627781',
      'bytes_total{from="a",to="c"} 1.5',
      "# EOF",
    ]);
  });

  test("without labels are there from the start, with labels from the first sample", async () => {
    const registry = new MetricsRegistry();
    registry.counter("bare_total", "Bare.");
    const labelled = registry.counter("labelled_total", "Labelled.", ["a"]);
    expect(await bodyOf(registry)).toEqual([
      "# HELP bare Bare.",
      "# TYPE bare counter",
      "bare_total 0",
      "# EOF",
    ]);
    labelled.series(["x"]);
    expect(await bodyOf(registry)).toContain('labelled_total{a="x"} 0');
  });

  test("keep a series that the caller holds on to", async () => {
    const registry = new MetricsRegistry();
    const series = registry.counter("a_total", "A.", ["l"]).series(["x"]);
    for (let turn = 0; turn < 3; turn += 1) {
      series.increment(2);
      await bodyOf(registry);
    }
    expect(await bodyOf(registry)).toContain('a_total{l="x"} 6');
  });

  test("escape label values", async () => {
    const registry = new MetricsRegistry();
    registry.counter("a_total", "A\\\nB.", ["l"]).increment(['"\\\n']);
    expect(await bodyOf(registry)).toEqual([
      "# HELP a A\\\\\\nB.",
      "# TYPE a counter",
      'a_total{l="\\"\\\\\\n"} 1',
      "# EOF",
    ]);
  });

  test("may lack the optional last labels, all together", async () => {
    const registry = new MetricsRegistry();
    const counter = registry.counter("a_total", "A.", ["l", "region", "zone"], { optionalLabels: 2 });
    counter.increment(["x"]);
    counter.increment(["x", "r", "z"]);
    const body = await bodyOf(registry);
    expect(body).toContain('a_total{l="x"} 1');
    expect(body).toContain('a_total{l="x",region="r",zone="z"} 1');
    expect(() => counter.increment(["x", "r"])).toThrow(TelemetryError);
  });

  test.each([
    ["too few labels", [], 1],
    ["too many labels", ["a", "b"], 1],
    ["a negative step", ["a"], -1],
    ["an endless step", ["a"], Number.POSITIVE_INFINITY],
    ["a step that is no number", ["a"], Number.NaN],
  ])("refuse %s", (_name, labels, n) => {
    const counter = new MetricsRegistry().counter("a_total", "A.", ["l"]);
    expect(() => counter.increment(labels, n)).toThrow(TelemetryError);
  });

  test("forget a removed label set, also if a caller still holds it", async () => {
    const registry = new MetricsRegistry();
    const counter = registry.counter("a_total", "A.", ["l"]);
    const series = counter.series(["x"]);
    counter.increment(["y"]);
    await bodyOf(registry);
    counter.remove(["x"]);
    counter.remove(["never seen"]);
    series.increment(1);
    expect(await bodyOf(registry)).toEqual(["# HELP a A.", "# TYPE a counter", 'a_total{l="y"} 1', "# EOF"]);
  });
});

describe("gauges", () => {
  test("are set, moved and removed", async () => {
    const registry = new MetricsRegistry();
    const gauge = registry.gauge("sockets", "Sockets.", ["l"]);
    gauge.set(["x"], 5);
    gauge.add(["x"], -2);
    gauge.add(["y"], 1);
    expect(await bodyOf(registry)).toEqual([
      "# HELP sockets Sockets.",
      "# TYPE sockets gauge",
      'sockets{l="x"} 3',
      'sockets{l="y"} 1',
      "# EOF",
    ]);
    gauge.remove(["x"]);
    gauge.add(["y"], 1);
    expect(await bodyOf(registry)).toEqual([
      "# HELP sockets Sockets.",
      "# TYPE sockets gauge",
      'sockets{l="y"} 2',
      "# EOF",
    ]);
  });

  test("print special numbers as OpenMetrics wants them", async () => {
    const registry = new MetricsRegistry();
    const gauge = registry.gauge("g", "G.", ["l"]);
    gauge.set(["a"], Number.POSITIVE_INFINITY);
    gauge.set(["b"], Number.NEGATIVE_INFINITY);
    gauge.set(["c"], 0.046090118);
    expect((await bodyOf(registry)).slice(2, 5)).toEqual([
      'g{l="a"} +Inf',
      'g{l="b"} -Inf',
      'g{l="c"} 0.046090118',
    ]);
  });

  test("are computed when the text is made", async () => {
    const registry = new MetricsRegistry();
    const gauge = registry.gauge("fds", "Descriptors");
    let fds = 1;
    using _scrape = registry.onScrape(async () => {
      await Promise.resolve();
      gauge.set([], fds);
    });
    expect(await bodyOf(registry)).toContain("fds 1");
    fds = 7;
    expect(await bodyOf(registry)).toContain("fds 7");
  });

  test("are not computed any more once the callback is disposed", async () => {
    const registry = new MetricsRegistry();
    let calls = 0;
    registry.onScrape(() => void (calls += 1))[Symbol.dispose]();
    await bodyOf(registry);
    expect(calls).toBe(0);
  });
});

test("samples that somebody else keeps are printed among the others", async () => {
  const registry = new MetricsRegistry();
  registry.counter("a_total", "A.").increment([]);
  registry.collected(
    { name: "b_total", type: "counter", help: "B.", unit: undefined, labelNames: ["l"] },
    () => [{ suffix: "_total", labels: { l: "x", own: "y" }, value: "2" }],
  );
  const { body } = await registry.render({ acceptsOpenMetrics: true });
  expect(body).toBe(
    '# HELP a A.\n# TYPE a counter\na_total 1\n# HELP b B.\n# TYPE b counter\nb_total{l="x",own="y"} 2\n# EOF\n',
  );
  expect(registry.describe().map(({ name }) => name)).toEqual(["a_total", "b_total"]);
});

describe("histograms", () => {
  test("print sum, count and cumulative buckets for each label set", async () => {
    const registry = new MetricsRegistry();
    const histogram = registry.histogram("dns_seconds", "Time.", ["l"], {
      unit: "seconds",
      buckets: [0.0005, 1, 5],
    });
    histogram.observe(["x"], 0.0001);
    histogram.observe(["x"], 2);
    histogram.observe(["y"], 10);
    expect(await bodyOf(registry)).toEqual([
      "# HELP dns_seconds Time.",
      "# TYPE dns_seconds histogram",
      "# UNIT dns_seconds seconds",
      'dns_seconds_sum{l="x"} 2.0001',
      'dns_seconds_count{l="x"} 2',
      'dns_seconds_bucket{le="0.0005",l="x"} 1',
      'dns_seconds_bucket{le="1.0",l="x"} 1',
      'dns_seconds_bucket{le="5.0",l="x"} 2',
      'dns_seconds_bucket{le="+Inf",l="x"} 2',
      'dns_seconds_sum{l="y"} 10.0',
      'dns_seconds_count{l="y"} 1',
      'dns_seconds_bucket{le="0.0005",l="y"} 0',
      'dns_seconds_bucket{le="1.0",l="y"} 0',
      'dns_seconds_bucket{le="5.0",l="y"} 0',
      'dns_seconds_bucket{le="+Inf",l="y"} 1',
      "# EOF",
    ]);
  });

  test("refuse what is no number", () => {
    const histogram = new MetricsRegistry().histogram("h", "H.", [], { buckets: [1] });
    expect(() => histogram.observe([], Number.NaN)).toThrow(TelemetryError);
  });
});

describe("registry", () => {
  test("an empty one is only the end mark", async () => {
    expect(await bodyOf(new MetricsRegistry())).toEqual(["# EOF"]);
  });

  test.each([
    ["a counter without _total", (registry: MetricsRegistry) => registry.counter("a", "A.")],
    ["a name with a space", (registry: MetricsRegistry) => registry.gauge("a b", "A.")],
    ["a label with a dash", (registry: MetricsRegistry) => registry.gauge("a", "A.", ["l-m"])],
    [
      "a unit that the name lacks",
      (registry: MetricsRegistry) => registry.gauge("a", "A.", [], { unit: "bytes" }),
    ],
    ["an empty help text", (registry: MetricsRegistry) => registry.gauge("a", "")],
    ["a second family of the same name", (registry: MetricsRegistry) => registry.gauge("taken", "T.")],
  ])("refuses %s", (_name, make) => {
    const registry = new MetricsRegistry();
    registry.gauge("taken", "T.");
    expect(() => make(registry)).toThrow(TelemetryError);
  });

  test("describes its families in order", () => {
    const registry = new MetricsRegistry();
    registry.gauge("b", "B.", ["l"]);
    registry.counter("a_bytes_total", "A.", [], { unit: "bytes" });
    expect(registry.describe()).toEqual([
      { name: "b", type: "gauge", help: "B.", unit: undefined, labelNames: ["l"] },
      { name: "a_bytes_total", type: "counter", help: "A.", unit: "bytes", labelNames: [] },
    ]);
  });

  test("refuses label sets past the bound, counts them, and keeps the old ones going", async () => {
    const registry = new MetricsRegistry({ maxSeriesPerFamily: 1 });
    const counter = registry.counter("a_total", "A.", ["l"]);
    const histogram = registry.histogram("h", "H.", ["l"], { buckets: [1] });
    counter.increment(["x"]);
    counter.increment(["y"]);
    counter.increment(["x"]);
    histogram.observe(["x"], 1);
    histogram.observe(["y"], 1);
    const body = await bodyOf(registry);
    expect(body).toContain('a_total{l="x"} 2');
    expect(body.join()).not.toContain('l="y"');
    expect(body).toContain('ambit_metrics_series_refused_total{metric="a_total"} 1');
  });

  test.each([
    [true, "application/openmetrics-text;charset=utf-8;version=1.0.0"],
    [false, "text/plain; charset=utf-8"],
  ])("names the content type (OpenMetrics accepted: %s)", async (isAccepted, contentType) => {
    const text = await new MetricsRegistry().render({ acceptsOpenMetrics: isAccepted });
    expect(text.contentType).toBe(contentType);
  });

  test.each([
    [undefined, false],
    ["", false],
    ["*/*", false],
    ["text/plain;version=0.0.4", false],
    ["application/openmetrics-text", true],
    ["application/openmetrics-text; version=1.0.0; charset=utf-8", true],
    ["text/plain;q=0.5, application/OpenMetrics-Text;version=0.0.1;q=0.75", true],
    ["text/plain;x=application/openmetrics-text", false],
  ])("Accept %j means OpenMetrics: %s", (accept, isAccepted) => {
    expect(acceptsOpenMetrics(accept)).toBe(isAccepted);
  });
});
