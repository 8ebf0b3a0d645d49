/** A chart and values to Kubernetes objects: what helm would make of them, for the part of its language known here. */
import { parseAllDocuments } from "yaml";
import type { Chart } from "./chart.ts";
import { ChartError } from "./chart-error.ts";
import { executeTemplate } from "./template/execute.ts";
import type { TemplateFile } from "./template/syntax.ts";
import { type ChartMap, type ChartValue, HELM_YAML } from "./value.ts";
import { findValue, valuesOfInner, withDefaults } from "./values.ts";

/** As which release. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** Who installs it: the label `app.kubernetes.io/managed-by`. */
  readonly service: string;
  /** Like `1.34.4`: what the templates may ask for. */
  readonly kubeVersion: string;
  readonly isUpgrade: boolean;
}

/** An object as a template has it: its metadata has a name, everything else is as it was written. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly [field: string]: unknown;
}

/** Everything that a chart makes. */
export interface RenderedChart {
  /** In the order of the templates; not the one to apply them in. */
  readonly objects: readonly RenderedObject[];
  /** What the user is told at the end. */
  readonly notes: string;
}

const NOTES = "/templates/NOTES.txt";

/** Throws ChartError. */
export function renderChart(chart: Chart, given: ChartMap, release: Release): RenderedChart {
  const definitions = new Map<string, { path: string; nodes: TemplateFile["nodes"] }>();
  for (const one of chartsWithin(chart)) {
    for (const { path, definitions: own } of one.templates) {
      for (const [name, nodes] of own) definitions.set(name, { path, nodes });
    }
  }
  const objects: RenderedObject[] = [];
  let notes = "";
  for (const { chart: one, values } of enabledCharts(chart, given)) {
    for (const template of one.templates.filter(({ path }) => !/\/_[^/]*$/.test(path))) {
      const isNotes = template.path.endsWith(NOTES);
      if (isNotes && one !== chart) continue;
      const text = executeTemplate(template, definitions, contextOf(one, { values, release, template }));
      if (isNotes) notes = text;
      else objects.push(...parseObjects(text, template.path));
    }
  }
  return { objects, notes };
}

function* chartsWithin(chart: Chart): Generator<Chart> {
  for (const { chart: inner } of chart.inner) yield* chartsWithin(inner);
  yield chart;
}

function* enabledCharts(chart: Chart, given: ChartMap): Generator<{ chart: Chart; values: ChartMap }> {
  const values = withDefaults(given, chart.values);
  yield { chart, values };
  for (const { chart: inner, condition } of chart.inner) {
    if (condition !== "" && findValue(values, condition) === false) continue;
    yield* enabledCharts(inner, valuesOfInner(values, inner.name));
  }
}

function contextOf(
  chart: Chart,
  { values, release, template }: { values: ChartMap; release: Release; template: TemplateFile },
): ChartMap {
  const map = (fields: Readonly<Record<string, ChartValue>>): ChartMap => new Map(Object.entries(fields));
  const { name, namespace, service, kubeVersion, isUpgrade } = release;
  const [major = "", minor = ""] = kubeVersion.split(".");
  return map({
    Values: values,
    Chart: chart.metadata,
    Release: map({
      Name: name,
      Namespace: namespace,
      Service: service,
      IsInstall: !isUpgrade,
      IsUpgrade: isUpgrade,
      Revision: 1n,
    }),
    Capabilities: map({ KubeVersion: map({ Version: `v${kubeVersion}`, Major: major, Minor: minor }) }),
    Template: map({ Name: template.path, BasePath: `${chart.path}/templates` }),
  });
}

/** Objects of a YAML text, each with apiVersion, kind and name. Throws ChartError "failed-template" that names `path`. */
export function parseObjects(text: string, path: string): readonly RenderedObject[] {
  return parseAllDocuments(text, { ...HELM_YAML, logLevel: "error" }).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      throw new ChartError("failed-template", `${path} makes no YAML: ${error.message.split("\n")[0] ?? ""}`);
    }
    const value: unknown = document.toJS();
    return value === null || value === undefined ? [] : [decodeObject(value, path)];
  });
}

function decodeObject(value: unknown, path: string): RenderedObject {
  const { apiVersion, kind, metadata } = recordOf(value);
  const { name } = recordOf(metadata);
  if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof name !== "string") {
    throw new ChartError("failed-template", `${path}: an object needs apiVersion, kind and metadata.name`);
  }
  return { ...recordOf(value), apiVersion, kind, metadata: { ...recordOf(metadata), name } };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
