/**
 * The configuration of this program, and the only reader of its environment, its command line and the mesh
 * configuration file at start.
 */
import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { ConfigError } from "@ambit/config";
import { type CommandLine, parseCommandLine } from "./config/command-line.ts";
import type { ControllerConfig, ServiceAccountName } from "./config/controller-config.ts";
import { ENVIRONMENT, type Environment, FLAGS, type Flags } from "./config/environment.ts";
import { readMeshConfig } from "./config/mesh-config.ts";

export type { ControllerConfig } from "./config/controller-config.ts";

/** What the configuration may ask of the machine. */
export interface ConfigHost {
  /** The text of a file; undefined when there is none. Throws when there is one that cannot be read. */
  readFile(path: string): string | undefined;
  readonly hostname: string;
  /** Whether sockets can be IPv6. */
  readonly hasIpv6: boolean;
}

export interface ConfigInput {
  readonly environment: ReadonlyMap<string, string>;
  /** Command line after the program's name. */
  readonly args: readonly string[];
  readonly host: ConfigHost;
}

/** The real environment, command line and machine. */
export function systemConfigInput(): ConfigInput {
  const environment = new Map<string, string>();
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment.set(name, value);
  }
  const readFile = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
  const host = { readFile, hostname: hostname(), hasIpv6: existsSync("/proc/net/if_inet6") };
  return { environment, args: process.argv.slice(2), host };
}

/** The word and the flags. Throws ConfigError for a flag that is not known. */
export function readCommandLine({ args }: ConfigInput): CommandLine {
  return parseCommandLine(args, FLAGS.describe());
}

/** Reads and checks everything. Throws one ConfigError that names every bad variable, flag and mesh setting. */
export function loadConfig(input: ConfigInput, { flags }: CommandLine): ControllerConfig {
  const problems: string[] = [];
  const environment = parsePart(() => ENVIRONMENT.parse(input.environment), problems);
  const flagged = parsePart(() => FLAGS.parse(flags), problems);
  if (environment === undefined || flagged === undefined) throw new ConfigError("invalid-config", problems);
  const mesh = loadMeshConfig(flagged.meshConfigPath, input.host, problems);
  const trustedNodeAccounts = parseAccounts(environment.trustedNodeAccounts, problems);
  checkTogether(environment, problems);
  if (problems.length > 0) throw new ConfigError("invalid-config", problems);
  return Object.freeze({
    ...environment,
    ...flagged,
    ...derive(environment, flagged, input.host),
    ...mesh,
    trustedNodeAccounts,
  });
}

/** Every setting as it holds, for the log. There are no secrets among them. */
export function describeConfig(config: ControllerConfig): string {
  return JSON.stringify(config, (_key, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? "infinity" : value,
  );
}

function parsePart<T>(parse: () => T, problems: string[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function loadMeshConfig(
  path: string,
  host: ConfigHost,
  problems: string[],
): Pick<ControllerConfig, "mesh" | "hasMeshConfigFile"> {
  let text: string | undefined;
  try {
    text = host.readFile(path);
  } catch (error) {
    problems.push(`${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = readMeshConfig(text ?? "");
  const lines = result.problems.map((problem) => `${path}: ${problem.path} ${problem.reason}`);
  problems.push(...new Set(lines));
  return { mesh: result.object, hasMeshConfigFile: text !== undefined };
}

function parseAccounts(texts: readonly string[], problems: string[]): readonly ServiceAccountName[] {
  return texts.flatMap((text) => {
    const [namespace = "", name = "", ...rest] = text.split("/");
    if (namespace !== "" && name !== "" && rest.length === 0) return { namespace, name };
    problems.push(`CA_TRUSTED_NODE_ACCOUNTS has ${JSON.stringify(text)}, accepted is namespace/name`);
    return [];
  });
}

function checkTogether(environment: Environment, problems: string[]): void {
  if (environment.defaultCertificateTtlMs > environment.maxCertificateTtlMs) {
    problems.push("DEFAULT_WORKLOAD_CERT_TTL is longer than MAX_WORKLOAD_CERT_TTL");
  }
  if (environment.debounceAfterMs > environment.debounceMaxMs) {
    problems.push("PILOT_DEBOUNCE_AFTER is longer than PILOT_DEBOUNCE_MAX");
  }
  if (environment.tokenAudiences.length === 0) {
    problems.push("TOKEN_AUDIENCES is empty: a token for the API server would be taken");
  }
}

function derive(
  environment: Environment,
  flags: Flags,
  host: ConfigHost,
): Pick<ControllerConfig, "podName" | "logFormat" | "kubeconfig" | "anyAddress"> {
  return {
    podName: environment.podName === "" ? host.hostname : environment.podName,
    logFormat: flags.logAsJson ? "json" : environment.logFormat,
    kubeconfig: flags.kubeconfigFlag ?? existingKubeconfig(environment, host),
    anyAddress: host.hasIpv6 ? "::" : "0.0.0.0",
  };
}

/** As istiod: Istio's chart always names a file, which is there only for a cluster that is managed from another one. */
function existingKubeconfig(
  { kubeconfig, kubernetesServiceHost }: Environment,
  host: ConfigHost,
): string | undefined {
  if (kubeconfig === undefined || kubernetesServiceHost === undefined) return kubeconfig;
  try {
    const text = host.readFile(kubeconfig) ?? "";
    return text === "" ? undefined : kubeconfig;
  } catch {
    // Who connects says what is wrong with it.
    return kubeconfig;
  }
}
