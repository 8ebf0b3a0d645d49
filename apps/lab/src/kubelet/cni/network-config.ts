/** The node's network configuration: which file counts, and what is in it. */
import { isJsonObject, type JsonObject, type JsonValue, listOf, stringOf } from "@ambit/kube-objects/json";
import type { NetworkConfig, PluginConfig } from "./cni-types.ts";

/** A file of the configuration folder. */
export interface ConfigFile {
  readonly name: string;
  readonly text: string;
}

/** The first plugin of a lab: done by the kubelet itself. */
export const LAB_PLUGIN = "ambit-lab";
/** What a node begins with. */
export const LAB_CONFIG_FILE = "10-ambit-lab.conflist";

const OLDEST_VERSION = "0.1.0";

/** As container engines: the first by name that is valid; `.conflist`, `.conf` and `.json` count. */
export function chooseConfig(files: readonly ConfigFile[]): NetworkConfig | undefined {
  return files
    .filter(({ name }) => /\.(conflist|conf|json)$/.test(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(parseConfig)
    .find((config) => config !== undefined);
}

/** The text of `LAB_CONFIG_FILE`. */
export function labConfig(): string {
  const plugins = [{ type: LAB_PLUGIN, ipam: { type: "host-local" } }];
  return `${JSON.stringify({ cniVersion: "1.0.0", name: "ambit-lab", plugins }, undefined, 2)}\n`;
}

function parseConfig({ name, text }: ConfigFile): NetworkConfig | undefined {
  const json = parseJson(text);
  if (json === undefined) return undefined;
  const network = stringOf(json.name) ?? "";
  const cniVersion = stringOf(json.cniVersion) ?? OLDEST_VERSION;
  const listed = name.endsWith(".conflist") ? listOf(json.plugins) : [json];
  const plugins = listed.flatMap(parsePlugin);
  if (network === "" || plugins.length === 0 || plugins.length < listed.length) return undefined;
  return { name: network, cniVersion, plugins };
}

function parsePlugin(value: JsonValue): readonly PluginConfig[] {
  const type = isJsonObject(value) ? stringOf(value.type) : undefined;
  return isJsonObject(value) && type !== undefined && type !== "" ? [{ type, json: value }] : [];
}

function parseJson(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
