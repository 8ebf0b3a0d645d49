/** The text of the mesh configuration (Istio's MeshConfig, YAML or JSON). */

import { type Decoded, decodeMeshConfig, type MeshConfig, type ObjectProblem } from "@ambit/mesh-objects";
import { parse } from "yaml";

/** As in a certificate's URI: lower case, and short enough for every field it goes into. */
const TRUST_DOMAIN = /^[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?$/;
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Empty text is the default. What cannot be used is among the problems: the caller decides whether to go on. */
export function readMeshConfig(text: string): Decoded<MeshConfig> {
  let value: unknown;
  try {
    // The alias limit of the library stays on, so nested anchors cannot blow up; warnings do not go to the console.
    value = parse(text, { logLevel: "error" }) ?? {};
  } catch (error) {
    const [firstLine = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    const problem = { path: "", reason: `the text is not YAML: ${firstLine}` };
    return { object: decodeMeshConfig({}).object, problems: [problem] };
  }
  const { object, problems } = decodeMeshConfig(value);
  return { object, problems: [...problems, ...checkNames(object)] };
}

function checkNames({ trustDomain, rootNamespace }: MeshConfig): ObjectProblem[] {
  const shown = (text: string): string => JSON.stringify(text.slice(0, 80));
  const problems: ObjectProblem[] = [];
  if (!TRUST_DOMAIN.test(trustDomain)) {
    problems.push({ path: "trustDomain", reason: `expected a trust domain, found ${shown(trustDomain)}` });
  }
  if (!NAMESPACE.test(rootNamespace)) {
    problems.push({ path: "rootNamespace", reason: `expected a namespace, found ${shown(rootNamespace)}` });
  }
  return problems;
}
