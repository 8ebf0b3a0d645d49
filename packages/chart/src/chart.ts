/** A chart from its files: what it is called, its defaults, its templates, and the charts inside of it. */
import { ChartError } from "./chart-error.ts";
import { parseTemplate } from "./template/parse-template.ts";
import { type TemplateFile } from "./template/syntax.ts";
import { type ChartMap, type ChartValue, isList, isMap, parseValues } from "./value.ts";

/** Texts by their paths below the chart's folder, with `/`. */
export type ChartFiles = ReadonlyMap<string, string>;

/** One chart. */
export interface Chart {
  readonly name: string;
  /** Folder for messages and for what templates see of their own place. */
  readonly path: string;
  /** As templates see it: `Name`, `Version`, `AppVersion`. */
  readonly metadata: ChartMap;
  readonly values: ChartMap;
  readonly templates: readonly TemplateFile[];
  readonly inner: readonly InnerChart[];
}

/** A chart inside of another. */
export interface InnerChart {
  readonly chart: Chart;
  /** Path of a value that switches it off; empty where there is none. */
  readonly condition: string;
}

const FIELDS = {
  name: "Name",
  version: "Version",
  appVersion: "AppVersion",
  description: "Description",
  kubeVersion: "KubeVersion",
  type: "Type",
} as const;

/** Throws ChartError "bad-chart", "bad-values" or "bad-template" that names the file. */
export function decodeChart(files: ChartFiles, parent = ""): Chart {
  const text = files.get("Chart.yaml");
  if (text === undefined) throw new ChartError("bad-chart", `${parent || "the folder"} has no Chart.yaml`);
  const described = parseValues(text, `${parent}Chart.yaml`);
  const name = described.get("name");
  if (typeof name !== "string") throw new ChartError("bad-chart", `${parent}Chart.yaml: name is missing`);
  const path = `${parent}${name}`;
  const conditions = conditionsOf(described.get("dependencies"));
  return {
    name,
    path,
    metadata: new Map(Object.entries(FIELDS).map(([key, field]) => [field, described.get(key) ?? ""])),
    values: parseValues(files.get("values.yaml") ?? "", `${path}/values.yaml`),
    templates: [...files]
      .filter(([file]) => file.startsWith("templates/"))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([file, content]) => parseTemplate(`${path}/${file}`, content)),
    inner: innerFolders(files).map((folder) => {
      const chart = decodeChart(filesBelow(files, `charts/${folder}/`), `${path}/charts/`);
      return { chart, condition: conditions.get(chart.name) ?? "" };
    }),
  };
}

function conditionsOf(dependencies: ChartValue): ReadonlyMap<string, string> {
  const entries = (isList(dependencies) ? dependencies : []).filter(isMap).map((entry): [string, string] => {
    const [name, condition] = [entry.get("name"), entry.get("condition")];
    return [typeof name === "string" ? name : "", typeof condition === "string" ? condition : ""];
  });
  return new Map(entries);
}

function innerFolders(files: ChartFiles): readonly string[] {
  const folders = [...files.keys()].flatMap((path) => /^charts\/([^/]+)\/Chart\.yaml$/.exec(path)?.[1] ?? []);
  return folders.sort();
}

function filesBelow(files: ChartFiles, folder: string): ChartFiles {
  return new Map(
    [...files].flatMap(([path, text]) =>
      path.startsWith(folder) ? [[path.slice(folder.length), text] as const] : [],
    ),
  );
}
