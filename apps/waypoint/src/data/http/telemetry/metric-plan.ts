/** What the Telemetry API changes about metrics, worked out once for each policy: pure. */
import type { MetricChange } from "@ambit/model/http";
import { HTTP_METRIC_LABELS, HTTP_METRICS, type HttpMetric, MESSAGE_LABEL_COUNT } from "../../../messages.ts";
import { type Attributes, compileExpression, type Expression, textOf } from "./expression/expression.ts";

/** Metrics that have the same labels. */
export interface MetricGroup {
  readonly metrics: readonly HttpMetric[];
  /** How many of HTTP_METRIC_LABELS they have. */
  readonly labelCount: number;
  /** None: the labels are as by default. */
  readonly changes: readonly LabelChange[];
}

/** Sets a label, or takes it away. */
interface LabelChange {
  readonly name: string;
  readonly expression: Expression | undefined;
  readonly isRemoved: boolean;
  /** Of the expression. */
  readonly source: string;
}

/** Metrics of requests, and those of messages. */
export interface MetricPlan {
  readonly requests: readonly MetricGroup[];
  readonly messages: readonly MetricGroup[];
}

const REQUEST_METRICS = HTTP_METRICS.slice(0, 4);
const MESSAGE_METRICS = HTTP_METRICS.slice(4);
const UNKNOWN = "unknown";

/** Later changes win, label by label. */
export function planMetrics(changes: readonly MetricChange[]): MetricPlan {
  const compiled = changes.map(({ metric, isDisabled, labels }) => ({
    metric,
    isDisabled,
    labels: labels.map(compileLabel),
  }));
  return {
    requests: groupsOf(REQUEST_METRICS, HTTP_METRIC_LABELS.length, compiled),
    messages: groupsOf(MESSAGE_METRICS, MESSAGE_LABEL_COUNT, compiled),
  };
}

type CompiledChange = Omit<MetricChange, "labels"> & { readonly labels: readonly LabelChange[] };

function compileLabel({ name, expression }: MetricChange["labels"][number]): LabelChange {
  return {
    name: name.replaceAll(/\W/g, "_"),
    expression: expression === undefined ? undefined : compileExpression(expression),
    isRemoved: expression === undefined,
    source: expression ?? "",
  };
}

/** Metrics whose labels change alike are counted together. */
function groupsOf(
  metrics: readonly HttpMetric[],
  labelCount: number,
  changes: readonly CompiledChange[],
): readonly MetricGroup[] {
  const groups = new Map<string, MetricGroup & { readonly metrics: HttpMetric[] }>();
  for (const metric of metrics) {
    const own = changes.filter((change) => change.metric === undefined || change.metric === metric);
    if (own.some(({ isDisabled }) => isDisabled)) continue;
    const byName = new Map(own.flatMap(({ labels }) => labels.map((label) => [label.name, label])));
    const key = JSON.stringify([...byName.values()]);
    const group = groups.get(key);
    if (group !== undefined) group.metrics.push(metric);
    else groups.set(key, { metrics: [metric], labelCount, changes: [...byName.values()] });
  }
  return [...groups.values()];
}

/** Names and values of one request's labels; the names only where they are not the default ones. */
export function labelsOf(
  { changes, labelCount }: MetricGroup,
  values: readonly string[],
  attributes: Attributes,
): { readonly names: readonly string[] | undefined; readonly values: readonly string[] } {
  const own = labelCount === values.length ? values : values.slice(0, labelCount);
  if (changes.length === 0) return { names: undefined, values: own };
  const labels = new Map<string, string>(
    HTTP_METRIC_LABELS.slice(0, labelCount).map((name, at) => [name, own[at] ?? ""]),
  );
  for (const { name, expression, isRemoved } of changes) {
    if (isRemoved) labels.delete(name);
    else labels.set(name, textOf(expression?.(attributes)) ?? UNKNOWN);
  }
  return { names: [...labels.keys()], values: [...labels.values()] };
}
