/**
 * Variables by the names that Istio's waypoints have them, and its proxy configuration, as variables of this program. What
 * the environment says itself wins. Pure.
 */
import { ConfigError } from "@ambit/config";

/** Istio's name of a variable, and ours. */
const OTHER_NAMES: readonly (readonly [theirs: string, ours: string])[] = [
  ["CA_ADDR", "CA_ADDRESS"],
  ["ISTIO_META_NETWORK", "NETWORK"],
  ["ISTIO_META_NODE_NAME", "NODE_NAME"],
  ["ISTIO_META_SERVICE_ACCOUNT", "SERVICE_ACCOUNT"],
];
const DRAIN = "TERMINATION_DRAIN_DURATION_SECONDS";

/** Throws ConfigError for a PROXY_CONFIG that cannot be read. */
export function translateVariables(environment: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const variables = new Map([...proxyConfigVariables(environment.get("PROXY_CONFIG") ?? ""), ...environment]);
  for (const [theirs, ours] of OTHER_NAMES) {
    const value = variables.get(theirs) ?? "";
    if (value !== "" && !environment.has(ours)) variables.set(ours, value);
  }
  // Istio's is a number of seconds.
  const drain = variables.get(DRAIN) ?? "";
  if (/^\d+$/.test(drain)) variables.set(DRAIN, `${drain}s`);
  return variables;
}

function proxyConfigVariables(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  if (text.trim() === "") return variables;
  const config = parseObject(text);
  const { discoveryAddress, concurrency, terminationDrainDuration, proxyMetadata } = config;
  if (isObject(proxyMetadata)) {
    for (const [name, value] of Object.entries(proxyMetadata)) variables.set(name, String(value));
  }
  if (typeof discoveryAddress === "string" && discoveryAddress !== "") {
    variables.set("XDS_ADDRESS", discoveryAddress);
    // Whose certificates they are is the control plane's business, unless somebody says otherwise.
    if (!variables.has("CA_ADDR")) variables.set("CA_ADDR", discoveryAddress);
  }
  // 0 is as many as there are CPUs, which is no number of threads here.
  if (typeof concurrency === "number" && concurrency > 0) {
    variables.set("AMBIT_WORKER_THREADS", String(concurrency));
  }
  if (typeof terminationDrainDuration === "string") variables.set(DRAIN, terminationDrainDuration);
  return variables;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  const config = parseJson(text);
  if (isObject(config)) return config;
  throw new ConfigError("invalid-config", [
    "PROXY_CONFIG is no JSON object: give it as Istio's template does",
  ]);
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
