/** The file that can stand in for a control plane: workloads, services and policies in YAML. */

import { type MeshResource, resourceKey } from "../mesh-batch.ts";
import { ConfigProblems, showValue } from "./config-problems.ts";
import { ConfigFields, ConfigValue, type Read } from "./config-value.ts";
import { readPolicy } from "./read-policy.ts";
import { readService } from "./read-service.ts";
import { readWorkload } from "./read-workload.ts";
import { readYamlSource, type SourceNode } from "./yaml-source.ts";

const MAX_ITEMS = 100_000;

/**
 * The resources of a local configuration in the order of the file, workloads first. Throws one ModelError
 * "invalid-local-config" that names every problem with its line; nothing of a bad file is used. An empty text is an
 * empty configuration.
 */
export function decodeLocalConfig(text: string, fileName: string): readonly MeshResource[] {
  const problems = new ConfigProblems();
  const source = readYamlSource(text, problems);
  const resources = source === undefined ? [] : readResources(source, problems);
  if (!problems.isEmpty) {
    throw problems.toError(fileName);
  }
  return resources;
}

function readResources(source: SourceNode, problems: ConfigProblems): readonly MeshResource[] {
  const root = new ConfigValue(source, problems, { item: "", field: "" });
  if (root.isNull) {
    return [];
  }
  const fields = new ConfigFields(root);
  const workloads = fields.optional("workloads", readItems("workloads", readWorkload), []);
  const services = fields.optional("services", readItems("services", readService), []);
  const policies = fields.optional(
    "policies",
    readItems("policies", (value): MeshResource => ({ kind: "policy", policy: readPolicy(value) })),
    [],
  );
  fields.finish();
  return [...workloads, ...services, ...policies];
}

/** A top-level list. An item with the key of an earlier one is a problem: it would replace it without a word. */
function readItems(
  listName: string,
  readItem: (value: ConfigValue) => MeshResource,
): Read<readonly MeshResource[]> {
  return (list) => {
    if (list.node.kind !== "list") {
      return list.failExpected("a list");
    }
    if (list.node.items.length > MAX_ITEMS) {
      return list.fail(`has more than ${MAX_ITEMS} items`);
    }
    const keys = new Set<string>();
    return list.node.items.map((node, index) => {
      const item = `${listName}[${index}]${findLabel(node)}`;
      const value = new ConfigValue(node, list.problems, { item, field: "" });
      const resource = readItem(value);
      const key = resourceKey(resource);
      if (key !== "" && keys.has(key)) {
        value.fail(`has the key of an earlier item, ${showValue(key)}`);
      }
      keys.add(key);
      return resource;
    });
  };
}

const MAX_LABEL_CHARS = 200;

/** ` (namespace/name)` as far as they are there, to find the item in the file. */
function findLabel(node: SourceNode): string {
  const entries = node.kind === "map" ? node.entries : [];
  const named = ["namespace", "name"].map((key) => entries.find((entry) => entry.key === key)?.value);
  const texts = named.map((value) => (value?.kind === "scalar" ? String(value.value ?? "") : ""));
  const label = texts.filter((text) => text !== "").join("/");
  return label === "" ? "" : ` (${label.slice(0, MAX_LABEL_CHARS)})`;
}
