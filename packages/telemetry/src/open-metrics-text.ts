/** OpenMetrics text as the stock program's library writes it. Pure: families in, text out. */

/** As `# TYPE` prints it. */
export type MetricType = "counter" | "gauge" | "histogram";

export interface MetricFamily {
  /** Base name: without `_total`. */
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit?: string | undefined;
  readonly samples: readonly MetricSample[];
}

/** One line of a family. */
export interface MetricSample {
  /** What the sample's name has after the family's: "", "_total", "_sum", "_count", "_bucket". */
  readonly suffix: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

export const OPEN_METRICS_END = "# EOF\n";

const OPEN_METRICS_CONTENT_TYPE = "application/openmetrics-text;charset=utf-8;version=1.0.0";
const TEXT_CONTENT_TYPE = "text/plain; charset=utf-8";

/** HELP, TYPE, UNIT and samples of one family; nothing at all for a family without samples. */
export function formatFamily(family: MetricFamily): string {
  const { name, samples } = family;
  if (samples.length === 0) {
    return "";
  }
  let text = `# HELP ${name} ${escapeHelp(family.help)}\n# TYPE ${name} ${family.type}\n`;
  if (family.unit !== undefined) {
    text += `# UNIT ${name} ${family.unit}\n`;
  }
  for (const sample of samples) {
    text += `${name}${sample.suffix}${formatMetricLabels(sample.labels)} ${sample.value}\n`;
  }
  return text;
}

/** A count or a gauge: whole numbers without a point. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) {
    return "NaN";
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? "+Inf" : "-Inf";
  }
  return String(value);
}

/** A quantity that is a float by nature (bucket bounds, sums): always with a point, `5.0`. */
export function formatFloat(value: number): string {
  const text = formatNumber(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** True if any item of an Accept header has the OpenMetrics media type; parameters, also `q`, do not count. */
export function acceptsOpenMetrics(accept: string | undefined): boolean {
  return (accept ?? "")
    .split(",")
    .some((item) => item.split(";")[0]?.trim().toLowerCase() === "application/openmetrics-text");
}

/** The text is OpenMetrics either way, as in stock: only the name changes. */
export function metricsContentType(isOpenMetricsAccepted: boolean): string {
  return isOpenMetricsAccepted ? OPEN_METRICS_CONTENT_TYPE : TEXT_CONTENT_TYPE;
}

/** `{a="b"}`, or nothing for no labels. */
export function formatMetricLabels(labels: Readonly<Record<string, string>>): string {
  let text = "";
  for (const name of Object.keys(labels)) {
    text += `${text === "" ? "{" : ","}${name}="${escapeLabel(labels[name] ?? "")}"`;
  }
  return text === "" ? "" : `${text}}`;
}

function escapeLabel(text: string): string {
  return /["\\\n]/.test(text)
    ? text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"')
    : text;
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
