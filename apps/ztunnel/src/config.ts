/**
 * The configuration of this program and the only reader of its environment and command line. Sources, the later
 * wins: the mesh configuration file, the variable PROXY_CONFIG, single variables.
 */
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { ConfigError } from "@ambit/config";
import type { PathCheck } from "@ambit/proxy/config";
import { configWarnings } from "./config/build-limits.ts";
import { ENVIRONMENT, type Environment, OPEN_ENDED } from "./config/environment.ts";
import { readPrefixedVariables } from "./config/prefixed-variables.ts";
import {
  EMPTY_PROXY_CONFIG,
  mergeProxyConfig,
  type ProxyConfigResult,
  readMeshConfig,
  readProxyConfig,
} from "./config/proxy-config.ts";
import { parseResolvConf, RESOLV_CONF_PATH } from "./config/resolv-conf.ts";
import { resolveConfig } from "./config/resolve.ts";
import type { ZtunnelConfig } from "./config/ztunnel-config.ts";

export type { ZtunnelConfig } from "./config/ztunnel-config.ts";

/** What the configuration may ask of the machine. */
export interface ConfigHost extends PathCheck {
  /** The text of a file; undefined when there is none. Throws when there is one that cannot be read. */
  readFile(path: string): string | undefined;
  /** Logical CPUs of the machine. */
  readonly cpuCount: number;
}

export interface ConfigInput {
  readonly environment: ReadonlyMap<string, string>;
  /** Command line after the program's name. */
  readonly args: readonly string[];
  readonly host: ConfigHost;
}

/** What the first word of the command line asks for. */
export type Command = "proxy" | "version" | "help" | "unknown";

/** Relative to the working directory, as ztunnel. */
const MESH_CONFIG_PATH = "./etc/istio/config/mesh";

/** The real environment, command line and machine. */
export function systemConfigInput(): ConfigInput {
  const environment = new Map<string, string>();
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment.set(name, value);
  }
  const readFile = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
  const host = { readFile, exists: existsSync, cpuCount: availableParallelism() };
  return { environment, args: process.argv.slice(2), host };
}

/** No word means to run the proxy; further words are only recorded. */
export function parseCommand([command = "proxy"]: readonly string[]): Command {
  if (command === "--version") return "version";
  if (command === "--help" || command === "-h") return "help";
  return command === "proxy" || command === "version" || command === "help" ? command : "unknown";
}

/**
 * Reads and checks everything. Throws one ConfigError that names every bad variable, every combination that does not
 * fit, and what this build cannot do together with the setting that avoids it.
 */
export function loadConfig(input: ConfigInput): ZtunnelConfig {
  const problems: string[] = [];
  const environment = parseEnvironment(input.environment, problems);
  const prefixed = readPrefixedVariables(OPEN_ENDED.parse(input.environment));
  const mesh = meshConfig(input.host);
  const own = readProxyConfig(input.environment.get("PROXY_CONFIG") ?? "");
  problems.push(
    ...mesh.problems.map((problem) => `${MESH_CONFIG_PATH}: ${problem}`),
    ...own.problems.map((problem) => `PROXY_CONFIG: ${problem}`),
    ...prefixed.problems,
  );
  if (environment === undefined) throw new ConfigError("invalid-config", problems);
  const resolved = resolveConfig({
    environment,
    prefixed: prefixed.variables,
    proxyConfig: mergeProxyConfig(mesh.config, own.config),
    args: input.args,
    machineCpus: input.host.cpuCount,
    files: input.host,
    resolver: parseResolvConf(readResolvConf(input.host)),
  });
  problems.push(...resolved.problems);
  if (problems.length > 0) throw new ConfigError("invalid-config", problems);
  return Object.freeze({ ...resolved.config, warnings: configWarnings(resolved.config) });
}

/** Undefined, with the problems told, when any variable is bad. */
function parseEnvironment(source: ReadonlyMap<string, string>, problems: string[]): Environment | undefined {
  try {
    return ENVIRONMENT.parse(source);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** A file that cannot be read is none: there is a warning about that. */
function readResolvConf(host: ConfigHost): string | undefined {
  try {
    return host.readFile(RESOLV_CONF_PATH);
  } catch {
    return undefined;
  }
}

function meshConfig(host: ConfigHost): ProxyConfigResult {
  try {
    return readMeshConfig(host.readFile(MESH_CONFIG_PATH) ?? "");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { config: EMPTY_PROXY_CONFIG, problems: [`cannot be read: ${reason}`] };
  }
}
