/** Reads OpenMetrics text as far as tests need it: samples with their labels. */

export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Comments and the end mark are left out. */
export function parseMetrics(text: string): readonly MetricSample[] {
  const samples: MetricSample[] = [];
  for (const line of text.split("\n")) {
    const [, name, labelText = "", value] = SAMPLE.exec(line) ?? [];
    if (name === undefined || value === undefined || line.startsWith("#")) continue;
    const labels: Record<string, string> = {};
    for (const [, label = "", content = ""] of labelText.matchAll(LABEL)) labels[label] = content;
    samples.push({ name, labels, value: Number(value) });
  }
  return samples;
}

/** The sum over all samples of that name that have at least these labels. */
export function sumOfMetric(
  samples: readonly MetricSample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const wanted = Object.entries(labels);
  return samples
    .filter(
      (sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
    )
    .reduce((sum, sample) => sum + sample.value, 0);
}
