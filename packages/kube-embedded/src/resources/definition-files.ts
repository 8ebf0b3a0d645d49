/** CustomResourceDefinitions from YAML files. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiError, decodeObject, type KubeObject } from "@ambit/kube-objects";
import type { JsonValue } from "@ambit/kube-objects/json";
import { parseAllDocuments } from "yaml";

/** The mesh's own kinds: the Gateway API and Istio's. Present beside the sources, not in a bundle. */
export const MESH_DEFINITIONS_FOLDER = fileURLToPath(new URL("../../crds", import.meta.url));

/** Every document of every `.yaml` file in a folder, in the order of names. Rejects with ApiError for a bad one. */
export async function readDefinitionFiles(
  folder: string = MESH_DEFINITIONS_FOLDER,
): Promise<readonly KubeObject[]> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return files.flatMap((text, index) => decodeDefinitionText(text, names[index] ?? ""));
}

/** Every document of one file. `fileName` is for messages. */
export function decodeDefinitionText(text: string, fileName: string): readonly KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw new ApiError("BadRequest", `${fileName}: ${problem.message}`);
    const value: JsonValue = document.toJS();
    if (value === null) return [];
    const object = decodeObject(value);
    if (object.kind !== "CustomResourceDefinition") {
      throw new ApiError("BadRequest", `${fileName}: ${object.kind} is not a CustomResourceDefinition`);
    }
    return [object];
  });
}
