import { type LabelValues, MetricsRegistry } from "@ambit/telemetry";
import { describe, expect, test } from "vitest";
import { goldenText } from "./golden.ts";

interface RecordedSample {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

interface RecordedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly unit: string | undefined;
  readonly samples: readonly RecordedSample[];
}

describe("metrics text of the stock program", () => {
  test.each(["client.metrics.txt", "server.metrics.txt", "mesh.metrics.txt"])(
    "%s comes out again",
    async (file) => {
      const recorded = goldenText(file);
      const registry = new MetricsRegistry();
      for (const family of readFamilies(recorded)) {
        rebuild(registry, family);
      }
      const { body } = await registry.render({ acceptsOpenMetrics: false });
      expect(body.split("\n")).toEqual(recorded.split("\n"));
    },
  );
});

function rebuild(registry: MetricsRegistry, family: RecordedFamily): void {
  const { name, help, samples } = family;
  const labelNames = [...(samples[0]?.labels.keys() ?? [])];
  const options = family.unit === undefined ? {} : { unit: family.unit };
  if (family.type === "gauge") {
    const gauge = registry.gauge(name, help, labelNames, options);
    for (const { labels, value } of samples) {
      gauge.set(valuesOf(labels), value);
    }
    return;
  }
  const counter = registry.counter(`${name}_total`, help, labelNames, options);
  for (const { labels, value } of samples) {
    // In two steps, as deltas arrive.
    counter.increment(valuesOf(labels), value);
    counter.increment(valuesOf(labels), 0);
  }
}

function valuesOf(labels: ReadonlyMap<string, string>): LabelValues {
  return [...labels.values()];
}

function readFamilies(text: string): RecordedFamily[] {
  return text
    .split(/^(?=# HELP )/m)
    .filter((block) => block.startsWith("# HELP "))
    .map(readFamily);
}

function readFamily(block: string): RecordedFamily {
  const [, name = "", help = ""] = /^# HELP (\S+) (.*)$/m.exec(block) ?? [];
  return {
    name,
    help,
    type: /^# TYPE \S+ (\S+)$/m.exec(block)?.[1] ?? "",
    unit: /^# UNIT \S+ (\S+)$/m.exec(block)?.[1],
    samples: block
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map(readSample),
  };
}

function readSample(line: string): RecordedSample {
  const pairs = [...line.matchAll(/(\w+)="([^"]*)"/g)].map(
    ([, name = "", value = ""]) => [name, value] as const,
  );
  return { labels: new Map(pairs), value: Number(line.slice(line.lastIndexOf(" ") + 1)) };
}
