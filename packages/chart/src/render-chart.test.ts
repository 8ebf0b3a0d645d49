import { describe, expect, test } from "vitest";
import { decodeChart } from "./chart.ts";
import { renderChart } from "./render-chart.ts";
import { parseValues } from "./value.ts";

const RELEASE = { name: "r", namespace: "mesh", service: "Helm", kubeVersion: "1.34.0", isUpgrade: false };

/** What a template prints, as the text of a ConfigMap's only key. */
function printed(template: string, values = "", defaults = ""): unknown {
  const files = new Map([
    ["Chart.yaml", "name: one\nversion: 1.2.3\nappVersion: 4.5.6\n"],
    ["values.yaml", defaults],
    ["templates/_helpers.tpl", '{{- define "greet" -}}hello {{ . }}{{- end }}'],
    [
      "templates/map.yaml",
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  text: {{ print_here }}\n`.replace(
        "{{ print_here }}",
        template,
      ),
    ],
  ]);
  const [object] = renderChart(decodeChart(files), parseValues(values, "v"), RELEASE).objects;
  return Object.entries(object ?? {}).find(([key]) => key === "data")?.[1];
}

describe("a template", () => {
  test.each<[string, string, string, unknown]>([
    ["values", "{{ .Values.a.b }}", "a: { b: x }", "x"],
    ["the release and the chart", "{{ .Release.Namespace }}/{{ .Chart.AppVersion }}", "", "mesh/4.5.6"],
    ["quotes", "{{ .Values.a | quote }}", "a: 'say \"x\"'", 'say "x"'],
    ["a default for what is empty", '{{ .Values.a | default "w" }}', 'a: ""', "w"],
    ["parentheses and pipes", '{{ (list "a" "b") | join "," }}', "", "a,b"],
    ["fields of an index", "{{ (index .Values.a 1).b }}", "a: [1, { b: x }]", "x"],
    ["variables of the level above", "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}v{{ $x }}", "", "v2"],
    [
      "a variable of a level that has ended",
      "{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}v{{ $x }}",
      "",
      "v1",
    ],
    [
      "ranges over maps, by key",
      "{{ range $k, $v := .Values.a }}{{ $k }}{{ $v }}{{ end }}",
      "a: { c: 1, b: 2 }",
      "b2c1",
    ],
    ["ranges over lists, with their dot", "x{{ range .Values.a }}{{ . }}{{ end }}", "a: [1, 2]", "x12"],
    ["a range over nothing", "{{ range .Values.a }}x{{ else }}none{{ end }}", "a: []", "none"],
    ["else if", "{{ if .Values.a }}1{{ else if .Values.b }}two{{ else }}3{{ end }}", "b: 1", "two"],
    [
      "with, which moves the dot",
      "{{ with .Values.a }}{{ .b }}{{ $.Values.c }}{{ end }}",
      "a: { b: x }\nc: z",
      "xz",
    ],
    ["definitions of other files", '{{ include "greet" "you" | quote }}', "", "hello you"],
    ["template, as include", '{{ template "greet" "you" }}', "", "hello you"],
    ["comments", "{{/* {{ no }} */}}x{{- /* y */ -}}  y", "", "xy"],
    ["raw texts and escapes", '{{ `a"b` | quote }}', "", 'a"b'],
    ["braces inside of texts", '{{ "}}" | quote }}', "", "}}"],
    ["large numbers of values as helm does", "v{{ .Values.a }}", "a: 1234567", "v1.234567e+06"],
    ["integers of the template", "v{{ 1234567 }}", "", "v1234567"],
    ["yes as a truth", "{{ if .Values.a }}t{{ else }}f{{ end }}", "a: no", "f"],
    [
      "the first operand that decides",
      "v{{ or .Values.a .Values.b }}{{ and .Values.b .Values.a.x }}",
      "b: ''",
      "v",
    ],
    ["printf", '{{ printf "%s-%d" "a" 5 }}', "", "a-5"],
    ["ternary", '{{ ternary "a" "b" (eq .Values.x "z") }}', "x: z", "a"],
  ])("knows %s", (_name, template, values, text) => {
    expect(printed(template, values)).toEqual({ text });
  });

  test.each<[string, string, string, string]>([
    ["a field of nothing", "{{ .Values.a.b }}", "", "one/templates/map.yaml:6: .b of a nil (.Values.a)"],
    [
      "another type",
      '{{ eq .Values.a "x" }}',
      "a: 1",
      "map.yaml:6: eq: a float64 cannot be compared with a string",
    ],
    [
      "a function nobody knows",
      "{{ frobnicate 1 }}",
      "",
      "map.yaml:6: the function frobnicate is not known here",
    ],
    ["a template nobody has", '{{ include "x" . }}', "", 'map.yaml:6: there is no template "x"'],
    ["a map as text", "{{ .Values }}", "a: 1", "map.yaml:6: a map is printed: it needs toYaml or toJson"],
    ["what it asks for", '{{ required "say a" .Values.a }}', "", "map.yaml:6: say a"],
    ["an argument too few", '{{ printf "%s" }}', "", "takes 1 values and has 0"],
    ["a broken action", "{{ .Values.a", "", "map.yaml:6: {{ without its }}"],
    ["an if without end", "{{ if true }}", "", "map.yaml:6: {{ if }} without its end"],
    ["an end too many", "{{ end }}", "", "map.yaml:6: {{ end }} ends nothing"],
    ["characters that mean nothing", "{{ .Values.a ? 1 }}", "", 'map.yaml:6: "? 1" is not understood'],
    ["a value with arguments", "{{ .Values.a 1 }}", "a: 1", "takes no arguments"],
    ["an index too far", "{{ index .Values.a 5 }}", "a: [1]", "index 5 of a list of 1"],
  ])("says what is wrong and where: %s", (_name, template, values, message) => {
    expect(() => printed(template, values)).toThrow(message);
  });
});

describe("a chart", () => {
  const outer = (values: string, inner = "a: 1\nkept: 2\nglobal: { own: 1 }\n") =>
    new Map([
      [
        "Chart.yaml",
        "name: outer\nversion: 1.0.0\ndependencies: [{ name: inner, condition: inner.enabled }]\n",
      ],
      ["values.yaml", values],
      ["charts/inner/Chart.yaml", "name: inner\nversion: 2.0.0\n"],
      ["charts/inner/values.yaml", inner],
      [
        "charts/inner/templates/map.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata:\n  {{- toYaml .Values | nindent 2 }}\n",
      ],
    ]);
  const valuesSeen = (values: string, given = "", inner?: string) => {
    const chart = decodeChart(outer(values, inner));
    return renderChart(chart, parseValues(given, "given"), RELEASE).objects.map((object) => object["data"]);
  };

  test("inside of another has its defaults, what the outer one says, and the globals of all", () => {
    expect(valuesSeen("global: { g: x }\ninner: { a: 5 }")).toEqual([
      { a: 5, kept: 2, global: { g: "x", own: 1 } },
    ]);
  });

  test("is told by the user last, who can take a default away", () => {
    expect(valuesSeen("inner: { a: 5 }", "inner: { a: 6, kept: null }\nglobal: { own: 2 }")).toEqual([
      { a: 6, global: { own: 2 } },
    ]);
  });

  test("is left out by its condition", () => {
    expect(valuesSeen("inner: { enabled: true }", "inner: { enabled: false }")).toEqual([]);
  });

  test("with what is no map where one has to be is refused", () => {
    expect(() => valuesSeen("", "inner: 5")).toThrow("inner: a float64 where a map is expected");
  });

  test("needs its description and templates that make objects", () => {
    expect(() => decodeChart(new Map())).toThrow("the folder has no Chart.yaml");
    const files = new Map([
      ["Chart.yaml", "name: one\n"],
      ["templates/x.yaml", "a: 1\n"],
    ]);
    expect(() => renderChart(decodeChart(files), new Map(), RELEASE)).toThrow(
      "one/templates/x.yaml: an object needs apiVersion, kind and metadata.name",
    );
  });
});
