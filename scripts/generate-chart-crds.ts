/**
 * Writes the definitions of Istio's kinds into the chart: names, versions and columns are those that the embedded API
 * server has, schemas those of `crds/`. With --check it only compares, and fails on a difference. The Gateway API is not
 * among them: a cluster has it from elsewhere.
 */
import { readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments, stringify } from "yaml";
import { schemaOf } from "./crds/definitions.ts";
import { writeOrCheck } from "./generated-page.ts";

const SOURCE = new URL("../packages/kube-embedded/crds/", import.meta.url);
const TARGET = "charts/ambit/charts/crds/templates/definitions.yaml";

interface Definition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly Readonly<Record<string, unknown>>[];
  };
}

function readDefinitions(): readonly Definition[] {
  return readdirSync(SOURCE)
    .filter((name) => name.startsWith("istio-"))
    .toSorted()
    .flatMap((name) => parseAllDocuments(readFileSync(new URL(name, SOURCE), "utf8")))
    .map((document) => document.toJS() as Definition);
}

function withSchema({ spec, ...definition }: Definition): Definition {
  const schema = { openAPIV3Schema: schemaOf(spec.names.kind) };
  return {
    ...definition,
    spec: { ...spec, versions: spec.versions.map((version) => ({ ...version, schema })) },
  };
}

/** With everything that belongs to an object of a kind gone when the definition is, helm is to leave them. */
function templateOf({ apiVersion, kind, metadata, spec }: Definition): string {
  return `---
apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${metadata.name}
  labels:
    {{- include "ambit.labels" . | nindent 4 }}
  {{- if .Values.keep }}
  annotations:
    helm.sh/resource-policy: keep
  {{- end }}
${stringify({ spec }, { aliasDuplicateObjects: false, lineWidth: 0 })}`;
}

writeOrCheck(
  TARGET,
  `{{- /* Written by scripts/generate-chart-crds.ts. */ -}}\n${readDefinitions().map(withSchema).map(templateOf).join("")}`,
);
