/** Recorded cases: objects as they were applied to an API server, and what the stock control plane made of them. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

const DIRECTORY = fileURLToPath(new URL("../../../test/golden/control-plane/", import.meta.url));

export interface GoldenCase {
  readonly name: string;
  /** Objects in the order of the file, with what an API server adds to them. */
  readonly objects: readonly Record<string, unknown>[];
  readonly expected: GoldenExpectation;
}

export interface GoldenExpectation {
  readonly workloads: readonly Record<string, unknown>[];
  readonly services: readonly Record<string, unknown>[];
  readonly policies: readonly Record<string, unknown>[];
  /** By `Kind/ns/name`. */
  readonly status: Readonly<Record<string, unknown>>;
}

export function goldenCases(): readonly GoldenCase[] {
  return readdirSync(DIRECTORY)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => ({
      name: file.replace(".yaml", ""),
      objects: parseAllDocuments(readFileSync(`${DIRECTORY}${file}`, "utf8"))
        .map((document) => document.toJS())
        .map(withDefaults),
      expected: JSON.parse(readFileSync(`${DIRECTORY}${file.replace(".yaml", ".expected.json")}`, "utf8")),
    }));
}

/** What the API server of the recording filled in, as far as anybody reads it. */
function withDefaults(object: Record<string, unknown>): Record<string, unknown> {
  const spec = object["spec"];
  if (object["kind"] !== "Service" || typeof spec !== "object" || spec === null) {
    return object;
  }
  const clusterIps = "clusterIP" in spec ? { clusterIPs: [spec.clusterIP] } : {};
  return { ...object, spec: { ipFamilies: ["IPv4"], ...clusterIps, ...spec } };
}
