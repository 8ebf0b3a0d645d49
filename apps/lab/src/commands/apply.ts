/** `ambit lab apply`: objects from YAML files, created or changed, as `kubectl apply --server-side` does. */
import { KubeError, type NewKubeObject } from "@ambit/kube";
import { parseAllDocuments } from "yaml";
import { applyObject, readKinds } from "../control-plane/apply-objects.ts";
import { LabError } from "../lab-error.ts";
import type { LabHost } from "../lab-host.ts";
import { findRecord } from "../state/json-file.ts";
import { openLabApi } from "./lab-api.ts";
import { chooseLab } from "./lab-choice.ts";

/** What is asked for. */
export interface ApplyOptions {
  readonly name?: string | undefined;
  readonly namespace: string;
  readonly filename: readonly string[];
}

/** All files are read before anything is applied. The first object that is refused ends it: LabError "bad-usage". */
export async function applyFiles({ name, namespace, filename }: ApplyOptions, host: LabHost): Promise<void> {
  const { lab, paths } = chooseLab(name);
  const texts: (readonly [string, string])[] = [];
  for (const file of filename) texts.push([file === "-" ? "standard input" : file, await read(file, host)]);
  const objects = texts.flatMap(([source, text]) => parseObjects(text, source));
  if (objects.length === 0)
    throw new LabError("bad-usage", `no object in ${texts.map(([source]) => source).join(", ")}`);
  using api = await openLabApi(lab, paths);
  let kinds = await readKinds(api);
  for (const object of objects) {
    try {
      const applied = await applyObject(api, kinds, object, namespace);
      host.write(`${applied.kind.toLowerCase()}/${applied.object.metadata.name} ${applied.outcome}\n`);
      // Objects of a new kind may follow its definition.
      if (applied.kind === "CustomResourceDefinition") kinds = await readKinds(api);
    } catch (cause) {
      if (!(cause instanceof KubeError)) throw cause;
      throw new LabError("bad-usage", `${object.kind} ${String(object.metadata["name"])}`, { cause });
    }
  }
}

async function read(file: string, host: LabHost): Promise<string> {
  if (file === "-") return host.readStdin();
  try {
    return host.readFile(file);
  } catch (cause) {
    throw new LabError("bad-usage", `file ${file} cannot be read`, { cause });
  }
}

/** Documents of a text, and the items of lists among them. Throws LabError "bad-usage" with the line. */
export function parseObjects(text: string, source: string): readonly NewKubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw new LabError("bad-usage", `${source}: ${problem.message}`);
    const value: unknown = document.toJS();
    if (value === null) return [];
    const fields = findRecord(value);
    if (fields?.["kind"] === "List" && Array.isArray(fields["items"])) {
      return fields["items"].map((item: unknown) => checkObject(item, source));
    }
    return [checkObject(value, source)];
  });
}

function checkObject(value: unknown, source: string): NewKubeObject {
  const fields = findRecord(value) ?? {};
  const { apiVersion, kind } = fields;
  const metadata = findRecord(fields["metadata"]);
  if (typeof apiVersion !== "string" || typeof kind !== "string" || metadata === undefined) {
    throw new LabError("bad-usage", `${source}: an object has apiVersion, kind and metadata`);
  }
  return { ...fields, apiVersion, kind, metadata };
}
