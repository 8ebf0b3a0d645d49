/** The configuration that the runtime writes to our stdin: what the installer has put into the list, and prevResult. */
import { CNI_VERSIONS, type CniVersion, findCniVersion } from "./cni-version.ts";
import { isRecord, type JsonRecord } from "./json.ts";
import { PluginError } from "./plugin-error.ts";

/** Name of the plugin's own network, where it is not chained into another one. */
const OWN_NETWORK = "istio-cni";

const DEFAULT_RUN_DIR = "/var/run/istio-cni";

/** Checked in full before anything is done. */
export interface PluginConf {
  readonly cniVersion: CniVersion;
  readonly logLevel: string;
  readonly runDir: string;
  readonly isAmbientEnabled: boolean;
  /** As configured; only the fallback reads them. */
  readonly enablementSelectors: readonly unknown[];
  readonly excludeNamespaces: readonly string[];
  /** The agent's namespace. */
  readonly podNamespace: string;
  readonly isDetectionRetried: boolean;
  /** Called as a network of its own and not after another plugin, so that no result can be expected. */
  readonly isStandalone: boolean;
  readonly prevResult: JsonRecord | undefined;
}

/** Throws PluginError: "undecodable" for what is no JSON object, "incompatible-version", "bad-config" naming the field. */
export function parsePluginConf(stdin: string): PluginConf {
  const conf = parseObject(stdin);
  const cniVersion = findCniVersion(conf["cniVersion"]);
  if (cniVersion === undefined) {
    throw new PluginError("incompatible-version", "incompatible CNI versions", {
      details: `config is ${shown(conf["cniVersion"] ?? "without cniVersion")}, plugin supports ${shown(CNI_VERSIONS)}`,
    });
  }
  const prevResult = conf["prevResult"] ?? undefined;
  if (prevResult !== undefined && !isRecord(prevResult)) throw badField("prevResult", "a JSON object");
  return {
    cniVersion,
    logLevel: textField(conf, "plugin_log_level", "info"),
    runDir: textField(conf, "cni_agent_run_dir", "") || DEFAULT_RUN_DIR,
    isAmbientEnabled: booleanField(conf, "ambient_enabled"),
    enablementSelectors: listField(conf, "enablement_selectors"),
    excludeNamespaces: listField(conf, "exclude_namespaces").map((name) => {
      if (typeof name !== "string") throw badField("exclude_namespaces", "a list of texts");
      return name;
    }),
    podNamespace: textField(conf, "pod_namespace", ""),
    isDetectionRetried: booleanField(conf, "enable_ambient_detection_retry"),
    isStandalone: conf["name"] === OWN_NETWORK,
    prevResult,
  };
}

/** Which version a question about versions is asked in; without a configuration it is as good as any. */
export function versionOfConf(stdin: string): string {
  const version = stdin.trim() === "" ? undefined : parseObject(stdin)["cniVersion"];
  return typeof version === "string" ? version : "";
}

function parseObject(stdin: string): JsonRecord {
  let conf: unknown;
  try {
    conf = JSON.parse(stdin);
  } catch (error) {
    throw new PluginError("undecodable", "the network configuration on stdin is no JSON", {
      details: error instanceof Error ? error.message.slice(0, 256) : "",
    });
  }
  if (!isRecord(conf))
    throw new PluginError("undecodable", "the network configuration on stdin is no JSON object");
  return conf;
}

function textField(conf: JsonRecord, name: string, fallback: string): string {
  const value = conf[name] ?? fallback;
  if (typeof value !== "string") throw badField(name, "a text");
  return value;
}

function booleanField(conf: JsonRecord, name: string): boolean {
  const value = conf[name] ?? false;
  if (typeof value !== "boolean") throw badField(name, "true or false");
  return value;
}

function listField(conf: JsonRecord, name: string): readonly unknown[] {
  const value = conf[name] ?? [];
  if (!Array.isArray(value)) throw badField(name, "a list");
  return value;
}

function badField(name: string, expected: string): PluginError {
  return new PluginError("bad-config", `${name} in the network configuration is not ${expected}`);
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 128);
}
