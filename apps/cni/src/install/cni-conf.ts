/**
 * Configuration files of the container runtime as values: which one counts, ours in it, and out of it again. Field names
 * and layout are those that Istio's installer writes; everything that is not ours is kept as it is.
 */
import { isRecord, type JsonRecord } from "../plugin/json.ts";
import type { PluginSettings } from "./install-options.ts";

/** A file of the configuration directory: its name there, and what it says. */
export interface ConfFile {
  readonly name: string;
  readonly text: string;
}

/** A file that the runtime could use. */
export interface ConfList {
  readonly name: string;
  /** Plugins in their order; one for a `.conf`. */
  readonly plugins: readonly JsonRecord[];
  /** The whole list as it is; for a `.conf`, the list it is about to become. */
  readonly document: JsonRecord;
  readonly isBare: boolean;
}

/** Our `type`, and the plugin's file name in the runtime's plugin directory. */
export const PLUGIN_TYPE = "istio-cni";

/** Of our own files and of lists made of a bare `.conf`, as Istio writes them. */
const CNI_VERSION = "0.3.1";
const BARE_LIST_NAME = "k8s-pod-network";

/** A chained plugin needs the result of the one before it. */
const VERSIONS_WITHOUT_CHAINS = new Set(["0.1.0", "0.2.0"]);

/** Reads a file, or says why the runtime would not take it. */
export function parseConfFile(file: ConfFile): ConfList | { readonly problem: string } {
  const isBare = file.name.endsWith(".conf");
  let document: unknown;
  try {
    document = JSON.parse(file.text);
  } catch {
    return { problem: "it is no JSON" };
  }
  if (!isRecord(document)) return { problem: "it is no JSON object" };
  if (isBare) return bareList(file, document);
  const plugins: readonly unknown[] = Array.isArray(document["plugins"]) ? document["plugins"] : [];
  if (typeof document["name"] !== "string" || document["name"] === "") return { problem: "it has no name" };
  if (plugins.length === 0) return { problem: "it has no plugins" };
  if (!plugins.every(hasType)) return { problem: "one of its plugins has no type" };
  return { name: file.name, plugins, document, isBare };
}

/** Files that the runtime reads, in its order; it takes the first that is valid. */
export function isConfName(name: string): boolean {
  return name.endsWith(".conf") || name.endsWith(".conflist");
}

/** Byte by byte, as Go sorts: not by the rules of a language. */
export function compareNames(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Why the plugin cannot be chained into this list; undefined if it can. */
export function whyNotChainable({ document, isBare }: ConfList): string | undefined {
  const version = document["cniVersion"] ?? "0.1.0";
  if (isBare || typeof version !== "string" || !VERSIONS_WITHOUT_CHAINS.has(version)) return undefined;
  return `its cniVersion ${version} passes no results from plugin to plugin; 0.3.0 is the first that does`;
}

/** The list with the plugin at its end and nowhere else, under the name that lists have. */
export function withPlugin(list: ConfList, plugin: JsonRecord): ConfFile {
  return listFile(list, [...otherPlugins(list), plugin], list.name);
}

/** The plugin is in it exactly once and says what it should; another program may have appended to the list since. */
export function hasPlugin(list: ConfList, plugin: JsonRecord): boolean {
  const ours = list.plugins.filter(isOurs);
  const [first] = ours;
  return !list.isBare && ours.length === 1 && first !== undefined && isSameJson(first, plugin);
}

/** The list without the plugin; undefined when nothing else is in it. The same file when it was not in it. */
export function withoutPlugin(list: ConfList, file: ConfFile): ConfFile | undefined {
  const others = otherPlugins(list);
  if (others.length === list.plugins.length) return file;
  return others.length === 0 ? undefined : listFile(list, others, list.name);
}

/** A list of our own with another one's plugins before ours. */
export function ownedList(primary: ConfList, name: string, plugin: JsonRecord): ConfFile {
  return listFile(primary, [...otherPlugins(primary), plugin], name);
}

/** Whether that file still is that list: its text need not be the same. */
export function isSameConf(file: ConfFile, wanted: ConfFile): boolean {
  try {
    return file.name === wanted.name && isSameJson(JSON.parse(file.text), JSON.parse(wanted.text));
  } catch {
    return false;
  }
}

/** A network of its own, for runtimes that call several: not chained. */
export function standaloneConf(name: string, plugin: JsonRecord): ConfFile {
  const document = name.endsWith(".conflist")
    ? { name: PLUGIN_TYPE, cniVersion: CNI_VERSION, plugins: [plugin] }
    : { ...plugin, cniVersion: CNI_VERSION };
  return { name, text: formatJson(document) };
}

/** Our entry. `dns` and `ipam` are what Go writes for fields without a value. */
export function pluginEntry(settings: PluginSettings): JsonRecord {
  return {
    ambient_enabled: settings.ambientEnabled,
    cni_agent_run_dir: settings.agentRunDir,
    dns: {},
    enable_ambient_detection_retry: settings.enableAmbientDetectionRetry,
    enablement_selectors: settings.enablementSelectors.map(({ podSelector, namespaceSelector }) => ({
      namespaceSelector: selectorEntry(namespaceSelector),
      podSelector: selectorEntry(podSelector),
    })),
    exclude_namespaces: settings.excludeNamespaces,
    ipam: {},
    name: PLUGIN_TYPE,
    native_nftables: settings.nativeNftables,
    plugin_log_level: settings.logLevel,
    pod_namespace: settings.podNamespace,
    type: PLUGIN_TYPE,
  };
}

function selectorEntry(selector: PluginSettings["enablementSelectors"][number]["podSelector"]): JsonRecord {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return {
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
  };
}

function bareList(file: ConfFile, plugin: JsonRecord): ConfList | { readonly problem: string } {
  if (!hasType(plugin)) {
    return { problem: "plugins" in plugin ? "it is a list, and not named .conflist" : "it has no type" };
  }
  const { cniVersion: _version, ...entry } = plugin;
  const document = { name: BARE_LIST_NAME, cniVersion: CNI_VERSION, plugins: [entry] };
  return { name: file.name, plugins: [entry], document, isBare: true };
}

function listFile(list: ConfList, plugins: readonly JsonRecord[], name: string): ConfFile {
  return {
    name: name.endsWith(".conf") ? `${name}list` : name,
    text: formatJson({ ...list.document, plugins }),
  };
}

function otherPlugins({ plugins }: ConfList): readonly JsonRecord[] {
  return plugins.filter((plugin) => !isOurs(plugin));
}

function isOurs(plugin: JsonRecord): boolean {
  return plugin["type"] === PLUGIN_TYPE;
}

function hasType(plugin: unknown): plugin is JsonRecord {
  return isRecord(plugin) && typeof plugin["type"] === "string" && plugin["type"] !== "";
}

function isSameJson(left: unknown, right: unknown): boolean {
  return formatJson(left) === formatJson(right);
}

/** As Go writes maps: keys sorted, two spaces. */
function formatJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), undefined, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).sort(([left], [right]) => compareNames(left, right));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
