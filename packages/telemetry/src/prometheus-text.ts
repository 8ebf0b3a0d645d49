/** Prometheus text (version 0.0.4) as Go programs write it: the control plane of Istio is one. Pure. */
import { formatMetricLabels, type MetricFamily, type MetricSample } from "./open-metrics-text.ts";

export const PROMETHEUS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** From here on Go's shortest form of a float has an exponent. */
const FIRST_EXPONENT = 1e6;

/** HELP, TYPE and samples of one family; nothing at all for a family without samples. */
export function formatPrometheusFamily(family: MetricFamily): string {
  const [first] = family.samples;
  if (first === undefined) return "";
  // Counters are known by the name of their samples here.
  const name = family.type === "counter" ? family.name + first.suffix : family.name;
  const help = family.help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  let text = `# HELP ${name} ${help}\n# TYPE ${name} ${family.type}\n`;
  for (const sample of family.type === "histogram" ? bucketsFirst(family.samples) : family.samples) {
    text += `${family.name}${sample.suffix}${formatMetricLabels(goLabels(sample.labels))} ${sample.value}\n`;
  }
  return text;
}

/** A bucket's bound as Go writes it: series are told apart by this text. */
export function formatGoFloat(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) < FIRST_EXPONENT) return String(value);
  const [digits = "", exponent = ""] = value.toExponential().split("e+");
  return `${digits}e+${exponent.padStart(2, "0")}`;
}

function goLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { le } = labels;
  return le === undefined || le === "+Inf" ? labels : { ...labels, le: formatGoFloat(Number(le)) };
}

/** Each label set's sum and count come before its buckets. */
function* bucketsFirst(samples: readonly MetricSample[]): Generator<MetricSample> {
  let held: MetricSample[] = [];
  for (const sample of samples) {
    if (sample.suffix === "_bucket") {
      yield sample;
      continue;
    }
    if (sample.suffix === "_sum") {
      yield* held;
      held = [];
    }
    held.push(sample);
  }
  yield* held;
}
