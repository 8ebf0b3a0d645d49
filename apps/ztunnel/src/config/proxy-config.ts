/**
 * The parts of Istio's proxy configuration that ztunnel reads, from the mesh configuration file (key
 * `defaultConfig`) and from the variable PROXY_CONFIG. Both are YAML, of which JSON is a part; other keys are
 * somebody else's and are ignored.
 */
import { parse } from "yaml";

/** Undefined: the source does not say. */
export interface ProxyConfig {
  readonly discoveryAddress: string | undefined;
  readonly proxyAdminPort: number | undefined;
  readonly statsPort: number | undefined;
  readonly concurrency: number | undefined;
  readonly proxyMetadata: ReadonlyMap<string, string>;
}

/** What was read, and a sentence for each part that could not be. */
export interface ProxyConfigResult {
  readonly config: ProxyConfig;
  readonly problems: readonly string[];
}

export const EMPTY_PROXY_CONFIG: ProxyConfig = {
  discoveryAddress: undefined,
  proxyAdminPort: undefined,
  statsPort: undefined,
  concurrency: undefined,
  proxyMetadata: new Map(),
};

const MAX_PORT = 65_535;
const MAX_CONCURRENCY = 1024;

/** Reads the value of PROXY_CONFIG. Every key is optional (stock ztunnel insists on proxyMetadata). */
export function readProxyConfig(text: string): ProxyConfigResult {
  const document = parseYaml(text);
  return document.problem === undefined
    ? decodeProxyConfig(document.value)
    : { config: EMPTY_PROXY_CONFIG, problems: [document.problem] };
}

/** Reads a mesh configuration file, whose member `defaultConfig` is a proxy configuration. */
export function readMeshConfig(text: string): ProxyConfigResult {
  const document = parseYaml(text);
  if (document.problem !== undefined) return { config: EMPTY_PROXY_CONFIG, problems: [document.problem] };
  if (!isAbsent(document.value) && !isRecord(document.value)) {
    return { config: EMPTY_PROXY_CONFIG, problems: ["must be a mapping"] };
  }
  const { config, problems } = decodeProxyConfig(
    isRecord(document.value) ? document.value["defaultConfig"] : undefined,
  );
  return { config, problems: problems.map((problem) => `defaultConfig: ${problem}`) };
}

/** `over` wins key by key; metadata is merged entry by entry. */
export function mergeProxyConfig(under: ProxyConfig, over: ProxyConfig): ProxyConfig {
  return {
    discoveryAddress: over.discoveryAddress ?? under.discoveryAddress,
    proxyAdminPort: over.proxyAdminPort ?? under.proxyAdminPort,
    statsPort: over.statsPort ?? under.statsPort,
    concurrency: over.concurrency ?? under.concurrency,
    proxyMetadata: new Map([...under.proxyMetadata, ...over.proxyMetadata]),
  };
}

type YamlDocument = { readonly value: unknown; readonly problem?: undefined } | { readonly problem: string };

function parseYaml(text: string): YamlDocument {
  try {
    // The alias limit of the library stays on, so nested anchors cannot blow up; warnings do not go to the console.
    return { value: parse(text, { logLevel: "error" }) };
  } catch (error) {
    const [firstLine = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { problem: `is not YAML: ${firstLine}` };
  }
}

function decodeProxyConfig(value: unknown): ProxyConfigResult {
  if (isAbsent(value)) return { config: EMPTY_PROXY_CONFIG, problems: [] };
  if (!isRecord(value)) return { config: EMPTY_PROXY_CONFIG, problems: ["must be a mapping"] };
  const problems: string[] = [];
  const config: ProxyConfig = {
    discoveryAddress: decodeText(value, "discoveryAddress", problems),
    proxyAdminPort: decodeInteger(value, "proxyAdminPort", { max: MAX_PORT, problems }),
    statsPort: decodeInteger(value, "statsPort", { max: MAX_PORT, problems }),
    concurrency: decodeInteger(value, "concurrency", { max: MAX_CONCURRENCY, problems }),
    proxyMetadata: decodeMetadata(value["proxyMetadata"], problems),
  };
  return { config, problems };
}

function decodeText(record: YamlRecord, key: string, problems: string[]): string | undefined {
  const value = record[key];
  if (isAbsent(value)) return undefined;
  if (typeof value === "string") return value;
  problems.push(`${key} must be a string`);
  return undefined;
}

function decodeInteger(
  record: YamlRecord,
  key: string,
  { max, problems }: { readonly max: number; readonly problems: string[] },
): number | undefined {
  const value = record[key];
  if (isAbsent(value)) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max) return value;
  problems.push(`${key} must be an integer from 0 to ${max}`);
  return undefined;
}

function decodeMetadata(value: unknown, problems: string[]): ReadonlyMap<string, string> {
  if (isAbsent(value)) return new Map();
  if (!isRecord(value)) {
    problems.push("proxyMetadata must be a mapping");
    return new Map();
  }
  const entries = new Map<string, string>();
  for (const [key, item] of Object.entries(value)) {
    // People write true and 5 without quotes; they mean the text.
    if (typeof item === "string" || typeof item === "boolean" || typeof item === "number") {
      entries.set(key, String(item));
    } else {
      problems.push(`proxyMetadata.${key} must be a string`);
    }
  }
  return entries;
}

type YamlRecord = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is YamlRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
