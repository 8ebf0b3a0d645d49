/**
 * Writes the definitions of Istio's kinds into the chart, from those that the embedded API server has. With --check it only
 * compares, and fails on a difference. Those of the Gateway API are not among them: a cluster has them from elsewhere.
 */
import { readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments, stringify } from "yaml";
import { writeOrCheck } from "./generated-page.ts";

const SOURCE = new URL("../packages/kube-embedded/crds/", import.meta.url);
const TARGET = "charts/ambit/charts/crds/templates/definitions.yaml";

interface Definition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
}

function readDefinitions(): readonly Definition[] {
  return readdirSync(SOURCE)
    .filter((name) => name.startsWith("istio-"))
    .toSorted()
    .flatMap((name) => parseAllDocuments(readFileSync(new URL(name, SOURCE), "utf8")))
    .map((document) => document.toJS() as Definition);
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
  `{{- /* Written by scripts/generate-chart-crds.ts. */ -}}\n${readDefinitions().map(templateOf).join("")}`,
);
